"""Lineage: from a call type to its category and back, and what cannot be told."""

from tests.making.a_study import a_call_type

from arcs.core.suitability.coding import conflicts, fate, questions_for, unanswered
from arcs.core.suitability.lineage import trace
from arcs.core.suitability.records import AdministrationCode, LineageNote, Merge
from arcs.core.vocabulary import CallClass

NOISE, FIGHT, PATROL = (
    a_call_type("NOISE"),
    a_call_type("FIGHT", type="C"),
    a_call_type("FOOT PATROL", excluded="not_a_call_for_service", excluded_reason="Patrol is no call."),
)


def a_code(call_type: str, officer: str, coder: str = "Chief", **given: str) -> AdministrationCode:
    return AdministrationCode(call_type=call_type, coder=coder, officer_required=officer, reason="Seen often.", **given)


def test_a_call_type_is_followed_to_its_category_and_back() -> None:
    lineage = trace(
        call_types=[NOISE, FIGHT, PATROL],
        codes=[a_code("NOISE", "N"), a_code("FIGHT", "Y")],
        notes=[],
        merges=[Merge(category="Noise Complaint", call_type="NOISE", certainty="certain")],
    )
    assert [one.outcome for one in lineage.of_type("NOISE")] == ["kept", "to survey", "category"]
    assert [one.call_type for one in lineage.of_category("Noise Complaint")] == ["NOISE"]
    assert [one.outcome for one in lineage.of_type("FIGHT")] == ["kept", "officer required"]
    assert lineage.of_type("FOOT PATROL")[-1].outcome == "left out"
    assert lineage.of_type("NO SUCH TYPE") == ()


def test_a_merge_never_brings_back_a_type_that_officers_keep() -> None:
    lineage = trace(
        call_types=[FIGHT],
        codes=[a_code("FIGHT", "Y")],
        notes=[],
        merges=[Merge(category="Fights", call_type="FIGHT", certainty="certain")],
    )
    assert lineage.of_category("Fights") == ()


def test_what_the_source_does_not_say_is_said_not_to_be_known() -> None:
    note = LineageNote(
        call_type="NOISE", fate="officer_required_or_removed", certainty="cannot_be_told", evidence="by complement"
    )
    (only,) = trace(call_types=[NOISE], codes=[], notes=[note], merges=[]).of_type("NOISE")
    assert (only.outcome, only.certainty) == ("left out, the source does not say where", "cannot_be_told")


def test_two_coders_who_differ_are_listed_and_the_officer_stays() -> None:
    codes = [a_code("NOISE", "N"), a_code("NOISE", "Y", coder="Deputy")]
    (conflict,) = conflicts(codes)
    assert (conflict.question, conflict.answers) == ("officer_required", (("Chief", "N"), ("Deputy", "Y")))
    assert fate(codes) == "officer_required"


def test_removal_needs_every_coder() -> None:
    gone, kept = a_code("NOISE", "", removed="Y"), a_code("NOISE", "N", coder="Deputy")
    assert fate([gone]) == "removed"
    assert fate([gone, kept]) == "undecided"


def test_criminal_types_get_three_questions_and_others_five() -> None:
    assert len(questions_for(CallClass.ORDINANCE)) == 3
    assert len(questions_for(CallClass.TRAFFIC)) == 5
    assert unanswered(FIGHT, a_code("FIGHT", "Y")) == ("non_sworn_possible", "tru_online_possible")
