"""The sheet behind a link: by plain forms, saved once however often it is sent, closed to everybody else."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import translation
from tests.making import ratings as making
from tests.making.ratings import a_round, always, answer, raters, secret_of
from tests.making.studies import a_stored_study, an_analyst
from tests.web.conftest import SignIn

from arcs.web.ratings import actions, rating, views
from arcs.web.ratings.models import Answer, Comment, RatingRound
from arcs.web.wall.acting import acting_as
from arcs.web.wall.clock import today

pytestmark = pytest.mark.django_db


def a_sheet(**asked: object) -> tuple[RatingRound, list[actions.HandedOut]]:
    ana = an_analyst()
    of_round = a_round(ana, a_stored_study(ana), **asked)
    return of_round, raters(ana, of_round)


def path(handed: actions.HandedOut, *more: object) -> str:
    return reverse("ratings:intro", args=[secret_of(handed)]) + "".join(f"{one}/" for one in more)


def answers_of(handed: actions.HandedOut) -> dict[tuple[str, str, int], str]:
    with acting_as(handed.rater.pk), transaction.atomic():
        rows = Answer.objects.values_list("call_type", "item", "repeat", "answer")
        return {(call_type, item, repeat): given for call_type, item, repeat, given in rows}


def test_a_sheet_is_answered_by_plain_forms_resumed_reviewed_and_finished() -> None:
    _, handed = a_sheet()
    browser, one = Client(), handed[0]
    assert b"Begin" in browser.get(path(one)).content
    assert browser.post(path(one)).headers["Location"] == path(one, 1)
    shown = browser.get(path(one, 1)).content.decode()
    assert "Type 1 of 3" in shown
    assert "0.80 FTE" in shown
    given = {"item_risk": "H", "item_police_mandate": "?", "comment": "A <b>word</b>", "go": "next"}
    assert browser.post(path(one, 1), given).headers["Location"] == path(one, 2)
    again = Client().get(path(one, 1)).content.decode()  # on another device
    assert len(re.findall(r"<input type=.radio[^>]*checked", again)) == 2
    assert "A &lt;b&gt;word&lt;/b&gt;" in again
    assert browser.post(path(one, 2), {"go": "back"}).headers["Location"] == path(one, 1)
    assert browser.post(path(one, 3), {"go": "next"}).headers["Location"] == path(one, "review")
    assert "19 questions are unanswered" in browser.get(path(one, "review")).content.decode()
    assert browser.post(path(one, "review")).headers["Location"] == path(one)
    assert b"Thank you" in browser.get(path(one)).content
    assert browser.get(path(one, 1)).headers["Location"] == path(one)
    late = browser.post(path(one, 1), {"item_risk": "L", "go": "save"})
    assert (late.status_code, b"finished your sheet" in late.content) == (409, True)


def test_a_link_opens_its_own_sheet_and_nothing_else(sign_in: SignIn) -> None:
    _, handed = a_sheet()
    mine, other = handed[0], handed[1]
    answer(mine, always(risk="H"), finish=False)
    answer(other, always(risk="L"), finish=False)
    assert {code for (_, item, _), code in answers_of(mine).items() if item == "risk"} == {"H"}
    for wrong in ("x", secret_of(mine)[:-1], f"{secret_of(mine)}x", "../studies", "%00"):
        assert Client().get(f"/rate/{wrong}/").status_code in {400, 404}
    # The link counts, not who is signed in on this browser; and the sheet opens nothing of staff's.
    boss = sign_in(an_analyst("Boss"))
    assert boss.get(path(mine, 1)).status_code == 200
    assert b"Boss" not in boss.get(path(mine, 1)).content
    assert Client().get(f"/studies/ratings/raters/{mine.rater.pk}/").status_code == 302


def test_a_page_that_is_not_on_the_sheet_and_an_unknown_answer_are_refused_in_words() -> None:
    _, handed = a_sheet()
    browser, one = Client(), handed[0]
    assert browser.get(path(one, 1)).headers["Location"] == path(one)  # not begun
    browser.post(path(one))
    assert browser.get(path(one, 99)).headers["Location"] == path(one)
    wrong = browser.post(path(one, 1), {"item_risk": "=1+1", "go": "save"})
    assert (wrong.status_code, b"no answer to this question" in wrong.content) == (409, True)
    page = browser.post(path(one, 1), {"item_risk": "=1+1", "go": "next"})
    assert (page.status_code, b"Not saved" in page.content) == (409, True)
    assert answers_of(one) == {}


def test_a_sheet_without_a_share_an_ended_one_and_one_that_is_over_say_what_to_do() -> None:
    ana = an_analyst()
    of_round = a_round(ana, a_stored_study(ana))
    handed = raters(ana, of_round, share=False)
    assert b"not been shared out yet" in Client().get(path(handed[0])).content
    assert Client().post(path(handed[0])).status_code == 409
    with acting_as(ana.pk):
        actions.end_invitation(by=ana, rater=handed[1].rater)
        over = today() - timedelta(days=1)
        with transaction.atomic():
            RatingRound.objects.filter(pk=of_round.pk).update(deadline=over)
    ended = Client().get(path(handed[1]))
    assert (ended.status_code, b"invitation was ended" in ended.content) == (410, True)
    late = Client().get(path(handed[0]))
    assert (late.status_code, b"This round is over" in late.content) == (410, True)


def test_who_answers_too_fast_is_asked_to_wait_and_a_guesser_too(monkeypatch: pytest.MonkeyPatch) -> None:
    from arcs.web.ratings.views import sheet

    _, handed = a_sheet()
    monkeypatch.setattr(sheet, "POSTS", 3)
    monkeypatch.setattr(sheet, "WRONG_LINKS", 3)
    browser = Client()
    found = [browser.post(path(handed[0])).status_code for _ in range(4)]
    assert found == [302, 302, 302, 429]
    assert [Client().get("/rate/guess/").status_code for _ in range(4)] == [404, 404, 404, 429]


def test_a_comment_can_be_taken_back_until_the_sheet_is_finished() -> None:
    _, handed = a_sheet()
    who = handed[0].rater.pk
    with acting_as(who):
        rating.begin_sheet(by=who)
        rating.save_answers(by=who, number=1, answers={}, words="A word.")
        rating.save_answers(by=who, number=1, answers={"risk": "H"})
        with transaction.atomic():
            assert Comment.objects.get().words == "A word."
        rating.save_answers(by=who, number=1, answers={}, words="  ")
        with transaction.atomic():
            assert Comment.objects.get().words == ""


def test_an_officer_is_named_by_nothing_in_the_sheets_pages() -> None:
    _, handed = a_sheet()
    one = handed[0]
    for shown in (path(one), path(one, 1), path(one, "review")):
        page = Client().get(shown, follow=True).content.decode()
        assert "Rater 1" not in page
    assert making.holder(one) == one.rater.pk


OFFICERS = ("public.html", "page.html", "intro.html", "thanks.html", "review.html", "no_link.html", "refused.html")
SAID = re.compile(r"""\{% translate ["'](.*?)["'] %\}|_\(["'](.*?)["']\)""")


@pytest.mark.parametrize("name", OFFICERS)
def test_every_word_that_an_officer_sees_has_its_spanish(name: str) -> None:
    room = Path(views.__file__).parents[1]
    said = SAID.findall((room / "templates" / "ratings" / name).read_text(encoding="utf-8"))
    with translation.override("es"):
        same = {text for pair in said for text in pair if text and translation.gettext(text) == text}
    assert same == set()


def test_a_sheet_in_spanish_speaks_spanish_down_to_its_answers() -> None:
    _, handed = a_sheet()
    browser = Client()
    browser.post("/i18n/setlang/", {"language": "es", "next": "/"})
    assert "Empezar" in browser.get(path(handed[0])).content.decode()
    browser.post(path(handed[0]))
    page = browser.get(path(handed[0], 1)).content.decode()
    for words in ("Tipo 1 de 3", "Obligación legal", "No sé", "Tipo siguiente", "jornadas"):
        assert words in page
