"""Studies for programs: what a study holds, where every record of an import went, its calls, tables and figures.

Found by the same queries as the pages find them: a study of others is 404 here too, and whoever reads calls is logged.
"""

from decimal import Decimal
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router

from arcs.core.figures import Table, Value
from arcs.web.people.program_access import Page, Paging, Words, asker, page_of, reads
from arcs.web.studies import queries
from arcs.web.studies.api_shapes import (
    CallsAsked,
    CallsOut,
    EvaluationOut,
    FigureOut,
    ImportOut,
    LedgerOut,
    StudyOut,
    TableName,
    TableOut,
)
from arcs.web.studies.frozen import figure_of, table_of
from arcs.web.studies.models import CallImport, Study, StudyEvaluation, StudyTable
from arcs.web.studies.views.finding import found
from arcs.web.studies.views.importing import CALL_ROWS, OPERATIONAL
from arcs.web.wall.read_log import record_read

SCOPES = ("studies.read", "studies.see_all")
router = Router(tags=["Studies"])


@reads(router, "/studies", *SCOPES, answer=Page[StudyOut], summary="List studies")
def studies(request: HttpRequest, paging: Query[Paging], find: Words = "") -> dict[str, Any]:
    """The studies that the token's holder may see, by title; `find` is a part of a title or a place."""
    return page_of(queries.studies_found(asker(request), find), paging)


@reads(router, "/studies/{study}", *SCOPES, answer=StudyOut, summary="Read a study")
def study(request: HttpRequest, study: UUID) -> Study:
    """One study's front page."""
    return found(queries.study_seen_by(asker(request), study))


@reads(router, "/studies/{study}/imports", *SCOPES, answer=Page[ImportOut], summary="List a study's imports")
def imports(request: HttpRequest, study: UUID, paging: Query[Paging]) -> dict[str, Any]:
    """The readings of dispatch exports in a study, newest first."""
    who = asker(request)
    one = found(queries.study_seen_by(who, study))
    return page_of(queries.imports_of(who, one), paging)


@reads(router, "/imports/{call_import}", *SCOPES, answer=ImportOut, summary="Read an import")
def call_import(request: HttpRequest, call_import: UUID) -> CallImport:
    """One import and where it stands."""
    return found(queries.import_seen_by(asker(request), call_import))


@reads(router, "/imports/{call_import}/ledger", *SCOPES, answer=LedgerOut, summary="Read an import's ledger")
def ledger(request: HttpRequest, call_import: UUID) -> dict[str, Any]:
    """Where every record and every interval went: two accounts that add up, and every remark."""
    who = asker(request)
    one = found(queries.import_seen_by(who, call_import))
    return {"lines": list(queries.ledger_of(who, one)), "remarks": list(queries.remarks_of(who, one))}


@reads(router, "/imports/{call_import}/tables", *SCOPES, answer=list[TableName], summary="List an import's tables")
def import_tables(request: HttpRequest, call_import: UUID) -> list[StudyTable]:
    """The names of the workload's tables."""
    who = asker(request)
    one = found(queries.import_seen_by(who, call_import))
    return list(queries.import_tables(who, one).values())


@reads(router, "/imports/{call_import}/tables/{name}", *SCOPES, answer=TableOut, summary="Read a table of the workload")
def import_table(request: HttpRequest, call_import: UUID, name: Words) -> dict[str, Any]:
    """One table, such as `by_call_type`, as it was produced."""
    who = asker(request)
    one = found(queries.import_seen_by(who, call_import))
    return _table(found(queries.import_table(who, one, name)))


@reads(router, "/imports/{call_import}/calls", *SCOPES, answer=CallsOut, summary="Read an import's calls")
def calls(request: HttpRequest, call_import: UUID, asked: Query[CallsAsked]) -> dict[str, Any]:
    """The calls in the order of the export. The read log says that the token's holder looked at them."""
    who = asker(request)
    one = found(queries.import_seen_by(who, call_import))
    record_read(kind=CALL_ROWS, compartment=OPERATIONAL, object_id=one.pk, reason="calls, by a program")
    rows = queries.calls_after(who, one, after=asked.after, counted=asked.counted, most=asked.limit + 1)
    is_more = len(rows) > asked.limit
    return {"calls": rows[: asked.limit], "after": rows[asked.limit - 1].number if is_more else None}


@reads(router, "/studies/{study}/evaluation", *SCOPES, answer=EvaluationOut, summary="Read a study's evaluation")
def evaluation(request: HttpRequest, study: UUID) -> StudyEvaluation:
    """The newest evaluation of a study, with the manifest of what it was made from."""
    who = asker(request)
    one = found(queries.study_seen_by(who, study))
    return found(queries.newest_evaluation(who, one))


@reads(
    router, "/evaluations/{evaluation}/tables", *SCOPES, answer=list[TableName], summary="List an evaluation's tables"
)
def evaluation_tables(request: HttpRequest, evaluation: UUID) -> list[StudyTable]:
    """The names of its tables, in the report's order."""
    who = asker(request)
    return queries.evaluation_tables(who, found(queries.evaluation_seen_by(who, evaluation)))


@reads(
    router, "/evaluations/{evaluation}/tables/{name}", *SCOPES, answer=TableOut, summary="Read an evaluation's table"
)
def evaluation_table(request: HttpRequest, evaluation: UUID, name: Words) -> dict[str, Any]:
    """One table, such as `matrix`, as it was produced."""
    who = asker(request)
    one = found(queries.evaluation_seen_by(who, evaluation))
    return _table(table_of(found(queries.evaluation_table(who, one, name))))


@reads(
    router, "/evaluations/{evaluation}/figures", *SCOPES, answer=list[FigureOut], summary="Read an evaluation's figures"
)
def figures(request: HttpRequest, evaluation: UUID) -> list[dict[str, Any]]:
    """Every number of its sentences with unit, population, period, definition, and the rows behind it."""
    who = asker(request)
    one = found(queries.evaluation_seen_by(who, evaluation))
    known = (figure_of(stored) for stored in queries.figures_of(who, one))
    return [vars(figure) | {"value": _exact(figure.value)} for figure in known]


def _table(table: Table) -> dict[str, Any]:
    return vars(table) | {
        "columns": [vars(column) for column in table.columns],
        "rows": [[_exact(value) for value in row] for row in table.rows],
    }


def _exact(value: Value) -> str | int | float | bool | None:
    """The value as JSON; a decimal is a text, so that no digit is lost.

    >>> _exact(Decimal("0.70"))
    '0.70'
    """
    return str(value) if isinstance(value, Decimal) else value
