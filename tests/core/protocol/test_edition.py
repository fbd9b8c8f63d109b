"""Editions as data: what cannot be, what does not agree, and how two differ in plain words."""

import random
from dataclasses import replace
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.making.protocol import a_small_edition, a_type, the_demonstration, with_row, without_rules
from tests.repository.tree import ROOT

from arcs.core.protocol import Answer, Change, ProtocolEdition, Rule, Wish, case_of, changes, digest, folded, moves
from arcs.core.refusal import Refusal
from arcs.files.protocol import starting_edition
from arcs.files.studies import read_study

OAK_PARK = ROOT / "examples" / "oak_park"


def test_every_call_type_and_category_of_the_study_is_named() -> None:
    study = read_study(OAK_PARK)
    types = {one.name: one for one in the_demonstration().call_types}
    assert {one.call_type for one in study.call_types} == set(types)
    spellings = {folded(word) for one in types.values() for word in (one.name, *one.also)}
    assert {one.category for one in study.categories if folded(one.category) not in spellings} == set()


def test_no_type_leaves_officers_that_the_administration_kept() -> None:
    lineage = {one.call_type: one.fate for one in read_study(OAK_PARK).lineage}
    police = {"officer", "cit_officer", "co_response"}
    kept = [one for one in the_demonstration().call_types if lineage[one.name] == "officer_required"]
    assert len(kept) > 60
    assert {one.name for one in kept if one.base not in police} == set()


def test_a_disqualifier_cannot_be_made_to_count_as_absent() -> None:
    with pytest.raises(Refusal, match="unknown disqualifier is never safe"):
        with_row(a_small_edition(), "questions", "medical", unknown="absent")


@pytest.mark.parametrize(
    ("section", "code", "change", "word"),
    [
        ("routes", "cso", {"capabilities": ("flying",)}, "flying"),
        ("routes", "cso", {"service": "nowhere"}, "nowhere"),
        ("rules", "weapon", {"adds": ("flying",)}, "flying"),
        ("rules", "weapon", {"present": ("mood",)}, "mood"),
        ("call_types", "FALLS", {"base": "zeppelin"}, "zeppelin"),
        ("call_types", "FALLS", {"row": "red"}, "red"),
        ("call_types", "FALLS", {"also": ("Burglary",)}, "BURGLARY"),
        ("capabilities", "report_taker", {"covers": ("special_response",)}, "covers itself"),
        ("matrix", "deflect", {"default": False}, "none of its rows"),
        ("matrix", "deflect", {"level": 4}, "stands after level 4"),
    ],
)
def test_rows_that_do_not_agree_are_refused_by_name(section: str, code: str, change: dict, word: str) -> None:
    with pytest.raises(Refusal, match=word):
        with_row(a_small_edition(), section, code, **change)


def test_reserved_questions_routes_and_capabilities_cannot_be_missing() -> None:
    edition = a_small_edition()
    for section, word in (("questions", "weapon"), ("routes", "srt"), ("capabilities", "medic")):
        left = tuple(one for one in getattr(edition, section) if one.code != word)
        with pytest.raises(Refusal):
            replace(edition, **{section: left}, rules=(), examples=(), call_types=())


def test_a_rule_cannot_bar_a_route_upon_an_answer_and_cannot_do_nothing() -> None:
    with pytest.raises(Refusal, match="answers only add"):
        Rule(code="bad", present=("weapon",), bars=("officer",), because="x", source="y")
    with pytest.raises(Refusal, match="does nothing"):
        Rule(code="bad", present=("weapon",), because="x", source="y")
    with pytest.raises(Refusal, match="helicopter"):
        Rule(code="bad", wishes=("helicopter",), bars=("online",), because="x", source="y")


def test_equal_editions_differ_in_nothing_and_have_one_digest() -> None:
    edition = a_small_edition()
    assert changes(edition, edition) == ()
    assert digest(edition) == digest(replace(edition))
    assert digest(edition) != digest(without_rules(edition, "weapon"))


def test_changes_are_told_as_a_person_says_them() -> None:
    before = a_small_edition()
    after = with_row(before, "call_types", "FALLS", base="officer")
    after = without_rules(after, "wish-telephone")
    after = with_row(after, "services", "tru", sunday=())
    after = with_row(after, "questions", "injury", text="Is anybody hurt?")
    after = replace(after, call_types=(*after.call_types, a_type("NEW TYPE")))
    said = [one.sentence for one in changes(before, after)]
    assert "Call type FALLS now goes to officer; before: cso." in said
    assert "Call type NEW TYPE: new (goes to officer)." in said
    assert 'Question injury: text was "Is anyone injured?" and is now "Is anybody hurt?".' in said
    assert "Hours of tru: Sunday was 07:00-23:00 and is now empty." in said
    assert any(one.startswith("Rule wish-telephone: taken out (the caller prefers the telephone") for one in said)


def test_a_change_of_a_locked_row_is_marked() -> None:
    after = with_row(a_small_edition(), "matrix", "deflect", response_time="within the hour")
    (said,) = changes(a_small_edition(), after)
    assert said.locked
    assert "the State's" in said.sentence


@given(st.randoms(use_true_random=False))
def test_the_order_of_rows_is_no_change(chance: random.Random) -> None:
    rules = list(a_small_edition().rules)
    chance.shuffle(rules)
    assert changes(a_small_edition(), replace(a_small_edition(), rules=tuple(rules))) == ()


def test_an_edition_holds_from_its_first_day_until_the_day_before_it_is_retired() -> None:
    about = replace(the_demonstration().about, effective_from=date(2026, 1, 1), retired_from=date(2026, 2, 1))
    assert about.why_not_in_force(date(2025, 12, 31))
    assert not about.why_not_in_force(date(2026, 1, 1))
    assert not about.why_not_in_force(date(2026, 1, 31))
    assert about.why_not_in_force(date(2026, 2, 1))
    with pytest.raises(Refusal, match="later day"):
        replace(about, retired_from=date(2026, 1, 1))


def test_a_case_is_read_from_plain_data_and_what_cannot_be_used_is_unknown_and_said() -> None:
    case = case_of(
        {
            "call_type": "Falls",
            "answers": {" Weapon ": "YES", "injury": None, "medical": "", "threat": True, "minor": "Perhaps"},
            "local_time": "2026-03-10 10:00",
            "wishes": ["Officer", "helicopter", 3],
        }
    )
    assert case.answers["weapon"] is Answer.YES
    assert case.answer("injury") is Answer.UNANSWERED
    assert case.answer("threat") is case.answer("minor") is Answer.UNKNOWN
    assert case.wishes == {Wish.OFFICER}
    assert case.local_time == datetime(2026, 3, 10, 10)
    assert case.malformed
    assert len(case.remarks) == 4


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
        max_leaves=20,
    )
    | st.fixed_dictionaries(
        {},
        optional={
            "call_type": st.text() | st.integers(),
            "answers": st.dictionaries(st.text(), st.text() | st.none() | st.booleans()) | st.text(),
            "local_time": st.text() | st.datetimes().map(str) | st.integers(),
            "wishes": st.lists(st.text() | st.integers()) | st.text() | st.integers(),
        },
    )
)
def test_whatever_stands_in_a_line_a_case_comes_of_it(given_data: object) -> None:
    case = case_of(given_data)
    assert all(isinstance(one, Answer) for one in case.answers.values())


def test_an_answer_given_twice_in_different_spelling_is_unknown() -> None:
    case = case_of({"answers": {"weapon": "no", "WEAPON": "yes"}})
    assert case.answer("weapon") is Answer.UNKNOWN


def test_a_date_without_a_time_is_no_hour() -> None:
    case = case_of({"call_type": "FALLS", "local_time": "2026-03-10"})
    assert case.local_time is None
    assert case.malformed


@pytest.mark.parametrize("given_time", ["2026-03-10T10:00:00Z", "2026-03-10T10:00-06:00", "2026-03-10T16:00+00:00"])
def test_a_time_with_a_zone_is_no_hour_on_the_wall_and_is_said_to_be_none(given_time: str) -> None:
    case = case_of({"call_type": "FALLS", "answers": {"*": "no"}, "local_time": given_time})
    assert case.local_time is None
    assert case.malformed
    assert "with a zone" in case.remarks[0]


def test_the_order_of_what_bears_on_who_goes_is_a_change() -> None:
    before = a_small_edition()
    routes = tuple(reversed(before.routes))
    said = [one.sentence for one in changes(before, replace(before, routes=routes))]
    assert said == [
        f"The order of routes was {', '.join(one.code for one in before.routes)} and is now "
        f"{', '.join(one.code for one in routes)}."
    ]
    deflect, moderate, urgent, emergent = before.matrix
    swapped = replace(before, matrix=(deflect, replace(urgent, level=2), replace(moderate, level=3), emergent))
    assert "The order of matrix rows was moderate, urgent and is now urgent, moderate." in [
        one.sentence for one in changes(before, swapped)
    ]


def test_a_new_route_alone_changes_no_order() -> None:
    before = a_small_edition()
    new = replace(before.routes[0], code="new")
    (said,) = changes(before, replace(before, routes=(new, *before.routes)))
    assert said.row == "new"


@pytest.mark.parametrize("edition", [the_demonstration(), starting_edition()])
def test_every_route_that_ships_says_what_whoever_sends_it_does(edition: ProtocolEdition) -> None:
    assert [one.code for one in edition.routes if not one.instructions] == []


def test_call_types_that_go_elsewhere_are_counted_once_by_where_they_went() -> None:
    def goes(name: str, was: str, now: str, key: str = "base") -> Change:
        return Change(section="call_types", row=name, key=key, before=was, after=now)

    found = [
        goes("NOISE", "officer", "cso"), goes("BIKE", "cso", "online"), goes("DOG", "officer", "cso"),
        goes("DOG", "no", "yes", key="insists"), Change(section="routes", row="cso", key="base", before="a", after="b"),
    ]  # fmt: skip
    assert [(one.was, one.now, one.call_types) for one in moves(found)] == [
        ("officer", "cso", ("DOG", "NOISE")), ("cso", "online", ("BIKE",)),
    ]  # fmt: skip
