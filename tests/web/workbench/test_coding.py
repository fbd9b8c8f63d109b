"""Administration coding: questions of the class, a reason, independence of coders, conflicts, undo, and the walls."""

import re
from typing import Any

import pytest
from django.db import transaction
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as some
from tests.making import ratings
from tests.making.people import a_person
from tests.making.statements import queries_of
from tests.making.studies import a_stored_study, an_analyst
from tests.making.workbench import a_member, a_row, an_oak_park, rows
from tests.web.conftest import SignIn

from arcs.core.suitability.coding import conflicts, fate
from arcs.core.suitability.records import AdministrationCode
from arcs.web.people.models import Staff
from arcs.web.studies.actions import add_member, end_membership
from arcs.web.studies.models import Part, Study, StudyMember
from arcs.web.studies.queries import name_in
from arcs.web.wall.acting import Standing, acting_as
from arcs.web.workbench.coding_pages import SHORT, shown_to

pytestmark = pytest.mark.django_db
CODING = "coding.csv"
ANSWERS = {"officer_required": "N", "non_sworn_possible": "Y", "tru_online_possible": "N", "police_required": "N",
           "not_always_police": "Y"}  # fmt: skip


def page(study: Study, name: str = "coding") -> str:
    return reverse(f"workbench:{name}", args=[study.pk])


def code(browser: Any, study: Study, call_type: str, **more: str) -> Any:
    given = {"call_type": call_type, "version": "0", "reason": "A reason."} | ANSWERS | more
    return browser.post(page(study), given)


def test_a_coder_answers_the_questions_of_the_class_with_a_reason_and_comes_to_the_next_type(sign_in: SignIn) -> None:
    lead = an_analyst()
    study = an_oak_park(lead)
    chief = a_member(study, lead, Part.CODER, "Chia Feld")
    browser = sign_in(chief)
    first = browser.get(page(study)).content.decode()
    assert "You have coded 0 of 193 call types" in first
    assert first.count("data-question") == 6, "five questions of a service type and the one that leaves it out"
    answer = browser.get(page(study), {"type": "THEFT UNDER $500"}).content.decode()
    answer_crime = browser.get(page(study), {"type": "CRIMINAL DAMAGE TO VEHICLE"}).content.decode()
    assert "data-question" in answer and answer_crime.count("data-question") == 4
    done = code(browser, study, "WELFARE CHECK")
    assert done.status_code == 302 and "after=WELFARE" in done.url
    assert rows(chief, study, CODING) == [
        {"call_type": "WELFARE CHECK", "coder": "Chia Feld", "reason": "A reason."} | ANSWERS
    ]
    after = browser.get(done.url).content.decode()
    assert "You have coded 1 of 193 call types" in after
    assert 'value="WELFARE CHECK"' not in after


def test_nothing_is_kept_without_every_answer_and_a_reason_and_what_was_typed_stays(sign_in: SignIn) -> None:
    lead = an_analyst()
    study = an_oak_park(lead)
    browser = sign_in(lead)
    answer = code(browser, study, "WELFARE CHECK", reason="", officer_required="")
    told = answer.content.decode()
    assert "Must an officer go in person?" in told and "Say why in a few words" in told
    assert 'name="non_sworn_possible" value="Y" checked' in told
    assert rows(lead, study, CODING) == []
    kept = code(browser, study, "WELFARE CHECK", reason="", reason_before="As before.")
    assert kept.status_code == 302
    assert rows(lead, study, CODING)[0]["reason"] == "As before."


def test_a_type_that_is_left_out_needs_no_other_answer(sign_in: SignIn) -> None:
    lead = an_analyst()
    study = an_oak_park(lead)
    code(sign_in(lead), study, "WELFARE CHECK", removed="Y")
    assert rows(lead, study, CODING) == [
        {"call_type": "WELFARE CHECK", "coder": lead.name, "removed": "Y", "reason": "A reason."}
    ]


def test_a_second_coder_sees_the_first_ones_answers_only_after_answering(sign_in: SignIn) -> None:
    lead = an_analyst()
    study = an_oak_park(lead)
    chief = a_member(study, lead, Part.CODER, "Chia Feld")
    deputy = a_member(study, lead, Part.CODER, "Dep Utty")
    code(sign_in(chief), study, "WELFARE CHECK", reason="Only the chief knows this.")
    browser = sign_in(deputy)
    for name in ("coding", "conflicts"):
        told = browser.get(page(study, name), {"type": "WELFARE CHECK"}).content.decode()
        assert "Only the chief knows this." not in told and "Chia Feld" not in told, name
    code(browser, study, "WELFARE CHECK", officer_required="Y", reason="Somebody may be hurt.")
    told = browser.get(page(study, "conflicts")).content.decode()
    assert "Only the chief knows this." in told and "Somebody may be hurt." in told
    assert "Counts now: Stays with officers" in told


def test_coders_who_differ_agree_by_changing_their_own_answer_and_both_rows_stay(sign_in: SignIn) -> None:
    lead = an_analyst()
    study = an_oak_park(lead)
    deputy = a_member(study, lead, Part.CODER, "Dep Utty")
    cells = {"call_type": "WELFARE CHECK", "coder": "Chia Feld", "reason": "Nobody is hurt."} | ANSWERS
    a_row(lead, study, CODING, cells)
    browser = sign_in(deputy)
    code(browser, study, "WELFARE CHECK", officer_required="Y", reason="Somebody may be hurt.")
    told = browser.get(page(study, "conflicts"))
    one = told.context["conflicts"][0]
    taken = {"row": str(one.row), "version": str(one.version), "question": one.question, "coder": "Chia Feld"}
    assert browser.post(page(study, "conflicts"), taken).status_code == 302
    theirs, mine = rows(lead, study, CODING)
    assert theirs == cells
    assert mine["officer_required"] == "N"
    assert mine["reason"] == "Somebody may be hurt. Agreed with Chia Feld: Nobody is hurt."
    assert "Nobody differs" in browser.get(page(study, "conflicts")).content.decode()
    stale = browser.post(page(study, "conflicts"), taken)
    assert stale.status_code == 409


def test_nobody_changes_another_coders_answers(sign_in: SignIn) -> None:
    lead = an_analyst()
    study = an_oak_park(lead)
    deputy = a_member(study, lead, Part.CODER, "Dep Utty")
    theirs = a_row(lead, study, CODING, {"call_type": "WELFARE CHECK", "coder": "Chia Feld", "reason": "So."} | ANSWERS)
    taken = {"row": str(theirs.pk), "version": "1", "question": "officer_required", "coder": "Chia Feld"}
    browser = sign_in(deputy)
    assert browser.post(page(study, "conflicts"), taken).status_code == 404, "what one may not see yet is not there"
    code(browser, study, "WELFARE CHECK")
    answer = browser.post(page(study, "conflicts"), taken)
    assert answer.status_code == 409 and "only his or her own" in answer.content.decode()


def test_the_last_answer_is_taken_back_and_never_somebody_elses(sign_in: SignIn) -> None:
    lead = an_analyst()
    study = an_oak_park(lead)
    chief = a_member(study, lead, Part.CODER, "Chia Feld")
    code(sign_in(lead), study, "WELFARE CHECK")
    browser = sign_in(chief)
    code(browser, study, "911 HANG UP")
    code(browser, study, "NOISE COMPLAINT")
    for left in (2, 1, 1):
        browser.post(page(study), {"undo": "1"})
        assert len(rows(lead, study, CODING)) == left
    assert rows(lead, study, CODING)[0]["coder"] == lead.name


def test_two_windows_of_one_coder_overwrite_nothing(sign_in: SignIn) -> None:
    lead = an_analyst()
    study = an_oak_park(lead)
    browser = sign_in(lead)
    code(browser, study, "WELFARE CHECK", reason="First window.")
    code(browser, study, "WELFARE CHECK", version="1", reason="Second window.")
    stale = code(browser, study, "WELFARE CHECK", version="1", reason="Third window.")
    told = stale.content.decode()
    assert stale.status_code == 409
    assert "Second window." in told and "Third window." in told
    assert rows(lead, study, CODING)[0]["reason"] == "Second window."


@pytest.mark.parametrize(("part", "status"), [(Part.READER, 403), (Part.BOARD, 403), (Part.CODER, 302)])
def test_only_those_who_code_may_code(sign_in: SignIn, part: Part, status: int) -> None:
    lead = an_analyst()
    study = an_oak_park(lead)
    browser = sign_in(a_member(study, lead, part))
    assert browser.get(page(study)).status_code == 200
    assert code(browser, study, "WELFARE CHECK").status_code == status
    assert bool(rows(lead, study, CODING)) == (status == 302)


def test_strangers_find_no_such_study(sign_in: SignIn) -> None:
    study = an_oak_park(an_analyst())
    browser = sign_in(an_analyst("Eve"))
    assert [browser.get(page(study, name)).status_code for name in ("coding", "conflicts")] == [404, 404]


def test_hostile_types_and_markup_are_not_believed(sign_in: SignIn) -> None:
    lead = an_analyst()
    study = an_oak_park(lead)
    browser = sign_in(lead)
    assert code(browser, study, "NO SUCH TYPE").status_code == 404
    assert code(browser, study, "WELFARE CHECK", officer_required="MAYBE").status_code == 200
    code(browser, study, "WELFARE CHECK", reason="<script>alert(1)</script>")
    assert "<script>alert(1)" not in browser.get(page(study), {"type": "WELFARE CHECK"}).content.decode()


def test_the_card_tells_what_officers_said_as_far_as_it_is_published(sign_in: SignIn) -> None:
    lead = an_analyst()
    study = a_stored_study(lead)
    of_round = ratings.a_round(lead, study)
    handed = ratings.raters(lead, of_round, [""] * 10)
    for at, one in enumerate(handed[:9]):
        choose = ratings.always(police_mandate="Y" if at < 3 else "N", risk="P" if at < 6 else "L")
        ratings.answer(one, choose, words={"NOISE": "It is loud."} if at == 0 else None)
    ratings.publish(lead, of_round)
    ratings.answer(handed[9], ratings.always(risk="H"), words={"NOISE": "One too few."})
    ratings.publish(lead, of_round)  # of one more nothing is told
    card = sign_in(lead).get(page(study), {"type": "NOISE"}).content.decode()
    told = " ".join(re.sub(r"<[^>]+>", " ", card).split())
    assert "What 9 officers said" in told
    assert re.search(r"Police mandate 33% Y Majority: N, Two thirds: N", told)
    assert "Risk: Limited 33% , Possible 67% , High 0% ." in told.replace("%,", "% ,").replace("%.", "% .")
    assert "It is loud." in told
    assert "One too few." not in told
    assert "No single ratings" in sign_in(lead).get(page(an_oak_park(lead))).content.decode()


def test_the_page_asks_the_database_as_often_for_many_codes_as_for_few(sign_in: SignIn) -> None:
    lead = an_analyst()
    study = an_oak_park(lead)
    browser = sign_in(lead)
    browser.get(page(study))
    few = queries_of(browser, page(study))
    for call_type in ("WELFARE CHECK", "911 HANG UP", "NOISE COMPLAINT", "FIREWORKS"):
        code(browser, study, call_type)
    assert queries_of(browser, page(study)) == few


NAMES = ("Ana", "Ben", "Cai")
CODES = some.builds(
    lambda call_type, coder, answers: AdministrationCode(call_type=call_type, coder=coder, reason="-", **answers),
    some.sampled_from(["A", "B", "C"]),
    some.sampled_from(NAMES),
    some.fixed_dictionaries({name: some.sampled_from(["Y", "N", ""]) for name in SHORT}),
)


@given(
    codes=some.lists(CODES, max_size=9, unique_by=lambda one: (one.call_type, one.coder)), me=some.sampled_from(NAMES)
)
def test_a_coder_never_sees_an_answer_to_a_type_not_yet_answered(codes: list[AdministrationCode], me: str) -> None:
    mine = {one.call_type for one in codes if one.coder == me}
    seen = shown_to(codes, coder=me, part=Part.CODER)
    assert {one.call_type for one in seen} == mine
    assert all(conflict.call_type in mine for conflict in conflicts(seen))
    for kind in mine:
        shown, given = ([one for one in rows if one.call_type == kind] for rows in (seen, codes))
        assert fate(shown) == fate(given)


def test_two_coders_of_one_name_are_kept_apart_and_a_renamed_one_keeps_the_own_answers(sign_in: SignIn) -> None:
    lead = an_analyst()
    study = an_oak_park(lead)
    first, second = (a_member(study, lead, Part.CODER, "Chia Feld") for _ in range(2))
    assert code(sign_in(first), study, "WELFARE CHECK", reason="Kin can help.").status_code == 302
    unseen = sign_in(second).get(page(study), {"type": "WELFARE CHECK"}).content.decode()
    assert "You have coded 0 of 193 call types" in unseen and "Kin can help." not in unseen
    assert code(sign_in(second), study, "WELFARE CHECK", police_required="Y", reason="Doors.").status_code == 302
    told = {one["coder"]: (one["police_required"], one["reason"]) for one in rows(lead, study, CODING)}
    assert told == {"Chia Feld": ("N", "Kin can help."), "Chia Feld (2)": ("Y", "Doors.")}
    assert sign_in(second).post(page(study), {"undo": "1"}).status_code == 302
    assert [one["coder"] for one in rows(lead, study, CODING)] == ["Chia Feld"]
    with acting_as(Standing.KEEPER), transaction.atomic():
        Staff.objects.filter(pk=first.pk).update(name="Chia Berg")
    first.name = "Chia Berg"
    again = code(sign_in(first), study, "WELFARE CHECK", version="1", reason="Kin and neighbours.")
    assert again.status_code == 302
    assert [(one["coder"], one["reason"]) for one in rows(lead, study, CODING)] == [
        ("Chia Feld", "Kin and neighbours.")
    ]


def test_whoever_comes_back_goes_by_the_name_of_before() -> None:
    lead = an_analyst()
    study = an_oak_park(lead)
    first, second = (a_member(study, lead, Part.CODER, "Chia Feld") for _ in range(2))
    with acting_as(lead.pk):
        with transaction.atomic():
            member = StudyMember.objects.get(study=study, staff=first)
        end_membership(by=lead, member=member)
        assert add_member(by=lead, study=study, staff=first, part=Part.ANALYST).staff_name == "Chia Feld"
        third = a_person("Chia Feld")
        assert add_member(by=lead, study=study, staff=third, part=Part.CODER).staff_name == "Chia Feld (3)"
    with acting_as(second.pk), transaction.atomic():
        assert name_in(second, study) == "Chia Feld (2)"
