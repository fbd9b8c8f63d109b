"""What lies at a desk: opened by a decision, owned, tried, and over only when the caller was told."""

import json
import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone
from tests.making.calls import ALL_NO, a_call
from tests.making.desks import LEADS, WORKS, a_leader, a_worker, sent_to, settled_as_in_oak_park, the_item, tried
from tests.making.dispatch import WHOLE, Scene, a_decision, a_dispatcher, a_supervisor
from tests.making.dispatch import sent_to as send_unit
from tests.making.people import a_person
from tests.making.protocols import example, in_force, open_always, shut_today, shut_yesterday
from tests.making.triage import NO_TO_ALL, a_decider, decided, sent, strip
from tests.web.conftest import SignIn

from arcs.web.calls.models import Call, CallState
from arcs.web.calls.pages import to_follow
from arcs.web.desks import actions, queries
from arcs.web.desks.models import DeskItem, State
from arcs.web.desks.work import count_lately
from arcs.web.dispatch.board import board_of
from arcs.web.dispatch.handing_over import Receiver, accept, hand_over
from arcs.web.dispatch.models import HandOverTo, Told
from arcs.web.dispatch.queries import revision as board_sign
from arcs.web.dispatch.telling import NotWhole
from arcs.web.triage.actions import keep_queued
from arcs.web.triage.models import Decision
from arcs.web.wall.acting import acting_as
from arcs.web.wall.clock import today
from arcs.web.wall.permit import Refused

pytestmark = pytest.mark.django_db
REPORTED = {
    "ending": "report_taken", "not_served": "", "given_to": "", "told": "yes", "told_how": "By telephone at 14:10.",
}  # fmt: skip


def a_tru_call() -> tuple[Decision, DeskItem]:
    by = a_decider()
    in_force(edition=example())
    made = sent_to(by, "tru")
    return made, the_item(a_worker("Reader"), made)


def test_a_call_sent_to_the_telephone_desk_is_tried_twice_reported_and_closed_with_its_needs() -> None:
    _, item = a_tru_call()
    worker = a_worker()
    assert (item.is_open, item.owner, item.next_date, item.is_follow_up) == (True, None, today(), False)
    tomorrow = today() + timedelta(days=1)
    with acting_as(worker.pk):
        tried(worker, item, "nobody", next_date=tomorrow)
        tried(worker, item, "reached", "Bicycle gone.", next_date=tomorrow)
        item = DeskItem.objects.get(pk=item.pk)
        assert (item.owner_id, item.next_date) == (worker.pk, tomorrow), "whoever tries first has it"
        with pytest.raises(Refused, match="six needs"), transaction.atomic():
            actions.finish(by=worker, item=item, needs={}, **REPORTED)
        done = actions.finish(by=worker, item=item, needs=ALL_NO, **REPORTED)
        call = Call.objects.get(pk=item.call_id)
        assert (done.state, call.state, call.closing_code) == (State.DONE, CallState.CLOSED, "report")
        assert [one.reached for one in queries.attempts_of(worker, done)] == ["nobody", "reached"]
        with pytest.raises(Refused, match="is over"):
            actions.take(by=worker, item=done)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"ending": ""}, "either how it ended"),
        ({"not_served": "withdrawn"}, "either how it ended"),
        ({"ending": "arrest"}, "No item ends like that"),
        ({"ending": "referred_to"}, "to whom"),
        ({"told": ""}, "whether the caller was told"),
        ({"told": "no", "told_how": " "}, "how the caller was told"),
    ],
)
def test_no_item_is_over_in_silence_and_the_database_refuses_it_as_well(change: dict[str, str], why: str) -> None:
    _, item = a_tru_call()
    worker = a_worker()
    with acting_as(worker.pk), pytest.raises(Refused, match=why), transaction.atomic():
        actions.finish(by=worker, item=item, needs=ALL_NO, **REPORTED | change)
    with acting_as(worker.pk), pytest.raises(DatabaseError), transaction.atomic():
        DeskItem.objects.filter(pk=item.pk).update(
            state="done", done_at="2026-01-01T00:00Z", done_by=worker.pk, **REPORTED | {"told_how": ""}
        )


def test_what_a_desk_cannot_serve_is_an_officers_and_to_be_triaged_until_somebody_decides(sign_in: SignIn) -> None:
    made, item = a_tru_call()
    worker, boss = a_worker(), a_supervisor()
    browser = sign_in(boss)
    assert item.call_number not in browser.get("/triage/waiting/").content.decode()
    with acting_as(boss.pk), transaction.atomic():
        before = board_sign(boss)
    here = f"/desks/items/{item.pk}/finish/"
    none = {"ending": "", "not_served": "no_unit_free", "told": "no", "told_how": "Nobody took the report in time."}
    said = sign_in(worker).post(here, none, follow=True).content.decode()
    assert "an officer’s until somebody triages it anew" in said
    with acting_as(worker.pk):
        assert Call.objects.get(pk=item.call_id).state == CallState.OPEN
    with acting_as(boss.pk), transaction.atomic():
        assert board_sign(boss) != before, "other screens see it"
        shown = board_of(boss, chosen=item.call_id).chosen
    assert shown is not None
    assert (shown.stands.route, shown.stands.needs_triage, shown.needs_unit) == ("officer", True, True)
    board = browser.get(f"/dispatch/?call={item.call_id}").content.decode()
    assert "Sent back by a desk" in board
    assert "The desk could not serve it: no unit free." in board
    assert "Nobody took the report in time." in board
    waiting = browser.get("/triage/waiting/").content.decode()
    assert item.call_number in waiting
    assert "Sent back: Telephone Reporting Unit, no unit free" in waiting
    sent_to(boss, "tru", call=str(item.call_id), call_type=made.call_type)
    assert item.call_number not in browser.get("/triage/waiting/").content.decode()
    with acting_as(worker.pk):
        assert DeskItem.objects.get(pk=item.pk).is_open, "the desk has it again"
        finished = actions.finish(by=worker, item=item, needs=ALL_NO, **REPORTED)
        assert not finished.call.is_open or Call.objects.get(pk=item.call_id).state == CallState.CLOSED


def test_what_lies_at_a_desk_is_not_on_the_board_and_what_the_desk_sends_back_is_there_again() -> None:
    made, item = a_tru_call()
    worker, boss = a_worker(), a_dispatcher()

    def on_the_board() -> list[str]:
        with acting_as(boss.pk), transaction.atomic():
            return [one.call.number for one in board_of(boss).waiting]

    assert on_the_board() == []
    late = strip(call=str(made.call_id), device_at=(made.made_at - timedelta(hours=1)).isoformat())
    with acting_as(boss.pk):
        assert not keep_queued(by=boss, sent=sent(late)).decision.counts
    assert on_the_board() == [made.call_number], "police were chosen without a link: somebody must decide anew"
    with acting_as(worker.pk):
        assert DeskItem.objects.get(pk=item.pk).is_open, "what comes late takes nothing away from the desk"
    sent_to(boss, "tru", call=str(made.call_id), call_type=made.call_type)
    assert on_the_board() == []
    with acting_as(worker.pk):
        none = {"ending": "", "not_served": "no_unit_free", "told": "no", "told_how": "Nobody answered."}
        actions.finish(by=worker, item=item, needs={}, **REPORTED | none)
    assert on_the_board() == [made.call_number]


def test_another_decision_moves_the_item_and_one_that_somebody_began_stays_as_follow_up() -> None:
    made, item = a_tru_call()
    by, worker = a_decider("Again"), a_worker()
    with acting_as(by.pk):
        call = Call.objects.get(pk=made.call_id)
    again = {"call": str(call.pk), "call_type": call.call_type}
    assert decided(by, **again, **{"a-weapon": "yes"}).chosen_route == "officer"
    with acting_as(worker.pk):
        assert DeskItem.objects.get(pk=item.pk).state == State.MOVED
    sent_to(by, "tru", **again)
    with acting_as(worker.pk):
        back = DeskItem.objects.get(pk=item.pk)
        assert (back.state, back.is_follow_up) == (State.OPEN, False)
        tried(worker, back, "message")
    decided(by, **again, **{"a-weapon": "yes"})
    with acting_as(worker.pk):
        kept = DeskItem.objects.get(pk=item.pk)
        assert (kept.state, kept.is_follow_up) == (State.OPEN, True), "whom somebody called is not dropped"


def test_who_takes_second_reads_who_has_it_and_only_a_leader_gives_it_on() -> None:
    _, item = a_tru_call()
    one, two, leader = a_worker("One"), a_worker("Two"), a_leader()
    with acting_as(one.pk):
        actions.take(by=one, item=item)
    with acting_as(two.pk):
        with pytest.raises(Refused, match="One has taken it"):
            actions.take(by=two, item=item)
        with pytest.raises(Refused, match="does not let you give"):
            actions.give(by=two, item=item, to=two)
    with acting_as(leader.pk):
        with pytest.raises(Refused, match="does not work at desks"):
            actions.give(by=leader, item=item, to=a_decider("No Worker"))
        actions.give(by=leader, item=item, to=two)
        assert DeskItem.objects.get(pk=item.pk).owner_name == "Two"
        for wrong in (None, today() - timedelta(days=1), today() + timedelta(days=200)):
            with pytest.raises(Refused, match="next date"):
                actions.put_off(by=leader, item=item, until=wrong)


def test_the_pages_lead_from_the_desk_to_the_end_and_keep_what_was_typed(sign_in: SignIn) -> None:
    _, item = a_tru_call()
    browser, stranger = sign_in(a_leader()), sign_in(a_person("Stranger"))
    here = f"/desks/items/{item.pk}/"
    assert (stranger.get(here).status_code, stranger.get("/desks/").status_code) == (404, 403)
    assert "waiting" in browser.get("/desks/").content.decode()
    assert item.call_number in browser.get("/desks/tru/").content.decode()
    assert browser.get("/desks/bakery/").status_code == 404
    assert browser.post(f"{here}take/").status_code == 302
    wrong = browser.post(f"{here}attempts/", {"how": "telephone", "reached": "", "said": "Rang long.", "next_date": ""})
    assert (wrong.status_code, "Rang long." in wrong.content.decode()) == (409, True)
    silent = browser.post(f"{here}finish/", REPORTED | {"told": "no", "told_how": "", "note": "Kept?"})
    assert (silent.status_code, "Kept?" in silent.content.decode()) == (409, True)
    assert browser.post(f"{here}finish/", REPORTED | ALL_NO).status_code == 302
    text = browser.get(here).content.decode()
    assert "By telephone at 14:10." in text
    assert "Record the attempt" not in text


def test_after_police_handled_a_call_its_outcome_lies_at_the_desk_that_it_names(sign_in: SignIn) -> None:
    scene, worker = Scene(route="officer"), a_worker()
    with pytest.raises(NotWhole, match="Say who looks after the person"):
        scene.tell(Told.OUTCOME, **WHOLE, alternatives=["warning"], follow_up="A visit tomorrow.")
    scene.tell(Told.OUTCOME, **WHOLE, alternatives=["warning"], follow_up="A visit tomorrow.", follow_up_route="care")
    with acting_as(worker.pk):
        item = DeskItem.objects.get()
        assert (item.desk, item.is_follow_up, item.because, item.owner, item.next_date) == (
            "care", True, "A visit tomorrow.", None, today(),
        )  # fmt: skip
        actions.finish(by=worker, item=item, needs={}, **REPORTED | {"ending": "resolved"})
        assert Call.objects.get(pk=item.call_id).is_open, "the call itself is not this desk's to close"
    scene.tell(Told.OUTCOME, **WHOLE, alternatives=["warning"], follow_up_route="care")
    with acting_as(worker.pk):
        again = DeskItem.objects.get()
        assert again.is_open, "what is asked for again is to be done again"
    for _ in range(2):
        scene.tell(Told.OUTCOME, **WHOLE, alternatives=["warning"], follow_up="Bring a ride.", follow_up_route="care")
    with acting_as(worker.pk):
        because = DeskItem.objects.get().because
        assert because.splitlines() == [again.because, "Bring a ride."], "what is asked in addition stands beside it"
    with acting_as(scene.who.pk), transaction.atomic():
        assert queries.loads(scene.who)[2].waiting == 0, "who codes an outcome sees the desks no more for it"
    assert sign_in(scene.who).get(f"/desks/items/{item.pk}/").status_code == 404


def test_who_is_closed_and_told_has_the_call_at_its_desk_for_the_day_on_which_it_opens() -> None:
    by, worker, leader = a_decider(), a_worker(), a_leader()
    in_force(edition=shut_today("care_navigation"))
    opens = today() + timedelta(days=2)
    danger = {"a-suspect_present": "yes"}
    made = decided(by, call_type="THEFT UNDER 500", **danger, **{"a-unhoused": "yes"})
    assert (made.chosen_route, made.later) == ("officer", ["care"])
    assert "Community Care Navigation is told and follows up when it opens" in made.because
    with acting_as(worker.pk):
        item = DeskItem.objects.get()
        assert (item.desk, item.is_follow_up, item.owner, item.next_date) == ("care", True, None, opens)
        actions.finish(by=worker, item=item, needs={}, **REPORTED | {"ending": "resolved"})
    decided(by, call=str(made.call_id), call_type="THEFT UNDER 500", **danger, **{"a-unhoused": "yes"})
    with acting_as(worker.pk):
        again = DeskItem.objects.get()
        assert (again.is_open, again.next_date) == (True, opens), "asked for again, it waits for the same day"
    counted = count_lately()
    assert counted == 1
    with acting_as(leader.pk):
        assert not list(queries.broken_seen_by(leader)), "nobody is late before the desk opens"


def test_a_desk_that_was_to_answer_and_is_closed_follows_up_when_it_opens() -> None:
    by, worker = a_decider(), a_worker()
    in_force(edition=shut_today("tru"))
    made = decided(by, **strip(call_type="THEFT UNDER 500", no_internet="on", **NO_TO_ALL))
    assert made.chosen_route in {"officer", "cso"}, "nobody with a form goes"
    with acting_as(worker.pk):
        item = DeskItem.objects.get()
    assert (item.desk, item.is_follow_up, item.next_date) == ("tru", True, today() + timedelta(days=2))


@pytest.mark.parametrize("closed_then", [True, False, None])
def test_what_was_decided_without_a_link_and_comes_late_lies_at_the_desk_that_has_opened_since(
    closed_then: bool | None,
) -> None:
    by, worker = a_decider(), a_worker()
    in_force(edition=shut_yesterday("tru", "care_navigation"))
    at = timezone.localtime().replace(hour=12) - timedelta(days=1) if closed_then else timezone.now()
    told = {} if closed_then is None else {"device_at": at.isoformat()}  # None: nobody knows when
    theft = strip(call_type="THEFT UNDER 500", no_internet="on", **NO_TO_ALL, **told)
    unhoused = {"a-suspect_present": "yes", "a-unhoused": "yes"}
    seen_there = strip(call_type="THEFT UNDER 500", **unhoused, **told)
    with acting_as(by.pk):
        stolen, alone = (keep_queued(by=by, sent=sent(one)).decision for one in (theft, seen_there))
    assert (stolen.recommended_route, stolen.chosen_route) == ("tru", "officer")
    assert ("care" in alone.recommended_secondary, alone.later, alone.chosen_secondary) == (True, [], ["ems"])
    with acting_as(worker.pk):
        lie = {(one.desk, one.call_id): (one.is_follow_up, one.next_date) for one in DeskItem.objects.all()}
    wanted = {("care", alone.call_id): (True, today())}  # it follows up, whenever that was
    if closed_then is not False:
        wanted |= {("tru", stolen.call_id): (True, today())}
    assert lie == wanted, "a desk that was open when police were sent was promised nothing"


def test_where_another_desk_answers_in_place_of_the_closed_one_that_one_has_the_whole_of_it() -> None:
    by, worker = a_decider(), a_worker()
    in_force(edition=shut_today("tru"))
    made = decided(by, **strip(call_type="THEFT UNDER 500", **NO_TO_ALL))
    assert made.chosen_route == "online"
    with acting_as(worker.pk):
        item = DeskItem.objects.get()
    assert (item.desk, item.is_follow_up, item.next_date) == ("online", False, today())


def test_who_follows_up_and_is_closed_has_the_call_beside_the_desk_that_answers() -> None:
    by, worker = a_decider(), a_worker()
    in_force(edition=shut_today("care_navigation"))
    made = decided(by, **strip(call_type="VAGRANT", **NO_TO_ALL))
    assert "Community Care Navigation is told and follows up when it opens" in made.because
    with acting_as(worker.pk):
        item = DeskItem.objects.get(desk="care")
    assert (item.is_follow_up, item.next_date) == (True, today() + timedelta(days=2))


def test_the_strip_tells_the_target_of_a_desk_until_ten_callers_were_reached_and_then_how_long_they_waited(
    sign_in: SignIn,
) -> None:
    who, worker = a_decider(), a_worker()
    in_force(edition=open_always("tru"))
    settled_as_in_oak_park()
    browser = sign_in(who)

    def told() -> str:
        given = {"call_type": "THEFT UNDER 500", **NO_TO_ALL}
        return str(browser.post("/triage/recommend", json.dumps(given), content_type="application/json").json()["html"])

    assert "not known yet; the target is 60 min" in told()
    for minutes in range(1, 11):
        call = a_call(who, call_type="THEFT UNDER 500", received_at=timezone.now() - timedelta(minutes=minutes))
        made = sent_to(who, "tru", call=str(call.pk), call_type=call.call_type)
        with acting_as(worker.pk):
            tried(worker, the_item(worker, made), "nobody")
            for _ in range(2):
                tried(worker, the_item(worker, made), "reached")
    assert "nine of ten within 9 min (10 calls)" in told()


def test_how_the_caller_is_reached_stands_before_whoever_speaks_with_him_on_the_strip_board_phone_and_at_the_desk(
    sign_in: SignIn,
) -> None:
    scene, worker = Scene(sent=False), a_worker()
    told = {
        "reached_by": "tty", "caller_language": "Polish", "wishes_interpreter": True, "accommodation": "Speak slowly.",
        "wants_callback": True, "caller_telephone": "708-555-0142",
    }  # fmt: skip
    call = a_call(scene.boss, **told)
    a_decision(scene.boss, call, "cso")
    send_unit(scene.boss, scene.unit, call)
    with acting_as(worker.pk):
        item = actions.refer(by=worker, call=call, desk="care", because="She asked for help with housing.")
    pages = {
        f"/triage/{call.pk}/": scene.boss, f"/dispatch/?call={call.pk}": scene.boss,
        f"/field/calls/{call.pk}/": scene.who, f"/desks/items/{item.pk}/": worker, f"/calls/{call.pk}/": worker,
    }  # fmt: skip
    for path, who in pages.items():
        text = sign_in(who).get(path).content.decode()
        for label, value in to_follow(call):
            assert label in text and value in text, (path, label)
    assert [value for _label, value in to_follow(call)] == [
        "TTY", "Polish", "needed", "Speak slowly.", "708-555-0142",
    ]  # fmt: skip


def test_any_call_is_referred_to_a_desk_once_and_by_whom_may(sign_in: SignIn) -> None:
    worker, taker = a_worker(), a_decider()
    call = a_call(taker)
    browser, here = sign_in(worker), f"/desks/refer/{call.pk}/"
    assert here in browser.get(f"/calls/{call.pk}/").content.decode()
    assert browser.post(here, {"desk": "care", "because": " "}).status_code == 409
    for _ in range(2):
        answer = browser.post(here, {"desk": "care", "because": "She asked for help with housing."})
        assert answer.status_code == 302, answer.content.decode()
    with acting_as(worker.pk):
        item = DeskItem.objects.get()
        assert (item.because, item.is_follow_up) == ("She asked for help with housing.", True)
    assert "Community care navigation has it already" in browser.get(here).content.decode()
    assert sign_in(a_person("Stranger")).get(here).status_code == 404
    with acting_as(worker.pk), pytest.raises(Refused, match="no such desk"):
        actions.refer(by=worker, call=call, desk="officer", because="x")


def test_who_accepts_a_hand_over_owns_what_its_sender_owned_at_the_desk_and_nothing_else() -> None:
    _, item = a_tru_call()
    both = ("dispatch.field", "triage.read", "units.read")
    sender, next_one, other = (a_person(name, permissions=(*WORKS, *both)) for name in ("Sen Der", "Nex Tone", "Other"))
    with acting_as(sender.pk):
        actions.take(by=sender, item=item)
        said = {"call": item.call, "said": "Call back at 14:00.", "key": uuid4()}
        one = hand_over(by=sender, to=Receiver(kind=HandOverTo.PERSON, staff=next_one), **said)
    with acting_as(other.pk):
        assert DeskItem.objects.get(pk=item.pk).owner_id == sender.pk, "offered is not accepted"
    with acting_as(next_one.pk):
        accept(by=next_one, one=one)
        assert DeskItem.objects.get(pk=item.pk).owner_name == "Nex Tone"


def test_a_leader_says_why_an_eligible_call_was_not_served_and_of_others_there_is_nothing_to_say(
    sign_in: SignIn,
) -> None:
    made, _item = a_tru_call()
    leader = a_person("Lea Leader", permissions=(*LEADS, "triage.read", "protocols.read"))
    browser, here = sign_in(leader), f"/desks/why/{made.call_id}/"
    assert here in browser.get(f"/calls/{made.call_id}/").content.decode()
    assert browser.post(here, {"reason": "", "note": ""}).status_code == 409
    assert browser.post(here, {"reason": "too_far", "note": "Beyond the river."}).status_code == 302
    assert browser.post(here, {"reason": "route_closed", "note": ""}).status_code == 302
    page = browser.get(here).content.decode()
    assert page.index("Route closed") < page.index("Too far: Beyond the river."), "the last one counts"
    count_lately()
    rows = browser.get("/figures/calls/?figure=eligible%2C+not+served%3A+route+closed").content.decode()
    assert made.call_number in rows and f"/calls/{made.call_id}/" in rows
    police = decided(a_decider("Third"), call_type="THEFT UNDER 500", **{"a-suspect_present": "yes"})
    assert "was not eligible" in browser.get(f"/desks/why/{police.call_id}/").content.decode()
    assert sign_in(a_worker("Worker Only")).get(here).status_code == 403


def test_an_attempt_that_is_sent_twice_is_recorded_once(sign_in: SignIn) -> None:
    _, item = a_tru_call()
    browser = sign_in(a_worker())
    page = browser.get(f"/desks/items/{item.pk}/").content.decode()
    key = re.search(r'name="key" value="([0-9a-f-]{36})"', page)
    assert key is not None
    given = {"key": key[1], "how": "telephone", "reached": "nobody", "said": "", "next_date": str(today())}
    for _ in range(2):
        assert browser.post(f"/desks/items/{item.pk}/attempts/", given).status_code == 302
    page = browser.get(f"/desks/items/{item.pk}/").content.decode()
    assert page.count("Nobody answered</li>") == 1
