"""Changes of a plan: permit and change in one transaction, with the versions of the rows kept by `sheets`.

Changes of one plan follow each other (its programme's row is locked), so that nobody finishes a step while somebody
else opens the one it waits for.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from arcs.core.evaluation.records import ProgrammeStep
from arcs.files.studies.parts import Cells, cells_of
from arcs.web.people.models import Staff
from arcs.web.programmes import permits, queries
from arcs.web.programmes.drafting import Draft, draft
from arcs.web.programmes.models import Programme, ProgrammeRoute
from arcs.web.programmes.plan import Plan, Standing, depending_on, waits_in_a_circle
from arcs.web.programmes.policies import PLAN
from arcs.web.sheets import actions as sheets
from arcs.web.sheets.models import StudyRow
from arcs.web.studies.models import Study
from arcs.web.wall.at_once import once_or_refused
from arcs.web.wall.clock import today
from arcs.web.wall.permit import GIVEN, Permit, Refused, first_refusal, refused

LONGEST_NAME = 80


def may_begin(who: Staff, study: Study) -> Permit:
    """Begin the programme of a study: the board has adopted something, and there is no programme yet."""
    return first_refusal(
        permits.may_manage(who, sees_study=queries.sees_study(who, study.pk)),
        refused(_("This study has its programme already."))
        if Programme.objects.filter(study=study).exists()
        else GIVEN,
        GIVEN
        if draft(queries.decisions_of(who, study), today=today()).starts
        else refused(_("The board has adopted nothing with a date yet. Enter its decisions first.")),
    )


def drafted(who: Staff, study: Study) -> Draft:
    """The plan that the board's decisions ask for today."""
    return draft(queries.decisions_of(who, study), today=today())


@transaction.atomic
def begin_programme(*, by: Staff, study: Study, invented_words: str = "") -> Programme:
    """Begin the programme: a route for each adopted way of answering, and the drafted plan where there is none yet."""
    may_begin(by, study).demand()
    plan = drafted(by, study)
    programme = Programme(
        study=study, title=study.title, place=study.place, begun_by=by.pk,
        invented_words=invented_words or study.invented_words,
    )  # fmt: skip
    with once_or_refused(_("This study has its programme already.")):
        programme.save(force_insert=True)
    _add_routes(programme, list(plan.starts))
    if not queries.plan_rows(by, programme).exists():
        sheets.replace_part(by=by, study=study, part=PLAN, rows=[cells_of(one) for one in plan.steps], change=uuid4())
    return programme


@transaction.atomic
def add_adopted_routes(*, by: Staff, programme: Programme) -> int:
    """Routes that the board adopted since, with their steps; how many steps were added. Steps that stand are kept."""
    study = _study(by, programme)
    _hold(programme)
    missing = queries.routes_to_add(by, programme)
    _add_routes(programme, missing)
    there = {one.of.name for one in queries.plan_in(by, programme).steps}
    change, added = uuid4(), 0
    for step in drafted(by, study).steps:
        if step.disposition in missing and step.step not in there:
            sheets.add_row(by=by, study=study, part=PLAN, cells=cells_of(step), change=change)
            added += 1
    return added


@transaction.atomic
def add_step(*, by: Staff, programme: Programme, cells: Mapping[str, str]) -> StudyRow:
    """One more step at the end. RowFaults for cells that cannot be; Refused for a circle or a name that stands."""
    study = _study(by, programme)
    _hold(programme)
    row = sheets.add_row(by=by, study=study, part=PLAN, cells=cells)
    _demand_an_order(by, programme)
    return row


@transaction.atomic
def change_step(*, by: Staff, programme: Programme, row: StudyRow, version: int, cells: Mapping[str, str]) -> StudyRow:
    """Give a step these cells; its name and whether it is done stay. RowChanged where somebody was quicker."""
    _study(by, programme)
    _hold(programme)
    kept = {name: row.cells[name] for name in ("step", "done_on") if name in row.cells}
    given: Cells = {**{name: text for name, text in cells.items() if text}, **kept}
    changed = sheets.change_row(by=by, row=row, version=version, cells=given)
    plan = _demand_an_order(by, programme)
    now = plan.of(row.pk)
    if now is not None and now.is_done:
        _demand_order_of_done(plan, now)
    return changed


@transaction.atomic
def finish_step(*, by: Staff, programme: Programme, row: StudyRow, version: int, on: date) -> StudyRow:
    """Mark a step as done on a day: not before what it waits for, and not while it is blocked."""
    _study(by, programme)
    _hold(programme)
    if on > today():
        raise Refused(_("A step is done today or before, not on a day to come."))
    now = _standing(by, programme, row)
    permits.may_finish(now, route_is_live=live_of(by, programme, now.of.step)).demand()
    cells = {**_cells_now(row), "done_on": on.isoformat()}
    return sheets.change_row(by=by, row=row, version=version, cells=cells)


@transaction.atomic
def reopen_step(*, by: Staff, programme: Programme, row: StudyRow, version: int) -> StudyRow:
    """Say that a step is not done after all."""
    _study(by, programme)
    _hold(programme)
    plan = queries.plan_in(by, programme)
    permits.may_reopen(_standing(by, programme, row), plan).demand()
    cells = {name: text for name, text in _cells_now(row).items() if name != "done_on"}
    return sheets.change_row(by=by, row=row, version=version, cells=cells)


@transaction.atomic
def remove_step(*, by: Staff, programme: Programme, row: StudyRow, version: int) -> UUID:
    """Take a step out of the plan; not while others wait for it. The change brings it back by undo."""
    _study(by, programme)
    _hold(programme)
    steps = [one.of for one in queries.plan_in(by, programme).steps]
    if waiting := depending_on(row.cells.get("step", ""), steps):
        raise Refused(_("“%(step)s” waits for it. Change that step first.") % {"step": waiting[0].name})
    return sheets.remove_row(by=by, row=row, version=version)


@transaction.atomic
def undo(*, by: Staff, programme: Programme, change: UUID) -> sheets.Undone:
    """Take one change of the plan back; refused where steps would then stand in an impossible order."""
    study = _study(by, programme)
    _hold(programme)
    undone = sheets.undo(by=by, study=study, change=change)
    plan = _demand_an_order(by, programme)
    for one in plan.steps:
        if one.is_done:
            _demand_order_of_done(plan, one)
    return undone


def live_of(who: Staff, programme: Programme, step: ProgrammeStep) -> Permit:
    """Whether the route of a go-live step is live; other steps do not ask."""
    if step.phase != "go_live" or not step.disposition:
        return GIVEN
    return queries.is_live(who, programme.study_id, step.disposition, today())


def _study(by: Staff, programme: Programme) -> Study:
    permits.may_manage(by, sees_study=queries.sees_study(by, programme.study_id)).demand()
    return Study.objects.get(pk=programme.study_id)


def _hold(programme: Programme) -> None:
    Programme.objects.select_for_update().get(pk=programme.pk)


def _add_routes(programme: Programme, dispositions: Sequence[str]) -> None:
    ProgrammeRoute.objects.bulk_create(
        ProgrammeRoute(study_id=programme.study_id, programme=programme, disposition=one) for one in dispositions
    )


def _cells_now(row: StudyRow) -> Cells:
    """The cells as they stand: the version that the page showed is compared when they are written."""
    now = StudyRow.objects.filter(pk=row.pk).values_list("cells", flat=True).first()
    return dict(now or row.cells)


def _standing(by: Staff, programme: Programme, row: StudyRow) -> Standing:
    found = queries.plan_in(by, programme).of(row.pk)
    if found is None:
        raise sheets.RowChanged(None, {})
    return found


def _demand_an_order(by: Staff, programme: Programme) -> Plan:
    """Every step waits for one that is there, and none for itself."""
    plan = queries.plan_in(by, programme)
    names = {one.of.name for one in plan.steps}
    for one in plan.steps:
        if one.of.step.waits_for and one.of.step.waits_for not in names:
            raise Refused(
                _("“%(step)s” waits for “%(other)s”, and there is no such step.")
                % {"step": one.of.name, "other": one.of.step.waits_for}
            )
    if circle := waits_in_a_circle([one.of.step for one in plan.steps]):
        raise Refused(_("These steps wait for each other: %(steps)s.") % {"steps": ", ".join(circle)})
    return plan


def _demand_order_of_done(plan: Plan, one: Standing) -> None:
    before = next((each for each in plan.steps if each.of.name == one.of.step.waits_for), None)
    if before is not None and not before.is_done:
        raise Refused(
            _("“%(step)s” is done and would wait for “%(other)s”, which is not.")
            % {"step": one.of.name, "other": before.of.name}
        )
