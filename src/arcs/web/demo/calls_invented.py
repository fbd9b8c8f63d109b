"""The demonstration's live calls: those of an invented day until now, most of them closed, some open.

Nobody made them. They are taken and closed as a dispatcher does it, so that each has its history and its six needs.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.utils import timezone

from arcs.core.dispatching.outcomes import AT_DESKS, NotServed
from arcs.core.protocol import RESERVED_QUESTIONS
from arcs.core.vocabulary import NatureFlag
from arcs.files.agency import read_agency
from arcs.files.invented.live_calls import Simulation, weights_of
from arcs.files.studies import read_study
from arcs.web.calls import actions, sending
from arcs.web.calls.holding import what_holds
from arcs.web.calls.models import Call, CallSource, ClosingCode
from arcs.web.demo.dispatch_invented import decided_as_recommended
from arcs.web.desks import actions as desks
from arcs.web.desks import queries
from arcs.web.desks.models import DeskItem
from arcs.web.dispatch.decided import decided_on, is_crisis
from arcs.web.dispatch.models import Told
from arcs.web.dispatch.telling import Sent, tell
from arcs.web.people.models import Staff
from arcs.web.people.tokens import LONGEST, make_token, token_holder
from arcs.web.wall.acting import acting_as
from arcs.web.wall.clock import today

CALLS, SEED = 40, 2026
STILL_OPEN = timedelta(hours=3)  # what came in later is still open
SAID = "An invented caller said so."
# Calls of the last hours that show what a call can hold; minutes ago, source, facts, needs.
TOLD: tuple[tuple[int, CallSource, dict[str, Any], dict[str, str]], ...] = (
    (4, CallSource.TELEPHONE, {
        "call_type": "NOISE COMPLAINT", "address": "200 block of Invented Court (invented)", "unit": "3B",
        "said": "Music from the flat above since nine. She has knocked, nobody opens. She can hear children.",
        "caller_name": "Nora Invented", "caller_telephone": "708 555 0117", "wants_callback": True,
        "reception": "Non-emergency line",
    }, {"juvenile": "yes"}),
    (11, CallSource.TELEPHONE, {
        "call_type": "NOISE COMPLAINT", "address": "200 block of Invented Court (invented)",
        "said": "Loud music, the whole house hears it.", "reception": "Non-emergency line",
    }, {}),
    (19, CallSource.FIRE, {
        "call_type": "WELFARE CHECK", "address": "4100 block of Invented Avenue (invented)", "priority": "2",
        "said": "Firefighters helped a man up who lives alone. He seems confused and has no food in the house.",
        "reception": "Fire dispatch",
    }, {"elder": "yes", "mental_health": "unknown"}),
    (32, CallSource.TELEPHONE, {
        "call_type": "LOST ARTICLE", "address": "", "said": "Ha perdido su cartera en el tren.",
        "caller_language": "Spanish", "wishes_interpreter": True, "wishes_telephone": True, "reception": "Desk",
    }, {}),
    (47, CallSource.DEPARTMENT, {
        "call_type": "ABANDONED AUTO", "address": "900 block of Invented Street (invented)",
        "said": "Public works: a car without plates has stood in front of a hydrant for a week.",
    }, {}),
)  # fmt: skip
# What a program of dispatch sent that ARCS could not take: a moment without its zone, and a column it does not know.
REFUSED = (
    {"source_key": "INV-1", "received_at": "2026-01-05 14:30", "call_type": "NOISE COMPLAINT", "invented": True},
    {"source_key": "INV-2", "received_at": "2026-01-05T14:30:00-06:00", "call_type": "ESCORT", "colour": "red"},
)
# Shares of the invented day: calls that nobody triaged, outcomes that somebody coded, callers who were reached.
NOT_TRIAGED, CODED, REACHED = 0.12, 0.85, 0.7
UNDECIDED = (ClosingCode.CANCELLED, ClosingCode.ANSWERED)
OUTCOME = {
    "ending": "resolved", "alternatives": ["no_ground_to_arrest"], "de_escalation": "not_needed", "force": "none",
    "injury": "none", "transport": "none",
}  # fmt: skip
NOTES = ("The caller was called back.", "Two neighbours confirm it.", "Nobody opens the door.")


@dataclass(frozen=True, kw_only=True)
class Invented:
    """One call of the demonstration, as it came in."""

    moment: datetime
    source: CallSource = CallSource.TELEPHONE
    facts: Mapping[str, Any]
    needs: Mapping[str, str]


def invent_calls(study: Path, people: Mapping[str, Staff]) -> None:
    """Some forty calls until now, taken and triaged by the dispatcher; made once."""
    dispatcher = people["dispatcher"]
    with acting_as(dispatcher.pk), transaction.atomic():
        if Call.objects.exists():
            return
    now = timezone.now()
    for one in sorted(_calls(study, now), key=lambda call: call.moment):
        _live(people, one, is_over=now - one.moment > STILL_OPEN)
    with acting_as(dispatcher.pk), transaction.atomic():
        for refused in REFUSED:
            sending.take_sent(by=dispatcher, body=json.dumps(refused).encode())


def _calls(study: Path, now: datetime) -> Iterator[Invented]:
    """The calls of the last 24 hours."""
    zone = read_agency(study / "agency.toml").zone
    begins = now.astimezone(zone).replace(tzinfo=None) - timedelta(hours=24)
    played = Simulation(types=weights_of(read_study(study)), begins=begins, hours=23, a_day=CALLS, seed=SEED)
    for one in played.calls():
        facts = {"call_type": one.call_type, "address": one.address}
        yield Invented(moment=one.received_local.replace(tzinfo=zone), facts=facts, needs=dict(one.answers))
    for minutes, source, facts, needs in TOLD:
        yield Invented(moment=now - timedelta(minutes=minutes), source=source, facts=facts, needs=needs)


def _live(people: Mapping[str, Staff], one: Invented, *, is_over: bool) -> None:
    """Take a call, triage nearly each, and where it is over note something at times and close it with its outcome."""
    by = people["dispatcher"]
    chance = Random(f"{SEED} {one.moment} {one.facts['call_type']}")  # noqa: S311 - chance for show, no secret
    facts = {"said": SAID, "initiated_by": "community", "invented": True, "received_at": one.moment, **one.facts}
    with acting_as(by.pk), transaction.atomic():
        call = actions.take_call(by=by, facts=facts, flags=one.needs, source=one.source.value).call
        if chance.random() < NOT_TRIAGED:
            if is_over:
                _close(by, call, one, chance.choice(UNDECIDED))
            return
        decision = decided_as_recommended(by, call, dict.fromkeys(RESERVED_QUESTIONS, "no"))
        if is_over and chance.random() < 0.4:
            actions.add_note(by=by, call=call, text=chance.choice(NOTES))
        if is_over and decision.chosen_route not in AT_DESKS:
            if chance.random() < CODED or what_holds(by, call, ClosingCode.ANSWERED):
                tell(by=by, sent=Sent(key=uuid4(), kind=Told.OUTCOME, call=call.pk, values=_outcome_of(by, call)))
            _close(by, call, one, ClosingCode.ANSWERED)
    if is_over and decision.chosen_route in AT_DESKS:
        _at_the_desk(people["care-navigator"], call, one, chance)
    elif is_over and chance.random() < CODED:
        _no_unit_came(people["programme-manager"], call)


def _outcome_of(by: Staff, call: Call) -> Mapping[str, Any]:
    """What came of it; of a crisis also what the State Police are told."""
    is_a_crisis = is_crisis(by, call, decided_on(by, [call.pk])[call.pk])
    return OUTCOME | {"crisis_disposition": "released"} if is_a_crisis else OUTCOME


def _no_unit_came(lead: Staff, call: Call) -> None:
    """These calls were closed without a unit of the programme: mostly somebody says why."""
    with acting_as(lead.pk), transaction.atomic():
        if queries.eligible_route(lead, call):
            desks.say_why(by=lead, call=call, reason=NotServed.NO_UNIT_FREE.value)


def _close(by: Staff, call: Call, one: Invented, code: ClosingCode) -> None:
    actions.close_call(by=by, call=call, code=code.value, flags=_needs(one))


def _needs(one: Invented) -> dict[str, str]:
    return {flag.value: one.needs.get(flag.value) or "unknown" for flag in NatureFlag}


def _at_the_desk(worker: Staff, call: Call, one: Invented, chance: Random) -> None:
    """Somebody tries to reach the caller; most are reached and their report is taken, some wait for the next day."""
    with acting_as(worker.pk), transaction.atomic():
        item = DeskItem.objects.select_related("call").get(call=call, is_follow_up=False)
        reached = chance.random() < REACHED
        tomorrow = today() + timedelta(days=1)
        desks.record_attempt(
            key=uuid4(), by=worker, item=item, how="telephone", reached="reached" if reached else "message", said="",
            next_date=tomorrow,
        )  # fmt: skip
        if reached:
            desks.finish(
                by=worker, item=item, ending="report_taken", not_served="", given_to="", told="yes",
                told_how="By telephone, with the number of the report.", needs=_needs(one),
            )  # fmt: skip


def write_token(by: Staff, file: Path) -> None:
    """A token with which the simulator sends calls, into a file that only we can read; kept while it works."""
    if file.exists() and token_holder(file.read_text(encoding="utf-8").strip()):
        return
    with acting_as(by.pk), transaction.atomic():
        until = today() + LONGEST
        _token, text = make_token(by=by, name="Simulator of calls", scopes=("calls.read", "calls.take"), until=until)
    file.unlink(missing_ok=True)
    file.touch(mode=0o600)
    file.write_text(text, encoding="utf-8")
