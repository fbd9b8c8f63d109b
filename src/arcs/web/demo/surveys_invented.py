"""Invented answers in the invented study: a closed wave with 124 of them, an open wave, a partner that is asked."""

import csv
from collections.abc import Callable
from datetime import timedelta
from math import log
from pathlib import Path
from random import Random
from uuid import uuid4

from django.db import transaction
from django.utils import timezone

from arcs.core.evaluation.study import Study as Published
from arcs.files.studies.parts import rows_of as parts_of
from arcs.web.demo.links import write_link
from arcs.web.people.models import Staff
from arcs.web.sheets.actions import replace_part
from arcs.web.sheets.queries import rows_of
from arcs.web.studies.models import Study
from arcs.web.surveys import actions, answering, partnering
from arcs.web.surveys.models import Partner, Respondent, SurveyWave, WaveState
from arcs.web.surveys.texts import GROUP, GROUPS
from arcs.web.wall.acting import acting_as
from arcs.web.wall.clock import today

Say = Callable[[str], None]
WORDS = Path(__file__).with_name("category_words.csv")
ANSWERS, SEED = 124, 2022
A_CARD_SECONDS = 38  # the median person: thirteen cards in about eight minutes
FIRST, SECOND = "First wave (invented answers)", "Second wave"
NEEDED = ("call_types.csv", "merges.csv", "categories.csv", "resource_words.csv")
DEPENDS = ("how soon someone comes", "whether it happened before", "the time of day", "whether I feel safe",
           "whether I can still ask for an officer")  # fmt: skip
WHO = ("Social worker", "Mediator", "Community service officer", "Police officer", "Another city department",
       "Neighborhood association")  # fmt: skip
ORGANISATION = "Oak Leaf Mediation (invented)"


def invent_surveys(published: Published, by: Staff, study: Study, accounts: Path, say: Say) -> None:
    """Fill whatever is missing, and note a fresh open link and a fresh partner's link."""
    with acting_as(by.pk):
        _rows(published, by, study)
        with transaction.atomic():
            waves = {one.name: one for one in SurveyWave.objects.filter(study=study)}
        if FIRST not in waves:
            say("Inventing 124 answers to a survey ...")
            first = _opened(by, study, FIRST)
    if FIRST not in waves:
        chance = Random(SEED)  # noqa: S311 - invents, keeps no secret
        pace = Random(SEED + 1)  # noqa: S311 - of its own, so that what is said does not hang on how long it took
        for _ in range(ANSWERS):
            invent_answer(first, chance, pace)
        with acting_as(by.pk):
            actions.close_wave(by=by, wave=first)
    with acting_as(by.pk):
        second = waves.get(SECOND) or _opened(by, study, SECOND)
        if second.state == WaveState.OPEN:
            write_link(accounts, "survey", f"/survey/{second.open_link}/")
        write_link(accounts, "partner", _partner(by, study))


def _rows(published: Published, by: Staff, study: Study) -> None:
    """The published categories with what they are made of, and invented plain words for them."""
    given = parts_of(published)
    with WORDS.open(encoding="utf-8", newline="") as file:
        given["category_words.csv"] = [dict(row) for row in csv.DictReader(file)]
    for part in (*NEEDED, "category_words.csv"):
        with transaction.atomic():
            there = bool(rows_of(by, study, part))
        if not there and given.get(part):
            replace_part(by=by, study=study, part=part, rows=given[part], change=uuid4())


def _opened(by: Staff, study: Study, name: str) -> SurveyWave:
    with transaction.atomic():
        begins = today()
    given = {
        "name": name, "opens_on": begins, "closes_on": begins + timedelta(days=28), "cards": 13,
        "spanish": True, "open_to_all": True, "checked_twice": False, "introduction": "", "introduction_es": "",
    }  # fmt: skip
    wave = actions.begin_wave(by=by, study=study, given=given, targets=dict.fromkeys(GROUPS, 30))
    return actions.open_wave(by=by, wave=wave)


def invent_answer(wave: SurveyWave, chance: Random, pace: Random) -> None:
    """One invented person, as he would come: by the open link, then by his own, and taking his time by `pace`."""
    language = "es" if chance.random() < 0.25 else "en"
    with acting_as(wave.pk):
        one, _secret = answering.begin_by_open_link(wave=wave, language=language, address=None, began_before=False)
    group = chance.choices(list(GROUPS), weights=(60, 14, 12, 8, 6))[0]
    with acting_as(one.pk):
        answering.say_who(respondent=one, said={GROUP: group})
        with transaction.atomic():
            cards = answering.cards_of(one)
            looked_at = cards[: 13 if chance.random() < 0.9 else chance.randint(3, 12)]
            for card in looked_at:
                answering.put_on_card(card, _said(card.category, chance))
            answering.count_answered(one)
            begun = timezone.now() - timedelta(seconds=len(looked_at) * pace.lognormvariate(log(A_CARD_SECONDS), 0.4))
            Respondent.objects.filter(pk=one.pk).update(begun_at=begun)
        if chance.random() < 0.94:
            answering.finish(respondent=one)


def _said(category: str, chance: Random) -> answering.CardSaid:
    """Scores around a middle of the category's own, some unknown; words now and then."""
    own = Random(category)  # noqa: S311 - as above

    def score() -> int | None:
        middle = own.uniform(1.8, 4.6)
        if chance.random() < 0.06:
            return chance.choice((0, None))
        return min(5, max(1, round(chance.gauss(middle, 1.1))))

    cso, tru, outside = score(), score(), score()
    return answering.CardSaid(
        cso=cso, tru_online=tru, outside=outside,
        depends_on=chance.choice(DEPENDS) if chance.random() < 0.25 else "",
        suggestion=chance.choice(WHO) if chance.random() < 0.3 else "",
    )  # fmt: skip


def _partner(by: Staff, study: Study) -> str:
    """The invented partner's questionnaire by a fresh link; asked about five categories, once."""
    with transaction.atomic():
        there = Partner.objects.filter(study=study, organisation=ORGANISATION).select_related("study").first()
        asked = [row.cells["category"] for row in rows_of(by, study, "categories.csv")]
    if there is not None:
        return partnering.renew_link(by=by, partner=there, link_to=str)
    wanted = [one for one in asked if one in {"Neighbor Dispute", "Landlord Tenant Dispute", "Noise Complaint",
                                              "Barking Dog", "Panhandler"}]  # fmt: skip
    given = {"organisation": ORGANISATION, "email": "", "language": "en"}
    return partnering.ask_partner(by=by, study=study, given=given, categories=wanted, link_to=str)[1]
