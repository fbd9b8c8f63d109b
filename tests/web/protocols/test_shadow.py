"""The shadow: an approved edition that does not hold yet, looked at once a week by somebody who says so."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction
from hypothesis import given
from hypothesis import strategies as some
from tests.making.people import a_person
from tests.making.protocols import a_draft, a_drafter, a_reader, in_force
from tests.making.studies import MAY_WORK, a_stored_study
from tests.web.conftest import SignIn

from arcs.web.people.models import Staff
from arcs.web.protocols import queries, shadow
from arcs.web.protocols.models import EditionComment, EditionReplay, ProtocolEdition, ReplayState
from arcs.web.wall.acting import acting_as
from arcs.web.wall.clock import today
from arcs.web.wall.permit import Refused

WEEK = timedelta(days=7)


def commenter() -> Staff:
    return a_person("Com Menter", permissions=("protocols.read", "protocols.comment", *MAY_WORK))


def to_come() -> ProtocolEdition:
    """An approved edition that holds from next month."""
    return in_force(a_drafter("To Come"), since=today() + timedelta(days=30))


def a_comparison(
    who: Staff, edition: ProtocolEdition, beside: ProtocolEdition | None = None, *, digest: str = "",
    state: str = ReplayState.DONE,
) -> EditionReplay:  # fmt: skip
    """A replay over a study of this person, as its job leaves it."""
    study = a_stored_study(who)
    with acting_as(who.pk), transaction.atomic():
        made = EditionReplay.objects.create(
            edition=edition, digest=digest or edition.digest, study=study, compared_with=beside, made_by=who.pk
        )
        EditionReplay.objects.filter(pk=made.pk).update(state=state)
    return made


def reviews(who: Staff, edition: ProtocolEdition, words: str = "Seen") -> EditionComment:
    with acting_as(who.pk):
        return shadow.review(by=who, edition=edition, week=shadow.monday_of(today()), words=words)


@given(some.dates(date(2020, 1, 1), date(2040, 1, 1)))
def test_every_day_belongs_to_the_week_of_the_monday_before_it(day: date) -> None:
    monday = shadow.monday_of(day)
    assert monday.weekday() == 0
    assert timedelta(0) <= day - monday < WEEK


@pytest.mark.django_db
def test_a_week_is_reviewed_once_and_its_review_is_no_open_talk() -> None:
    who, made = commenter(), to_come()
    with acting_as(who.pk), transaction.atomic():
        [week] = shadow.weeks_of(who, made)
    assert week.monday == shadow.monday_of(today())
    a_comparison(who, made)
    with acting_as(who.pk):
        shadow.review(by=who, edition=made, week=week.monday, words="Three calls differ, none regretted.")
        with pytest.raises(Refused, match="reviewed meanwhile"):
            shadow.review(by=who, edition=made, week=week.monday, words="Me too")
        with pytest.raises(Refused, match="no week"):
            shadow.review(by=who, edition=made, week=week.monday + WEEK, words="Early")
        with pytest.raises(Refused, match="Say what you saw"):
            shadow.review(by=who, edition=made, week=week.monday, words="  ")
    with acting_as(who.pk), transaction.atomic():
        [week] = shadow.weeks_of(who, made)
        assert week.review is not None
        assert queries.comments_of(who, made) == (1, 0)


@pytest.mark.django_db
def test_drafts_and_what_holds_already_run_in_no_shadow_and_readers_review_nothing() -> None:
    who = commenter()
    draft, held, made = a_draft(a_drafter("One")), in_force(a_drafter("Two")), to_come()
    with acting_as(who.pk):
        for one in (draft, held):
            with pytest.raises(Refused, match="in the shadow"):
                shadow.review(by=who, edition=one, week=shadow.monday_of(today()), words="Seen")
    reader = a_reader()
    with acting_as(reader.pk), pytest.raises(Refused):
        shadow.review(by=reader, edition=made, week=shadow.monday_of(today()), words="Seen")


@pytest.mark.django_db
def test_the_page_says_over_which_calls_it_runs_what_is_due_and_keeps_the_review(sign_in: SignIn) -> None:
    who = commenter()
    held, made = in_force(a_drafter("Two")), to_come()
    browser = sign_in(who)
    assert "There is nothing to look at" in browser.get(f"/protocols/{made.number}/shadow/").content.decode()
    a_comparison(who, made, held)
    text = browser.get(f"/protocols/{made.number}/shadow/").content.decode()
    assert "Over calls of the past." in text
    assert "The two differ in 0 things." in text
    assert f"/protocols/{held.number}/" in text
    assert "This review is due" in text
    words = {"week": shadow.monday_of(today()).isoformat(), "words": ""}
    assert browser.post(f"/protocols/{made.number}/shadow/", words).status_code == 422
    answer = browser.post(f"/protocols/{made.number}/shadow/", words | {"words": "Nothing differs."}, follow=True)
    text = answer.content.decode()
    assert "Nothing differs." in text
    assert "The replay that was looked at" in text
    assert "This review is due" not in text
    approval = browser.get(f"/protocols/{made.number}/approval/").content.decode()
    assert "The shadow, week of" in approval
    assert "Open the shadow" in approval


@pytest.mark.django_db
def test_a_draft_has_a_page_that_says_that_it_runs_in_no_shadow(sign_in: SignIn) -> None:
    made = a_draft(a_drafter())
    text = sign_in(a_reader()).get(f"/protocols/{made.number}/shadow/").content.decode()
    assert "This one does not." in text
    assert "Nothing else is in force" in text
    assert "by 988 where somebody is in crisis" in text


@pytest.mark.django_db
def test_nobody_reviews_what_no_finished_replay_of_exactly_this_beside_what_holds_has_shown() -> None:
    who, held, made = commenter(), in_force(a_drafter("Two")), to_come()
    a_comparison(who, made, held, state=ReplayState.WAITING)
    a_comparison(who, made, held, state=ReplayState.FAILED)
    a_comparison(who, made, held, digest="0" * 64)
    a_comparison(who, made)
    a_comparison(commenter(), made, held)  # over a study that this person does not see
    with pytest.raises(Refused, match="nothing to look at"):
        reviews(who, made)
    seen = a_comparison(who, made, held)
    assert reviews(who, made).replay_id == seen.pk


@pytest.mark.django_db
def test_the_database_keeps_no_review_without_such_a_replay() -> None:
    who, made = commenter(), to_come()
    waiting, other = a_comparison(who, made, state=ReplayState.WAITING), a_comparison(who, made, digest="0" * 64)

    def say(replay: EditionReplay | None) -> None:
        with acting_as(who.pk), transaction.atomic():
            EditionComment.objects.create(
                edition=made, section=shadow.SHADOW, key="2026-11-30", text="x", made_by=who.pk, made_name="x",
                replay=replay,
            )  # fmt: skip

    for replay in (None, waiting, other):
        with pytest.raises(DatabaseError):
            say(replay)
    say(a_comparison(who, made))


@pytest.mark.django_db
def test_a_shadow_of_years_shows_its_newest_weeks(monkeypatch: pytest.MonkeyPatch) -> None:
    who, made = commenter(), to_come()
    years = today() + 150 * WEEK
    made.effective_from = None
    monkeypatch.setattr(shadow, "today", lambda: years)
    with acting_as(who.pk), transaction.atomic():
        weeks = [one.monday for one in shadow.weeks_of(who, made)]
    assert (len(weeks), weeks[0]) == (shadow.MOST_WEEKS, shadow.monday_of(years))
