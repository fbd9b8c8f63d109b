"""Alarms that must be heard when the database cannot be written: a file, and the logger `arcs.alarm`.

The file holds one JSON object a line: `at` (UTC), `what`, or `at` and `seen_by` where somebody acknowledged all before.
"""

import json
import logging
import os
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from django.conf import settings

log = logging.getLogger("arcs.alarm")


@dataclass(frozen=True, kw_only=True)
class Alarm:
    """One alarm, and who acknowledged it when."""

    at: datetime
    what: str
    seen_by: UUID | None = None
    seen_at: datetime | None = None


def alarm_file() -> Path:
    """Where alarms are kept, outside the database."""
    return Path(settings.ARCS_ALARM_FILE)


def raise_alarm(what: str) -> None:
    """Say that something must be looked at now. Never raises: whoever calls is in trouble already."""
    log.critical("%s", what)
    try:
        _append({"at": datetime.now(UTC).isoformat(), "what": what})
    except OSError as failed:
        log.critical("The alarm file cannot be written either: %s", failed)


def open_alarms() -> tuple[Alarm, ...]:
    """Alarms since the last acknowledgement, oldest first; an unreadable file is itself an alarm."""
    return tuple(one for one in all_alarms() if one.seen_by is None)


def all_alarms() -> tuple[Alarm, ...]:
    """Every alarm of the file, acknowledged or not, oldest first."""
    found: list[Alarm] = []
    seen: tuple[UUID | None, datetime | None] = (None, None)
    for one in reversed(_lines()):
        at = datetime.fromisoformat(one["at"])
        if "seen_by" in one:
            seen = (UUID(one["seen_by"]), at)
        else:
            found.append(Alarm(at=at, what=one["what"], seen_by=seen[0], seen_at=seen[1]))
    return tuple(reversed(found))


def _lines() -> list[dict[str, str]]:
    path = alarm_file()
    try:
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines() if path.exists() else []
    except OSError as failed:
        return [{"at": datetime.now(UTC).isoformat(), "what": f"The alarm file cannot be read: {failed.strerror}."}]
    return [_read(line) for line in lines]


def acknowledge_alarms(*, by: UUID) -> None:
    """Write that somebody has seen every alarm so far; the alarms themselves stay in the file."""
    _append({"at": datetime.now(UTC).isoformat(), "seen_by": str(by)})


def _read(line: str) -> dict[str, str]:
    try:
        said: dict[str, str] = json.loads(line)
        if datetime.fromisoformat(said["at"]).tzinfo is None:
            raise ValueError("a moment of no time zone")
        UUID(said.get("seen_by", str(UUID(int=0))))
        return (
            said if "what" in said or "seen_by" in said else {**said, "what": "A line of the alarm file is incomplete."}
        )
    except (ValueError, KeyError, TypeError):  # half a line, written as the disk filled up
        return {"at": datetime.now(UTC).isoformat(), "what": "A line of the alarm file cannot be read."}


def _append(said: dict[str, str]) -> None:
    path = alarm_file()
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        os.write(descriptor, (json.dumps(said) + "\n").encode())
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
