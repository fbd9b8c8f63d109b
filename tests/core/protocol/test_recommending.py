"""Call by call: the laws that hold for every call, and cases that a dispatcher or a lawyer would try."""

import random
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.making.protocol import (
    DISQUALIFIERS,
    POLICE,
    ask,
    bound_demonstration,
    calls,
    routes,
    the_demonstration,
    with_row,
    without_rules,
)

from arcs.core.agency import is_open
from arcs.core.protocol import Answer, BoundEdition, Case, Recommendation, case_of, recommend, recommend_many
from arcs.core.protocol.choosing import hear, turns_on
from arcs.core.protocol.recommending import Standing, who_go
from arcs.core.protocol.records import crisis_words
from arcs.core.protocol.words import CRISIS_WORDS

DANGERS = ("weapon", "violence", "in_progress", "suspect_present", "threat")
CRISIS_TYPES = tuple(one.name for one in the_demonstration().call_types if one.row)


def test_a_lost_wallet_goes_to_a_community_service_officer_and_the_explanation_says_why() -> None:
    said = ask("LOST ARTICLE")
    assert said.route == "cso"
    assert not said.fallback
    assert "LOST ARTICLE" in said.because
    assert "had weapon been answered yes: Officer" in said.because
    assert said.edition == bound_demonstration().name


def test_who_follows_up_and_is_closed_is_told_by_code_and_nobody_who_goes() -> None:
    saturday, tuesday = "2026-03-14T10:00", "2026-03-10T10:00"
    follows = ask("THEFT UNDER 500", at=saturday, suspect_present="yes", unhoused="yes")
    assert (follows.route, follows.later) == ("officer", ("care",))
    assert "Community Care Navigation is told and follows up when it opens" in follows.because
    led = ask("LOST ARTICLE", at=saturday)
    assert (led.later, "closed:cso" in led.rules, "cso" in routes(led)) == ((), True, False)
    for open_now in (ask("THEFT UNDER 500", at=tuesday, unhoused="yes"), ask("LOST ARTICLE", at=tuesday)):
        assert open_now.later == ()
    assert "care" in routes(ask("THEFT UNDER 500", at=tuesday, unhoused="yes"))


@given(calls())
def test_nobody_goes_now_and_is_told_for_later_as_well(case: Case) -> None:
    said = recommend(bound_demonstration(), case)
    assert not routes(said) & set(said.later)


@given(calls(), st.sampled_from((*DISQUALIFIERS, "minor")))
def test_more_danger_never_lightens_the_response(case: Case, question: str) -> None:
    bound = bound_demonstration()
    given_by = []
    for answer in (Answer.NO, Answer.UNKNOWN, Answer.YES):
        said = recommend(bound, replace(case, answers={**case.answers, question: answer}))
        given_by.append(bound.given(_sent(bound, said)))
    assert given_by[0] & ~given_by[1] == 0
    assert given_by[1] & ~given_by[2] == 0


def _sent(bound: BoundEdition, said: Recommendation) -> list[int]:
    """Who is sent; whoever only follows up is not."""
    follow_up = {bound.edition.routes[at].code for at, one in enumerate(bound.edition.routes) if _refers(bound, at)}
    codes = [said.route, *(one for one in said.beside if one not in follow_up)]
    return [bound.route_at[one] for one in codes]


def _refers(bound: BoundEdition, at: int) -> bool:
    return any(rule.refers & (1 << at) for rule in bound.rules)


@given(calls())
def test_danger_brings_officers_and_medical_need_brings_medics_unless_it_is_a_crisis_without_a_ground(
    case: Case,
) -> None:
    said = recommend(bound_demonstration(), case)
    if case.answer("medical") is not Answer.NO:
        assert "ems" in routes(said)
    if any(case.answer(one) is Answer.YES for one in DANGERS):
        assert routes(said) & POLICE
    crisis = any(one.startswith("matrix:") for one in said.rules)
    if not crisis and any(case.answer(one) is not Answer.NO for one in DANGERS):
        assert routes(said) & POLICE
        assert said.route not in {"cso", "tru", "online", "care", "partner", "988", "none"}


SUSPECTED_CRIMES = frozenset(one.name for one in the_demonstration().call_types if one.ground_kind == "crime")
NEVER_ALONE = {"988", "co_response", "clinician_remote", "clinician_center"}
GROUNDS = (*DANGERS, "crime_suspected", "crisis_line_cannot")


@given(calls())
def test_on_a_crisis_call_police_never_go_without_a_clinician_unless_a_ground_is_recorded(case: Case) -> None:
    is_one = bool(crisis_words(case.call_type)) or case.call_type in CRISIS_TYPES
    if not (is_one or case.answer("behavioral_health") is Answer.YES):
        return
    said = recommend(bound_demonstration(), case)
    assert any(one.startswith("matrix:") for one in said.rules)
    assert routes(said) & NEVER_ALONE
    excepted = case.call_type in SUSPECTED_CRIMES | set(DUTIES)
    if not excepted and not any(case.answer(one) is Answer.YES for one in GROUNDS):
        assert not routes(said) & {"officer", "cit_officer", "srt"}


# Where police go to a crisis without any of the three grounds of CESSA, and who orders it (docs/decisions/0023).
DUTIES = (
    "ACCIDENT PERSONAL INJURY", "CARDIAC RESPIRATORY ARREST", "DEATH INVESTIGATION", "DROWNING DIVING SCUBA ACCID",
    "LOST CHILD", "MISSING ADULT", "MISSING JUVENILE", "RUNAWAY", "SEX OFFENDER REGISTRATION", "STRUCTURE FIRE",
    "TRAFFIC TRANSPORTATION ACCIDEN", "VIOLENT OFFENDERS REGISTRY", "WATER RESCUE",
)  # fmt: skip


NAMED = (*CRISIS_WORDS, "suicidal person", "suicide attempt", "psychiatric subject")
LEFT_OUT = sorted(one for one in NAMED if bound_demonstration().type_at(one) < 0)


@pytest.mark.parametrize("name", LEFT_OUT)
def test_a_crisis_by_its_name_that_the_edition_leaves_out_is_answered_by_the_row_and_said_to_stand_in(
    name: str,
) -> None:
    calm = ask(name.upper(), at="2026-03-10T03:00")
    assert (calm.route, calm.fallback, routes(calm) & POLICE) == ("988", True, set())
    assert calm.rules[0] == "unknown-type"
    assert "is not in this edition, but is a crisis by its name" in calm.because
    unasked = ask(name, at="2026-03-10T03:00", rest="")
    assert "ems" in routes(unasked)
    assert "988" in routes(unasked)
    assert not routes(unasked) & {"officer", "cit_officer", "srt"}
    assert ask(name, weapon="yes").route == "srt"


def test_the_demonstration_leaves_names_of_a_crisis_out() -> None:
    assert {"suicidal person", "suicide attempt", "psychiatric"} <= set(LEFT_OUT)


@pytest.mark.parametrize("at", ["2026-03-10T10:00", "2026-03-11T03:00", None])
def test_a_crisis_alone_brings_police_to_no_type_but_a_suspected_crime_or_a_duty(at: str | None) -> None:
    for one in the_demonstration().call_types:
        said = ask(one.name, at=at, behavioral_health="yes")
        assert routes(said) & NEVER_ALONE, one.name
        if one.name not in SUSPECTED_CRIMES | set(DUTIES):
            # Staged behind a clinician: by the type's own row, or where one comes without a crisis as well.
            staged = {"co_response"} if one.row or one.base == "co_response" else set()
            assert not routes(said) & (POLICE - staged), one.name
        else:
            assert routes(said) & POLICE, one.name


def test_what_officers_begin_and_what_was_only_coded_to_them_is_no_suspected_crime() -> None:
    for name in ("FOLLOW UP", "SNOW COMMAND", "ESCORT", "TRAFFIC HAZARD", "MISSING RETURNED", "TRUANCY", "DISTURBANCE"):
        assert ask(name).route == "officer"
        assert ask(name, behavioral_health="yes").route == "988"
        assert ask(name, behavioral_health="yes", crime_suspected="yes").route == "co_response"


@given(calls())
def test_the_same_call_is_always_answered_the_same(case: Case) -> None:
    assert recommend(bound_demonstration(), case) == recommend(BoundEdition(the_demonstration()), case)


@given(calls(), st.randoms(use_true_random=False))
def test_the_order_of_rules_never_matters(case: Case, chance: random.Random) -> None:
    rules = list(the_demonstration().rules)
    chance.shuffle(rules)
    other = recommend(BoundEdition(replace(the_demonstration(), rules=tuple(rules))), case)
    said = recommend(bound_demonstration(), case)
    assert (said.route, said.secondary, said.fallback) == (other.route, other.secondary, other.fallback)
    assert set(said.rules) == set(other.rules)


@given(st.lists(calls(types=("FALLS", "MENTAL HEALTH", "LOST ARTICLE")), max_size=12))
def test_folded_to_distinct_vectors_the_answer_is_that_of_each_call_by_itself(cases: list[Case]) -> None:
    bound = bound_demonstration()
    assert list(recommend_many(bound, cases)) == [recommend(bound, one) for one in cases]


@given(calls())
def test_every_other_answered_is_every_question_answered(case: Case) -> None:
    written = {one.code: case.answer(one.code) for one in the_demonstration().questions}
    said, other = (recommend(bound_demonstration(), one) for one in (case, replace(case, answers=written)))
    assert said == other


@given(calls())
def test_nobody_is_sent_who_is_closed(case: Case) -> None:
    said = recommend(bound_demonstration(), case)
    edition = the_demonstration()
    for one in edition.routes:
        if one.service and one.code in routes(said):
            assert case.local_time is not None
            assert is_open(edition.hours, one.service, case.local_time)


@given(calls(), st.sampled_from(DISQUALIFIERS))
def test_a_fallback_is_said_where_an_unknown_answer_changed_who_goes(case: Case, question: str) -> None:
    unknown = recommend(bound_demonstration(), replace(case, answers={**case.answers, question: Answer.UNKNOWN}))
    known = recommend(bound_demonstration(), replace(case, answers={**case.answers, question: Answer.NO}))
    if _sent(bound_demonstration(), unknown) != _sent(bound_demonstration(), known):
        assert unknown.fallback


@pytest.mark.parametrize("question", DISQUALIFIERS)
@pytest.mark.parametrize("answer", ["yes", "unknown", ""])
def test_each_disqualifier_alone_takes_a_cold_report_from_the_telephone(question: str, answer: str) -> None:
    said = ask("THEFT UNDER 500", **{question: answer})
    expected = "ems" if question in {"injury", "medical"} else "officer"
    assert expected in routes(said)
    assert said.fallback is (answer != "yes")
    assert question in said.because


@pytest.mark.parametrize("first", DISQUALIFIERS)
@pytest.mark.parametrize("second", DISQUALIFIERS)
def test_each_pair_of_dangers_in_a_crisis_brings_what_both_need(first: str, second: str) -> None:
    said = ask("MENTAL HEALTH", **{first: "yes", second: "yes"})
    if {first, second} & {"weapon", "violence"}:
        assert said.route == "srt"
        assert "co_response" in said.secondary
    elif {first, second} & set(DANGERS):
        assert said.route == "co_response"
    else:
        assert said.route == "ems"
        assert "988" in said.secondary
    if {first, second} & {"injury", "medical"}:
        assert "ems" in routes(said)


def test_a_type_is_known_by_any_spelling_case_and_spacing_and_by_its_category() -> None:
    for spelling in ("lost article", "  LOST   ARTICLE ", "Lost-Article", "Lost Property", "LOST_ARTICLE"):
        assert ask(spelling).rules[0] == "type:LOST ARTICLE"


@pytest.mark.parametrize("given", ["", "   ", "???", "ZEPPELIN", "LOST ARTICLES AND MORE", "\x00", "💥" * 999])
def test_an_unknown_type_is_answered_by_the_safest_route_and_said_to_be(given: str) -> None:
    said = ask(given)
    assert said.route == "officer"
    assert said.fallback
    assert "call type" in said.because


def test_without_any_answer_an_officer_and_medics_go() -> None:
    said = ask("GRAFFITI", rest="")
    assert (said.route, said.secondary, said.fallback) == ("officer", ("ems",), True)
    assert "weapon, violence, in_progress, suspect_present, threat not answered" in said.because


def test_hours_follow_the_wall_clock_over_holidays_and_the_nights_of_the_clocks() -> None:
    assert ask("ABANDONED AUTO", at="2026-03-10T08:29").route == "officer"
    assert ask("ABANDONED AUTO", at="2026-03-10T08:30").route == "cso"
    assert ask("ABANDONED AUTO", at="2026-03-10T16:59:59").route == "cso"
    assert ask("ABANDONED AUTO", at="2026-03-10T17:00").route == "officer"
    assert ask("ABANDONED AUTO", at="2026-07-03T10:00").route == "officer"  # Independence Day, observed
    assert ask("MENTAL HEALTH", at="2026-03-08T01:59", weapon="unknown").route == "co_response"
    assert ask("MENTAL HEALTH", at="2026-03-08T02:30", weapon="unknown").route == "988"  # an hour that is not
    assert ask("MENTAL HEALTH", at="2026-11-01T01:30", weapon="unknown").route == "co_response"
    assert ask("CHEST PAIN", at="2026-12-25T03:00").route == "ems"
    assert ask("ABANDONED AUTO", at="2026-03-10T16:00+00:00").route == "officer"  # a zone: the hour is not known


def test_wishes_are_met_where_no_danger_and_no_law_stand_against_them() -> None:
    assert ask("GRAFFITI", wishes=("officer",)).route == "officer"
    assert ask("GRAFFITI", wishes=("telephone",)).route == "tru"
    assert ask("GRAFFITI", wishes=("officer", "telephone")).route == "officer"
    assert ask("GRAFFITI", at="2026-03-10T03:00").route == "online"
    assert ask("GRAFFITI", at="2026-03-10T03:00", wishes=("no_internet",)).route == "officer"
    assert ask("GRAFFITI", wishes=("telephone",), weapon="unknown").route == "officer"
    assert ask("BARKING DOG", wishes=("telephone",)).route == "cso"
    crisis = ask("MENTAL HEALTH", at="2026-03-10T03:00", wishes=("officer",))
    assert crisis.route == "988"
    assert "no ground by itself" in crisis.because


@pytest.mark.parametrize(
    ("call_type", "wish", "without_it"),
    [("GRAFFITI", "officer", "had the caller not asked for an officer: Community Service Officer."),
     ("GRAFFITI", "telephone", "had the caller not preferred the telephone: Community Service Officer."),
     ("MENTAL HEALTH", "officer", "had the caller not asked for an officer: 988"),
     ("ARMED ROBBERY", "officer", "had injury been answered yes: Officer, with Emergency medical services.")],
)  # fmt: skip
def test_a_wish_that_decides_is_said_to_be_what_would_have_changed_it(
    call_type: str, wish: str, without_it: str
) -> None:
    assert without_it in ask(call_type, wishes=(wish,)).because


def test_a_wish_for_the_telephone_is_not_passed_over_in_a_crisis() -> None:
    for answers in ({}, {"weapon": "unknown"}, {"weapon": "yes"}):
        said = ask("MENTAL HEALTH", wishes=("telephone",), **answers)
        assert "the caller prefers the telephone" in said.because
        assert said.route == ask("MENTAL HEALTH", **answers).route


def test_of_a_recorded_danger_in_a_crisis_nobody_says_that_it_is_not_ruled_out() -> None:
    unknown, recorded = (ask("MENTAL HEALTH", weapon=answer) for answer in ("unknown", "yes"))
    for words in ("danger is not ruled out", "police staged", "no ground"):
        assert words in unknown.because
        assert words not in recorded.because
    assert "advises on the danger" in recorded.because
    assert "clinician_center" in recorded.secondary


def test_police_go_to_a_crisis_at_night_on_the_word_of_988_alone() -> None:
    assert ask("MENTAL HEALTH", at="2026-03-10T03:00", crisis_line_cannot="unknown").route == "988"
    said = ask("MENTAL HEALTH", at="2026-03-10T03:00", crisis_line_cannot="yes")
    assert said.route == "cit_officer"
    assert "clinician_remote" in said.secondary


def test_a_crisis_behind_a_suspected_crime_keeps_its_officers_and_gains_a_clinician() -> None:
    assert ask("BURGLARY", behavioral_health="yes").route == "co_response"
    assert ask("MISSING ADULT", behavioral_health="yes").route == "co_response"
    assert ask("DOMESTIC BATTERY", behavioral_health="yes", weapon="yes").route == "srt"
    assert ask("SUSPICIOUS PERSON", behavioral_health="yes", suspect_present="unknown").route == "co_response"
    assert ask("THEFT UNDER 500", behavioral_health="yes").secondary[0] == "tru"


def test_a_team_that_the_unit_on_scene_may_call_is_told_apart_from_one_that_goes() -> None:
    said = ask("DOMESTIC BATTERY")
    assert (said.route, said.secondary, said.on_call) == ("cit_officer", ("co_response", "care"), ("co_response",))
    assert said.beside == ("care",)
    assert "Co-response: CIT officer and clinician is not sent: the unit on scene may call it" in said.because
    night = ask("DOMESTIC BATTERY", at="2026-03-11T03:00")
    assert (night.secondary, night.on_call, night.fallback) == ((), (), False)
    assert "which the unit on scene could call, is closed at this hour" in night.because
    assert "Co-response: CIT officer and clinician is told and follows up" not in night.because
    assert "the unit on scene calls the clinician once it is safe" in said.because
    sent = ask("DOMESTIC BATTERY", behavioral_health="yes")
    assert (sent.route, sent.on_call) == ("co_response", ())
    wanted = ask("DOMESTIC BATTERY", behavioral_health="yes", at="2026-03-11T03:00")
    for one in (night, sent, wanted):
        assert "the unit on scene calls the clinician" not in one.because
    assert wanted.because.count("is closed at this hour") == 1


def test_who_follows_up_is_not_said_to_be_closed_where_the_hour_is_not_known() -> None:
    said = ask("THEFT UNDER 500", at=None, suspect_present="yes", unhoused="yes")
    assert said.later == ("care",)
    assert "Community Care Navigation is told and follows up in its hours, as the hour is not known" in said.because
    assert "when it opens" not in said.because


def test_police_with_a_duty_are_not_said_to_be_staged_nor_to_have_a_ground() -> None:
    said = ask("MISSING ADULT", behavioral_health="yes")
    assert "under row moderate (level 2); police have a duty here: a report of a missing person" in said.because
    assert "staged" not in said.because
    crime = ask("BURGLARY", behavioral_health="yes").because
    assert "(level 4): police on the recorded ground, with a clinician; police have a ground of their own: " in crime


def test_a_structure_fire_keeps_its_police_whoever_is_in_it() -> None:
    assert routes(ask("STRUCTURE FIRE", behavioral_health="yes")) >= {"fire", "officer", "ems", "988"}
    assert "officer" not in routes(ask("VEHICLE FIRE"))
    assert "officer" in routes(ask("VEHICLE FIRE", weapon="unknown"))


def test_an_edition_that_expired_or_does_not_hold_yet_answers_safely() -> None:
    dated = with_about(effective_from=date(2026, 1, 1), retired_from=date(2026, 3, 1))
    for day, word in (("2025-12-31T23:59", "only from"), ("2026-03-01T00:00", "expired")):
        said = recommend(dated, case_of({"call_type": "GRAFFITI", "answers": {"*": "no"}, "local_time": day}))
        assert (said.route, said.secondary, said.fallback) == ("officer", (), True)
        assert word in said.because
    inside = {"call_type": "GRAFFITI", "answers": {"*": "no"}, "local_time": "2026-02-10T10:00"}
    assert recommend(dated, case_of(inside)).route == "cso"


def test_an_expired_edition_still_knows_a_fire_and_a_crisis() -> None:
    gone = with_about(status="retired")
    fire = recommend(gone, case_of({"call_type": "STRUCTURE FIRE", "answers": {"*": "no"}}))
    crisis = recommend(gone, case_of({"call_type": "MENTAL HEALTH", "answers": {"*": "no"}}))
    armed = recommend(gone, case_of({"call_type": "MENTAL HEALTH", "answers": {"weapon": "yes"}}))
    assert (fire.route, fire.secondary) == ("fire", ("officer", "ems"))  # as in force: it is their call
    assert crisis.route == "988"
    assert (armed.route, armed.secondary) == ("officer", ("ems",))


def with_about(**changes: object) -> BoundEdition:
    edition = the_demonstration()
    return BoundEdition(replace(edition, about=replace(edition.about, **changes)))


def test_an_edition_without_a_single_rule_still_obeys_the_law() -> None:
    every = [one.code for one in the_demonstration().rules]
    bound = BoundEdition(without_rules(the_demonstration(), *every))
    said = recommend(bound, case_of({"call_type": "GRAFFITI", "answers": {"weapon": "unknown", "*": "no"}}))
    assert said.route == "officer"
    assert "law:officers" in said.rules
    hurt = recommend(bound, case_of({"call_type": "GRAFFITI", "answers": {"medical": "yes", "*": "no"}}))
    assert hurt.route == "ems"
    assert "law:medics" in hurt.rules


def test_an_edition_that_sends_police_on_a_wish_alone_cannot_do_so_in_a_crisis() -> None:
    loose = with_row(the_demonstration(), "rules", "wish-officer", calls="")
    line = {
        "call_type": "MENTAL HEALTH",
        "answers": {"*": "no"},
        "local_time": "2026-03-10T03:00",
        "wishes": ["officer"],
    }
    assert recommend(BoundEdition(loose), case_of(line)).route == "988"


@given(calls(), st.integers(0, 2**15 - 1))
def test_who_goes_turns_on_no_service_but_those_that_are_named_as_such(case: Case, open_now: int) -> None:
    bound = bound_demonstration()
    asked = Standing.of(bound, case)
    for present in (asked.yes, asked.yes | asked.counted):
        heard = hear(bound, asked.plan, present, asked.yes, asked.wishes)
        bears = turns_on(bound, asked.plan, heard)
        for can_go in (open_now, open_now | bound.always_open):
            every, named = (
                who_go(bound, asked.plan, heard, recorded=asked.yes, open_routes=one, timeless=False)[1]
                for one in (can_go, can_go & bears)
            )
            assert every == named
