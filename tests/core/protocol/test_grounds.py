"""What is a ground for police on a behavioral-health call, and that somebody in crisis is left to somebody."""

import csv
from dataclasses import replace
from pathlib import Path

import pytest
from tests.core.protocol.test_law import NIGHT, all_closed, asked, barring, faults
from tests.making.protocol import (
    NOON,
    POLICE,
    a_small_edition,
    a_type,
    routes,
    the_demonstration,
    with_row,
    without_rules,
)

from arcs.core.protocol import (
    RESERVED_QUESTIONS,
    BoundEdition,
    ProtocolEdition,
    Question,
    Rule,
    case_of,
    grounds_by_type,
    recommend,
)
from arcs.core.protocol.proving import _beyond_their_names as beyond_their_names
from arcs.core.protocol.records import crisis_words
from arcs.core.refusal import Refusal
from arcs.files.protocol import starting_edition

ROOT = Path(__file__).parents[3]


@pytest.mark.parametrize(
    "changes",
    [
        {"calls": "behavioral_health", "recorded": ("behavioral_health",)},
        {"calls": "behavioral_health", "recorded": ("weapon", "minor")},
        {"recorded": ("injury",)},
        {"recorded": ("medical",)},
        {"together": ("behavioral_health",)},
        {"types": ("FALLS",), "together": ("behavioral_health",)},
        {"types": ("FALLS", "MENTAL HEALTH"), "ground_kind": "crime"},
        {"types": ("FALLS",)},
        {"recorded": ("unhoused",)},
        {"calls": "behavioral_health", "recorded": ("unhoused", "weapon")},
        {"recorded": ("unhoused",), "ground_kind": "crime"},
        {},
    ],
)
def test_a_ground_that_nobody_recorded_is_a_fault_and_sends_no_police(changes: dict[str, object]) -> None:
    edition = a_small_edition()
    words = {"code": "always", "adds": ("armed_officer",), "ground": "a crisis", "because": "a", "source": "b"}
    edition = replace(edition, rules=(*edition.rules, Rule(**{**words, **changes})))
    assert any(one.startswith("rules always: its ground for police rests on nothing") for one in faults(edition))
    every = dict.fromkeys(("behavioral_health", "minor", "injury", "medical", "unhoused"), "yes")
    for name in ("MENTAL HEALTH", "FALLS"):
        assert not routes(asked(edition, name, at=NIGHT, **every)) & POLICE


@pytest.mark.parametrize("row", ["deflect", ""])
@pytest.mark.parametrize("spelling", ["MENTAL HEALTH", "Mental health crisis", "mental-health"])
def test_a_crisis_by_itself_can_hold_no_ground_and_is_no_ordinary_call_without_its_row(row: str, spelling: str) -> None:
    gone = {"base": "officer", "row": row, "ground": "we have always gone", "ground_kind": "crime"}
    edition = with_row(the_demonstration(), "call_types", "MENTAL HEALTH", **gone)
    said = faults(edition)
    assert any("MENTAL HEALTH: it is a crisis by itself" in one for one in said)
    assert any("MENTAL HEALTH: its name says that it is a crisis, and no row" in one for one in said) is (row == "")
    for answers in ({}, {"behavioral_health": "yes"}, {"weapon": "unknown"}):
        assert routes(asked(edition, spelling, at=NIGHT, **answers)) == {"988"}


CRISES = (
    "SUICIDE ATTEMPT", "SUICIDAL SUBJECT", "MENTAL HEALTH CASE", "Attempted suicide", "Psychiatric Emergency/Transport",
    "BEHAVIORAL HEALTH CRISIS", "MENTAL-HEALTH UNIT", "INVOLUNTARY COMMITMENT ORDER", "Emotionally Disturbed Person",
)  # fmt: skip


def alexandrias() -> list[tuple[str, str]]:
    with (ROOT / "examples" / "alexandria" / "types.csv").open(encoding="utf-8", newline="") as file:
        return [(row["call_type"], row["protocol_type"]) for row in csv.DictReader(file)]


def test_what_is_a_crisis_by_its_name_is_one_in_every_dispatch_system() -> None:
    ours = {one.name for one in the_demonstration().call_types if one.row}
    assert {one.name for one in the_demonstration().call_types if one.is_crisis} == ours
    assert all(crisis_words(name) for one in starting_edition().call_types if one.row for name in (one.name, *one.also))
    theirs = {name for name, protocol_type in alexandrias() if protocol_type in ours}
    assert {"MENTAL HEALTH CASE", "SUICIDE DELAY", "SUICIDE IN PROG NO INJ"} <= theirs
    assert {name for name, _ in alexandrias() if crisis_words(name)} == theirs
    assert all(crisis_words(one) for one in CRISES)
    assert not any(crisis_words(one) for one in ("MENTAL ARITHMETIC", "HEALTH DEPARTMENT", "CRISIS", "COMMITTEE"))


@pytest.mark.parametrize("name", CRISES)
def test_no_words_beside_its_name_make_a_crisis_a_duty_of_the_police(name: str) -> None:
    saved = a_type(name, base="officer", ground="a life is saved", ground_kind="duty")
    edition = replace(a_small_edition(), call_types=(*a_small_edition().call_types, saved))
    said = faults(edition)
    assert any(one.startswith(f"call_types {name}: its name says that it is a crisis, and no row") for one in said)
    assert any(one.startswith(f"call_types {name}: it is a crisis by itself") for one in said)
    assert name not in {one.call_type for one in grounds_by_type(edition)}
    assert routes(asked(edition, name, at=NIGHT)) == {"988"}


def test_a_question_of_the_edition_is_a_ground_only_where_it_says_of_which_kind() -> None:
    edition = a_small_edition()
    asks = Question(code="known_diagnosis", text="?", why="for the test", unknown="absent")
    words = {"adds": ("armed_officer",), "ground": "known", "because": "a", "source": "b"}
    rule = Rule(code="known", recorded=("known_diagnosis",), **words)
    silent = replace(edition, questions=(*edition.questions, asks), rules=(*edition.rules, rule))
    assert any(one.startswith("rules known: its ground for police rests on nothing") for one in faults(silent))
    assert routes(asked(silent, "MENTAL HEALTH", at=NIGHT, known_diagnosis="yes")) == {"988"}
    for code in RESERVED_QUESTIONS:
        with pytest.raises(Refusal, match=f'"{code}"'):
            with_row(edition, "questions", code, ground="threat")
    assert not any(one.ground for one in (*edition.questions, *starting_edition().questions)
                   if one.code in RESERVED_QUESTIONS)  # fmt: skip


def test_a_need_that_is_recorded_brings_the_row_into_play_whatever_ground_the_type_has() -> None:
    bound = BoundEdition(without_rules(the_demonstration(), *(one.code for one in the_demonstration().rules)))
    for one in the_demonstration().call_types:
        case = case_of({"call_type": one.name, "answers": {"behavioral_health": "yes", "*": "no"}, "local_time": NIGHT})
        said = recommend(bound, case)
        assert any(rule.startswith("matrix:") for rule in said.rules), one.name
        assert routes(said) & {"988", "clinician_remote"}, one.name
        assert bool(routes(said) & POLICE) is bool(one.ground), one.name


def test_a_recorded_need_takes_no_clinician_away() -> None:
    whole = the_demonstration()
    silent = ("crisis-behind-a-crime", "crisis-behind-a-duty")
    by_phone = with_row(whole, "call_types", "WELFARE CHECK", base="clinician_remote")
    for edition in (whole, without_rules(whole, *silent), by_phone):
        bound = BoundEdition(edition)
        able = {one.code for one, gives in zip(edition.routes, bound.gives, strict=True) if gives & bound.clinicians}
        for one in edition.call_types:
            before, after = (
                recommend(bound, case_of({"call_type": one.name, "answers": said, "local_time": NOON}))
                for said in ({"*": "no"}, {"behavioral_health": "yes", "*": "no"})
            )
            assert not routes(before) & able or routes(after) & able, one.name
    for name in ("CONFUSED PERSON", "INTOX SUBJECT"):
        said = asked(whole, name, behavioral_health="yes")
        assert (said.route, said.secondary) == ("co_response", ("care",))
        assert "matrix:moderate" in said.rules
        assert asked(whole, name, at=NIGHT, behavioral_health="yes").route == "clinician_remote"


def test_a_ground_that_is_told_by_halves_is_a_fault_and_none() -> None:
    for changes in ({"ground_kind": ""}, {"ground": ""}):
        edition = with_row(the_demonstration(), "call_types", "BURGLARY", **changes)
        assert any("BURGLARY: its ground for police is told by halves" in one for one in faults(edition))
        assert not routes(asked(edition, "BURGLARY", at=NIGHT, behavioral_health="yes")) & POLICE


def duties(edition: ProtocolEdition) -> dict[str, str]:
    return {one.call_type: one.ground for one in grounds_by_type(edition) if one.kind == "duty"}


def test_duties_are_listed_for_whoever_approves_and_are_few() -> None:
    listed = duties(the_demonstration())
    assert set(listed) == {
        "ACCIDENT PERSONAL INJURY", "CARDIAC RESPIRATORY ARREST", "DEATH INVESTIGATION", "DROWNING DIVING SCUBA ACCID",
        "LOST CHILD", "MISSING ADULT", "MISSING JUVENILE", "RUNAWAY", "SEX OFFENDER REGISTRATION", "STRUCTURE FIRE",
        "TRAFFIC TRANSPORTATION ACCIDEN", "VIOLENT OFFENDERS REGISTRY", "WATER RESCUE",
    }  # fmt: skip
    assert all("ILCS" in ground or ground.startswith("life-saving: ") for ground in listed.values())
    struck = duties(with_row(the_demonstration(), "call_types", "RUNAWAY", ground="", ground_kind=""))
    assert set(listed) - set(struck) == {"RUNAWAY"}


def test_every_ground_by_type_is_listed_with_its_kind_and_the_rule_that_gives_it() -> None:
    rule = Rule(code="own", types=("FALLS", "FIGHT"), adds=("cit",), ground="a feud", ground_kind="threat",
                because="a", source="b")  # fmt: skip
    edition = replace(the_demonstration(), rules=(*the_demonstration().rules, rule))
    listed = {(one.call_type, one.kind, one.rule) for one in grounds_by_type(edition)}
    by_type = {(one.name, one.ground_kind, "") for one in the_demonstration().call_types if one.ground}
    assert len(by_type) > 60
    assert (
        by_type
        | {("FALLS", "threat", "own"), ("FIGHT", "threat", "own"), ("STRUCTURE FIRE", "duty", "police-at-fires")}
        <= listed
    )
    assert all(one.ground for one in grounds_by_type(edition))


@pytest.mark.parametrize("name", ["ANIMAL BITES ATTACKS", "ORDER OF PROTECTION", "SLUMPER",
                                  "ILLEGAL CONSUMPTION BY MINOR"])  # fmt: skip
def test_what_is_no_suspected_crime_by_its_name_sends_no_police_to_a_crisis(name: str) -> None:
    for edition in (the_demonstration(), starting_edition()):
        assert "officer" in routes(asked(edition, name))
        assert not routes(asked(edition, name, behavioral_health="yes")) & POLICE
        assert routes(asked(edition, name, behavioral_health="yes", crime_suspected="yes")) & POLICE
    violated = asked(the_demonstration(), "VIOLATION ORDER OF PROTECTION", behavioral_health="yes")
    assert routes(violated) & POLICE


@pytest.mark.parametrize(
    ("name", "leads"), [("CARDIAC RESPIRATORY ARREST", "ems"), ("STRUCTURE FIRE", "fire"), ("WATER RESCUE", "fire")]
)
def test_where_a_life_is_saved_at_once_the_nearest_officer_goes_and_988_takes_the_crisis(name: str, leads: str) -> None:
    for edition in (the_demonstration(), starting_edition()):
        said = asked(edition, name, behavioral_health="yes")
        assert said.route == leads
        assert routes(said) & POLICE == {"officer"}
        assert "988" in routes(said)
        assert "a life is saved first: " in said.because


# -- what a reserved route is by its name


@pytest.mark.parametrize("route", sorted({one.code for one in the_demonstration().routes} - POLICE))
def test_a_route_without_police_by_its_name_brings_none_whatever_it_is_given(route: str) -> None:
    given = next(one.capabilities for one in the_demonstration().routes if one.code == route)
    edition = with_row(the_demonstration(), "routes", route, capabilities=(*given, "armed_officer"))
    assert any(one.startswith(f"routes {route}: its capabilities hold an officer's") for one in faults(edition))
    assert routes(asked(edition, "BIKE THEFT", weapon="yes")) == {"officer"}


@pytest.mark.parametrize(
    ("route", "capability", "whose"),
    [(one, given, whose) for one in ("none", "online", "tru", "cso", "partner", "care", "988", "clinician_remote")
     for given, whose in (("medic", "a medic's"), ("fire", "the fire department's"),
                          ("clinician_on_scene", "a clinician's"))]
    + [(one, "crisis_line", "the crisis line's") for one in ("none", "online", "cso", "partner", "ems", "officer")]
    + [(one, "medic", "a medic's") for one in ("officer", "cit_officer", "srt", "co_response", "fire")],
)  # fmt: skip
def test_a_route_does_not_what_its_name_excludes_whatever_it_is_given(route: str, capability: str, whose: str) -> None:
    given = next(one.capabilities for one in the_demonstration().routes if one.code == route)
    edition = with_row(the_demonstration(), "routes", route, capabilities=(*given, capability))
    [said] = [one for one in beyond_their_names(BoundEdition(edition)) if one.code == route]
    assert whose in said.what
    bound = BoundEdition(edition)
    assert not bound.gives[bound.route_at[route]] & bound.capability_bit[capability]


def test_a_route_of_another_name_leaves_out_neither_medics_nor_988() -> None:
    def given(route: str, *more: str) -> ProtocolEdition:
        own = next(one.capabilities for one in the_demonstration().routes if one.code == route)
        return with_row(the_demonstration(), "routes", route, capabilities=(*own, *more))

    assert "ems" in routes(asked(given("online", "medic"), "BIKE THEFT", at=NIGHT, medical="yes"))
    assert "ems" in routes(asked(given("cso", "medic"), "FALLS", medical="yes"))
    assert "cso" not in routes(asked(given("cso", "clinician_on_scene"), "SUICIDE", medical="no"))
    row = with_row(given("none", "crisis_line"), "matrix", "deflect", routes=("none", "988"))
    assert "988" in routes(asked(row, "MENTAL HEALTH"))
    covers = next(one.covers for one in the_demonstration().capabilities if one.code == "armed_officer")
    treats = with_row(the_demonstration(), "capabilities", "armed_officer", covers=(*covers, "medic"))
    assert routes(asked(treats, "RETAIL THEFT", medical="yes")) == {"officer", "ems"}
    assert any(one.code == "officer" and "a medic's" in one.what for one in beyond_their_names(BoundEdition(treats)))


@pytest.mark.parametrize("key", ["refers", "on_call_of_unit"])
def test_police_do_not_follow_up_or_wait_on_a_crisis_without_a_ground(key: str) -> None:
    named = {"refers": ("care",), key: ("care", "officer")}
    edition = with_row(the_demonstration(), "rules", "crisis-follow-up", **named)
    assert routes(asked(edition, "MENTAL HEALTH")) == {"988", "care"}
    assert "officer" in asked(edition, "MENTAL HEALTH", crisis_line_cannot="yes", at=NIGHT).secondary
    said = [one for one in faults(edition) if "police follow up or are called" in one]
    assert any("Officer comes; answers: all no" in one and "crisis-follow-up" in one for one in said)
    asks = with_row(edition, "rules", "crisis-follow-up", recorded=("unhoused",))
    assert any("police follow up or are called" in one and "unhoused yes" in one for one in faults(asks))


@pytest.mark.parametrize("capability", ["report_taker", "unarmed_on_scene", "medic", "crisis_line", "in_person"])
def test_no_capability_passes_for_an_officer_by_what_it_covers(capability: str) -> None:
    edition = the_demonstration()
    above = tuple(
        replace(one, covers=("special_response",)) if one.code == capability
        else replace(one, covers=tuple(code for code in one.covers if code not in {
            "unarmed_on_scene", "partner_help", "care_navigation",
        })) for one in edition.capabilities
    )  # fmt: skip
    loose = replace(edition, capabilities=above)
    assert any("hold an officer's" in one for one in faults(loose))
    assert routes(asked(loose, "BIKE THEFT", weapon="yes")) & POLICE


def test_an_officer_alone_is_not_staged_behind_a_clinician() -> None:
    covered = with_row(the_demonstration(), "capabilities", "cit", covers=("armed_officer", "clinician_on_scene"))
    assert any("capabilities cit: it is an officer and a clinician at once" in one for one in faults(covered))
    given = with_row(the_demonstration(), "routes", "cit_officer", capabilities=("cit", "clinician_on_scene"))
    assert any("routes cit_officer: its capabilities hold a clinician's" in one for one in faults(given))
    for edition in (covered, given):
        rows = with_row(edition, "matrix", "deflect", routes=("cit_officer", "988"))
        assert not routes(asked(rows, "MENTAL HEALTH", at=NIGHT)) & POLICE


def test_a_route_of_the_editions_own_may_pair_police_with_a_clinician() -> None:
    own = replace(the_demonstration().routes[-1], code="pair", service="", capabilities=("cit", "clinician_on_scene"))
    edition = replace(the_demonstration(), routes=(*the_demonstration().routes, own))
    edition = with_row(edition, "matrix", "moderate", routes=("pair", "988"))
    assert asked(edition, "CRISIS INTERVENTION", at=NIGHT).route == "pair"


# -- a person in crisis is left to somebody


@pytest.mark.parametrize("level", ["deflect", "moderate", "urgent"])
@pytest.mark.parametrize("route", ["none", "online", "cso", "partner", "ems"])
def test_a_matrix_row_that_leaves_a_person_in_crisis_to_nobody_is_a_fault_and_988_takes_it(
    level: str, route: str
) -> None:
    edition = with_row(the_demonstration(), "matrix", level, routes=(route, "988"))
    edition = with_row(edition, "call_types", "MENTAL HEALTH", row=level)
    said = faults(edition)
    assert any(f"matrix {level}: it would leave a person in crisis to {route}" in one for one in said)
    assert any(f"matrix {level}: routes names none" in one for one in said) is (route == "none")
    assert any("somebody in crisis is left to" in one for one in said)
    came = asked(edition, "MENTAL HEALTH")
    assert "988" in routes(came)
    assert "law:crisis-line" in came.rules


def test_hours_and_wishes_close_no_988_to_a_crisis() -> None:
    edition = all_closed(the_demonstration(), "988", "clinician_remote")
    assert routes(asked(edition, "MENTAL HEALTH", at=NIGHT)) == {"988"}
    barred = replace(the_demonstration(), rules=(*the_demonstration().rules, barring("988", "clinician_remote")))
    assert routes(asked(barred, "MENTAL HEALTH", at=NIGHT, wishes=("telephone",))) == {"988"}


@pytest.mark.parametrize(
    "changes",
    [
        {"recorded": ("weapon",)},
        {"recorded": ("crime_suspected",)},
        {"together": ("behavioral_health", "violence")},
        {"types": ("BURGLARY",), "ground_kind": "crime"},
        {"types": ("BURGLARY",), "ground_kind": "duty"},
    ],
)
def test_what_was_recorded_and_what_is_no_crisis_is_a_ground(changes: dict[str, object]) -> None:
    edition = a_small_edition()
    words = {"code": "own", "adds": ("cit",), "ground": "a crime", "because": "a", "source": "b"}
    edition = replace(edition, rules=(*edition.rules, Rule(**{**words, **changes})))
    assert not any(one.startswith("rules own: its ground") for one in faults(edition))
