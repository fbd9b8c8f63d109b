"""An edition is proven before use: the demonstration holds, and each way to break the law has its counter-example."""

from dataclasses import replace

import pytest
from tests.making.protocol import a_small_edition, a_type, the_demonstration, with_row, without_rules

from arcs.core.protocol import BoundEdition, Finding, ProtocolEdition, Question, Rule, check
from arcs.core.protocol.invariants import MOST_QUESTIONS, broken_invariants


def laws(edition: ProtocolEdition) -> list[str]:
    return [f"{one.call_type}: {one.sentence}" for one in broken_invariants(BoundEdition(edition))]


def found(edition: ProtocolEdition, section: str, code: str) -> list[Finding]:
    return [one for one in check(edition) if (one.section, one.code) == (section, code)]


def test_the_demonstration_edition_is_safe_and_carries_its_worked_calls() -> None:
    edition = the_demonstration()
    assert check(edition) == ()
    assert len(edition.examples) >= 60
    assert len(edition.call_types) == 233


def test_a_small_edition_is_safe_so_that_what_breaks_it_is_the_change() -> None:
    assert laws(a_small_edition()) == []


@pytest.mark.parametrize("question", ["weapon", "violence", "in-progress", "suspect-present", "threat"])
def test_without_the_rule_of_a_danger_a_counter_example_names_type_answer_and_what_must_come(question: str) -> None:
    said = laws(without_rules(a_small_edition(), question))
    asked = question.replace("-", "_")
    cold = next(one for one in said if one.startswith("THEFT FROM AUTO"))
    assert "Comes with the powers and the protection of a sworn officer must come" in cold
    assert f"answers: {asked} unknown, all others no" in cold
    assert "only Community Service Officer comes" in cold or "only Online report comes" in cold
    assert not any(one.startswith("BURGLARY") for one in said)


def test_without_the_medical_rule_every_type_but_the_medical_ones_has_a_counter_example() -> None:
    said = laws(without_rules(a_small_edition(), "medical"))
    assert any("Treats and transports must come" in one for one in said)
    assert not any(one.startswith("CHEST PAIN") and "must come" in one for one in said)


def test_police_alone_in_a_crisis_are_found_out_by_their_matrix_row() -> None:
    said = check(with_row(a_small_edition(), "matrix", "deflect", routes=("officer",)))
    assert any("level 1 is locked" in one.what for one in said)
    unstaged = with_row(a_small_edition(), "matrix", "urgent", routes=("cit_officer", "988"))
    assert any("without a clinician" in one.what for one in found(unstaged, "matrix", "urgent"))
    unlocked = with_row(a_small_edition(), "matrix", "emergent", routes=("co_response", "988"))
    assert any("level 4 is locked" in one.what for one in found(unlocked, "matrix", "emergent"))


def test_the_levels_of_the_state_are_missed() -> None:
    edition = a_small_edition()
    for code, level in (("urgent", 4), ("moderate", 1)):
        kept = tuple(one for one in edition.matrix if one.level != level)
        rows = tuple(replace(one, default=one is kept[0]) for one in kept)
        types = tuple(replace(one, row=one.row and code) for one in edition.call_types)
        rules = tuple(replace(one, raises_to=one.raises_to and kept[-1].code) for one in edition.rules)
        short = replace(edition, matrix=rows, call_types=types, rules=rules)
        assert any(f"no row of level {level}" in one.what for one in found(short, "matrix", code))


def test_a_route_stands_in_for_another_and_not_for_itself() -> None:
    circle = with_row(a_small_edition(), "routes", "online", when_closed=("online", "officer"))
    assert any("stands in for itself" in one.what for one in found(circle, "routes", "online"))


def test_a_ground_that_rests_on_an_unknown_answer_or_on_a_wish_is_no_ground() -> None:
    for code in ("crisis-danger-not-ruled-out", "wish-officer-in-crisis"):
        wrong = with_row(a_small_edition(), "rules", code, ground="we think so", adds=("armed_officer",))
        assert any("neither is a recorded ground" in one.what for one in found(wrong, "rules", code))


def test_a_danger_that_lightens_the_response_is_shown_with_what_came_before() -> None:
    # Medics that count as company for a minor would take the officer away again.
    edition = with_row(a_small_edition(), "capabilities", "medic", covers=("in_person",))
    minors = replace(
        the_demonstration().rules[[one.code for one in the_demonstration().rules].index("minor")], types=()
    )
    said = laws(replace(edition, rules=(*edition.rules, minors)))
    assert any("more danger lightens the response" in one and "it was" in one for one in said)


def test_a_minor_for_whom_somebody_comes_loses_nobody_else() -> None:
    # An unknown age counts as present too: whoever comes for a minor must do what the partner did.
    hands_on_to_nobody = with_row(
        the_demonstration(), "capabilities", "unarmed_on_scene", covers=("report_taker", "in_person")
    )
    said = [one for one in laws(hands_on_to_nobody) if "lightens" in one]
    assert any(one.startswith("NEIGHBOR DISPUTE") and "answers: minor unknown, all others no" in one for one in said)


def test_an_officer_who_covers_nothing_is_no_superior() -> None:
    said = laws(with_row(a_small_edition(), "capabilities", "armed_officer", covers=()))
    assert not any("lightens" in one for one in said)  # the unarmed response stays beside the officer
    lost = with_row(a_small_edition(), "routes", "co_response", capabilities=("cit",))
    assert any("clinician_on_scene" in one.what for one in found(lost, "routes", "co_response"))


def test_routes_that_the_law_needs_at_every_hour_keep_none() -> None:
    for code in ("officer", "ems", "fire", "988"):
        assert any("every hour" in one.what for one in found(
            with_row(a_small_edition(), "routes", code, service="cso"), "routes", code
        ))  # fmt: skip


def test_a_worked_call_that_comes_out_otherwise_says_what_came_and_why() -> None:
    name = a_small_edition().examples[0].code
    said = found(with_row(a_small_edition(), "examples", name, route="online", fallback=True), "examples", name)
    assert len(said) == 1
    assert "not online" in said[0].what
    assert "fallback is false, not true" in said[0].what


def test_a_rule_that_no_worked_call_shows_is_a_fault() -> None:
    shown = the_demonstration()
    bare = replace(shown, examples=tuple(one for one in shown.examples if "fire-at-bombs" not in one.rules))
    assert [one.what for one in check(bare)] == ["no worked call shows it"]


def test_a_medical_or_fire_type_of_which_no_rule_says_when_police_accompany_it_is_a_fault() -> None:
    edition = the_demonstration()
    urgent = [one.name for one in edition.call_types if one.base in {"ems", "fire"}]
    assert len(urgent) == 53
    bare = without_rules(edition, "police-at-illness", "police-at-small-fires")
    silent = {one.code for one in check(bare) if "no rule that names it says when police" in one.what}
    assert "CHEST PAIN" in silent
    assert "VEHICLE FIRE" in silent
    assert not silent & {"STRUCTURE FIRE", "OVERDOSE POISONING", "SUSPICIOUS SUBSTANCE"}
    medics = without_rules(edition, *(one.code for one in edition.rules if "armed_officer" in one.adds))
    assert {one.code for one in check(medics) if "no rule that names it" in one.what} == set(urgent)


@pytest.mark.parametrize(
    ("changes", "speaks"),
    [({"wishes": ("officer",)}, False), ({"calls": "crisis_and_duty"}, False), ({"calls": "behavioral_health"}, False),
     ({"calls": "other"}, True), ({}, True)],
)  # fmt: skip
def test_no_wish_and_no_rule_for_crises_alone_says_when_police_accompany_medics(
    changes: dict[str, object], speaks: bool
) -> None:
    bare = without_rules(the_demonstration(), "police-at-illness")
    words = {"adds": ("armed_officer",), "because": "a", "source": "b"}
    rule = Rule(code="own", types=("CHEST PAIN",), **{**words, **changes})
    said = found(replace(bare, rules=(*bare.rules, rule)), "call_types", "CHEST PAIN")
    assert any("no rule that names it says when police" in one.what for one in said) is not speaks


def test_a_ground_at_a_type_that_police_do_not_answer_is_a_fault() -> None:
    edition = a_small_edition()
    odd = replace(edition, call_types=(*edition.call_types, a_type("ODD", base="cso", ground="a crime")))
    assert any("goes to cso" in one.what for one in found(odd, "call_types", "ODD"))


def test_beyond_twelve_questions_what_three_answers_bring_together_is_tried_too() -> None:
    # A partner who comes in the place of care navigation upon three yeses: no answer alone and no pair shows it.
    edition = a_small_edition()
    more = tuple(Question(code=f"q{number}", text="?", why="for the test", unknown="absent") for number in range(9))
    rule = Rule(
        code="three",
        types=("LEFT ALONE",),
        together=("minor", "q1", "injury"),
        adds=("partner_help",),
        because="a",
        source="b",
    )
    asks = replace(rule, code="asks", together=(), recorded=tuple(one.code for one in more), adds=("online_form",))
    many = replace(
        edition,
        questions=(*edition.questions, *more),
        call_types=(*edition.call_types, a_type("LEFT ALONE", base="care", permitted=("partner",))),
        rules=(*edition.rules, asks),
    )
    for one in ("care", "partner"):
        many = with_row(many, "routes", one, service="")
    before = laws(many)
    after = laws(replace(many, rules=(*many.rules, rule)))
    assert not any("LEFT ALONE" in one and "lightens" in one for one in before)
    [found_out] = [one for one in after if one not in before and "lightens" in one]
    assert "injury yes, minor yes, q1 yes" in found_out


def test_beyond_twelve_questions_the_same_faults_are_found_without_trying_every_vector() -> None:
    edition = a_small_edition()
    more = tuple(
        Question(code=f"extra-{number}", text="?", why="for the test", unknown="present") for number in range(9)
    )
    weapon = next(one for one in edition.rules if one.code == "weapon")
    asks = replace(weapon, code="extras", present=tuple(one.code for one in more), adds=("armed_officer",))
    many = replace(edition, questions=(*edition.questions, *more), rules=(*edition.rules, asks))
    assert len(more) + 7 > MOST_QUESTIONS
    assert laws(many) == []
    broken = laws(without_rules(many, "weapon"))
    assert any("answers: weapon unknown, all others no" in one for one in broken)


def test_a_crisis_by_its_name_that_the_edition_leaves_out_is_proven_too() -> None:
    edition = a_small_edition()
    default = next(one.code for one in edition.matrix if one.default)
    broken = broken_invariants(BoundEdition(with_row(edition, "matrix", default, routes=("cso", "988"))))
    assert "a crisis by its name that the edition does not hold" in {one.call_type for one in broken}
