"""What became of a table that was written anew, kept beside it so that a second run need not read the source again."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from arcs.files.sources.tables import SetAsideRecord


@dataclass(frozen=True, kw_only=True)
class Normalised:
    """One table as a Parquet file of ours: its rows, and the account of everything else."""

    path: Path
    rows: int
    remarks: tuple[str, ...]
    set_aside: tuple[SetAsideRecord, ...]

    def as_account(self) -> dict[str, Any]:
        """The same as JSON can hold it, with the file's name for its path."""
        return asdict(self) | {"path": self.path.name}


def from_account(held: Mapping[str, Any], workspace: Path) -> Normalised:
    """What `as_account` gave."""
    return Normalised(
        path=workspace / held["path"],
        rows=held["rows"],
        remarks=tuple(held["remarks"]),
        set_aside=tuple(SetAsideRecord(**one) for one in held["set_aside"]),
    )


def keep(held: Mapping[str, Any], beside: Path) -> None:
    """Write an account in one step, so that a reader finds all of it or nothing."""
    part = beside.with_suffix(".json.part")
    part.write_text(json.dumps(held, ensure_ascii=True), encoding="utf-8")
    part.replace(beside)


def kept(beside: Path) -> dict[str, Any] | None:
    """An account that was kept; None where there is none or it cannot be read (it is then made again)."""
    try:
        held = json.loads(beside.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return held if isinstance(held, dict) else None
