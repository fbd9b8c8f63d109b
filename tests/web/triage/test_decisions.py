"""Decisions: what the edition says is kept with who chose what; unknown is never safe; nothing counts twice."""

import json
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.making.calls import ALL_NO, a_call
from tests.making.people import a_person
from tests.making.protocols import (
    a_draft,
    a_drafter,
    a_role_holder,
    approved,
    bare,
    example,
    in_force,
    named_approvers,
    open_always,
    sent_for_review,
)
from tests.making.triage import NO_TO_ALL, a_decider, as_opened, decided, sent, shown_to, strip
from tests.web.conftest import SignIn

from arcs.core.dispatching.lost_link import held_to
from arcs.core.protocol import DISQUALIFIERS, Answer, Case
from arcs.web.calls import actions as calls
from arcs.web.calls.models import Call, CallFlag, FlagMoment
from arcs.web.calls.queries import flags_of
from arcs.web.protocols.models import ProtocolEdition, State
from arcs.web.protocols.queries import edition_in_force
from arcs.web.triage import actions, advising, queries
from arcs.web.triage.models import Computed, Decision, ShadowAnswer
from arcs.web.wall.acting import acting_as
from arcs.web.wall.clock import today
from arcs.web.wall.permit import Refused

pytestmark = pytest.mark.django_db
NOBODY_HURT = NO_TO_ALL | {"a-suspect_present": "unknown"}
ROUTES = ("officer", "cso", "co_response", "ems", "care", "tru", "988")


def sync_of(browser: Client, queued: dict[str, Any]) -> str:
    """What a strip is told of one decision that it made without its link."""
    answer = browser.post("/triage/sync", json.dumps({"decisions": [queued]}), content_type="application/json")
    return str(answer.json()["results"][0]["words"])


def test_by_hand_what_the_oak_park_edition_says_to_three_calls() -> None:
    who = a_decider()
    edition = in_force(edition=example())
    # a package is gone and somebody who may have taken it is still there: an officer goes; nothing asked: an officer,
    # and medics, as a need of them is not ruled out; a crisis without any danger: the matrix says 988, at every hour
    threat = decided(who, call_type="THEFT UNDER 500", **NO_TO_ALL | {"a-suspect_present": "yes"})
    assert (threat.recommended_route, threat.chosen_route, "suspect-present" in threat.rules) == (
        "officer", "officer", True,
    )  # fmt: skip
    unasked = decided(who, call_type="LOST ARTICLE")
    assert (unasked.chosen_route, unasked.chosen_secondary, unasked.fallback) == ("officer", ["ems"], True)
    ill = decided(who, call_type="MENTAL HEALTH", **NO_TO_ALL | {"a-behavioral_health": "yes"})
    assert ill.chosen_route == "988", "a diagnosis is no ground for police"
    battery = decided(who, call_type="DOMESTIC BATTERY", **NO_TO_ALL | {"a-violence": "yes"})
    assert battery.chosen_route == "cit_officer"
    assert "co_response" not in battery.chosen_secondary, "the unit on scene may call it, and nobody sends it"
    assert "the unit on scene" in battery.because
    assert {one.edition_number for one in (threat, unasked, ill)} == {edition.number}
    assert ill.edition_digest == edition.digest
    assert unasked.answers == {}
    with acting_as(who.pk):
        assert Call.objects.get(pk=ill.call_id).call_type == "MENTAL HEALTH"


def test_another_route_needs_its_reason_and_a_danger_is_only_overridden_upwards() -> None:
    who = a_decider()
    in_force(edition=example())
    base = strip(call_type="MENTAL HEALTH", **NO_TO_ALL)
    lead = shown_to(who, base)
    with acting_as(who.pk):
        with pytest.raises(Refused, match="no such route"):
            actions.decide(by=who, sent=sent(base | {"shown": lead, "chosen": "tank", "override": "other"}))
        with pytest.raises(Refused, match="needs no reason"):
            actions.decide(by=who, sent=sent(base | {"shown": lead, "chosen": lead, "override": "other"}))
        assert not Call.objects.exists(), "what is refused takes no call"
        heard = actions.decide(
            by=who, sent=sent(base | {"shown": lead, "chosen": "officer", "override": "danger_heard"})
        ).decision
        assert (heard.recommended_route, heard.chosen_route) == (lead, "officer")
        assert heard.override_reason == "danger_heard"
        armed = strip(call_type="LOST ARTICLE", shown="officer", **NO_TO_ALL | {"a-weapon": "yes"})
        with pytest.raises(Refused, match="only a route with an officer"):
            actions.decide(by=who, sent=sent(armed | {"chosen": "tru", "override": "caller_wish"}))
        trained = actions.decide(by=who, sent=sent(armed | {"chosen": "cit_officer", "override": "supervisor"}))
        assert trained.decision.chosen_route == "cit_officer"


def test_medics_that_were_to_come_are_not_dropped_by_choosing_another_lead() -> None:
    who = a_decider()
    in_force(edition=example())
    made = decided(who, call_type="LOST ARTICLE", shown="officer", chosen="cso", override="known_address")
    assert (made.chosen_route, made.chosen_secondary) == ("cso", ["ems"])


@given(st.sampled_from(ROUTES), st.lists(st.sampled_from(ROUTES), unique=True, max_size=4), st.sampled_from(ROUTES))
def test_whoever_was_to_look_after_the_person_still_does_whatever_lead_is_chosen(
    shown: str, beside: list[str], chosen: str
) -> None:
    goes = {chosen, *advising.beside_chosen(shown, beside, chosen)}
    assert set(beside) <= goes, "an override only exchanges the lead"
    assert "ems" not in (shown, *beside) or "ems" in goes
    assert goes <= {shown, *beside, chosen}
    assert (shown in goes) == (shown in {chosen, "ems", *beside})


def test_without_an_edition_in_force_police_answer_and_the_sentence_says_why() -> None:
    who = a_decider()
    made = decided(who, call_type="MENTAL HEALTH", **NO_TO_ALL | {"a-behavioral_health": "yes", "a-medical": ""})
    assert (made.recommended_route, made.recommended_secondary, made.edition) == ("officer", ["ems"], None)
    assert made.because.startswith("No edition of the protocol is in force: an officer goes")
    assert made.fallback
    in_force(edition=example(), since=today() - timedelta(days=3), until=today())
    assert decided(who, **NO_TO_ALL).edition is None, "it is retired, and what ended never comes back by itself"


def test_sent_again_it_is_the_same_decision_and_with_another_content_it_is_refused() -> None:
    who, other = a_decider(), a_decider("Ano Ther")
    in_force(edition=example())
    whole = strip(**NO_TO_ALL | {"a-violence": "yes"}, shown="officer", device_at="2026-11-30T08:00:00.123Z")
    with acting_as(who.pk):
        first = actions.decide(by=who, sent=sent(whole))
        calls.close_call(by=who, call=first.decision.call, code="report", flags=ALL_NO)
        again = actions.decide(by=who, sent=sent(whole))
        assert (again.was_there, again.decision.pk) == (True, first.decision.pk)
        assert (Call.objects.count(), Decision.objects.count()) == (1, 1)
        for change in (
            {"a-violence": "no"},
            {"call_type": "FIGHT"},
            {"call_key": str(uuid4())},
            {"wishes_officer": "on"},
        ):
            with pytest.raises(Refused, match="another content"):
                actions.decide(by=who, sent=sent(whole | change))
        assert Call.objects.count() == 1, "a call that was taken for a refused decision goes back with it"
    with acting_as(other.pk), pytest.raises(Refused, match="another content"):
        actions.decide(by=other, sent=sent(whole))


def test_a_closed_call_is_not_triaged_and_a_changed_mind_is_another_decision() -> None:
    who = a_decider()
    in_force(edition=example())
    call = a_call(who, call_type="NOISE COMPLAINT")
    with acting_as(who.pk):
        assert list(queries.to_be_triaged(who)) == [call]
    first = decided(who, call=str(call.pk), call_type="NOISE COMPLAINT", mental_health="yes")
    second = decided(who, call=str(call.pk), call_type="FIGHT", **NO_TO_ALL)
    with acting_as(who.pk):
        assert [one.pk for one in queries.decisions_of(who, call)] == [second.pk, first.pk]
        assert queries.last_decisions(who, [call.pk])[call.pk].pk == second.pk
        assert not queries.to_be_triaged(who).exists()
        now = Call.objects.get(pk=call.pk)
        assert (now.call_type, now.initial_call_type) == ("FIGHT", "NOISE COMPLAINT")
        assert flags_of(who, now)[FlagMoment.INTAKE]["mental_health"] == "yes"
        calls.close_call(by=who, call=now, code="report", flags=ALL_NO)
    with pytest.raises(Refused, match="closed"):
        decided(who, call=str(call.pk), call_type="FIGHT", **NO_TO_ALL)


def test_a_call_that_is_handed_over_again_is_the_same_call_and_says_what_is_known_now() -> None:
    who = a_decider()
    in_force(edition=example())
    first = decided(who, source_key="F-17", call_type="LOST ARTICLE", juvenile="yes")
    with pytest.raises(actions.Meanwhile, match=r"Dee Cider decided.*is LOST ARTICLE by now, and you typed") as told:
        decided(who, source_key="F-17", call_type="FIGHT", wishes_officer="on")
    assert told.value.now == {"seen": "1", "type_shown": "LOST ARTICLE"}
    second = decided(who, source_key="F-17", call_type="FIGHT", wishes_officer="on", **told.value.now)
    assert (second.call_id, second.position) == (first.call_id, 2)
    with acting_as(who.pk):
        call = Call.objects.get()
        assert (call.call_type, call.wishes_officer) == ("FIGHT", True)
        assert CallFlag.objects.filter(call=call).count() == len(ALL_NO), "each need is answered once"


def test_whoever_opened_the_call_before_its_source_changed_the_type_is_told_and_overwrites_nothing_unseen(
    sign_in: SignIn,
) -> None:
    who, source = a_decider("Ada"), a_person("CAD", permissions=("calls.read", "calls.take"))
    in_force(edition=open_always("cso"))
    call = a_call(source, call_type="LOST ARTICLE")
    page = sign_in(who).get(f"/triage/{call.pk}/").content.decode()
    assert 'name="type_shown" value="LOST ARTICLE"' in page
    as_shown = strip(call=str(call.pk), said="typed", **NO_TO_ALL, **as_opened(who, call.pk))
    as_shown["shown"] = shown_to(who, as_shown)
    own = as_shown | {"call_type": "NOISE COMPLAINT", "key": str(uuid4())}
    with acting_as(source.pk):
        calls.follow_source(by=source, call=call, values={"call_type": "FIGHT"})
    browser = sign_in(who)
    untyped = browser.post("/triage/decide", json.dumps(as_shown), content_type="application/json")
    assert (untyped.status_code, untyped.json()["now"]) == (409, {"type_shown": "FIGHT", "call_type": "FIGHT"})
    assert f"call {call.number} changed meanwhile from LOST ARTICLE to FIGHT" in untyped.json()["problem"]
    typed = browser.post("/triage/decide", json.dumps(own), content_type="application/json")
    assert (typed.status_code, typed.json()["now"]) == (409, {"type_shown": "FIGHT"}), "what somebody typed stays"
    assert "is FIGHT by now, and you typed NOISE COMPLAINT" in typed.json()["problem"]
    by_button = browser.post(f"/triage/{call.pk}/", as_shown | {"do": "accept"})
    again = by_button.content.decode()
    assert by_button.status_code == 409 and "changed meanwhile from LOST ARTICLE to FIGHT" in again
    for field in ('name="type_shown" value="FIGHT"', 'name="call_type" maxlength="80" list="types" value="FIGHT"'):
        assert field in again
    assert again.count('value="no" checked') == len(NO_TO_ALL), "and the answers stand"
    with acting_as(who.pk):
        assert Call.objects.get(pk=call.pk).call_type == "FIGHT" and not queries.decisions_of(who, call)
    knowingly = browser.post("/triage/decide", json.dumps(own | typed.json()["now"]), content_type="application/json")
    assert knowingly.status_code == 200, knowingly.content
    with acting_as(who.pk):
        assert Call.objects.get(pk=call.pk).call_type == "NOISE COMPLAINT"


def test_what_the_strip_showed_must_still_be_what_is_recommended() -> None:
    who = a_decider()
    in_force(edition=example())
    with pytest.raises(actions.Otherwise, match="Officer is recommended"):
        decided(who, shown="cso", **NO_TO_ALL | {"a-weapon": "unknown"})
    with acting_as(who.pk):
        assert not Call.objects.exists()


ANSWERS = st.fixed_dictionaries(
    {
        f"a-{code}": st.sampled_from(["yes", "no", "unknown", "", "perhaps"])
        for code in (*DISQUALIFIERS, "behavioral_health")
    }
)


@pytest.mark.parametrize("rules", [True, False])
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(answers=ANSWERS, call_type=st.sampled_from(["LOST ARTICLE", "MENTAL HEALTH", "NOBODY KNOWS"]))
def test_whatever_the_answers_a_decision_without_link_shows_only_police_or_ems(
    rules: bool, answers: dict[str, str], call_type: str
) -> None:
    who = a_decider()
    with acting_as(who.pk):
        is_there = edition_in_force(who) is not None
    if rules and not is_there:
        in_force(edition=bare())
    with acting_as(who.pk):
        made = actions.keep_queued(by=who, sent=sent(strip(call_type=call_type, **answers))).decision
    routes = {made.shown_route, *made.shown_secondary, made.chosen_route, *made.chosen_secondary}
    assert routes <= {"officer", "ems"}
    assert (made.computed, made.override_reason, made.edition is not None) == (Computed.AT_SYNC, "", rules)
    known = {one.removeprefix("a-"): Answer(said) for one, said in answers.items() if said in set(Answer)}
    assert (made.shown_route, *made.shown_secondary) == held_to(Case(answers=known), why="").routes


def test_a_queue_keeps_its_calls_time_marks_what_was_computed_later_and_shows_a_conflict() -> None:
    who, other = a_decider("Una"), a_decider("Bo")
    in_force(edition=open_always("cso"))
    call = a_call(who, call_type="LOST ARTICLE")
    decided(other, call=str(call.pk), call_type="LOST ARTICLE", **NO_TO_ALL)
    earlier = timezone.now() - timedelta(minutes=5)
    ahead = timezone.now() + timedelta(days=400)
    with acting_as(who.pk):
        late = actions.keep_queued(by=who, sent=sent(strip(call=str(call.pk), device_at=earlier.isoformat()))).decision
        assert (late.chosen_route, late.computed, late.position, late.counts) == ("officer", Computed.AT_SYNC, 2, False)
        said = queries.to_look_at(queries.decisions_seen_by(who).filter(call=call), {"cso": "Community Officer"})
        assert any("decided differently and both are kept" in one and "chose Community Officer" in one for one in said)
        decided(other, call=str(call.pk), call_type="LOST ARTICLE", **NO_TO_ALL)
        assert not queries.to_look_at(queries.decisions_seen_by(who).filter(call=call), {}), "somebody looked at it"
        new = actions.keep_queued(by=who, sent=sent(strip(device_at=earlier.isoformat(), juvenile="yes"))).decision
        assert Call.objects.get(pk=new.call_id).received_at == earlier
        odd = actions.keep_queued(by=who, sent=sent(strip(device_at=ahead.isoformat()))).decision
        assert Call.objects.get(pk=odd.call_id).received_at < ahead
        assert odd.device_at == ahead, "what the device said is kept beside it"
        with pytest.raises(Refused, match="only police or EMS"):
            actions.keep_queued(by=who, sent=sent(strip(chosen="tru", override="caller_wish")))
        danger = strip(**NO_TO_ALL | {"a-weapon": "yes"}, chosen="ems", override="other")
        with pytest.raises(Refused, match="only a route with an officer"):
            actions.keep_queued(by=who, sent=sent(danger))
        hurt = actions.keep_queued(by=who, sent=sent(strip(chosen="ems", override="danger_heard"))).decision
        assert (hurt.shown_route, hurt.chosen_route) == ("officer", "ems")


def test_an_edition_in_the_shadow_is_asked_and_nobody_at_the_desk_sees_it(sign_in: SignIn) -> None:
    who, drafter = a_decider(), a_drafter()
    in_force(drafter, edition=example())
    coming = a_draft(drafter, bare())
    approver, role = a_role_holder()
    named_approvers(drafter, coming, [role])
    approved(approver, role, sent_for_review(drafter, coming))
    with acting_as(approver.pk), transaction.atomic():
        ProtocolEdition.objects.filter(pk=coming.pk).update(state=State.APPROVED)
    made = decided(who, call_type="THEFT UNDER 500", **NO_TO_ALL)
    reviewer = a_person("Rev Iewer", permissions=("triage.read", "protocols.draft"))
    with acting_as(who.pk):
        assert queries.shadows_of(who, [made]) == {}
    with acting_as(reviewer.pk):
        (shadow,) = queries.shadows_of(reviewer, [made])[made.pk]
        assert (shadow.edition_id, shadow.route) == (coming.pk, "officer")
    theft = decided(who, call_type="THEFT UNDER 500", **NO_TO_ALL | {"a-suspect_present": "yes"})
    draws = a_person("Dra Fter", permissions=("triage.read", "protocols.draft", "protocols.read", "protocols.comment"))
    browser = sign_in(draws)
    here = f"/triage/shadow/{coming.number}/"
    page = browser.get(f"/protocols/{coming.number}/shadow/").content.decode()
    assert "Asked beside 2 live decisions" in page and "to 1 it would have said otherwise" in page and here in page
    differ, whole = (browser.get(here + asked).content.decode() for asked in ("", "?all=1"))
    assert made.call_number in differ and made.call_number in whole
    assert theft.call_number in whole and theft.call_number not in differ, "both send an officer"
    assert sign_in(who).get(here).status_code == 404
    waiting = browser.get("/").content.decode()
    assert f"1 week of the shadow of edition {coming.number} was not reviewed" in waiting


def test_the_database_itself_refuses_what_a_decision_cannot_be() -> None:
    who, reader = a_decider(), a_person("Rea Der", permissions=["triage.read"])
    in_force(edition=example())
    made = decided(who)
    copied = {one.attname: getattr(made, one.attname) for one in Decision._meta.fields if one.name != "transaction"}
    wrong = (
        {"chosen_route": "tru"},
        {"override_reason": "other"},
        {"edition_id": None},
        {"computed": Computed.AT_SYNC, "shown_route": "tru", "chosen_route": "tru"},
        {"shown_route": "ems", "chosen_route": "ems"},
        {"made_by": reader.pk},
        {"because": ""},
    )
    with acting_as(who.pk):
        for nth, one in enumerate(wrong):
            with pytest.raises(DatabaseError), transaction.atomic():
                Decision.objects.create(**copied | {"id": uuid4(), "key": uuid4(), "position": 10 + nth} | one)
        for change in (lambda: Decision.objects.update(chosen_route="tru"), lambda: Decision.objects.all().delete()):
            with pytest.raises(DatabaseError), transaction.atomic():
                change()
    with acting_as(reader.pk):
        assert Decision.objects.count() == 1
        with pytest.raises(DatabaseError), transaction.atomic():
            Decision.objects.create(**copied | {"id": uuid4(), "key": uuid4(), "position": 30, "made_by": reader.pk})
    with acting_as(a_person("Stranger", permissions=["calls.read"]).pk):
        assert not Decision.objects.exists()
        assert not ShadowAnswer.objects.exists()
        assert not CallFlag.objects.none().exists()
    assert connection.is_usable()


def test_what_comes_late_by_a_lost_link_is_kept_beside_and_takes_nothing_over() -> None:
    who = a_decider()
    in_force(edition=example())
    claimed = timezone.now() - timedelta(hours=5)
    first = decided(who, **NO_TO_ALL, device_at=claimed.isoformat())  # with the link the server's clock says when
    early = strip(call=str(first.call_id), device_at=(first.made_at - timedelta(hours=3)).isoformat())
    late = strip(call=str(first.call_id), device_at=timezone.now().isoformat())  # later, and past when it is sent
    with acting_as(who.pk):
        beside = actions.keep_queued(by=who, sent=sent(early)).decision
        assert not beside.counts
        assert queries.last_decisions(who, [first.call_id])[first.call_id].pk == first.pk
        counts = actions.keep_queued(by=who, sent=sent(late)).decision
        assert counts.counts
        assert queries.last_decisions(who, [first.call_id])[first.call_id].pk == counts.pk
        calls.close_call(by=who, call=Call.objects.get(pk=first.call_id), code="cancelled", flags=ALL_NO)
        last = strip(call=str(first.call_id), device_at=timezone.now().isoformat())
        assert not actions.keep_queued(by=who, sent=sent(last)).decision.counts, "the call is over"
        with pytest.raises(Refused, match="This call is closed"), transaction.atomic():
            actions.decide(by=who, sent=sent(strip(call=str(first.call_id), shown="officer")))
        assert Decision.objects.filter(call=first.call_id).count() == 4, "and nobody's word is lost"


@pytest.mark.parametrize("off", [timedelta(days=-3), timedelta(minutes=6), None])
def test_a_clock_that_is_not_believed_takes_nothing_over_and_somebody_is_told(
    off: timedelta | None, sign_in: SignIn
) -> None:
    # a tablet comes back after three days, or with a clock that goes far ahead, or without saying when
    who, other = a_decider("Una"), a_decider("Bo")
    in_force(edition=example())
    stands = decided(other, call_type="LOST ARTICLE", shown="officer", chosen="tru", override="other", **NOBODY_HURT)
    assert (stands.chosen_route, stands.chosen_secondary) == ("tru", [])
    moment = {"device_at": (timezone.now() + off).isoformat()} if off else {}
    with acting_as(who.pk):
        late = actions.keep_queued(by=who, sent=sent(strip(call=str(stands.call_id), **moment))).decision
        assert (late.chosen_route, late.counts) == ("officer", False)
        assert queries.last_decisions(who, [stands.call_id])[stands.call_id].pk == stands.pk
        assert [one.pk for one in queries.to_be_triaged(who)] == [stands.call_id], (
            "nobody goes, and an officer was wanted"
        )
    assert "Una chose Officer + " in sign_in(other).get("/triage/waiting/").content.decode()
    told = sync_of(sign_in(who), strip(call=str(stands.call_id), **moment))
    assert "The time of this device is not believed" in told and "meanwhile" not in told
    decided(other, call=str(stands.call_id), shown="officer", chosen="tru", override="other", **NOBODY_HURT)
    with acting_as(who.pk):
        assert not queries.to_be_triaged(who).exists(), "somebody has looked and decided"
        unit_goes = decided(other, **NO_TO_ALL, chosen="officer", override="danger_heard")
        armed = NO_TO_ALL | {"a-weapon": "yes"}
        actions.keep_queued(by=who, sent=sent(strip(call=str(unit_goes.call_id), **moment, **armed)))
        assert not queries.to_be_triaged(who).exists(), "an officer goes anyway"
        hurt = armed | {"a-medical": "yes"}
        actions.keep_queued(by=who, sent=sent(strip(call=str(unit_goes.call_id), **moment, **hurt)))
        assert queries.to_be_triaged(who).exists(), "and medics do not"
        calls.close_call(by=who, call=Call.objects.get(pk=unit_goes.call_id), code="report", flags=ALL_NO)
    closed = sync_of(sign_in(who), strip(call=str(unit_goes.call_id), **moment))
    assert "was closed or decided anew meanwhile" in closed


def test_a_clock_that_differs_by_seconds_leaves_no_civilian_alone_where_an_officer_was_wanted() -> None:
    # a CSO goes by the link; the link drops, a weapon is heard, and the PC's clock goes some seconds ahead, or behind
    who, calls_of = a_decider("Ada"), []
    in_force(edition=example())
    for off in (6, -6):
        stands = decided(who, shown="officer", chosen="cso", override="other", **NOBODY_HURT)
        assert (stands.chosen_route, stands.chosen_secondary) == ("cso", [])
        at = timezone.now() + timedelta(seconds=off)
        heard = strip(call=str(stands.call_id), device_at=at.isoformat(), **NO_TO_ALL | {"a-weapon": "yes"})
        with acting_as(who.pk):
            late = actions.keep_queued(by=who, sent=sent(heard)).decision
        assert late.chosen_route == "officer" and late.decided_at is not None and late.decided_at <= timezone.now()
        assert late.counts == (off > 0), "a little ahead is now"
        calls_of.append(stands.call_id)
    with acting_as(who.pk):
        (told,) = queries.to_be_triaged(who)
        assert (told.pk, told.late_by, told.late_goes) == (calls_of[1], "Ada", ["officer"])
    decided(who, call=str(told.pk), **NO_TO_ALL | {"a-weapon": "yes"})
    with acting_as(who.pk):
        assert not queries.to_be_triaged(who).exists()


def test_a_call_whose_type_is_changed_after_it_was_decided_is_to_be_decided_anew(sign_in: SignIn) -> None:
    who, source = a_decider(), a_person("CAD", permissions=("calls.read", "calls.take"))
    in_force(edition=example())
    made = decided(who, call_type="LOST ARTICLE", shown="officer", chosen="tru", override="other", **NOBODY_HURT)
    corrected = decided(who, call=str(made.call_id), call_type="NOISE COMPLAINT", **NO_TO_ALL)
    with acting_as(who.pk):
        assert not queries.to_be_triaged(who).exists(), "a decision that corrects the type knows it"
    with acting_as(source.pk):
        calls.follow_source(by=source, call=Call.objects.get(pk=made.call_id), values={"call_type": "noise complaint"})
    with acting_as(who.pk):
        assert not queries.to_be_triaged(who).exists(), "the same word in other letters is the same type"
    other = a_call(source, call_type="NOISE COMPLAINT")
    decided(who, call=str(other.pk), call_type="NOISE COMPLAINT", **NO_TO_ALL)
    with acting_as(source.pk):
        calls.follow_source(by=source, call=other, values={"call_type": "SHOTS FIRED"})
    with acting_as(who.pk):
        assert [(one.pk, one.type_then) for one in queries.to_be_triaged(who)] == [(other.pk, "NOISE COMPLAINT")]
    page = sign_in(who).get("/triage/waiting/").content.decode()
    assert "Its type changed since: decided as NOISE COMPLAINT, now SHOTS FIRED." in page
    decided(who, call=str(other.pk), call_type="SHOTS FIRED")
    with acting_as(who.pk):
        assert not queries.to_be_triaged(who).exists() and corrected.counts


@pytest.mark.parametrize(
    ("then", "now", "is_raised"),
    [
        ("3", "1", True), ("P4", "P3", True), ("Priority 2", "1E", True), ("1", "3", False), ("2", "2", False),
        ("p2", "P2", False), ("10", "9", True), ("", "1", True), ("", "2", True), ("", "3", False), ("2", "", False),
        ("", "", False), ("routine", "Routine", False), ("routine", "emergency", True), ("", "urgent", True),
        ("3", "emergency", True), ("routine", "4", True), ("1", "2A", False),
    ],
)  # fmt: skip
def test_a_priority_that_is_raised_after_a_decision_brings_the_call_back_and_one_that_falls_does_not(
    then: str, now: str, is_raised: bool
) -> None:
    who, source = a_decider(), a_person("CAD", permissions=("calls.read", "calls.take"))
    call = a_call(source, call_type="LOST ARTICLE", priority=then)
    made = decided(who, call=str(call.pk), **NO_TO_ALL)
    assert made.priority == then
    with acting_as(who.pk):
        assert not queries.to_be_triaged(who).exists()
    with acting_as(source.pk):
        calls.follow_source(by=source, call=call, values={"priority": now})
    with acting_as(who.pk):
        assert [(one.pk, one.priority_then) for one in queries.to_be_triaged(who)] == [(call.pk, then)] * is_raised
    decided(who, call=str(call.pk), **NO_TO_ALL)
    with acting_as(who.pk):
        assert not queries.to_be_triaged(who).exists(), "somebody who saw it has decided"


def test_what_was_decided_by_a_page_that_showed_the_old_priority_is_looked_at_again(sign_in: SignIn) -> None:
    who, call = a_decider(), a_call(a_decider("Other"), call_type="LOST ARTICLE", priority="3")
    in_force(edition=example())
    browser = sign_in(who)
    opened = as_opened(who, call.pk)
    assert 'name="priority_shown" value="3"' in browser.get(f"/triage/{call.pk}/").content.decode()
    with acting_as(who.pk):
        calls.follow_source(by=who, call=call, values={"priority": "1"})
    decided(who, call=str(call.pk), **NO_TO_ALL, **opened)
    page = browser.get(f"/triage/{call.pk}/").content.decode()
    assert "Its priority changed since: decided as 3, now 1." in page, "the strip says why"
    queued = strip(call=str(call.pk), device_at=timezone.now().isoformat(), **NO_TO_ALL, **as_opened(who, call.pk))
    with acting_as(who.pk):
        assert actions.keep_queued(by=who, sent=sent(queued)).decision.priority == "1"
        assert not queries.to_be_triaged(who).exists()
        fresh = actions.keep_queued(by=who, sent=sent(strip(priority="2", **NO_TO_ALL))).decision
        assert fresh.priority == "2", "a call that the strip itself takes has what it was handed over with"


def test_of_two_decisions_of_one_device_the_later_counts_however_its_clock_goes() -> None:
    who, call = a_decider(), a_call(a_decider("Other"), call_type="LOST ARTICLE")
    for off in (timedelta(hours=5), timedelta(days=-9)):
        at = timezone.now() + off
        both = [
            strip(call=str(call.pk), device_at=(at + timedelta(minutes=n)).isoformat(), **more)
            for n, more in enumerate([NO_TO_ALL | {"a-medical": "yes"}, NO_TO_ALL | {"a-weapon": "yes"}])
        ]
        with acting_as(who.pk):
            made = [actions.keep_queued(by=who, sent=sent(one)).decision for one in both]
        if off > timedelta():
            assert [(one.chosen_route, one.counts) for one in made] == [("ems", True), ("officer", True)]
        else:
            assert [one.counts for one in made] == [False, False], "nine days ago was before"


def test_whoever_opened_the_call_before_somebody_decided_is_told_and_lowers_nothing_unseen(sign_in: SignIn) -> None:
    who, other = a_decider("Ada"), a_decider("Bea")
    in_force(edition=example())
    call = a_call(who, call_type="LOST ARTICLE")
    lower = strip(call=str(call.pk), **NO_TO_ALL)
    lower["shown"] = shown_to(other, lower)
    page = sign_in(other).get(f"/triage/{call.pk}/").content.decode()
    assert 'name="seen" id="id_seen"' in page
    heard = decided(who, call=str(call.pk), **NO_TO_ALL, chosen="officer", override="danger_heard")
    with acting_as(other.pk), pytest.raises(actions.Meanwhile, match="Ada decided about call") as told:
        actions.decide(by=other, sent=sent(lower))
    assert "Officer" in str(told.value) and "anger" in str(told.value), "whom, and why"
    browser = sign_in(other)
    by_script = browser.post("/triage/decide", json.dumps(lower), content_type="application/json")
    assert (by_script.status_code, by_script.json()["now"]["seen"]) == (409, str(heard.position))
    by_button = browser.post(f"/triage/{call.pk}/", lower | {"do": "accept", "said": "x"})
    again = by_button.content.decode()
    assert by_button.status_code == 409
    assert f'name="seen" value="{heard.position}"' in again and "Ada decided about call" in again
    with acting_as(who.pk):
        assert queries.last_decisions(who, [call.pk])[call.pk].pk == heard.pk
        assert Call.objects.get(pk=call.pk).call_type == "LOST ARTICLE"
    knowingly = browser.post(f"/triage/{call.pk}/", lower | {"do": "accept", "seen": str(heard.position)})
    assert knowingly.status_code == 302
    with acting_as(who.pk):
        assert queries.last_decisions(who, [call.pk])[call.pk].made_by == other.pk
