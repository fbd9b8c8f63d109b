"""The way to force and back: proven before review, approved by named roles of exactly one content, dated, retired."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import transaction
from tests.making.people import a_person
from tests.making.protocols import (
    DRAFTS,
    ENACTS,
    a_draft,
    a_drafter,
    a_reader,
    a_role_holder,
    a_row,
    bare,
    example,
    in_force,
    named_approvers,
)
from tests.web.conftest import SignIn

from arcs.core.protocol import check
from arcs.web.people.models import Role, Staff
from arcs.web.protocols import actions as drafting
from arcs.web.protocols import approval_actions as actions
from arcs.web.protocols import approval_queries, queries
from arcs.web.protocols.models import EditionComment, ProtocolEdition, State
from arcs.web.wall.acting import acting_as
from arcs.web.wall.clock import today
from arcs.web.wall.permit import Refused

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
GOES_ONLINE = {"name": "X", "base": "online", "why": "for the test"}


def now(edition: ProtocolEdition) -> ProtocolEdition:
    """The edition as it stands."""
    with acting_as(edition.made_by), transaction.atomic():
        return ProtocolEdition.objects.get(pk=edition.pk)


def digest_of(who: Staff, edition: ProtocolEdition) -> str:
    with acting_as(who.pk), transaction.atomic():
        return queries.content_seen_by(who, edition).digest


def proven(who: Staff, edition: ProtocolEdition) -> None:
    """The proof of the edition as it stands, as its job keeps it."""
    with acting_as(who.pk), transaction.atomic():
        content = queries.content_seen_by(who, edition)
    assert content.edition is not None
    found = [{"section": one.section, "code": one.code, "what": one.what, "remedy": one.remedy}
             for one in check(content.edition)]  # fmt: skip
    with acting_as(who.pk):
        drafting.keep_proof(by=who, edition=edition, digest=content.digest, types=0, examples=18, findings=found)


def sent(who: Staff, edition: ProtocolEdition) -> ProtocolEdition:
    proven(who, edition)
    with acting_as(who.pk):
        actions.send_for_review(by=who, edition=edition, version=now(edition).version, digest=digest_of(who, edition))
    return now(edition)


def says(who: Staff, role: Role, edition: ProtocolEdition, decision: str = "approved", words: str = "") -> bool:
    with acting_as(who.pk):
        return actions.say(
            by=who, edition=edition, version=now(edition).version, role=role.pk, decision=decision, words=words
        )


def approved(who: Staff) -> ProtocolEdition:
    """An approved edition without a day."""
    made = a_draft(who)
    chief, role = a_role_holder(f"Chief of {who.name}")
    named_approvers(who, made, [role])
    assert says(chief, role, sent(who, made))
    return now(made)


def enacts(name: str = "Ena Cter") -> Staff:
    return a_person(name, permissions=ENACTS)


def dated(who: Staff, edition: ProtocolEdition, begins: date) -> ProtocolEdition:
    with acting_as(who.pk):
        actions.date_edition(by=who, edition=edition, version=now(edition).version, begins=begins)
    return now(edition)


def test_an_edition_is_proven_reviewed_approved_by_two_roles_and_dated() -> None:
    who, made = a_drafter(), a_draft(by := a_drafter("Second Drafter"))
    (chief, first), (clinician, second) = a_role_holder("Chief"), a_role_holder("Clinician")
    named_approvers(by, made, [first, second])
    review = sent(by, made)
    assert (review.state, review.digest) == (State.IN_REVIEW, digest_of(by, made))
    assert says(chief, first, review) is False, "one of two"
    assert now(made).state == State.IN_REVIEW
    assert says(clinician, second, review, words="Read in full.") is True
    assert now(made).state == State.APPROVED
    assert dated(enacts(), made, today()).effective_from == today()
    last = now(made)
    with acting_as(who.pk), transaction.atomic():
        assert queries.edition_in_force(who) == made
        assert queries.approved_by(who, last) == ", ".join(sorted((first.name, second.name)))


def test_what_is_not_proven_as_it_stands_or_names_nobody_is_not_sent() -> None:
    who = a_drafter()
    made = a_draft(who)
    _chief, role = a_role_holder()
    named_approvers(who, made, [role])

    def send() -> None:
        with acting_as(who.pk):
            actions.send_for_review(by=who, edition=made, version=now(made).version, digest=digest_of(who, made))

    with pytest.raises(Refused, match="not proven as it stands"):
        send()
    proven(who, made)
    row = a_row(who, made, "questions", "weapon")
    with acting_as(who.pk):
        drafting.change_row(by=who, row=row, version=row.version, cells={**row.cells, "digit": "8"})
    with pytest.raises(Refused, match="not proven as it stands"):
        send()
    rule = a_row(who, made, "rules", "weapon")
    with acting_as(who.pk):
        drafting.remove_row(by=who, row=rule, version=rule.version)
        for shown in ("weapon-seen", "weapon-unknown", "nothing-known"):
            example = a_row(who, made, "examples", shown)
            drafting.remove_row(by=who, row=example, version=example.version)
        drafting.add_row(by=who, edition=made, section="call_types", cells=GOES_ONLINE)
    proven(who, made)
    with pytest.raises(Refused, match="what keeps it from use"):
        send()
    named_approvers(who, made, [])
    with pytest.raises(Refused, match="what keeps it from use"):
        send()


def test_nobody_is_named_nobody_is_asked() -> None:
    who = a_drafter()
    made = a_draft(who)
    named_approvers(who, made, [])
    proven(who, made)
    with pytest.raises(Refused, match="Nobody was named"), acting_as(who.pk):
        actions.send_for_review(by=who, edition=made, version=1, digest=digest_of(who, made))


def test_what_is_in_review_is_not_changed_and_whoever_is_slower_moves_nothing() -> None:
    who = a_drafter()
    made = a_draft(who)
    chief, role = a_role_holder()
    named_approvers(who, made, [role])
    review = sent(who, made)
    row = a_row(who, made, "questions", "weapon")
    with acting_as(who.pk):
        with pytest.raises(Refused, match="in review"):
            drafting.change_row(by=who, row=row, version=row.version, cells={**row.cells, "digit": "8"})
        actions.take_back(by=who, edition=review, version=review.version)
    with acting_as(chief.pk), pytest.raises(actions.EditionMoved) as moved:
        actions.say(by=chief, edition=review, version=review.version, role=role.pk, decision="approved", words="")
    assert moved.value.now.state == State.DRAFT


def test_an_approval_counts_only_for_the_content_that_it_names() -> None:
    who = a_drafter()
    made = a_draft(who)
    (chief, first), (board, second) = a_role_holder("Chief"), a_role_holder("Board")
    named_approvers(who, made, [first, second])
    review = sent(who, made)
    says(chief, first, review)
    with acting_as(who.pk):
        actions.take_back(by=who, edition=review, version=review.version)
    row = a_row(who, made, "questions", "weapon")
    with acting_as(who.pk):
        drafting.change_row(by=who, row=row, version=row.version, cells={**row.cells, "digit": "8"})
    again = sent(who, made)
    assert says(board, second, again) is False
    last = now(made)
    with acting_as(who.pk), transaction.atomic():
        [lack] = approval_queries.lacks_of(who, last)
    assert first.name in lack


def test_a_refusal_needs_its_reason_and_keeps_the_edition_in_review_until_the_last_word_is_yes() -> None:
    who = a_drafter()
    made = a_draft(who)
    chief, role = a_role_holder()
    named_approvers(who, made, [role])
    review = sent(who, made)
    with pytest.raises(Refused, match="needs its reason"):
        says(chief, role, review, "refused")
    assert says(chief, role, review, "refused", "The hours are wrong.") is False
    assert says(chief, role, review, "refused", "The hours are wrong.") is False  # a second click says it once
    last = now(made)
    with acting_as(who.pk), transaction.atomic():
        [asked] = approval_queries.roles_asked(who, last)
        assert asked.word is not None
        assert asked.word.words == "The hours are wrong."
    assert says(chief, role, review, "approved") is True


def test_one_person_alone_never_drafts_and_approves() -> None:
    both = a_person("Bo Th", permissions=(*DRAFTS, "protocols.approve"))
    with acting_as(both.pk), transaction.atomic():
        role = Role.objects.get(pk=next(iter(both.role_ids)))
    made = a_draft(both)
    named_approvers(both, made, [role])
    review = sent(both, made)
    assert says(both, role, review) is False
    last = now(made)
    with acting_as(both.pk), transaction.atomic():
        [lack] = approval_queries.lacks_of(both, last)
    assert "Somebody who wrote nothing in it" in lack


def test_only_holders_of_the_named_roles_speak_and_only_in_them() -> None:
    who = a_drafter()
    made = a_draft(who)
    _chief, role = a_role_holder("Chief")
    other, own = a_role_holder("Other")
    named_approvers(who, made, [role])
    review = sent(who, made)
    for asked in (role, own):
        with pytest.raises(Refused):
            says(other, asked, review)
    with pytest.raises(Refused):
        says(a_reader(), role, review)


def test_days_are_today_or_later_one_edition_a_day_and_what_holds_is_not_dated_again() -> None:
    enacter = enacts()
    first, second = approved(a_drafter("One")), approved(a_drafter("Two"))
    with pytest.raises(Refused, match="That day is over"):
        dated(enacter, first, today() - DAY)
    dated(enacter, first, today() + 3 * DAY)
    with pytest.raises(Refused, match="begins on that day"):
        dated(enacter, second, today() + 3 * DAY)
    dated(enacter, first, today())
    with pytest.raises(Refused, match="that stays so"):
        dated(enacter, first, today() + DAY)
    with pytest.raises(Refused):
        dated(a_drafter("Three"), second, today() + DAY)


def test_an_edition_is_retired_after_it_held_and_the_retirement_can_be_taken_back() -> None:
    enacter = enacts()
    made = in_force(a_drafter())

    def retire(ends: date | None) -> ProtocolEdition:
        with acting_as(enacter.pk):
            actions.retire(by=enacter, edition=made, version=now(made).version, ends=ends)
        return now(made)

    with pytest.raises(Refused, match="before it has held a day"):
        retire(today())
    with pytest.raises(Refused, match="That day is over"):
        retire(today() - DAY)
    assert retire(today() + DAY).retired_from == today() + DAY
    assert retire(None).retired_from is None


def test_what_never_held_is_withdrawn_and_what_holds_is_not() -> None:
    enacter = enacts()
    made, held = approved(a_drafter("One")), in_force(a_drafter("Two"))
    with acting_as(enacter.pk):
        actions.withdraw(by=enacter, edition=made, version=now(made).version)
        with pytest.raises(Refused, match="Retire it instead"):
            actions.withdraw(by=enacter, edition=held, version=now(held).version)
    assert now(made).state == State.WITHDRAWN


def test_comments_are_answered_and_settled_by_who_began_them_or_drafts() -> None:
    drafter, reader = a_drafter(), a_person("Com Menter", permissions=("protocols.read", "protocols.comment"))
    made = a_draft(drafter)
    with acting_as(reader.pk):
        said = actions.comment(by=reader, edition=made, text="Why no CSO?", section="call_types", key="FALLS")
    with acting_as(drafter.pk):
        answer = actions.comment(by=drafter, edition=made, text="The board put it off.", answers=said.pk)
        again = actions.comment(by=drafter, edition=made, text="In May.", answers=answer.pk)
    assert (again.answers_id, again.section, again.key) == (said.pk, "call_types", "FALLS")
    other = a_person("Oth Er", permissions=("protocols.read", "protocols.comment"))
    with acting_as(other.pk), transaction.atomic(), pytest.raises(Refused, match="Whoever began"):
        actions.settle(by=other, comment=EditionComment.objects.get(pk=said.pk))
    with acting_as(reader.pk):
        actions.settle(by=reader, comment=said)
        actions.settle(by=reader, comment=said)
    with acting_as(drafter.pk), transaction.atomic():
        [talk] = approval_queries.talks_of(drafter, made)
        assert [one.text for one in talk.answers] == ["The board put it off.", "In May."]
        assert talk.settled is not None
        assert queries.comments_of(drafter, made) == (1, 0)
    with acting_as(a_reader().pk), pytest.raises(Refused):
        actions.comment(by=a_reader("Only Reads"), edition=made, text="Hm")


# ---- pages


def page(sign_in: SignIn, who: Staff, edition: ProtocolEdition) -> str:
    answer = sign_in(who).get(f"/protocols/{edition.number}/approval/")
    assert answer.status_code == 200
    return answer.content.decode()


def test_whoever_approves_reads_which_types_are_a_duty_of_the_police_and_what_is_a_ground(sign_in: SignIn) -> None:
    who = a_drafter()
    said = page(sign_in, who, a_draft(who, example()))
    assert "13 call types are a duty of the police" in said
    assert "call types: a suspected crime (crime)" in said
    assert "BURGLARY REPORT" in said
    assert "by law, in every edition" in said
    assert "MISSING ADULT: a report of a missing person is taken without delay" in said
    assert "Has 988 said that it cannot come within the time limit of this region?" in said
    assert "0 call types are a duty of the police" in page(sign_in, who, a_draft(who, bare()))


def step(sign_in: SignIn, who: Staff, edition: ProtocolEdition, name: str, **sent_words: object) -> tuple[int, str]:
    browser = sign_in(who)
    words = {"version": now(edition).version} | sent_words
    answer = browser.post(f"/protocols/{edition.number}/approval/{name}/", words, follow=True)
    return answer.status_code, answer.content.decode()


def test_the_page_leads_a_draft_to_review_and_says_what_lacks(sign_in: SignIn) -> None:
    who = a_drafter()
    made = a_draft(who)
    _chief, role = a_role_holder()
    named_approvers(who, made, [role])
    text = page(sign_in, who, made)
    assert "It is being proven as it stands now." in text
    assert "Prove it now" not in text
    proven(who, made)
    text = page(sign_in, who, made)
    assert "Proven as it stands now." in text
    status, text = step(sign_in, who, made, "send", digest=digest_of(who, made))
    assert (status, "It is in review. Whoever must approve it finds it here." in text) == (200, True)
    status, text = step(sign_in, who, made, "send", digest="x")
    assert status == 409


def test_an_approver_speaks_on_the_page_and_what_was_typed_stays_where_it_cannot_be_kept(sign_in: SignIn) -> None:
    who = a_drafter()
    made = a_draft(who)
    chief, role = a_role_holder()
    named_approvers(who, made, [role])
    sent(who, made)
    status, text = step(sign_in, chief, made, "say", role=role.pk, decision="refused", words="")
    assert status == 422
    assert "a refusal needs its reason" in text
    status, text = step(sign_in, chief, made, "say", role=role.pk, decision="refused", words="Typed words", version=99)
    assert status == 409
    assert "Typed words" in text
    status, text = step(sign_in, chief, made, "say", role=role.pk, decision="approved", words="Read.")
    assert status == 200
    assert "It is approved by all who must approve it." in text
    assert "Read." in text
    enacter = enacts()
    status, text = step(sign_in, enacter, made, "date", begins=(today() - DAY).isoformat())
    assert (status, "That day is over" in text) == (422, True)
    status, text = step(sign_in, enacter, made, "date", begins=(today() + DAY).isoformat())
    assert status == 200
    assert "It is approved and will hold from" in text
    status, text = step(sign_in, enacter, made, "retire", ends=(today() + 9 * DAY).isoformat())
    assert "It no longer holds from" in text
    status, text = step(sign_in, enacter, made, "keep-on")
    assert "It holds until another begins." in text
    status, text = step(sign_in, enacter, made, "withdraw")
    assert "It is withdrawn" in text


def test_roles_are_named_and_dropped_and_comments_kept_on_the_page(sign_in: SignIn) -> None:
    who = a_drafter()
    made = a_draft(who)
    _chief, role = a_role_holder()
    named_approvers(who, made, [])
    status, text = step(sign_in, who, made, "name", role=role.pk)
    assert (status, role.name in text) == (200, True)
    browser = sign_in(who)
    browser.post(f"/protocols/{made.number}/approvers/{role.pk}/drop/", {"version": now(made).version})
    assert "Nobody is named yet" in page(sign_in, who, made)
    status, text = step(sign_in, who, made, "comment", text="", section="rules", key="weapon")
    assert status == 422
    status, text = step(sign_in, who, made, "comment", text="A sentence <b>bold</b>", section="rules", key="weapon")
    assert "A sentence &lt;b&gt;bold&lt;/b&gt;" in text
    assert "Rules: weapon" in text
    with acting_as(who.pk), transaction.atomic():
        said = EditionComment.objects.get(edition=made)
    assert browser.post(f"/protocols/comments/{said.pk}/answer/", {"text": " "}).status_code == 422
    assert browser.post(f"/protocols/comments/{said.pk}/answer/", {"text": "Yes."}).status_code == 302
    assert browser.post(f"/protocols/comments/{said.pk}/settle/").status_code == 302
    assert "1 talk is settled" in page(sign_in, who, made)
    assert browser.post(f"/protocols/{made.number}/approval/no-such-step/").status_code == 404


@pytest.mark.parametrize("act", ["send", "say", "back", "date", "retire", "withdraw", "name"])
def test_readers_do_none_of_it(sign_in: SignIn, act: str) -> None:
    made = a_draft(a_drafter())
    status, _text = step(sign_in, a_reader(), made, act, digest="x" * 64, begins=today(), ends=today())
    assert status in {403, 409, 422}
    assert now(made).state == State.DRAFT


def test_the_page_asks_the_same_number_of_questions_however_much_is_said(
    sign_in: SignIn, django_assert_max_num_queries: Callable[..., object]
) -> None:
    who = a_drafter()
    made = a_draft(who, bare())
    with acting_as(who.pk):
        first = actions.comment(by=who, edition=made, text="One")
        for nth in range(20):
            actions.comment(by=who, edition=made, text=f"More {nth}", answers=first.pk if nth % 2 else None)
    browser = sign_in(who)
    browser.get(f"/protocols/{made.number}/approval/")
    with django_assert_max_num_queries(45):  # type: ignore[attr-defined] # a fixture of pytest-django
        assert browser.get(f"/protocols/{made.number}/approval/").status_code == 200
