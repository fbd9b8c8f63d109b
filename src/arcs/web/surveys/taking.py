"""Answers on their way between the database and the study folder: out without persons, in without loss.

A respondent's code says nothing of the person: respondents are sorted by what they said and numbered, so that the same
answers always give the same codes, whoever exports them, and a folder taken in and written again is the same folder.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from django.db import transaction

from arcs.core.disclosure import SMALLEST_PUBLISHABLE_COUNT
from arcs.core.evaluation.records import RespondentTrait as TraitRow
from arcs.core.suitability.acceptance import SurveyAnswer
from arcs.web.people.models import Staff
from arcs.web.studies.models import Study
from arcs.web.studies.permits import may_work
from arcs.web.surveys import sums
from arcs.web.surveys.models import AnswerTakenIn, TraitTakenIn
from arcs.web.surveys.sums import CardRow

FEWEST = SMALLEST_PUBLISHABLE_COUNT
IN_ORDER = ("cso", "tru_online", "outside")


@dataclass(frozen=True, kw_only=True)
class _Person:
    """What one respondent of one source said; the source is a wave, or the folder that was taken in."""

    group: str
    weight: float
    answers: tuple[SurveyAnswer, ...]
    traits: Mapping[str, str] = field(default_factory=dict)

    @property
    def order(self) -> tuple[object, ...]:
        said = tuple(
            (one.category, one.alternative, -1 if one.score is None else one.score, one.depends_on, one.suggestion)
            for one in self.answers
        )
        return (self.group, said, self.weight, tuple(sorted(self.traits.items())))


@dataclass(frozen=True, kw_only=True)
class Held:
    """Answers and traits as a study folder may hold them; `left_out` answers that too few gave are in neither."""

    answers: tuple[SurveyAnswer, ...]
    traits: tuple[TraitRow, ...]
    left_out: int = 0


def folder_answers(study: Study) -> tuple[tuple[SurveyAnswer, ...], tuple[TraitRow, ...]]:
    """Answers and traits as the study folder may hold them.

    In each wave an alternative for a category needs five scores, and a group five respondents, or neither is told.
    """
    return _numbered([one for source in _sources(study) for one in _publishable(source)])


def as_held(answers: Iterable[SurveyAnswer], traits: Iterable[TraitRow]) -> Held:
    """What of the answers in a folder may be kept, under the codes that the study folder will give them."""
    given = list(answers)
    scored = Counter((one.category, one.alternative) for one in given if one.score is not None)
    few = [one for one in given if scored[one.category, one.alternative] < FEWEST]
    kept, told = _numbered(_publishable(_people(given, traits)))
    return Held(
        answers=kept, traits=told, left_out=sum(1 for one in few if one.score is not None or _words(one) != ("", ""))
    )


def _words(one: SurveyAnswer) -> tuple[str, str]:
    return one.depends_on, one.suggestion


def _numbered(people: Iterable[_Person]) -> tuple[tuple[SurveyAnswer, ...], tuple[TraitRow, ...]]:
    answers: list[SurveyAnswer] = []
    traits: list[TraitRow] = []
    for number, one in enumerate(sorted(people, key=lambda person: person.order), start=1):
        code = f"r{number:05d}"
        answers += [replace(said, respondent=code, group=one.group, weight=one.weight) for said in one.answers]
        traits += [TraitRow(respondent=code, variable=what, value=said) for what, said in sorted(one.traits.items())]
    return tuple(answers), tuple(traits)


def _sources(study: Study) -> list[list[_Person]]:
    waves: dict[object, dict[object, list[CardRow]]] = {}
    for row in sums.rows_of_study(study):
        waves.setdefault(row.wave, {}).setdefault(row.who, []).append(row)
    asked = [[_of_cards(cards) for cards in people.values()] for people in waves.values()]
    return [*asked, _taken_in(study)]


def _of_cards(cards: Sequence[CardRow]) -> _Person:
    said = [answer for card in sorted(cards, key=lambda one: one.category) for answer in _of_card(card)]
    return _Person(group=cards[0].group, weight=1.0, answers=tuple(said), traits=cards[0].traits)


def _of_card(card: CardRow) -> list[SurveyAnswer]:
    return [
        SurveyAnswer(
            respondent="", group="", category=card.category, alternative=name, score=card.scores[name] or None,
            depends_on=card.depends_on, suggestion=card.suggestion,
        )
        for name in IN_ORDER
    ]  # fmt: skip


def _taken_in(study: Study) -> list[_Person]:
    answers = [
        SurveyAnswer(respondent=who, group=group, category=category, alternative=alternative, score=score,
                     depends_on=depends_on, suggestion=suggestion, weight=weight)
        for who, group, category, alternative, score, depends_on, suggestion, weight in sums.taken_in(study)
    ]  # fmt: skip
    traits = [
        TraitRow(respondent=who, variable=variable, value=value) for who, variable, value in sums.traits_taken_in(study)
    ]
    return _people(answers, traits)


def _people(answers: Iterable[SurveyAnswer], traits: Iterable[TraitRow]) -> list[_Person]:
    told: dict[str, dict[str, str]] = {}
    for one in traits:
        told.setdefault(one.respondent, {})[one.variable] = one.value
    people: dict[str, list[SurveyAnswer]] = {}
    for answer in answers:
        people.setdefault(answer.respondent, []).append(answer)
    return [
        _Person(
            group=said[0].group, weight=said[0].weight, traits=told.get(who, {}),
            answers=tuple(sorted(said, key=lambda one: (one.category, _place(one.alternative)))),
        )
        for who, said in people.items()
    ]  # fmt: skip


def _place(alternative: str) -> tuple[int, str]:
    return (IN_ORDER.index(alternative) if alternative in IN_ORDER else len(IN_ORDER), alternative)


def _publishable(people: Sequence[_Person]) -> list[_Person]:
    scored = Counter((one.category, one.alternative) for who in people for one in who.answers if one.score is not None)
    kept = [replace(who, answers=_kept(who.answers, scored)) for who in people]
    kept = [who for who in kept if who.answers]
    groups = Counter(who.group for who in kept)
    return [who if groups[who.group] >= FEWEST else replace(who, group="") for who in kept]


def _kept(answers: Iterable[SurveyAnswer], scored: Mapping[tuple[str, str], int]) -> tuple[SurveyAnswer, ...]:
    """What may be told; a card's words stand once, beside its first answer that is told."""
    told: list[SurveyAnswer] = []
    said: set[tuple[str, str, str]] = set()
    for one in answers:
        if scored[one.category, one.alternative] < FEWEST:
            continue
        words = (one.category, one.depends_on, one.suggestion)
        row = replace(one, depends_on="", suggestion="") if words in said else one
        if row.score is not None or row.depends_on or row.suggestion:
            told.append(row)
            said.add(words)
    return tuple(told)


@transaction.atomic
def take_in_answers(
    *, by: Staff, study: Study, answers: Sequence[SurveyAnswer], traits: Sequence[TraitRow]
) -> tuple[int, int]:
    """Keep what came with a study folder, in place of what came with an earlier one; how many of each are kept.

    What too few said is not kept at all, so that no later import can bring it out.
    """
    may_work(by, study).demand()
    held = as_held(answers, traits)
    AnswerTakenIn.objects.filter(study=study).delete()
    TraitTakenIn.objects.filter(study=study).delete()
    AnswerTakenIn.objects.bulk_create(
        (
            AnswerTakenIn(
                study=study, position=at, respondent=one.respondent, group=one.group, category=one.category,
                alternative=one.alternative, score=one.score, depends_on=one.depends_on, suggestion=one.suggestion,
                weight=one.weight,
            )
            for at, one in enumerate(held.answers)
        ),
        batch_size=2000,
    )  # fmt: skip
    TraitTakenIn.objects.bulk_create(
        (TraitTakenIn(study=study, respondent=one.respondent, variable=one.variable, value=one.value)
         for one in held.traits),
        batch_size=2000,
    )  # fmt: skip
    return len(held.answers), len(held.traits)
