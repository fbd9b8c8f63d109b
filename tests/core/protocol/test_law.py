"""The law holds whatever an edition says, and whether or not it is in force."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.making.protocol import (
    DISQUALIFIERS,
    NOON,
    POLICE,
    a_small_edition,
    a_type,
    calls,
    routes,
    the_demonstration,
    with_row,
    without_rules,
)

from arcs.core.protocol import (
    DANGERS,
    Answer,
    BoundEdition,
    Case,
    ProtocolEdition,
    Recommendation,
    Rule,
    Wish,
    case_of,
    check,
    recommend,
    recommend_many,
)
from arcs.core.protocol.case import ORDINARY
from arcs.core.protocol.recommending import Standing

NIGHT = "2026-03-11T03:00"
RESPONDERS = ("officer", "cit_officer", "co_response", "srt", "ems")


def asked(edition: ProtocolEdition, call_type: str, *, at: str | None = NOON, wishes: tuple[str, ...] = (),
          rest: str = "no", **answers: str) -> Recommendation:  # fmt: skip
    given = {"call_type": call_type, "answers": {**answers, "*": rest}, "local_time": at, "wishes": list(wishes)}
    return recommend(BoundEdition(edition), case_of(given))


def about(edition: ProtocolEdition, **changes: object) -> ProtocolEdition:
    return replace(edition, about=replace(edition.about, **changes))


def barring(*codes: str) -> Rule:
    return Rule(code="bars", wishes=("telephone",), bars=codes, because="for the test", source="for the test")


def all_closed(edition: ProtocolEdition, *codes: str, service: str = "clinician_center") -> ProtocolEdition:
    for one in codes:
        edition = with_row(edition, "routes", one, service=service)
    return edition


def faults(edition: ProtocolEdition) -> list[str]:
    return [f"{one.section} {one.code}: {one.what}" for one in check(edition)]


# -- needs that no edition can leave unmet


def test_a_wish_that_bars_everybody_bars_no_officer_and_no_medics_from_danger() -> None:
    edition = the_demonstration()
    edition = replace(edition, rules=(*edition.rules, barring(*RESPONDERS)))
    said = asked(edition, "LOST ARTICLE", weapon="yes", medical="yes", wishes=("telephone",))
    assert routes(said) == {"officer", "ems"}
    assert {"law:officers", "law:medics"} <= set(said.rules)
    assert said.fallback


def test_hours_that_close_everybody_close_no_officer_to_danger() -> None:
    edition = all_closed(the_demonstration(), "officer", "cit_officer", "srt", "ems")
    cold = asked(edition, "LOST ARTICLE", weapon="yes", at=NIGHT)
    assert cold.route == "officer"
    crisis = asked(edition, "MENTAL HEALTH", weapon="yes", at=NIGHT)
    assert crisis.route == "officer"
    assert "clinician_remote" in crisis.secondary
    assert "the law asks for it whatever the edition says" in crisis.because


def test_an_officer_without_any_capability_still_goes() -> None:
    edition = with_row(the_demonstration(), "routes", "officer", capabilities=())
    edition = all_closed(edition, "cit_officer", "srt")
    assert "officer" in routes(asked(edition, "LOST ARTICLE", weapon="yes", at=NIGHT))


@given(
    calls(types=("LOST ARTICLE", "MENTAL HEALTH", "STRUCTURE FIRE", "GRAFFITI", "SUICIDE")),
    st.sets(st.sampled_from([one.code for one in the_demonstration().routes])),
    st.sets(st.sampled_from([one.code for one in the_demonstration().routes])),
    st.sets(st.sampled_from([one.code for one in the_demonstration().rules])),
    st.sets(st.sampled_from(["officer", "ems", "cit_officer", "srt", "co_response"])),
)
def test_whatever_the_edition_says_danger_brings_an_officer_and_need_brings_medics(
    case: Case, closed: set[str], barred: set[str], silenced: set[str], unable: set[str]
) -> None:
    edition = all_closed(_few_types(), *closed)
    for one in unable:
        edition = with_row(edition, "routes", one, capabilities=())
    rules = tuple(one for one in edition.rules if one.code not in silenced)
    bars = tuple(
        replace(barring(*sorted(barred)), code=f"bars-{wish}", wishes=(wish.value,)) for wish in Wish if barred
    )
    edition = replace(edition, rules=(*rules, *bars), examples=())
    said = recommend(BoundEdition(edition), case)
    crisis = any(one.startswith("matrix:") for one in said.rules)
    danger = {Answer.YES} if crisis else set(Answer) - {Answer.NO}
    if any(case.answer(one) in danger for one in DANGERS):
        assert routes(said) & POLICE
    if any(case.answer(one) is not Answer.NO for one in ("medical", "injury")):
        assert "ems" in routes(said)


@cache
def _few_types() -> ProtocolEdition:
    whole = the_demonstration()
    kept = ("LOST ARTICLE", "MENTAL HEALTH", "STRUCTURE FIRE", "GRAFFITI", "SUICIDE")
    return replace(
        whole,
        call_types=tuple(one for one in whole.call_types if one.name in kept),
        rules=tuple(one for one in whole.rules if set(one.types) <= set(kept)),
        examples=(),
    )


def test_an_injury_brings_medics_without_any_rule_of_the_edition() -> None:
    edition = a_small_edition()
    bare = without_rules(edition, *(one.code for one in edition.rules))
    for answer in ("yes", "unknown"):
        said = asked(bare, "THEFT FROM AUTO", injury=answer)
        assert "ems" in routes(said)
        assert "law:medics" in said.rules
    broken = faults(without_rules(edition, "injury"))
    assert any("Treats and transports must come" in one and "injury" in one for one in broken)


# -- out of force


OUT = {
    "retired": lambda edition: about(edition, status="retired"),
    "expired": lambda edition: about(edition, effective_from=date(2024, 1, 1), retired_from=date(2025, 1, 1)),
    "not yet": lambda edition: about(edition, effective_from=date(2030, 1, 1)),
}


@pytest.mark.parametrize("name", ["PERSON WITH GUN", "ARMED ROBBERY", "AGGRAVATED BATTERY", "DOMESTIC BATTERY"])
@pytest.mark.parametrize("out", OUT)
def test_out_of_force_a_crime_keeps_its_officers_whoever_is_in_crisis(name: str, out: str) -> None:
    said = asked(OUT[out](the_demonstration()), name, behavioral_health="yes")
    assert said.route == "officer"
    assert said.fallback


@cache
def _bound(out: str) -> BoundEdition:
    make: Callable[[ProtocolEdition], ProtocolEdition] = OUT.get(out, lambda edition: edition)
    return BoundEdition(make(the_demonstration()))


def test_no_type_has_fewer_police_out_of_force_than_in_force() -> None:
    lost = []
    for one in the_demonstration().call_types:
        for answers in ({}, {"behavioral_health": "yes"}, {"behavioral_health": "yes", "crime_suspected": "yes"}):
            case = case_of({"call_type": one.name, "answers": {**answers, "*": "no"}, "local_time": NIGHT})
            inside, outside = recommend(_bound(""), case), recommend(_bound("retired"), case)
            if routes(inside) & POLICE and not routes(outside) & POLICE:
                lost.append((one.name, answers))
    assert lost == []


@given(calls(), st.sampled_from(sorted(OUT)))
def test_out_of_force_police_are_missing_only_where_the_matrix_row_alone_stages_them(case: Case, out: str) -> None:
    case = replace(case, local_time=case.local_time or datetime(2026, 3, 10, 12))
    inside, outside = recommend(_bound(""), case), recommend(_bound(out), case)
    grounds = (*DANGERS, "crime_suspected", "crisis_line_cannot")
    staged = any(one.startswith("matrix:") for one in inside.rules) and not any(
        case.answer(one) is Answer.YES for one in grounds
    )
    if routes(inside) & POLICE and not staged:
        assert routes(outside) & POLICE
    if "ems" in routes(inside):
        assert "ems" in routes(outside)
    if "fire" in routes(inside):
        assert "fire" in routes(outside)


def test_out_of_force_what_was_recorded_is_still_a_ground() -> None:
    gone = OUT["retired"](the_demonstration())
    for question in ("crisis_line_cannot", "crime_suspected"):
        assert asked(gone, "MENTAL HEALTH", **{question: "yes"}).route == "officer"
        assert asked(gone, "MENTAL HEALTH", **{question: "unknown"}).route == "988"


def test_out_of_force_the_fire_department_and_medics_lead_their_own_calls() -> None:
    gone = OUT["retired"](the_demonstration())
    assert asked(gone, "STRUCTURE FIRE", behavioral_health="yes").route == "fire"
    assert asked(gone, "CHEST PAIN", behavioral_health="yes").route == "ems"
    assert asked(gone, "STRUCTURE FIRE", weapon="yes").route == "officer"


@pytest.mark.parametrize("at", [None, "", "yesterday"])
def test_without_a_day_nobody_knows_whether_a_dated_edition_holds(at: str | None) -> None:
    dated = about(the_demonstration(), effective_from=date(2024, 1, 1), retired_from=date(2025, 1, 1))
    said = asked(dated, "GRAFFITI", at=at)
    assert (said.route, said.fallback) == ("officer", True)
    assert "not known whether the edition holds" in said.because
    assert asked(the_demonstration(), "LOST ARTICLE", at=at).rules[0] == "type:LOST ARTICLE"


def test_the_day_of_a_moment_with_a_zone_is_that_of_the_editions_own_clock() -> None:
    dated = about(the_demonstration(), effective_from=date(2026, 3, 10))
    bound = BoundEdition(dated)
    before = Case(call_type="GRAFFITI", answers={"*": Answer.NO}, local_time=datetime(2026, 3, 10, 3, tzinfo=UTC))
    after = replace(before, local_time=datetime(2026, 3, 11, 3, tzinfo=UTC))
    assert "holds only from" in recommend(bound, before).because
    assert "holds only from" not in recommend(bound, after).because
    assert list(recommend_many(bound, [before, after])) == [recommend(bound, one) for one in (before, after)]


def test_a_dated_edition_is_proven_as_if_it_held() -> None:
    assert check(about(the_demonstration(), effective_from=date(2030, 1, 1))) == ()
    assert check(about(the_demonstration(), effective_from=date(2020, 1, 1), retired_from=date(2021, 1, 1))) == ()


# -- lines that cannot be trusted


@pytest.mark.parametrize("answer", ["yes", "unknown"])
def test_a_misspelled_danger_is_answered_by_the_law_alone(answer: str) -> None:
    said = asked(the_demonstration(), "GRAFFITI", wepon=answer)
    assert (said.route, said.secondary, said.fallback) == ("officer", ("ems",), True)
    assert f"wepon {answer}" in said.because
    crisis = asked(the_demonstration(), "MENTAL HEALTH", wepon=answer)
    assert crisis.route == ("officer" if answer == "yes" else "988")
    assert "988" in routes(crisis)


def test_a_strange_question_that_was_answered_no_takes_nothing_away() -> None:
    said = asked(the_demonstration(), "GRAFFITI", barking="no")
    assert said.route == "cso"
    assert "not a question of this edition: barking" in said.because


def test_a_key_that_no_call_has_may_have_held_a_danger() -> None:
    line = {"call_type": "GRAFFITI", "answers": {"*": "no"}, "local_time": NOON, "weapon": "yes"}
    case = case_of(line)
    assert case.malformed
    said = recommend(BoundEdition(the_demonstration()), case)
    assert (said.route, said.secondary) == ("officer", ("ems",))
    assert '"weapon" is no part of a call' in said.because


@pytest.mark.parametrize(
    ("key", "meant"),
    [("answer", "answers"), ("Answers", "answers"), ("anwsers", "answers"), ("wish", "wishes"),
     ("calltype", "call_type")],
)  # fmt: skip
def test_a_slip_of_a_key_is_no_note_where_that_is_not_there_or_where_it_holds_what_answers_do(
    key: str, meant: str
) -> None:
    line = {"call_type": "GRAFFITI", "answers": {"*": "no"}, "local_time": NOON, "wishes": ["telephone"]}
    assert case_of({one: value for one, value in line.items() if one != meant} | {key: "…"}).unusable
    assert not case_of(line | {key: "…"}).unusable
    for held in (["…"], {"weapon": "no"}):
        assert bool(case_of(line | {key: held}).unusable) is (meant != "call_type")


ORDINARY_VALUES = ("unknown", "yes", "Medical", "Threat", "Apt: unknown", True)


@pytest.mark.parametrize(
    "key",
    ["call_id", "location", "caller", "call_number", "call", "calls", "type", "call_time", "local_date", "answered_by",
     "invented", "wants_callback", "time", "call_source", "timezone", "minor"],
)  # fmt: skip
def test_what_exports_hold_beside_a_call_changes_nothing(key: str) -> None:
    line = {"call_type": "LOST ARTICLE", "answers": {"*": "no"}, "local_time": NOON}
    bound = BoundEdition(the_demonstration())
    plain = recommend(bound, case_of(line))
    assert plain.route == "cso"
    for text in ("",) if key == "minor" else ("1207 Lake St", *(ORDINARY_VALUES if key in ORDINARY else ())):
        case = case_of(line | {key: text})
        said = recommend(bound, case)
        assert not case.malformed
        assert (said.route, said.secondary, said.rules) == (plain.route, plain.secondary, plain.rules)
        assert f'"{key}" is no part of a call and was not read' in said.because


@pytest.mark.parametrize(
    ("key", "value"),
    [("weapon", True), ("flags", {"weapon": "yes"}), ("gun", "unknown"), ("Answer", {"weapon": "yes"}),
     ("weapon", "knife"), ("weapons", True), ("armed", True), ("answer", ["weapon: yes"]),
     ("Answers", {"weapon": True}), ("answers2", [{"id": "weapon", "answer": "yes"}]), ("dangers", ["weapon"]),
     ("dangers", "weapon"),
     ("form", {"page": [{"wepon": ["unknown"]}]}), ("note", "caller says: gun: yes"), ("call", "weapon: yes"),
     ("type", {"weapon": "yes"})],
)  # fmt: skip
def test_an_answer_beside_the_answers_is_not_lost(key: str, value: object) -> None:
    bound = BoundEdition(the_demonstration())
    for name in ("LOST ARTICLE", "FALLS"):
        line = {"call_type": name, "answers": {"*": "no"}, "local_time": NOON, "wishes": ["telephone"]}
        said = recommend(bound, case_of(line | {key: value}))
        assert (said.route, said.secondary, said.fallback) == ("officer", ("ems",), True)


@pytest.mark.parametrize(
    "beside",
    [{"weapon": "yes"}, {"reply": {"weapon": "yes"}}, {"wepon": "yes"}, {"dangers": ["weapon"]}, {"gun": True},
     {"answer": ["weapon: yes"]}, {"answers2": [{"id": "weapon", "answer": "yes"}]}],
)  # fmt: skip
@pytest.mark.parametrize("written", ["*", "every"])
def test_a_yes_beside_the_answers_of_a_crisis_sends_officers_and_988(beside: dict[str, object], written: str) -> None:
    bound = BoundEdition(the_demonstration())
    answers = {"*": "no"} if written == "*" else dict.fromkeys(bound.question_bit, "no")
    line = {"call_type": "MENTAL HEALTH", "answers": answers, "local_time": NOON}
    yes, unknown = case_of(line | beside), case_of(line | {"gun": "unknown"})
    said, other = recommend_many(bound, [yes, unknown])
    assert said.route == "officer"
    assert "988" in said.secondary
    assert said == recommend(bound, yes)
    assert other.route == "988"
    assert not routes(other) & POLICE


def test_a_slip_that_differs_in_yes_and_unknown_alone_is_two_vectors() -> None:
    line = {"call_type": "MENTAL HEALTH", "answers": {"*": "no"}, "local_time": NOON}
    bound = BoundEdition(the_demonstration())
    cases = [case_of(line | {"gun": one}) for one in ("unknown", "yes")]
    assert [one.route for one in recommend_many(bound, cases)] == ["988", "officer"]


def test_a_medical_need_beside_the_answers_of_a_crisis_brings_medics() -> None:
    bound = BoundEdition(the_demonstration())
    every = dict.fromkeys(bound.question_bit, "no")
    said = recommend(bound, case_of({"call_type": "MENTAL HEALTH", "answers": every, "reply": {"medical": "yes"}}))
    assert routes(said) == {"988", "ems"}


@pytest.mark.parametrize(
    ("key", "value"),
    [("weapon", "no"), ("flags", {"weapon": "no", "gun": False}), ("form", [{"id": "weapon", "answer": "no"}]),
     ("units", 2), ("tags", ["lobby", ""]), ("category", "Medical")],
)  # fmt: skip
def test_a_no_beside_the_answers_takes_nothing_away(key: str, value: object) -> None:
    line = {"call_type": "LOST ARTICLE", "answers": {"*": "no"}, "local_time": NOON}
    case = case_of(line | {key: value})
    assert (recommend(BoundEdition(the_demonstration()), case).route, case.malformed) == ("cso", False)


def test_a_key_nested_as_deep_as_json_is_read_is_answered() -> None:
    deep: object = "yes"
    for _ in range(20_000):
        deep = [deep]
    assert case_of({"call_type": "FALLS", "answers": {"*": "no"}, "x": deep}).astray


def test_a_note_beside_a_call_is_told_and_changes_nothing() -> None:
    line = {"call_type": "GRAFFITI", "answers": {"*": "no"}, "local_time": NOON}
    bound = BoundEdition(the_demonstration())
    plain = recommend(bound, case_of(line))
    case = case_of(line | {"id": 7, "note": "from the seeds", "source": "call 12"})
    said = recommend(bound, case)
    assert not case.malformed
    assert (said.route, said.secondary, said.rules) == (plain.route, plain.secondary, plain.rules)
    assert '"id" is no part of a call and was not read' in said.because


@given(calls(), st.sampled_from(["wepon", "medcal"]), st.sampled_from([Answer.YES, Answer.UNKNOWN]))
def test_a_line_that_went_astray_is_never_answered_with_less_danger(case: Case, strange: str, said: Answer) -> None:
    astray = recommend(_bound(""), replace(case, answers={**case.answers, strange: said}))
    assert "ems" in routes(astray) or {case.answers.get(one) for one in ("injury", "medical")} == {Answer.NO}
    if any(case.answer(one) is Answer.YES for one in DANGERS if one in case.answers):
        assert routes(astray) & POLICE


# -- what stands in


def test_the_dispatcher_is_told_where_the_wanted_service_is_closed() -> None:
    for name, at, route in (("LOST ARTICLE", NIGHT, "online"), ("SUICIDE", NIGHT, "988")):
        said = asked(the_demonstration(), name, at=at)
        assert route in routes(said)
        assert said.fallback
        assert "this stands in" in said.because


def test_a_closed_service_that_danger_would_have_kept_away_is_no_fallback() -> None:
    for name in ("LOST ARTICLE", "ABANDONED AUTO"):
        said = asked(the_demonstration(), name, at=NIGHT, weapon="yes")
        assert (said.route, said.fallback) == ("officer", False)
        assert not any(one.startswith("closed:") for one in said.rules)


@given(calls())
def test_a_service_is_named_as_closed_only_where_something_stands_in(case: Case) -> None:
    said = recommend(_bound(""), case)
    if any(one.startswith("closed:") for one in said.rules):
        assert said.fallback


@pytest.mark.parametrize(
    ("name", "at", "answers", "came", "wanted"),
    [
        ("FIRE ALARM", NIGHT, {}, "officer", "cso"),
        ("BIKE THEFT", "2026-03-10T20:00", {"minor": "yes"}, "officer", "cso"),
        ("MENTAL HEALTH", NIGHT, {"threat": "yes"}, "cit_officer", "co_response"),
    ],
)
def test_a_service_that_a_rule_wanted_and_that_is_closed_is_named_as_one_that_the_type_wanted(
    name: str, at: str, answers: dict[str, str], came: str, wanted: str
) -> None:
    said = asked(the_demonstration(), name, at=at, **answers)
    assert came in routes(said)
    assert said.fallback
    assert f"closed:{wanted}" in said.rules
    assert "closed at this hour; this stands in" in said.because
    by_day = asked(the_demonstration(), name, **answers)
    assert wanted in routes(by_day)
    assert not by_day.fallback
    armed = asked(the_demonstration(), name, at=at, **answers, weapon="yes")
    assert f"closed:{wanted}" not in armed.rules or name == "MENTAL HEALTH"  # then an officer goes in any case


@cache
def _never_closed() -> BoundEdition:
    whole = the_demonstration()
    return BoundEdition(replace(whole, routes=tuple(replace(one, service="") for one in whole.routes)))


@given(calls())
def test_whoever_would_have_gone_if_every_service_were_open_is_named_and_the_rest_stands_in(case: Case) -> None:
    case = replace(case, local_time=case.local_time or datetime(2026, 3, 10, 12))
    came = set(Standing.of(_bound(""), case).decided().routes)
    wanted = set(Standing.of(_never_closed(), case).decided().routes)
    said = recommend(_bound(""), case)
    if came != wanted:
        assert said.fallback
    named = {one.removeprefix("closed:") for one in said.rules if one.startswith("closed:")}
    assert {the_demonstration().routes[one].code for one in wanted - came} <= named


def test_nobody_never_stands_in_for_somebody_who_is_closed() -> None:
    said = asked(the_demonstration(), "JULIE DIG", at=NIGHT)
    assert (said.route, said.fallback) == ("officer", True)
    open_end = replace(a_small_edition(), call_types=(a_type("DIG", base="partner", permitted=("none",)),))
    assert any("DIG: permitted names none" in one for one in faults(open_end))
    closed = with_row(a_small_edition(), "routes", "tru", when_closed=("none",))
    assert any("routes tru: when_closed names none" in one for one in faults(closed))


def test_the_disqualifiers_of_the_law_are_all_tried_alone_without_rules() -> None:
    edition = a_small_edition()
    bare = without_rules(edition, *(one.code for one in edition.rules))
    for one in DISQUALIFIERS:
        expected = "ems" if one in {"injury", "medical"} else "officer"
        assert expected in routes(asked(bare, "THEFT FROM AUTO", **{one: "unknown"}))


# -- sentences


def test_an_unknown_type_in_a_crisis_is_not_said_to_be_answered_by_the_safest_route() -> None:
    said = asked(the_demonstration(), "ZEPPELIN", behavioral_health="yes")
    assert said.route == "988"
    assert "safest route" not in said.because
    assert "safest route" in asked(the_demonstration(), "ZEPPELIN").because


def test_a_rule_whose_police_do_not_come_for_want_of_a_ground_is_not_said_to_bring_them() -> None:
    said = asked(the_demonstration(), "PERSON DOWN", behavioral_health="yes")
    assert not routes(said) & POLICE
    assert "an officer goes" not in said.because
    everywhere = with_row(the_demonstration(), "rules", "police-with-person-down", calls="")
    loud = asked(everywhere, "PERSON DOWN", behavioral_health="yes")
    assert "that is no ground, and police do not come for it" in loud.because
    assert "no ground" not in asked(everywhere, "PERSON DOWN").because
