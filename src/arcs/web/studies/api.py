"""Studies over HTTP: the same queries as the pages. `request.auth` is the holder of the token.

The site mounts this router and says who may come in.
"""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from arcs.core.figures import Table
from arcs.web.people.models import Staff
from arcs.web.studies import queries
from arcs.web.studies.frozen import table_of
from arcs.web.studies.models import CallImport, ImportedCall, Study
from arcs.web.studies.pages import moment, why_left_out
from arcs.web.wall.read_log import record_read

MOST_ROWS = 500
LAST_OFFSET = 10_000

router = Router(tags=["studies"])


class Told(Schema):
    """Why a request was not answered, in one sentence."""

    detail: str


NOT_FOUND = Told(detail="There is nothing here that this token may see.")


class StudyOut(Schema):
    """A study."""

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
    """One reading of dispatch exports."""

    id: UUID
    study_id: UUID
    name: str
    state: str
    why_stopped: str
    time_zone: str
    rows_read: int | None
    rows_kept: int | None
    calls: int | None
    first_day: date | None
    last_day: date | None
    invented: bool
    made_at: datetime
    loaded_at: datetime | None


class LineOut(Schema):
    """One line of an account: start, minus or total. `discipline` is empty for all services together."""

    account: str
    role: str
    reason: str
    discipline: str
    rows: int


class ColumnOut(Schema):
    """A column of a table, with its unit and definition."""

    name: str
    heading: str
    kind: str
    unit: str
    definition: str


class TableOut(Schema):
    """A frozen table; decimals are texts, so that no digit is lost."""

    name: str
    title: str
    population: str
    period: str
    source: str
    notes: list[str]
    columns: list[ColumnOut]
    rows: list[list[str | int | float | bool | None]]


class CallOut(Schema):
    """One call; `received_local` is the export's own clock, `left_out` why intervals of it are in no sum."""

    number: int
    counted: bool
    call_number: str | None
    call_type: str
    initial_call_type: str | None
    discipline: str | None
    priority: str | None
    initiated_by: str
    received_local: str
    beat: str | None
    disposition: str | None
    unit_responses: int
    committed_seconds: Decimal | None
    left_out: str
    source_file: str | None
    source_line: int | None


class CallsAsked(Schema):
    """Which calls: of a type, counted or not, a page of them."""

    type: str = Field("", max_length=200)
    counted: bool = True
    offset: int = Field(0, ge=0, le=LAST_OFFSET)
    limit: int = Field(100, ge=1, le=MOST_ROWS)


def _who(request: HttpRequest) -> Staff:
    return request.auth  # type: ignore[attr-defined]  # ninja puts the token's holder there


@router.get("/studies", response={200: list[StudyOut]}, summary="The studies that the token's holder may see")
def list_studies(request: HttpRequest) -> Any:
    """At most 500, the newest first."""
    return 200, list(queries.studies_seen_by(_who(request)).order_by("-made_at")[:MOST_ROWS])


@router.get("/studies/{uuid:study}", response={200: StudyOut, 404: Told}, summary="One study")
def one_study(request: HttpRequest, study: UUID) -> Any:
    """A study by its id."""
    found: Study | None = queries.study_seen_by(_who(request), study)
    return (200, found) if found else (404, NOT_FOUND)


@router.get("/studies/{uuid:study}/imports", response={200: list[ImportOut], 404: Told}, summary="A study's imports")
def study_imports(request: HttpRequest, study: UUID) -> Any:
    """At most 500, the newest first."""
    found = queries.study_seen_by(_who(request), study)
    return (200, list(queries.imports_of(_who(request), found)[:MOST_ROWS])) if found else (404, NOT_FOUND)


@router.get(
    "/imports/{uuid:call_import}/ledger",
    response={200: list[LineOut], 404: Told},
    summary="Where every record of an import went",
)
def import_ledger(request: HttpRequest, call_import: UUID) -> Any:
    """Two accounts, each of which adds up; empty until the import is loaded."""
    found = queries.import_seen_by(_who(request), call_import)
    return (200, list(queries.ledger_of(_who(request), found))) if found else (404, NOT_FOUND)


@router.get(
    "/imports/{uuid:call_import}/tables/{name}",
    response={200: TableOut, 404: Told},
    summary="A table of an import's workload",
)
def import_table(request: HttpRequest, call_import: UUID, name: str) -> Any:
    """Names are those of the command line's files: workload, by_call_type, by_hour_of_week and so on."""
    found = queries.import_seen_by(_who(request), call_import)
    table = queries.import_table(_who(request), found, name.replace("\0", "")[:80]) if found else None
    return (200, _table(table)) if table else (404, NOT_FOUND)


@router.get(
    "/tables/{uuid:table}", response={200: TableOut, 404: Told}, summary="A table of an import or an evaluation"
)
def one_table(request: HttpRequest, table: UUID) -> Any:
    """A table by its id."""
    stored = queries.table_seen_by(_who(request), table)
    return (200, _table(table_of(stored))) if stored else (404, NOT_FOUND)


@router.get(
    "/imports/{uuid:call_import}/calls",
    response={200: list[CallOut], 404: Told},
    summary="Calls of an import, a page at a time; reading them is logged",
)
def import_calls(request: HttpRequest, call_import: UUID, asked: Query[CallsAsked]) -> Any:
    """In the order in which they were received."""
    found = queries.import_seen_by(_who(request), call_import)
    if found is None:
        return 404, NOT_FOUND
    record_read(kind="call rows", compartment="operational", object_id=found.pk, reason="calls over the API")
    return 200, [_call(one) for one in _page(_who(request), found, asked)]


def _page(who: Staff, found: CallImport, asked: CallsAsked) -> list[ImportedCall]:
    rows = queries.calls_of(who, found).filter(chosen=asked.counted)
    if asked.type:
        rows = rows.filter(call_type=asked.type.replace("\0", ""))
    return list(rows.order_by("received_local", "number")[asked.offset : asked.offset + asked.limit])


def _call(one: ImportedCall) -> CallOut:
    same = {name: getattr(one, name) for name in CallOut.model_fields if hasattr(one, name)}
    same |= {"counted": one.chosen, "left_out": why_left_out(one), "received_local": moment(one.received_local)}
    return CallOut(**same)


def _table(table: Table) -> TableOut:
    return TableOut(
        name=table.name, title=table.title, population=table.population, period=table.period, source=table.source,
        notes=list(table.notes),
        columns=[
            ColumnOut(name=one.name, heading=one.heading, kind=one.kind, unit=one.unit, definition=one.definition)
            for one in table.columns
        ],
        rows=[[str(value) if isinstance(value, Decimal) else value for value in row] for row in table.rows],
    )  # fmt: skip
