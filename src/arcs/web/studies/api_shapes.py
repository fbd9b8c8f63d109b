"""The shapes in which studies are given to programs. Decimals are texts, so that no digit is lost."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from ninja import Schema
from pydantic import Field

from arcs.web.people.program_access import MOST_ROWS
from arcs.web.studies.models import ImportedCall
from arcs.web.studies.pages import why_left_out

LARGEST_NUMBER = 2**31 - 1
Exact = str | int | float | bool | None


class StudyOut(Schema):
    """A study's front page."""

    id: UUID
    title: str
    place: str
    subtitle: str
    about: str
    period: str
    invented: bool
    invented_words: str
    made_at: datetime
    closed_at: datetime | None


class ImportOut(Schema):
    """A reading of dispatch exports; counts are null until it is loaded."""

    id: UUID
    study_id: UUID
    name: str
    state: str
    why_stopped: str
    time_zone: str
    where_column: str
    where_value: str
    rows_read: int | None
    rows_kept: int | None
    calls: int | None
    first_day: date | None
    last_day: date | None
    invented: bool
    made_at: datetime
    loaded_at: datetime | None


class LedgerLineOut(Schema):
    """A line of an account: a start, what is taken away for a reason, the total that is left."""

    account: str
    position: int
    role: str
    reason: str
    discipline: str
    rows: int


class RemarkOut(Schema):
    """A repair, a break in the series, a warning, or what the figures cannot show."""

    position: int
    kind: str
    column: str
    given: str
    done: str
    rows: int | None


class LedgerOut(Schema):
    """Both accounts and all remarks; empty until the import is loaded."""

    lines: list[LedgerLineOut]
    remarks: list[RemarkOut]


class TableName(Schema):
    """A table without its rows."""

    id: UUID
    name: str
    title: str
    row_count: int


class ColumnOut(Schema):
    """A column: `kind` tells what its values are, `places` how many decimals a page shows."""

    name: str
    heading: str
    kind: str
    places: int
    unit: str
    definition: str


class TableOut(Schema):
    """A table as it was produced: each row has one value a column, null where nothing is recorded."""

    name: str
    title: str
    population: str
    period: str
    source: str
    notes: list[str]
    columns: list[ColumnOut]
    rows: list[list[Exact]]


class CallOut(Schema):
    """One call. `received_local` is the export's own clock, without a zone; `committed_seconds` sums usable intervals.

    `counted` tells whether the import's condition counts it, `left_out` why intervals of it are in no sum.
    """

    number: int
    counted: bool = Field(validation_alias="chosen")
    call_number: str | None
    call_type: str
    initial_call_type: str | None
    discipline: str | None
    priority: str | None
    initiated_by: str
    received_local: str | None
    beat: str | None
    disposition: str | None
    unit_responses: int
    committed_seconds: Decimal | None
    left_out: str
    source_file: str | None
    source_line: int | None

    @staticmethod
    def resolve_received_local(call: ImportedCall) -> str | None:
        """As 2026-01-05T13:10:00: stored beside a zone that the export never stated, which is left away here."""
        return call.received_local.replace(tzinfo=None).isoformat() if call.received_local else None

    @staticmethod
    def resolve_left_out(call: ImportedCall) -> str:
        """As the pages say it."""
        return why_left_out(call)


class CallsAsked(Schema):
    """Which calls, and how many at once."""

    after: int = Field(-1, ge=-1, le=LARGEST_NUMBER, description="The `after` of the page before.")
    limit: int = Field(100, ge=1, le=MOST_ROWS, description="How many calls at most.")
    counted: bool | None = Field(None, description="Only calls that the import's condition counts, or only others.")


class CallsOut(Schema):
    """Calls in the order of the export; `after` asks for the next ones and is null at the end."""

    calls: list[CallOut]
    after: int | None


class EvaluationOut(Schema):
    """An evaluation of an uploaded study folder with a seed."""

    id: UUID
    study_id: UUID
    state: str
    why_stopped: str
    title: str
    place: str
    seed: int
    invented: bool
    manifest: dict[str, Any]
    made_at: datetime
    done_at: datetime | None


class FigureOut(Schema):
    """One number, with what it counts, when, how it is defined, and which rows of which table it is made from."""

    name: str
    value: Exact
    kind: str
    places: int
    unit: str
    population: str
    period: str
    definition: str
    table: str
    rows: str
