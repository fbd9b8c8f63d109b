"""The first records of an export as calls, read by a mapping that nobody has confirmed yet: the reader itself reads."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import duckdb
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from arcs.core.refusal import Refusal
from arcs.files.exports import Mapping, propose_mapping, read_calls
from arcs.files.sources import open_sources
from arcs.web.studies.content import private_folder
from arcs.web.studies.models import ColumnFound

MOST = 6
SHOWN: tuple[tuple[str, str | Promise], ...] = (
    ("call_number", _("Call")),
    ("call_type", _("Call type")),
    ("received_local", _("Received")),
    ("dispatched_local", _("Dispatched")),
    ("arrived_local", _("On scene")),
    ("cleared_local", _("Cleared")),
    ("priority", _("Priority")),
    ("disposition", _("Disposition")),
)


@dataclass(frozen=True, kw_only=True)
class Preview:
    """The first calls, the records that would be set aside and why, or the sentence that says why none can be read."""

    headings: tuple[str | Promise, ...]
    rows: tuple[tuple[str, ...], ...]
    set_aside: tuple[tuple[str, str], ...] = ()
    problem: str = ""


def preview(columns: Sequence[ColumnFound], mapping: Mapping) -> Preview | None:
    """The export's first records by a mapping; None for an import that was looked at before they were kept."""
    if not any(one.first_rows for one in columns):
        return None
    headings = tuple(words for _name, words in SHOWN)
    with private_folder() as home, duckdb.connect() as connection:
        path = home / "first.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow([one.column for one in columns])
            writer.writerows(zip(*(one.first_rows for one in columns), strict=True))
        try:
            sources = open_sources([path], connection, home / "opened")
            whole = mapping.completed_by(propose_mapping(sources))
            read_calls(sources, whole, timezone=whole.timezone, connection=connection, needs=None)
        except (Refusal, duckdb.Error) as refusal:
            return Preview(headings=headings, rows=(), problem=str(refusal))
        names = ", ".join(f'"{name}"' for name, _words in SHOWN)
        calls = connection.execute(f"SELECT {names} FROM arcs_calls ORDER BY source_line LIMIT {MOST}").fetchall()
        aside = connection.execute(f"SELECT reason, given FROM arcs_set_aside LIMIT {MOST}").fetchall()
    return Preview(
        headings=headings,
        rows=tuple(tuple(_words(value) for value in row) for row in calls),
        set_aside=tuple((str(reason), str(given or "")) for reason, given in aside),
    )


def _words(value: Any) -> str:
    if value is None:
        return ""
    return value.strftime("%Y-%m-%d %H:%M:%S") if hasattr(value, "strftime") else str(value)
