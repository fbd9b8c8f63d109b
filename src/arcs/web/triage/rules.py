"""What a strip holds so that it can go on without its link: the edition's questions, and what may be shown then.

The rule is the core's (`dispatching.lost_link`). The strip gets its four answers as a table, and which questions decide
between them, so that it is written once.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from arcs.core.dispatching.lost_link import is_stale
from arcs.core.protocol import DANGERS, DISQUALIFIERS, Question
from arcs.web.triage.advising import held_advice
from arcs.web.triage.in_force import Asked

STALE_AFTER = timedelta(minutes=15)
NOTHING_RULED_OUT = "11"  # a danger and a hurt: where a strip begins that was answered nothing yet
HURTS = tuple(one for one in DISQUALIFIERS if one not in DANGERS)


def question_name(code: str) -> str:
    """A question in a word or two; every call is in progress, so what is asked of it is said."""
    return _("Crime in progress") if code == "in_progress" else _(code.replace("_", " ").capitalize())


@dataclass(frozen=True, kw_only=True)
class QuestionShown:
    """One question on the strip: its key, its name in a word or two, how it is asked, and what was answered."""

    code: str
    digit: str
    text: str
    text_es: str
    answer: str

    @property
    def is_danger(self) -> bool:
        """Whether a yes means danger or hurt."""
        return self.code in DISQUALIFIERS

    @property
    def name(self) -> str:
        """Its name in a word or two.

        >>> QuestionShown(code="in_progress", digit="3", text="", text_es="", answer="").name
        'Crime in progress'
        """
        return question_name(self.code)


@dataclass(frozen=True, kw_only=True)
class TypeShown:
    """One call type to choose from: its other spellings, and the questions that it asks first."""

    name: str
    also: str
    ask: str


def rules(asked: Asked | None, now: datetime) -> dict[str, Any]:
    """The rules for a strip, as JSON: whose they are, when they were read, and how old they may be."""
    held = held_advice(asked)
    return {
        "edition": edition_words(asked), "digest": asked.row.digest if asked else "", "in_force": asked is not None,
        "read_at": now.isoformat(), "stale_after_seconds": int(STALE_AFTER.total_seconds()),
        "is_stale": is_stale(now, now, after=STALE_AFTER),
        "dangers": list(DANGERS), "hurts": list(HURTS),
        "held": {
            at: {
                "route": one.route, "secondary": list(one.secondary), "sends": one.sends, "choices": list(one.choices),
                "choices_in_danger": list(one.choices_in_danger),
                "html": render_to_string("triage/advice.html", {"advice": one}),
            }
            for at, one in held.items()
        },
    }  # fmt: skip


def edition_words(asked: Asked | None) -> str:
    """Which edition answers, in words."""
    if asked is None:
        return _("no edition is in force")
    return _("edition %(number)d") % {"number": asked.row.number}


def questions_shown(asked: Asked | None, answers: Mapping[str, str]) -> tuple[list[QuestionShown], list[QuestionShown]]:
    """Questions with a key, in the order of their keys, and the others. Without an edition, the disqualifiers."""
    if asked is None:
        alone = [
            QuestionShown(code=code, digit=str(at), text="", text_es="", answer=answers.get(code, ""))
            for at, code in enumerate(DISQUALIFIERS, start=1)
        ]
        return alone, []
    every = [_shown(one, answers) for one in asked.bound.edition.questions]
    keyed = sorted((one for one in every if one.digit), key=lambda one: one.digit)
    return keyed, [one for one in every if not one.digit]


def _shown(one: Question, answers: Mapping[str, str]) -> QuestionShown:
    digit = one.digit if one.digit in set("123456789") else ""  # 0 answers all of them, letters do something else
    return QuestionShown(
        code=one.code, digit=digit, text=one.text, text_es=one.text_es, answer=answers.get(one.code, "")
    )


def types_shown(asked: Asked | None) -> list[TypeShown]:
    """The call types of the edition, to choose from by typing."""
    listed = asked.bound.edition.call_types if asked else ()
    return [TypeShown(name=one.name, also="; ".join(one.also), ask=" ".join(one.ask)) for one in listed]
