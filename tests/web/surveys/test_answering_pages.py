"""The survey's pages for whoever holds a link: the whole way by plain posts, and what hostile visitors are answered."""

import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connections, transaction
from django.test import Client
from tests.making.studies import an_analyst
from tests.making.surveys import a_survey_study, a_wave, an_open_wave, close, somebody
from tests.web.conftest import SignIn

from arcs.web.surveys import actions, answering
from arcs.web.surveys.models import SurveyWave
from arcs.web.surveys.views.limiting import BEGINNINGS
from arcs.web.wall.acting import acting_as
from arcs.web.wall.clock import today
from arcs.web.wall.permit import Refused

pytestmark = pytest.mark.django_db
TICKED = {"cso": "4", "tru_online": "0", "outside": "", "depends_on": "", "other": ""}


def begun(wave: SurveyWave) -> tuple[Client, str]:
    """A browser that began by the open link, and its own address."""
    browser = Client()
    answer = browser.post(f"/survey/{wave.open_link}/begin/")
    assert answer.status_code == 302
    return browser, answer["Location"].removesuffix("you/")


def counted(wave: SurveyWave) -> int:
    with transaction.atomic(), connections["default"].cursor() as cursor:
        cursor.execute("select coalesce(sum(many), 0) from survey_received(%s)", [wave.pk])
        return int(cursor.fetchone()[0])


def test_looking_at_the_open_link_begins_nothing_and_beginning_leads_to_a_link_of_ones_own() -> None:
    ana = an_analyst()
    wave = an_open_wave(ana, a_survey_study(ana))
    page = Client().get(f"/survey/{wave.open_link}/")
    assert page.status_code == 200
    assert "not a random sample" in page.content.decode()
    with acting_as(ana.pk):
        assert counted(wave) == 0
    browser, own = begun(wave)
    assert wave.open_link not in own
    with acting_as(ana.pk):
        assert counted(wave) == 1
    assert browser.get(own)["Location"] == f"{own}you/"


def test_the_way_from_the_group_to_the_thanks_with_back_skip_and_resume() -> None:
    ana = an_analyst()
    wave = an_open_wave(ana, a_survey_study(ana))
    browser, own = begun(wave)
    assert browser.post(f"{own}you/", {"group": "Resident"})["Location"] == f"{own}1/"
    assert browser.post(f"{own}1/", TICKED)["Location"] == f"{own}2/"
    shown = browser.get(f"{own}1/").content.decode()
    assert re.search(r'name="cso" value="4"[^>]*checked', shown)
    assert re.search(r'name="tru_online" value="0"[^>]*checked', shown)
    assert browser.post(f"{own}2/", {"skip": "1"})["Location"] == f"{own}3/"
    assert Client().get(own)["Location"] == f"{own}3/"  # on another device
    for card in range(3, 13):
        answer = browser.post(f"{own}{card}/", TICKED | {"suggested": ["Mediator"], "other": "My aunt"})
    assert answer["Location"] == f"{own}end/"
    assert "You answered 11 of 12 cards" in browser.get(f"{own}end/").content.decode()
    browser.post(f"{own}end/")
    assert "Your answers are in" in browser.get(own).content.decode()


def test_a_forged_link_opens_nothing() -> None:
    ana = an_analyst()
    wave = an_open_wave(ana, a_survey_study(ana))
    _browser, own = begun(wave)
    for path in ("/survey/guess/", f"/survey/{wave.pk}/", f"{own[:-2]}/", f"{own[:-2]}/1/"):
        assert Client().get(path).status_code == 404
        assert Client().post(f"{path}begin/").status_code in (404, 405)
    assert Client().get("/partner/guess/").status_code == 404
    assert Client().get(own.replace("/survey/", "/partner/")).status_code == 404


def test_a_closed_wave_takes_nothing_and_says_so() -> None:
    ana = an_analyst()
    wave = an_open_wave(ana, a_survey_study(ana))
    browser, own = begun(wave)
    close(ana, wave)
    assert Client().get(f"/survey/{wave.open_link}/").status_code == 404  # withdrawn
    assert browser.post(f"{own}1/", TICKED)["Location"] == own
    assert "not open now" in browser.get(own).content.decode()
    assert browser.post(f"{own}begin/").status_code == 403


def test_two_posts_of_the_same_card_and_two_ends_are_one_answer() -> None:
    ana = an_analyst()
    wave = an_open_wave(ana, a_survey_study(ana))
    browser, own = begun(wave)
    for _ in range(2):
        browser.post(f"{own}1/", TICKED)
    for _ in range(2):
        assert browser.post(f"{own}end/").status_code == 302
    assert browser.post(f"{own}1/", TICKED | {"cso": "1"})["Location"] == own
    with acting_as(ana.pk):
        assert counted(wave) == 1


def test_script_in_free_text_is_shown_as_text_and_too_long_text_is_said_with_nothing_lost() -> None:
    ana = an_analyst()
    wave = an_open_wave(ana, a_survey_study(ana))
    browser, own = begun(wave)
    browser.post(f"{own}1/", TICKED | {"depends_on": "<script>alert(1)</script>", "other": "<b>me</b>"})
    page = browser.get(f"{own}1/").content.decode()
    assert "<script>alert" not in page and "&lt;script&gt;alert(1)" in page and "<b>me</b>" not in page
    long = browser.post(f"{own}2/", TICKED | {"depends_on": "x" * 501})
    assert long.status_code == 422
    assert "x" * 501 in long.content.decode() and re.search(r'name="cso" value="4"[^>]*checked', long.content.decode())
    for wrong in ({"cso": "9"}, {"cso": "abc"}, {"suggested": ["Nobody of ours"]}, {"depends_on": "\x00"}):
        assert browser.post(f"{own}3/", TICKED | wrong).status_code == 422
    assert browser.get(f"{own}99/").status_code == browser.get(f"{own}0/").status_code == 404


def test_a_flood_from_one_address_is_answered_429_in_a_residents_words() -> None:
    ana = an_analyst()
    wave = an_open_wave(ana, a_survey_study(ana))
    most = int(BEGINNINGS.split("/")[0])
    answers = [Client().post(f"/survey/{wave.open_link}/begin/") for _ in range(most + 1)]
    assert [one.status_code for one in answers] == [302] * most + [429]
    assert "Too many answers came from here" in answers[-1].content.decode()
    assert answers[-1]["Retry-After"] == "3600"
    with acting_as(ana.pk):
        assert counted(wave) == most


def test_a_second_beginning_in_one_browser_is_told_and_flagged() -> None:
    ana = an_analyst()
    wave = an_open_wave(ana, a_survey_study(ana))
    browser, _own = begun(wave)
    assert "begun in this browser before" in browser.get(f"/survey/{wave.open_link}/").content.decode()
    browser.post(f"/survey/{wave.open_link}/begin/")
    with acting_as(ana.pk):
        assert sorted(one.flag for one in answering.sums.received_of(wave)) == ["", "same_browser"]


def test_a_personal_link_speaks_its_language_and_counts_once() -> None:
    ana = an_analyst()
    wave = an_open_wave(ana, a_survey_study(ana), open_to_all=False)
    assert wave.open_link == ""
    with acting_as(ana.pk):
        people = [{"name": "Ada", "email": "", "group": "Business"}]
        ((_ada, url),) = actions.invite(
            by=ana, wave=wave, people=people, language="es", link_to=lambda path: path, batch=uuid4()
        )
    browser = Client()
    assert "Empezar" in browser.get(url).content.decode()
    for _ in range(2):
        assert browser.post(f"{url}begin/")["Location"] == f"{url}you/"
    with acting_as(ana.pk):
        assert counted(wave) == 1


def test_a_wave_without_spanish_shows_english_to_everyone() -> None:
    ana = an_analyst()
    wave = an_open_wave(ana, a_survey_study(ana), spanish=False)
    page = Client(headers={"accept-language": "es"}).get(f"/survey/{wave.open_link}/").content.decode()
    assert '<html lang="en"' in page


def test_the_spanish_of_a_card_says_that_nobody_reviewed_it_until_somebody_signed() -> None:
    ana = an_analyst()
    wave = an_open_wave(ana, a_survey_study(ana))
    browser, own = begun(wave)
    browser.cookies["django_language"] = "es"
    page = browser.get(f"{own}1/").content.decode()
    assert "(es)" in page and "Este texto todavía no ha sido revisado" in page


def test_cards_ask_the_database_as_often_on_the_last_as_on_the_first(django_assert_max_num_queries: Any) -> None:
    ana = an_analyst()
    wave = an_open_wave(ana, a_survey_study(ana))
    browser, own = begun(wave)
    with django_assert_max_num_queries(14):
        browser.get(f"{own}1/")
    with django_assert_max_num_queries(14):
        browser.get(f"{own}12/")


def test_pages_of_staff_are_not_there_for_strangers_and_forms_keep_what_was_typed(sign_in: SignIn) -> None:
    ana, eve = an_analyst(), an_analyst("Eve")
    study = a_survey_study(ana)
    wave = a_wave(ana, study)
    for path in (
        f"/studies/{study.pk}/surveys/",
        f"/studies/surveys/{wave.pk}/",
        f"/studies/surveys/{wave.pk}/results/",
    ):
        assert sign_in(eve).get(path).status_code == 404
        assert sign_in(ana).get(path).status_code == 200
    answer = sign_in(ana).post(f"/studies/{study.pk}/surveys/new/", {"name": "Autumn", "opens_on": "soon"})
    assert answer.status_code == 422 and "Autumn" in answer.content.decode()


@pytest.mark.parametrize(("opens", "closes"), [(1, 9), (-9, -1)])
def test_before_its_first_day_and_after_its_last_a_wave_takes_no_answer(opens: int, closes: int) -> None:
    ana = an_analyst()
    days = {"opens_on": today() + timedelta(days=opens), "closes_on": today() + timedelta(days=closes)}
    wave = an_open_wave(ana, a_survey_study(ana), **days)
    assert "not open now" in Client().get(f"/survey/{wave.open_link}/").content.decode()
    assert Client().post(f"/survey/{wave.open_link}/begin/").status_code == 403
    with acting_as(ana.pk):
        assert counted(wave) == 0


def test_nobody_finishes_without_an_answer_and_the_link_stays_open() -> None:
    ana = an_analyst()
    wave = an_open_wave(ana, a_survey_study(ana))
    browser, own = begun(wave)
    page = browser.get(f"{own}end/").content.decode()
    assert "Answer at least one card" in page
    assert ">Finish<" not in page
    assert browser.post(f"{own}end/").status_code == 422
    one = somebody(wave)
    with acting_as(one.pk), pytest.raises(Refused, match="no answer yet"):
        answering.finish(respondent=one)
    assert browser.post(f"{own}1/", TICKED)["Location"] == f"{own}2/"
    assert browser.post(f"{own}end/").status_code == 302
