"""Whose word counts on an edition's way to force, and which days: by the code, and straight at the tables."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.db.models import F
from tests.making.people import a_person
from tests.making.protocols import (
    DRAFTS,
    ENACTS,
    a_draft,
    a_drafter,
    a_role_holder,
    approved,
    in_force,
    named_approvers,
    sent_for_review,
)
from tests.making.studies import MAY_WORK, a_stored_study
from tests.web.conftest import SignIn
from tests.web.protocols.test_approval import now, page, proven, says, sent, step

from arcs.web.people.models import Role, RolePermission, Staff
from arcs.web.protocols import approval_actions as actions
from arcs.web.protocols import approval_queries, queries
from arcs.web.protocols.models import Decision, EditionApproval, EditionApprover, EditionReplay, ProtocolEdition, State
from arcs.web.protocols.permits import MUST_APPROVE
from arcs.web.protocols.reading import as_it_stands
from arcs.web.wall.acting import Standing, acting_as
from arcs.web.wall.clock import today
from arcs.web.wall.permit import Refused

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def straight(who: Staff, edition: ProtocolEdition, **values: object) -> int:
    """What somebody writes past the code; how many rows it was."""
    with acting_as(who.pk), transaction.atomic():
        return ProtocolEdition.objects.filter(pk=edition.pk).update(**values)


def refused(who: Staff, edition: ProtocolEdition, **values: object) -> None:
    with pytest.raises(DatabaseError):
        straight(who, edition, **values)


def takes_back(who: Staff, edition: ProtocolEdition) -> None:
    with acting_as(who.pk):
        actions.take_back(by=who, edition=edition, version=now(edition).version)


def drops(who: Staff, edition: ProtocolEdition, role: Role) -> None:
    with acting_as(who.pk):
        actions.drop_approver(by=who, edition=edition, version=now(edition).version, role=role.pk)


def dropped_straight(who: Staff, edition: ProtocolEdition, role: Role) -> int:
    with acting_as(who.pk), transaction.atomic():
        return EditionApprover.objects.filter(edition=edition, role=role).delete()[0]


def must_approve(role: Role, *, still: bool = True) -> None:
    """Somebody who manages staff says so of the role, or no longer."""
    manager = a_person("Man Ager", permissions=("people.manage", "people.read"))
    with acting_as(manager.pk), transaction.atomic():
        if still:
            RolePermission.objects.create(role=role, permission=MUST_APPROVE)
        else:
            RolePermission.objects.filter(role=role, permission=MUST_APPROVE).delete()


def lacks(who: Staff, edition: ProtocolEdition) -> list[str]:
    standing = now(edition)
    with acting_as(who.pk), transaction.atomic():
        return approval_queries.lacks_of(who, standing)


# ---- each review has words of its own


def test_a_refusal_is_not_dropped_and_an_old_word_does_not_count_once_it_is_sent_again() -> None:
    who = a_drafter()
    made = a_draft(who)
    (chief, first), (board, second) = a_role_holder("Chief"), a_role_holder("Board")
    named_approvers(who, made, [first, second])
    review = sent(who, made)
    says(chief, first, review)
    says(board, second, review, "refused", "The hours are wrong.")
    takes_back(who, made)
    with pytest.raises(Refused, match="has spoken"):
        drops(who, made, second)
    again = sent(who, made)
    assert (again.digest, again.review) == (review.digest, 2)
    assert first.name in lacks(who, made)[0]
    assert second.name in lacks(who, made)[0]
    assert says(board, second, again) is False, "the chief has not spoken in this review"
    assert says(chief, first, again) is True


def test_the_database_counts_reviews_and_takes_no_word_of_an_earlier_one() -> None:
    drafter, enacter = a_drafter(), a_person("Ena Cter", permissions=ENACTS)
    (chief, first), (board, second) = a_role_holder("Chief"), a_role_holder("Board")
    made = a_draft(drafter)
    named_approvers(drafter, made, [first, second])
    review = sent_for_review(drafter, made)
    assert review.review == 1
    approved(chief, first, review)
    approved(board, second, review, Decision.REFUSED)
    refused(drafter, made, review=7)
    refused(chief, made, digest="0" * 64)
    straight(drafter, made, state=State.DRAFT)
    assert dropped_straight(drafter, made, second) == 0, "it has spoken"
    refused(enacter, made, state=State.APPROVED)
    again = sent_for_review(drafter, made)
    assert again.review == 2
    with pytest.raises(DatabaseError):
        approved(board, second, review)  # a word of the first review, said in the second
    approved(board, second, again)
    refused(enacter, made, state=State.APPROVED)
    approved(chief, first, again)
    assert straight(enacter, made, state=State.APPROVED) == 1


def test_nobody_dates_his_own_word() -> None:
    drafter = a_drafter()
    chief, role = a_role_holder()
    made = a_draft(drafter)
    named_approvers(drafter, made, [role])
    review = sent_for_review(drafter, made)
    with pytest.raises(DatabaseError), acting_as(chief.pk), transaction.atomic():
        EditionApproval.objects.create(
            edition=review, digest=review.digest, review=1, role=role, role_name="R", staff=chief, staff_name="C",
            decision=Decision.APPROVED, made_at=chief.made_at + 9 * DAY,
        )  # fmt: skip


def test_a_yes_by_another_counts_only_as_the_last_word_of_its_role() -> None:
    both, role = a_role_holder("Bo Th", *DRAFTS)
    other, enacter = a_person("Oth Er"), a_person("Ena Cter", permissions=ENACTS)
    with acting_as(Standing.KEEPER), transaction.atomic():
        role.assignments.create(staff=other, granted_by=Standing.KEEPER.value)
    made = a_draft(both)
    named_approvers(both, made, [role])
    review = sent(both, made)
    stranger, foreign = a_role_holder("Not Asked")
    approved(stranger, foreign, review)
    approved(other, role, review)
    approved(both, role, review)
    assert "wrote nothing in it" in lacks(both, made)[0]
    refused(enacter, made, state=State.APPROVED)
    approved(other, role, review)
    assert lacks(both, made) == []
    assert straight(enacter, made, state=State.APPROVED) == 1


# ---- who must approve every edition


def test_a_role_that_must_approve_every_edition_is_asked_and_not_dropped() -> None:
    chief, role = a_role_holder("Chief")
    must_approve(role)
    who = a_drafter()
    made = a_draft(who)
    with pytest.raises(Refused, match="must approve every edition"):
        drops(who, made, role)
    assert dropped_straight(who, made, role) == 0
    review = sent(who, made)
    assert says(chief, role, review) is True


def test_what_a_role_must_is_taken_from_it_by_who_manages_staff_and_then_it_can_be_dropped() -> None:
    _nobody, role = a_role_holder("Clinician")
    chief, other = a_role_holder("Chief")
    must_approve(role)
    who = a_drafter()
    made = a_draft(who)
    named_approvers(who, made, [other])
    review = sent(who, made)
    assert says(chief, other, review) is False
    takes_back(who, made)
    must_approve(role, still=False)
    drops(who, made, role)
    assert says(chief, other, sent(who, made)) is True


def test_a_role_that_came_to_be_required_is_asked_when_it_is_sent_and_none_is_passed_over() -> None:
    drafter, enacter = a_drafter(), a_person("Ena Cter", permissions=ENACTS)
    (chief, first), (_clinician, second), (_board, third) = (
        a_role_holder("Chief"), a_role_holder("Clinician"), a_role_holder("Board")
    )  # fmt: skip
    made = a_draft(drafter)
    named_approvers(drafter, made, [first])
    must_approve(second)
    with pytest.raises(DatabaseError):
        sent_for_review(drafter, made)
    review = sent(drafter, made)
    with acting_as(drafter.pk), transaction.atomic():
        assert second.pk in {one.role for one in approval_queries.roles_asked(drafter, review)}
    must_approve(second, still=False)
    must_approve(third)
    approved(chief, first, review)
    approved(_clinician, second, review)
    assert "Since it was sent" in lacks(drafter, made)[0]
    refused(enacter, made, state=State.APPROVED)


def test_the_page_says_who_must_approve_that_nobody_holds_it_and_who_can_change_it(sign_in: SignIn) -> None:
    with acting_as(Standing.KEEPER), transaction.atomic():
        role = Role.objects.create(key="clinical-lead", name="Clinical lead")
        for code in ("protocols.approve", MUST_APPROVE):
            RolePermission.objects.create(role=role, permission=code)
    who = a_drafter()
    made = a_draft(who)
    text = page(sign_in, who, made)
    assert "Must approve every edition." in text
    assert "Nobody holds today: Clinical lead" in text
    assert "somebody who manages staff gives it to a person" in text
    assert "Need not be asked" not in text
    browser = sign_in(who)
    gone = browser.post(f"/protocols/{made.number}/approvers/{role.pk}/drop/", {"version": now(made).version})
    assert gone.status_code == 422
    assert "must approve every edition" in gone.content.decode()


def test_naming_and_dropping_hold_the_edition_and_move_it(sign_in: SignIn) -> None:
    who = a_drafter()
    made = a_draft(who)
    (_one, first), (_other, second) = a_role_holder("First"), a_role_holder("Second")
    named_approvers(who, made, [])
    step(sign_in, who, made, "name", role=first.pk)
    assert now(made).version == 2
    status, text = step(sign_in, who, made, "name", role=second.pk, version=1)
    assert (status, "Somebody changed this edition" in text) == (409, True)
    with acting_as(who.pk), pytest.raises(actions.EditionMoved):
        actions.drop_approver(by=who, edition=made, version=1, role=first.pk)
    drops(who, made, first)
    assert now(made).version == 3
    proven(who, made)


# ---- days


def test_days_are_set_by_who_enacts_for_today_or_later_and_what_has_begun_stays() -> None:
    drafter, enacter = a_drafter(), a_person("Ena Cter", permissions=ENACTS)
    approver, role = a_role_holder()
    made = a_draft(drafter)
    named_approvers(drafter, made, [role])
    review = sent_for_review(drafter, made)
    approved(approver, role, review)
    refused(approver, made, state=State.APPROVED, effective_from=today())
    refused(enacter, made, state=State.APPROVED, effective_from=today() - DAY)
    refused(drafter, made, state=State.WITHDRAWN)
    assert straight(approver, made, state=State.APPROVED) == 1
    refused(enacter, made, effective_from=today() - DAY)
    assert straight(enacter, made, effective_from=today() + DAY) == 1
    refused(enacter, made, effective_from=None)
    assert straight(enacter, made, effective_from=today(), version=F("version") + 1) == 1
    for begins in (today() + DAY, None):
        refused(enacter, made, effective_from=begins)
    refused(enacter, made, state=State.WITHDRAWN)
    refused(enacter, in_force(drafter, since=today() - 3 * DAY), retired_from=today() - DAY)


def test_what_a_replay_found_is_not_written_anew_by_who_asked_for_it() -> None:
    who = a_person("Re Player", permissions=(*DRAFTS, *MAY_WORK))
    made, study = a_draft(who), a_stored_study(who)
    with acting_as(who.pk), transaction.atomic():
        replay = EditionReplay.objects.create(edition=made, digest="0" * 64, study=study, made_by=who.pk)
        EditionReplay.objects.filter(pk=replay.pk).update(state="done", result={"regrets": 9})
    for values in ({"result": {"regrets": 0}}, {"state": "waiting"}):
        with pytest.raises(DatabaseError), acting_as(who.pk), transaction.atomic():
            EditionReplay.objects.filter(pk=replay.pk).update(**values)


def test_a_file_ends_where_the_next_edition_begins_and_one_without_a_day_binds_nobody() -> None:
    who = a_drafter()
    first = in_force(who, since=today() - DAY)
    second = in_force(who, since=today() + DAY)
    with acting_as(who.pk), transaction.atomic():
        core = queries.content_seen_by(who, first).edition
        assert core is not None
        assert queries.end_of(who, first) == today() + DAY
        assert queries.end_of(who, second) is None
        told = as_it_stands(first, core, ends=queries.end_of(who, first)).about
        assert told.why_not_in_force(today()) == ""
        assert "expired" in told.why_not_in_force(today() + DAY)
        undated = ProtocolEdition(state=State.APPROVED)
        assert as_it_stands(undated, core, ends=queries.end_of(who, undated)).about.status == "draft"


def test_whoever_approves_sees_where_rows_of_the_state_differ_from_what_is_in_force(sign_in: SignIn) -> None:
    who = a_drafter()
    in_force(who)
    made = a_draft(who)
    assert "Of the State’s rows" not in page(sign_in, who, made)
    with acting_as(who.pk), transaction.atomic():
        row = next(one for one in queries.rows_of(who, made, "matrix") if one.cells["level"] == "4")
        row.cells = {**row.cells, "response_time": "whenever"}
        row.save()
    text = page(sign_in, who, made)
    assert "Of the State’s rows" in text
    assert f"<li>{row.key}</li>" in text
