"""What the board does: sends a unit, keeps one, takes it back, answers the field.

Permit and change in one transaction.
"""

from collections.abc import Collection

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from arcs.core.dispatching.matching import UnitStatus, stands_in
from arcs.web.calls.models import Call
from arcs.web.dispatch import permits, queries
from arcs.web.dispatch.board_rows import CHECKED_IN
from arcs.web.dispatch.decided import decided_on
from arcs.web.dispatch.models import Plea
from arcs.web.dispatch.reviewing import open_reviews
from arcs.web.people.models import Staff
from arcs.web.triage.advising import short
from arcs.web.triage.in_force import in_force, names_of
from arcs.web.units import actions as units
from arcs.web.units.matching import works_now
from arcs.web.units.models import WHY_STANDS_IN, Assignment, Unit
from arcs.web.units.queries import holding
from arcs.web.wall.permit import Refused

TOLD_OF_UNITS = frozenset({UnitStatus.EN_ROUTE, UnitStatus.ON_SCENE, UnitStatus.AVAILABLE})
# One after the other by call: the second of two dispatchers sees what the first sent.
ONE_AT_A_TIME = "select pg_advisory_xact_lock(hashtext('dispatch.send'), hashtext(%s))"


@transaction.atomic
def send(
    *, by: Staff, unit: Unit, call: Call, is_backup: bool = False, why: str = "", seen: Collection[str] | None = None
) -> Assignment:
    """Send a unit to a call; it checks in from now on. Who has it already is said where it is taken.

    A unit on which nobody does the work of the call's routes stands in, and `why` is its coded reason. `seen`: the
    units that the page showed with the call. Whom somebody else sent since is said, and nobody goes twice.
    """
    permits.may_dispatch(by).demand()
    _demand_nobody_since(by, call, unit, seen)
    every = queries.minutes_of(queries.CHECK_IN)
    stand_in = None if is_backup else _stand_in(by, unit, call, why)
    made = units.assign(
        by=by, unit=unit, call=call, is_backup=is_backup, check_in_minutes=every, stand_in=stand_in
    )  # fmt: skip
    open_reviews(by=by, call=call)
    return made


@transaction.atomic
def keep(*, by: Staff, unit: Unit, call: Call, why: str = "", seen: Collection[str] | None = None) -> Assignment:
    """Reserve a unit for a call; it is not dispatched. One that would stand in says why already now."""
    permits.may_dispatch(by).demand()
    _demand_nobody_since(by, call, unit, seen)
    return units.reserve(by=by, unit=unit, call=call, stand_in=_stand_in(by, unit, call, why))


def _stand_in(by: Staff, unit: Unit, call: Call, why: str) -> units.StandIn | None:
    """That a unit goes in place of the call's own routes, and why; Refused where it does and nobody says why.

    Beside a unit of the route that is dispatched already nobody stands in.
    """
    stands = decided_on(by, [call.pk])[call.pk]
    routes = (stands.route, *stands.secondary)
    if not stands_in(works_now(by, unit), routes) or queries.has_own_unit(by, call, routes):
        return None
    held = holding(by, unit)
    if held is not None and held.call_id != call.pk:
        return None  # who has it is said where it is taken, before anybody is asked for a reason
    said = held.why_stands_in if held and held.stands_in_for == stands.route else ""
    code = why or said
    if code not in dict(WHY_STANDS_IN):
        named = {"unit": unit.call_sign, "route": short(names_of(in_force(by)).get(stands.route, stands.route))}
        raise Refused(
            _(
                "%(unit)s would stand in: nobody on it does the work of this call’s route (%(route)s). "
                "Choose why no unit of that route goes, then send it."
            )
            % named
        )
    return units.StandIn(route=stands.route, why=code)


def _demand_nobody_since(by: Staff, call: Call, unit: Unit, seen: Collection[str] | None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(ONE_AT_A_TIME, [str(call.pk)])
    if seen is None:
        return
    there = {one.unit.call_sign: one.held_by_name for one in queries.units_of(by, call)}
    since = {sign: name for sign, name in there.items() if sign not in {*seen, unit.call_sign}}
    if since:
        raise Refused(
            _("%(who)s sent %(units)s to %(call)s meanwhile. Look again, and send another unit only if it needs two.")
            % {"who": ", ".join(sorted(set(since.values()))), "units": ", ".join(sorted(since)), "call": call.number}
        )  # fmt: skip


@transaction.atomic
def take_back(*, by: Staff, assignment: Assignment) -> None:
    """A reserved unit is free again."""
    permits.may_dispatch(by).demand()
    units.take_back(by=by, assignment=assignment)


@transaction.atomic
def tell_status(*, by: Staff, unit: Unit, call: Call, status: str) -> None:
    """How a unit of this call stands, told by its dispatcher; `checked_in` begins its timer anew."""
    permits.may_dispatch(by).demand()
    held = holding(by, unit)
    if held is None or held.call_id != call.pk or held.assigned_at is None:
        raise Refused(_("%(unit)s is not on this call any more.") % {"unit": unit.call_sign})
    if status == CHECKED_IN:
        units.check_in(by=by, assignment=held)
    elif status in TOLD_OF_UNITS:
        units.change_status(by=by, unit=unit, status=UnitStatus(status), held_was=str(held.pk))
    else:
        raise Refused(_("Choose en route, on scene or clear."))


@transaction.atomic
def answer_plea(*, by: Staff, plea: Plea, answer: str) -> Plea:
    """Tell the field what comes; the first answer counts, and the second dispatcher reads whose it was."""
    now = Plea.objects.select_for_update(of=("self",)).get(pk=plea.pk)
    permits.may_answer(by, now).demand()
    told = answer.strip().replace("\x00", "")[:300]
    if not told:
        raise Refused(_("Say what comes and when, or what to do."))
    now.answer, now.answered_at, now.answered_by, now.answered_by_name = told, timezone.now(), by.pk, by.name
    now.save(update_fields=["answer", "answered_at", "answered_by", "answered_by_name"])
    return now
