"""The shadow: an approved edition that does not hold yet, looked at once a week by somebody who says so."""

from datetime import date, timedelta

import pytest
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as some
from tests.making.people import a_person
from tests.making.protocols import a_draft, a_drafter, a_reader, in_force
from tests.web.conftest import SignIn

from arcs.web.people.models import Staff
from arcs.web.protocols import queries, shadow
from arcs.web.protocols.models import ProtocolEdition
from arcs.web.wall.acting import acting_as
from arcs.web.wall.clock import today
from arcs.web.wall.permit import Refused

WEEK = timedelta(days=7)


def commenter() -> Staff:
    return a_person("Com Menter", permissions=("protocols.read", "protocols.comment"))


def to_come() -> ProtocolEdition:
    """An approved edition that holds from next month."""
    return in_force(a_drafter("To Come"), since=today() + timedelta(days=30))


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
    text = browser.get(f"/protocols/{made.number}/shadow/").content.decode()
    assert "As long as no calls come in live" in text
    assert "The two differ in 0 things." in text
    assert f"/protocols/{held.number}/" in text
    assert "This review is due" in text
    words = {"week": shadow.monday_of(today()).isoformat(), "words": ""}
    assert browser.post(f"/protocols/{made.number}/shadow/", words).status_code == 422
    answer = browser.post(f"/protocols/{made.number}/shadow/", words | {"words": "Nothing differs."}, follow=True)
    text = answer.content.decode()
    assert "Nothing differs." in text
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
