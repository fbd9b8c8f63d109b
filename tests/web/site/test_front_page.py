"""The page that everybody sees first: hours in plain words, in English and in Spanish, and who reviewed the latter."""

import gettext
import re
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction
from django.test import Client
from django.utils import translation
from hypothesis import given
from tests.making.settings import a_programme, a_service, weekly_services

import arcs.web
from arcs.core.agency import Holiday, Language, Programme, Service, Week
from arcs.web.agency.actions import new_edition
from arcs.web.demo.cast import players
from arcs.web.site.hours import week_in_words, when_we_answer
from arcs.web.wall.acting import Standing, acting_as

ROOMS = Path(arcs.web.__path__[0])
CHICAGO = ZoneInfo("America/Chicago")
CARE = a_service("care", "08:30-17:00", name="Care navigation", telephone="708-358-5640")
SAID = re.compile(r"""\{% (?:block)?translate(?: trimmed)? (?:%\}(.*?)\{% endblock|["'](.*?)["'])|_\(["'](.*?)["']\)""")


def begun(programme: Programme) -> None:
    with acting_as(Standing.KEEPER), transaction.atomic():
        new_edition(by=Standing.KEEPER, valid_from=date(2020, 1, 1), programme=programme, after=0)


def entries(room: str) -> dict[str, str]:
    text = (ROOMS / room / "locale/es/LC_MESSAGES/django.po").read_text(encoding="utf-8")
    pairs = re.findall(r'^msgid "(.+)"\nmsgstr "(.*)"$', text, re.MULTILINE)
    return {one.replace("\\\\", "\\"): other.replace("\\\\", "\\") for one, other in pairs}


@pytest.mark.parametrize(
    ("week", "words"),
    [
        (Week.of("08:30-17:00", days=("monday", "tuesday", "wednesday", "thursday", "friday")),
         "weekdays 8:30 a.m.–5 p.m."),
        (Week.of("00:00-24:00"), "every day at any hour"),
        (Week.of("22:00-06:00", days=("friday", "saturday")), "Friday to Saturday 10 p.m.–6 a.m."),
        (Week.of("09:00-12:00", "13:00-24:00", days=("sunday",)), "Sunday 9 a.m.–noon, 1 p.m.–midnight"),
        (Week(), "no hours yet"),
    ],
)  # fmt: skip
def test_hours_are_said_as_people_say_them(week: Week, words: str) -> None:
    assert week_in_words(week) == words


def test_a_service_says_whether_it_is_open_and_when_next() -> None:
    closed = Holiday(on=date(2026, 11, 26), name="Thanksgiving", closes=("all",))
    programme = a_programme(CARE, a_service("later"), holidays=(closed,))
    (care, _later) = when_we_answer(programme, datetime(2026, 11, 25, 16, 59, tzinfo=CHICAGO))
    assert care.is_open and care.now == "Open now."
    (care, later) = when_we_answer(programme, datetime(2026, 11, 25, 17, 0, tzinfo=CHICAGO))
    assert care.now == "Closed now. Opens at 8:30 a.m. on Friday, November 27."
    assert (later.words, later.now) == ("no hours yet", "Closed.")


@given(service=weekly_services())
def test_any_hours_have_words_and_every_day_with_hours_is_in_them(service: Service) -> None:
    words = week_in_words(service.week)
    assert words
    assert (words == "no hours yet") == (service.week.minutes == 0)


@pytest.mark.django_db
def test_a_visitor_reads_when_each_service_answers_in_both_languages() -> None:
    spanish = Language(code="es", name="Español")
    begun(a_programme(CARE, languages=(*a_programme().languages, spanish)))
    page = Client().get("/").content.decode()
    assert "When we answer" in page and "weekdays 8:30 a.m.–5 p.m." in page and "708-358-5640" in page
    assert "not yet been reviewed" not in page
    page = Client(headers={"accept-language": "es"}).get("/").content.decode()
    assert "Cuándo respondemos" in page and "de lunes a viernes 8:30 a.\u00a0m.–5 p.\u00a0m." in page
    assert "aún no ha sido revisada" in page


@pytest.mark.django_db
def test_a_translation_that_somebody_signed_carries_no_warning() -> None:
    spanish = Language(code="es", name="Español", reviewed_by="R. Lector", reviewed_on=date(2026, 1, 2))
    begun(a_programme(CARE, languages=(*a_programme().languages, spanish)))
    page = Client(headers={"accept-language": "es"}).get("/").content.decode()
    assert "Cuándo respondemos" in page and "aún no ha sido revisada" not in page


@pytest.mark.parametrize(
    ("room", "files"),
    [
        ("site", ("templates/site/front.html", "hours.py")),
        ("demo", ("templates/demo/choose.html",)),
        ("people", ("templates/people/sign_in.html",)),
    ],
)
def test_every_word_of_these_pages_has_its_spanish_and_is_compiled(room: str, files: tuple[str, ...]) -> None:
    known = entries(room)
    for name in files:
        found = SAID.findall((ROOMS / room / name).read_text(encoding="utf-8"))
        assert found and {"".join(one) for one in found} - set(known) == set()
    with (ROOMS / room / "locale/es/LC_MESSAGES/django.mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    for english, spanish in known.items():
        assert spanish and compiled.gettext(english) == spanish
        assert sorted(re.findall(r"%\(\w+\)s", english)) == sorted(re.findall(r"%\(\w+\)s", spanish))


@pytest.mark.django_db
def test_the_door_speaks_one_language() -> None:
    page = Client(headers={"accept-language": "es"}).get("/sign-in/").content.decode()
    main = re.sub(r"<[^>]+>", " ", page[page.index("<main") : page.index("</main>")])
    assert "Correo electrónico" in main and "Contraseña" in main and "¿Olvidó su contraseña" in main
    assert not re.search(r"\b(?:the|your|password|address|Sign in)\b", main), main


def test_what_the_chooser_says_of_each_player_has_its_spanish() -> None:
    known = entries("demo")
    assert {text for one in players() for text in (one.does, one.role_words)} <= set(known)


def test_the_day_stands_in_spanish_order() -> None:
    programme = a_programme(CARE)
    with translation.override("es"):
        (care,) = when_we_answer(programme, datetime(2026, 11, 27, 18, 0, tzinfo=CHICAGO))
    assert care.now == "Cerrado ahora. Hora de apertura: 8:30 a.\u00a0m., el lunes 30 de noviembre."
