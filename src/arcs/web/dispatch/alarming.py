"""Who is told of a check-in that stays overdue: the board shows it at once, the clock tells supervisor and on-call.

What the board says of it are facts: whoever stands there as told has a message in the outbox and a line on the start
page.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from arcs.core.dispatching.checking_in import Plan, Standing, Step
from arcs.core.dispatching.checking_in import standing as check_in_standing
from arcs.web.dispatch import queries, words
from arcs.web.dispatch.models import CheckInAlarm, Climb
from arcs.web.messages.actions import send_message
from arcs.web.people.models import Staff
from arcs.web.units.models import Assignment
from arcs.web.units.queries import overdue_check_ins
from arcs.web.wall.acting import Standing as Acting

DISPATCHER = "dispatcher"
# The rota climbs from its own step on: whoever is called second by it is told that many minutes later.
STEPS = (
    Step(after_minutes=0, tells=DISPATCHER), Step(after_minutes=5, tells=Climb.SUPERVISOR.value),
    Step(after_minutes=10, tells=Climb.ON_CALL.value),
)  # fmt: skip
REMIND_MINUTES = 3
MOST_LINES = 3


def timer_of(held: Assignment, now: datetime) -> Standing | None:
    """Where the check-in timer of an assignment stands; None where none runs."""
    if held.check_in_due is None or held.check_in_minutes is None or held.held_to is not None:
        return None
    every = held.check_in_minutes
    plan = Plan(every_minutes=every, remind_minutes=min(REMIND_MINUTES, every - 1), steps=STEPS)
    return check_in_standing(plan, begun_at=held.check_in_due - timedelta(minutes=every), now=now)


def check_in_words(held: Assignment, now: datetime) -> tuple[bool, str] | None:
    """Whether the check-in of an assignment is overdue, and where its timer stands; None where none runs."""
    found = timer_of(held, now)
    return None if found is None else (found.state.value == "overdue", found.words)


def told_words(held: Assignment, told: Iterable[tuple[str, datetime]], now: datetime) -> str:
    """Who was told of an overdue check-in and when, or that nobody was who should be; "" while nobody should be."""
    named = [f"{name} {date_format(timezone.localtime(at), 'H:i')}" for name, at in told]
    if named:
        return _("Told: %(who)s.") % {"who": ", ".join(named)}
    found = timer_of(held, now)
    climbed = found is not None and any(one.tells != DISPATCHER for one in found.reached)
    return _("No supervisor could be told yet.") if climbed else ""


@dataclass(frozen=True, kw_only=True)
class Alarms:
    """What alarms at this moment, for whoever sees the board and looks at another page; the first lines of it."""

    count: int
    keys: str
    first: tuple[str, ...]


def alarms_now(who: Staff) -> Alarms:
    """Calls for help that nobody answered and check-ins that are overdue, in two queries."""
    now, pleas, late = timezone.now(), queries.unanswered_pleas(who), overdue_check_ins(who)
    lines = [f"{one.call.number}: {words.of_plea(one.kind, one.urgency, one.reason)}" for one in pleas]
    for one in late:
        named = {"unit": one.unit.call_sign, "said": (check_in_words(one, now) or (True, ""))[1]}
        lines.append(_("%(unit)s: check-in %(said)s") % named)
    keys = sha256(repr([*(one.pk for one in pleas), *((one.pk, one.check_in_due) for one in late)]).encode())
    return Alarms(count=len(lines), keys=keys.hexdigest()[:16], first=tuple(lines[:MOST_LINES]))


def tell_of_check_ins(*, now: datetime | None = None) -> int:
    """Tell whoever must be told by now of each check-in that is overdue, once; how many were told. For the clock.

    Must run as the clerk.
    """
    at = now or timezone.now()
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("select * from check_ins_to_tell(%s) order by after_minutes, step desc", [at])
            rows = cursor.fetchall()
        if not rows:
            return 0
        found = Assignment.objects.filter(pk__in={row[0] for row in rows}).select_related("call")
        late = {one.pk: one for one in found}
        before = set(CheckInAlarm.objects.filter(assignment__in=late).values_list("assignment", "was_due", "staff"))
        people = {one.pk: one for one in Staff.objects.filter(pk__in={row[5] for row in rows})}
        told = 0
        for assignment, was_due, sign, step, after, staff in rows:
            key = (assignment, was_due, staff)
            held = late.get(assignment)
            if held is None or key in before or not _is_reached(held, step, after, at):
                continue
            before.add(key)
            _tell(held, sign, Climb(step), people[staff], at)
            told += 1
        return told


def _is_reached(held: Assignment, step: str, after: int, now: datetime) -> bool:
    found = timer_of(held, now)
    if found is None:
        return False
    waits = timedelta(minutes=after)
    return any(
        one.tells == step and now - found.due_at >= timedelta(minutes=one.after_minutes) + waits
        for one in found.reached
    )


def _tell(held: Assignment, sign: str, step: Climb, who: Staff, now: datetime) -> None:
    """The fact and the message, together: neither is there without the other."""
    due = held.check_in_due or now
    CheckInAlarm.objects.create(
        assignment=held, was_due=due, step=step, staff=who, staff_name=who.name, made_by=Acting.CLERK.value,
        made_by_name="ARCS",
    )  # fmt: skip
    with override(who.language):
        told = {
            "unit": sign, "call": held.call.number, "type": held.call.call_type, "name": who.name,
            "due": date_format(timezone.localtime(due), "H:i"),
            "n": max(0, int((now - due).total_seconds()) // 60),
        }  # fmt: skip
        subject = _("Check-in overdue: %(unit)s on call %(call)s") % told
        body = _(
            "Hello %(name)s,\n\n%(unit)s on call %(call)s (%(type)s) should have checked in at %(due)s, %(n)d minutes "
            "ago. The board shows it to the dispatchers. Please see to it that somebody reaches the unit now.\n\n"
            "ARCS\n"
        )
        send_message(
            by=Acting.CLERK, to=who.login, subject=" ".join(subject.split())[:200], body=body % told,
            key=_key(held.pk, due, who.pk), language=who.language,
        )  # fmt: skip


def _key(assignment: UUID, due: datetime, staff: UUID) -> str:
    return f"check-in {assignment} {due:%Y%m%dT%H%M%S} {staff}"[:160]
