"""Builders of survey waves, of people who answer, and of partners; all invented."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.db import transaction
from tests.making.studies import a_stored_study

from arcs.web.people.models import Staff
from arcs.web.sheets.actions import add_row, replace_part
from arcs.web.sheets.queries import rows_of
from arcs.web.studies.models import Study
from arcs.web.surveys import actions, answering, partnering
from arcs.web.surveys.answering import CardSaid
from arcs.web.surveys.models import Invitation, Partner, Respondent, SurveyWave
from arcs.web.surveys.texts import GROUP
from arcs.web.wall.acting import acting_as
from arcs.web.wall.clock import today

HOST = "https://arcs.example"


def in_words(categories: Sequence[str], languages: Sequence[str] = ("en", "es")) -> list[dict[str, str]]:
    """Plain words for categories, in each language."""
    return [
        {"category": one, "language": language, "words": f"{one} ({language})", "example": f"{one} happens."}
        for one in categories
        for language in languages
    ]


def a_survey_study(by: Staff, many: int = 14, *, words: bool = True) -> Study:
    """A study with categories C01, C02, …, with plain words in both languages."""
    study = a_stored_study(by)
    categories = [f"C{number:02d}" for number in range(1, many + 1)]
    with acting_as(by.pk):
        rows = [{"category": one} for one in categories]
        replace_part(by=by, study=study, part="categories.csv", rows=rows, change=uuid4())
        if words:
            replace_part(by=by, study=study, part="category_words.csv", rows=in_words(categories), change=uuid4())
    return study


def a_wave(by: Staff, study: Study, **changed: Any) -> SurveyWave:
    """A wave in preparation."""
    given = {"name": "Spring", "opens_on": today(), "closes_on": today() + timedelta(days=20), "cards": 12} | changed
    with acting_as(by.pk):
        return actions.begin_wave(by=by, study=study, given=given, targets={"Resident": 30})


def an_open_wave(by: Staff, study: Study, **changed: Any) -> SurveyWave:
    """A wave that takes answers."""
    wave = a_wave(by, study, **changed)
    with acting_as(by.pk):
        return actions.open_wave(by=by, wave=wave)


def somebody(wave: SurveyWave, *, group: str = "", address: str | None = None, again: bool = False) -> Respondent:
    """Somebody who began by the open link."""
    return somebody_with_link(wave, group=group, address=address, again=again)[0]


def somebody_with_link(
    wave: SurveyWave, *, group: str = "", address: str | None = None, again: bool = False
) -> tuple[Respondent, str]:
    """The same, with the secret of the own link."""
    with acting_as(wave.pk):
        one, secret = answering.begin_by_open_link(wave=wave, language="en", address=address, began_before=again)
    if group:
        with acting_as(one.pk):
            answering.say_who(respondent=one, said={GROUP: group})
    return one, secret


def invited(by: Staff, wave: SurveyWave, names: Sequence[str]) -> list[tuple[Invitation, str]]:
    """People without e-mail, with their printed links."""
    people = [{"name": name, "email": "", "group": "Worker"} for name in names]
    with acting_as(by.pk):
        return actions.invite(
            by=by, wave=wave, people=people, language="en", link_to=lambda path: HOST + path, batch=uuid4()
        )


def says(one: Respondent, said: CardSaid, *, cards: int = 99, finish: bool = True) -> None:
    """Say the same on the first so many cards, and finish; whoever said nothing cannot."""
    with acting_as(one.pk):
        with transaction.atomic():
            given = answering.cards_of(one)
        for card in given[:cards]:
            answering.answer_card(respondent=one, position=card.position, said=said)
        if finish and cards:
            answering.finish(respondent=one)


def close(by: Staff, wave: SurveyWave) -> SurveyWave:
    """The wave, closed."""
    with acting_as(by.pk):
        actions.close_wave(by=by, wave=wave)
    return fresh(by, wave)


def fresh(by: Staff, wave: SurveyWave) -> SurveyWave:
    """The wave as it stands now."""
    with acting_as(by.pk), transaction.atomic():
        return SurveyWave.objects.select_related("study").get(pk=wave.pk)


def surveys_of_world(by: Staff, study: Study) -> dict[str, object]:
    """What fills the blanks of this room's addresses, all of it of one study; for the matrix of who may open what."""
    with acting_as(by.pk):
        replace_part(by=by, study=study, part="categories.csv", rows=[{"category": "C01"}], change=uuid4())
        replace_part(by=by, study=study, part="category_words.csv", rows=in_words(["C01"]), change=uuid4())
        talk = {"group": "community", "theme": "Noise", "quotation": "It is loud."}
        point = add_row(by=by, study=study, part="interviews.csv", cells=talk)
        with transaction.atomic():
            category = rows_of(by, study, "categories.csv")[0]
    wave = an_open_wave(by, study)
    ((invitation, _link),) = invited(by, wave, ["Noa Kern"])
    partner, partner_secret = a_partner(by, study, categories=["C01"])
    public = dict.fromkeys((f"surveys:{name}:secret" for name in ("welcome", "begin", "you", "end", "card")), "guess")
    return public | {
        "wave": wave.pk, "partner": partner.pk, "change": point.change, "first": 1, "last": 1, "card": 1,
        "surveys:invited_new_link:invitation": invitation.pk,
        "surveys:words_of:row": category.pk, "surveys:interview:row": point.pk,
        "surveys:questionnaire:secret": partner_secret[::-1],
    }  # fmt: skip


def a_partner(
    by: Staff, study: Study, *, name: str = "Mediators", categories: Sequence[str] = ("C01", "C02")
) -> tuple[Partner, str]:
    """A partner that is asked, and the secret of its link."""
    with acting_as(by.pk):
        given = {"organisation": name, "email": "", "language": "en"}
        partner, url = partnering.ask_partner(
            by=by, study=study, given=given, categories=categories, link_to=lambda path: HOST + path
        )
    return partner, url.rstrip("/").rsplit("/", 1)[1]
