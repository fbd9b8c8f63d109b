"""A day played through by the simulator of dispatch: every call that was sent ends in a stated place, and they sum."""

import json
from collections import Counter
from datetime import datetime, timedelta
from random import Random
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from tests.making.calls import ALL_NO
from tests.making.desks import a_leader, a_worker, tried
from tests.making.people import a_person
from tests.making.protocols import example, in_force
from tests.making.triage import DECIDES, NO_TO_ALL, decided, shown_to, strip
from tests.repository.tree import ROOT
from tests.web.conftest import SignIn

from arcs.core.dispatching.outcomes import AT_DESKS
from arcs.files.invented.live_calls import Simulation, row_of, weights_of
from arcs.files.studies import read_study
from arcs.web.calls import actions as calls
from arcs.web.calls.models import Call, SetAsideRow
from arcs.web.calls.sending import take_sent
from arcs.web.desks import actions, queries
from arcs.web.desks.models import DeskItem
from arcs.web.desks.work import count_lately
from arcs.web.dispatch.decided import decided_on, is_crisis
from arcs.web.dispatch.models import Told
from arcs.web.dispatch.telling import Sent, tell
from arcs.web.people.models import Staff
from arcs.web.wall.acting import acting_as
from arcs.web.wall.clock import today

pytestmark = pytest.mark.django_db
ZONE = ZoneInfo("America/Chicago")
STUDY = ROOT / "examples" / "oak_park"
OUTCOME = {
    "ending": "resolved", "alternatives": ["no_ground_to_arrest"], "de_escalation": "not_needed", "force": "none",
    "injury": "none", "transport": "none",
}  # fmt: skip
SENT = 40


def test_every_call_of_a_simulated_day_ends_in_a_stated_place_and_the_places_sum(sign_in: SignIn) -> None:
    by = a_person("Dee", permissions=(*DECIDES, "dispatch.board", "calls.import", "triage.read"))
    worker, leader = a_worker(), a_leader()
    in_force(edition=example())
    begins = datetime.combine(today() - timedelta(days=1), datetime.min.time())
    played = Simulation(types=weights_of(read_study(STUDY)), begins=begins, hours=24, a_day=SENT, seed=7)
    rows = [row_of(one, seed=7, zone=ZONE) for one in played.calls()]
    # Each fifth call is sent twice, as after a lost answer, and one comes without its zone.
    sent = [*rows, *rows[::5], {**rows[0], "source_key": "no zone", "received_at": "2026-01-05 14:30"}]
    with acting_as(by.pk):
        for row in sent:
            take_sent(by=by, body=json.dumps(row).encode())
        taken = list(Call.objects.order_by("received_at"))
        assert len(taken) == len(rows) == SENT
        assert SetAsideRow.objects.count() == 1
    chance, expected = Random(7), Counter[str]()  # noqa: S311 - chance for a test
    for call in taken:
        expected[_live(by, worker, call, chance)] += 1
    assert set(expected) == {"served", "at_a_desk", "not_served", "not_triaged", "open"}, "the seed shows every place"
    count_lately()
    with acting_as(leader.pk):
        counted = list(queries.counted_seen_by(leader))
    assert Counter(one.stands for one in counted) == expected
    assert sum(expected.values()) == SENT
    begun, ended = (begins.date() - timedelta(days=1)).isoformat(), today().isoformat()
    page = sign_in(leader).get(f"/figures/?first={begun}&last={ended}")
    assert {one.label: one.many for one in page.context["standings"]} == {
        "Served": expected["served"], "At a desk": expected["at_a_desk"], "Not served": expected["not_served"],
        "Not triaged": expected["not_triaged"], "Open": expected["open"],
    }  # fmt: skip
    shown = {one.name: one.value for group in page.context["groups"] for one in group.figures}
    assert shown["Not triaged"] == str(expected["not_triaged"]), "two numbers of one name are one number"
    reasons = sum(int(many) for name, many in shown.items() if name.startswith("Eligible, not served: "))
    assert reasons == int(shown["Eligible, not served"])
    for one in counted:
        owned = one.stands != "at_a_desk" or not any("nobody owns" in said for said in one.breaches)
        assert owned, "whoever tried to reach the caller owns the item"


def _live(by: Staff, worker: Staff, call: Call, chance: Random) -> str:
    """What dispatch does with one call, by chance, and the place in which it must stand then."""
    if chance.random() < 0.2:
        if chance.random() < 0.5:
            with acting_as(by.pk):
                calls.close_call(by=by, call=call, code=chance.choice(["answered", "cancelled"]), flags=ALL_NO)
        return "not_triaged"  # closed or open: it has no other place
    whole = strip(call=str(call.pk), call_type=call.call_type, **NO_TO_ALL)
    shown = shown_to(by, whole)
    elsewhere = {"chosen": "tru", "override": "other"} if chance.random() < 0.5 and shown != "tru" else {}
    route = decided(by, **whole, shown=shown, **elsewhere).chosen_route
    if route in AT_DESKS:
        return _at_the_desk(by, worker, call, chance)
    ends = chance.choice(["served", "not_served", "open"])
    with acting_as(by.pk):
        if ends == "served":
            is_a_crisis = is_crisis(by, call, decided_on(by, [call.pk])[call.pk])
            values = OUTCOME | ({"crisis_disposition": "released"} if is_a_crisis else {})
            tell(by=by, sent=Sent(key=uuid4(), kind=Told.OUTCOME, call=call.pk, values=values))
        if ends != "open":
            code = "answered" if ends == "served" else "cancelled"
            calls.close_call(by=by, call=call, code=code, flags=ALL_NO)
    return ends


def _at_the_desk(by: Staff, worker: Staff, call: Call, chance: Random) -> str:
    ends = chance.choice(["served", "not_served", "at_a_desk"])
    with acting_as(worker.pk):
        item = DeskItem.objects.select_related("call").get(call=call, is_follow_up=False)
        tried(worker, item, "message" if ends == "at_a_desk" else "reached")
        if ends != "at_a_desk":
            how = {"ending": "report_taken", "not_served": ""} if ends == "served" else {
                "ending": "", "not_served": "caller_declined",
            }  # fmt: skip
            actions.finish(by=worker, item=item, given_to="", told="yes", told_how="Rang.", needs=ALL_NO, **how)
    return ends
