"""Invented open calls of the demonstration, triaged at the strip as anybody would, and a unit for every hour.

Nobody made these calls. They came in within the hour before the demonstration was begun, so that the board has
somebody in time, somebody near and somebody late.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.utils import timezone

from arcs.core.dispatching.matching import UnitStatus
from arcs.core.dispatching.outcomes import Override
from arcs.core.dispatching.standing import LAST_RESORTS
from arcs.core.protocol import DISQUALIFIERS
from arcs.core.protocol.words import OFFICER
from arcs.web.calls.actions import take_call
from arcs.web.calls.models import Call
from arcs.web.people.models import Staff
from arcs.web.triage import advising
from arcs.web.triage.actions import decide
from arcs.web.triage.forms import Sent, StripForm
from arcs.web.triage.in_force import in_force
from arcs.web.triage.models import Decision
from arcs.web.units import actions, rostering
from arcs.web.units.models import Shift, Unit
from arcs.web.wall.acting import acting_as
from arcs.web.wall.clock import today

ROUND_THE_CLOCK = "CSO 14"
WHY = "Demonstration: one person shows every hour."
# Minutes ago, call type, address, area, what was said, more; triaged where the answers are given.
NOTHING = dict.fromkeys(DISQUALIFIERS, "no")
CALLS: tuple[tuple[int, str, str, str, str, dict[str, str] | None, dict[str, Any]], ...] = (
    (52, "NOISE COMPLAINT", "Harrison St and Cuyler Ave", "south", "Music since noon; the second call today.",
     NOTHING, {}),
    (3, "CHECK CONDITIONS", "Grove Ave and Randolph St", "center", "", None, {}),
    (38, "FOUND/RECOVERED PROPERTY", "Euclid Ave and Lake St", "center", "A wallet; the caller waits inside.",
     NOTHING, {}),
    (6, "MENTAL HEALTH", "Wesley Ave and Madison St", "south", "Her brother talks to himself and is not hurt.",
     NOTHING | {"behavioral_health": "yes"}, {"caller_language": "Spanish", "wishes_interpreter": True}),
    (9, "PANHANDLER", "Marion St and North Blvd", "center", "One man, cold, not asked to leave.", NOTHING, {}),
    (22, "IDENTITY THEFT", "", "", "By telephone. A report for the bank; no suspect.", NOTHING,
     {"wishes_telephone": True}),
)  # fmt: skip


def invent_dispatch(people: Mapping[str, Staff]) -> None:
    """A unit around the clock and six open calls; made once."""
    dispatcher, supervisor = people["dispatcher"], people["supervisor"]
    with acting_as(dispatcher.pk), transaction.atomic():
        if Unit.objects.filter(call_sign=ROUND_THE_CLOCK).exists():
            return
    with acting_as(supervisor.pk), transaction.atomic():
        _around_the_clock(supervisor, people["cso"])
    for one in CALLS:
        _call(dispatcher, one)


def _around_the_clock(by: Staff, cso: Staff) -> None:
    """The officer of the day car is on another one when that rests, so that a unit is there at any hour."""
    begins = today() - timedelta(days=30)
    unit = rostering.set_up_unit(by=by, call_sign=ROUND_THE_CLOCK, kind="car", marked=True, active_from=begins)
    now = timezone.now()
    near = Shift.objects.filter(ends_at__gt=now, starts_at__lt=now + timedelta(days=2)).exclude(name="Day")
    for shift in near:
        rostering.put_on_shift(by=by, shift=shift, unit=unit, staff=cso, route="cso", why_short_rest=WHY)
    actions.change_status(by=by, unit=Unit.objects.get(pk=unit.pk), status=UnitStatus.AVAILABLE)


def _call(by: Staff, about: tuple[int, str, str, str, str, dict[str, str] | None, dict[str, Any]]) -> None:
    minutes, call_type, address, area, said, answers, more = about
    facts = {
        "call_type": call_type, "address": address, "area": area, "said": said, "invented": True,
        "received_at": timezone.now() - timedelta(minutes=minutes), **more,
    }  # fmt: skip
    with acting_as(by.pk):
        call = take_call(by=by, facts=facts, flags={}, source="telephone", source_key="").call
        if answers is not None:
            decided_as_recommended(by, call, answers)


def decided_as_recommended(by: Staff, call: Call, answers: Mapping[str, str]) -> Decision:
    """Triage a call at the strip and accept what is recommended.

    Whoever begins the demonstration at night finds most routes closed; the supervisor then chooses what the working day
    recommends, so that every desk has something to show.
    """
    return decide(by=by, sent=_sent(by, call, answers)).decision


def _sent(by: Staff, call: Call, answers: Mapping[str, str]) -> Sent:
    """What the strip sends where its recommendation is accepted."""
    wishes = {name: "on" for name in ("wishes_telephone", "wishes_interpreter") if getattr(call, name)}
    given: dict[str, Any] = {
        "call": str(call.pk), "key": str(uuid4()), "call_type": call.call_type, "source": call.source, **wishes,
        "type_shown": call.call_type, "priority_shown": call.priority,
        **{f"a-{code}": answer for code, answer in answers.items()},
    }  # fmt: skip
    form = StripForm(given)
    if not form.is_valid():
        raise ValueError(f"the invented call {call.call_type} cannot be triaged: {form.errors.as_json()}")
    sent = Sent.of(form)
    with transaction.atomic():
        asked = in_force(by)
        now, by_day = (
            advising.recommended(asked, advising.case_for(sent.call_type, sent.answers, sent.wishes, at)).route
            for at in (timezone.now(), _working_day())
        )
    if now == OFFICER and by_day not in LAST_RESORTS:
        return replace(sent, shown=now, chosen=by_day, override=Override.SUPERVISOR.value)
    return replace(sent, shown=now)


def _working_day() -> datetime:
    """Eleven in the morning of the next Wednesday, which no holiday of the United States but one can be."""
    day = today() + timedelta(days=(2 - today().weekday()) % 7)
    return datetime.combine(day, time(11), tzinfo=timezone.get_current_timezone())
