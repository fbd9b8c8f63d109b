"""The workload page's numbers: assumptions of the study, frozen hours of its newest export, FTE with its range."""

from dataclasses import dataclass, replace
from decimal import Decimal
from uuid import UUID, uuid4

from django.db import transaction

from arcs.core.evaluation import Study as Content
from arcs.core.evaluation.records import Assumptions
from arcs.core.figures import Table, rounded
from arcs.web.people.models import Staff
from arcs.web.sheets.actions import add_row, change_row
from arcs.web.sheets.beginning import beginning_of
from arcs.web.sheets.choice_forms import ASSUMPTIONS, AssumptionForm
from arcs.web.sheets.models import StudyRow
from arcs.web.sheets.queries import records, rows_of
from arcs.web.sheets.reckoning import DAYS, Reckoned, hours_of, reckoned
from arcs.web.studies.by_interval import NAME
from arcs.web.studies.models import CallImport, Study
from arcs.web.studies.queries import import_table
from arcs.web.studies.stands import newest_loaded

CALLS = "study.toml:calls"
PLACES = 6  # as the workload's own tables round
BETWEEN = ("median_minutes", "p90_minutes")


@dataclass(frozen=True, kw_only=True)
class Drawn:
    """What the page redraws: FTE by type and in all, what they were before, and where the hours come from."""

    now: Reckoned
    kept: Reckoned
    source: CallImport
    interval: str

    @property
    def difference(self) -> Decimal:
        """FTE now less FTE under what the study holds."""
        return self.now.fte - self.kept.fte


def assumptions_of(who: Staff, study: Study) -> tuple[Assumptions, StudyRow | None]:
    """The study's assumptions and their row; a new study's own where nobody has decided yet."""
    rows = rows_of(who, study, ASSUMPTIONS)
    cells = rows[0].cells if rows else beginning_of(study)[ASSUMPTIONS][0]
    (given,) = records(ASSUMPTIONS, [cells])
    return given, rows[0] if rows else None


def hours_known(who: Staff, source: CallImport, start: str) -> dict[str, Decimal | None] | None:
    """Hours by call type from `start` to clear; None where this import was loaded before they were kept."""
    table: Table | None = import_table(who, source, NAME)
    if table is not None:
        return hours_of(table, start)
    whole = import_table(who, source, "by_call_type") if start == "dispatched" else None
    return hours_of(whole, "hours") if whole else None


def drawn(who: Staff, study: Study, form: AssumptionForm) -> Drawn | None:
    """FTE under what the form says, beside what the study holds; None without a loaded export. Refusal as the core's.

    The number of queries does not depend on calls or types.
    """
    source = newest_loaded(who, study)
    if source is None:
        return None
    start = form.cleaned_data.get("start") or "dispatched"
    hours = hours_known(who, source, start)
    if hours is None:
        return None
    given, _row = assumptions_of(who, study)
    factor = year_factor(source) if form.cleaned_data.get("annualise") else Decimal(1)
    return Drawn(
        now=reckoned(hours, form.assumptions, factor=factor), kept=reckoned(hours, given), source=source, interval=start
    )


def year_factor(source: CallImport) -> Decimal:
    """365 over the days covered, as the core scales a part of a year."""
    if source.first_day is None or source.last_day is None:
        return Decimal(1)
    return Decimal(DAYS) / ((source.last_day - source.first_day).days + 1)


def own_workload(who: Staff, study: Study, content: Content) -> Table | None:
    """The workload of the study's newest export as its report reckons it: its interval, its assumptions, its year.

    An import is measured once, from dispatch to clear and at 525 hours per FTE. Where the study begins elsewhere, the
    minutes of a single response are not known here, and are empty. Refusal as `reckoned`.
    """
    source = newest_loaded(who, study)
    table = import_table(who, source, "workload") if source else None
    if source is None or table is None or not content.calls:
        return None
    start = content.calls[0].start or "dispatched"
    factor = year_factor(source) if content.calls[0].annualise else Decimal(1)
    hours = hours_known(who, source, start) or {}
    found = reckoned(hours, content.assumptions, factor=factor)
    full_time = {one.call_type: one.fte for one in found.types}
    scaled = f", scaled by {DAYS}/{DAYS / factor:.0f} to a year" if content.calls[0].annualise else ""
    words = f"Hours{scaled}, divided by {found.hours_per_fte.normalize():f}"
    heading = "FTE a year" if content.calls[0].annualise else "FTE"
    names = [one.name for one in table.columns]
    rows = []
    for row in table.rows:
        values = dict(zip(names, row, strict=True))
        call_type = str(values["call_type"] or "")
        nobody = Decimal(0) if values["unit_responses"] == 0 and any(hours.values()) else None
        values |= {"hours": _short(hours.get(call_type), nobody), "fte": _short(full_time.get(call_type), nobody)}
        rows.append(values | (dict.fromkeys(BETWEEN) if start != "dispatched" else {}))
    rows.sort(key=lambda one: (-(one["hours"] or 0), str(one["call_type"])))
    return replace(
        table,
        columns=tuple(
            replace(one, definition=words, heading=heading) if one.name == "fte" else one for one in table.columns
        ),
        rows=tuple(tuple(one.values()) for one in rows),
        notes=(*table.notes[:-1], f"{found.sentence}."),
    )


def _short(number: Decimal | None, otherwise: Decimal | None) -> Decimal | None:
    return otherwise if number is None else rounded(number, PLACES)


@transaction.atomic
def keep_assumptions(*, by: Staff, study: Study, form: AssumptionForm) -> UUID:
    """Keep what the page says as the study's own, as one change. RowChanged where somebody else was quicker."""
    change = uuid4()
    _given, row = assumptions_of(by, study)
    if row is None:
        add_row(by=by, study=study, part=ASSUMPTIONS, cells=form.cells, change=change)
    else:
        version = form.cleaned_data["version"] or 0
        change_row(by=by, row=row, version=version, cells=form.cells, change=change)
    start = form.cleaned_data.get("start") or "dispatched"
    chosen = {
        "start": start if start != "dispatched" else "",
        "annualise": "true" if form.cleaned_data["annualise"] else "",
    }
    for one in rows_of(by, study, CALLS):
        change_row(by=by, row=one, version=one.version, cells=one.cells | chosen, change=change)
    return change
