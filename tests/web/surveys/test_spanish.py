"""Every word that a resident or partner reads has its Spanish, and what is compiled is what is written."""

import re
from gettext import GNUTranslations
from pathlib import Path

import pytest
from django.utils import translation

import arcs.web.surveys
from arcs.web.surveys import public_forms, texts

ROOM = Path(arcs.web.surveys.__file__).parent
PUBLIC = sorted((ROOM / "templates" / "surveys" / "public").glob("*.html"))
SAID = re.compile(r"""\{% translate "(.*?)" %\}|_\("(.*?)"\)""")
SAME = {"Error:", "No"}


@pytest.mark.parametrize("page", PUBLIC, ids=lambda one: one.stem)
def test_every_word_of_a_public_page_has_its_spanish(page: Path) -> None:
    said = {one or other for one, other in SAID.findall(page.read_text(encoding="utf-8"))}
    with translation.override("es"):
        assert {one for one in said if translation.gettext(one) == one} - SAME == set()


def test_every_fixed_word_of_the_survey_has_its_spanish() -> None:
    lazy = [*(word for _score, word in texts.SCALE), texts.UNKNOWN, *texts.GROUPS.values(), *texts.LIMITS]
    lazy += [word for one in texts.ALTERNATIVES for word in (one.question, one.hint, one.short)]
    lazy += [word for _value, word in public_forms.SUGGESTED] + list(public_forms.TAKE_WORDS.values())
    lazy += [
        field.label
        for form in (public_forms.OfferForm, public_forms.ContactForm)
        for field in form.base_fields.values()
    ]
    english = [str(one) for one in lazy]
    with translation.override("es"):
        assert [
            one for one, other in zip(english, map(str, lazy), strict=True) if one == other and one not in SAME
        ] == []


def test_what_is_compiled_is_what_is_written_and_no_translation_loses_a_blank() -> None:
    text = (ROOM / "locale" / "es" / "LC_MESSAGES" / "django.po").read_text(encoding="utf-8")
    entries = dict(re.findall(r'^msgid "(.+)"\nmsgstr "(.+)"$', text, re.MULTILINE))
    assert len(entries) > 90
    blank = re.compile(r"%\(\w+\)s")
    with (ROOM / "locale" / "es" / "LC_MESSAGES" / "django.mo").open("rb") as file:
        compiled = GNUTranslations(file)
    for english, spanish in entries.items():
        assert sorted(blank.findall(english)) == sorted(blank.findall(spanish)), english
        assert compiled.gettext(english) == spanish
