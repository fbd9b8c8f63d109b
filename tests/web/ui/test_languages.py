"""Residents read the frame in English and in Spanish; what is compiled is what is written."""

import re

import pytest
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation
from tests.web.ui.sheets import ROOM

SPANISH = ROOM / "locale" / "es" / "LC_MESSAGES"
RESIDENT = ("ui/public.html", "ui/language.html", "ui/error.html", "ui/keys.html", "ui/forms/field.html", "404.html")
SAID = re.compile(r"""\{% translate ["'](.*?)["'] %\}|_\(["'](.*?)["']\)""")


def _entries() -> dict[str, str]:
    text = (SPANISH / "django.po").read_text(encoding="utf-8")
    return dict(re.findall(r'^msgid "(.+)"\nmsgstr "(.*)"$', text, re.MULTILINE))


@pytest.mark.parametrize("name", RESIDENT)
def test_every_word_that_a_resident_sees_has_its_spanish(name: str) -> None:
    said = {one or other for one, other in SAID.findall((ROOM / "templates" / name).read_text(encoding="utf-8"))}
    assert said - set(_entries()) == set()


def test_no_translation_loses_a_number_or_is_empty() -> None:
    for english, spanish in _entries().items():
        assert spanish
        assert sorted(re.findall(r"%\(\w+\)s", english)) == sorted(re.findall(r"%\(\w+\)s", spanish)), english


def test_the_compiled_catalogue_holds_what_is_written() -> None:
    with translation.override("es"):
        for english, spanish in _entries().items():
            if "msgctxt" not in english and english not in {"CSO", "TRU", "EMS", "Limited", "Possible", "High"}:
                assert translation.gettext(english) == spanish


def test_a_page_in_spanish_says_so_and_that_nobody_reviewed_it() -> None:
    with translation.override("es"):
        request = RequestFactory().get("/resident/")
        html = render_to_string("ui/public.html", {"translation_not_reviewed": True, "request": request})
    assert '<html lang="es">' in html
    assert "Llame al 911" in html
    assert "aún no ha sido revisada" in html
