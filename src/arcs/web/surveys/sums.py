"""What the database's own functions count, since nobody may read answers one by one (`database`)."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection

from arcs.web.studies.models import Study
from arcs.web.surveys.models import Respondent, SurveyWave

FASTEST_SECONDS = 4.0  # for one card with its example and three questions
NOTHING = "nothing_answered"
USABLE = "usable"


def _asked(statement: str, given: Sequence[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, given)
        return cursor.fetchall()


@dataclass(frozen=True, kw_only=True)
class Received:
    """Answers of one group and channel that came to the same: usable, or set aside for a reason."""

    group: str
    channel: str
    flag: str
    outcome: str
    finished: int
    many: int


@dataclass(frozen=True, kw_only=True)
class Pace:
    """Finished answers on screens, their median seconds, and how many of the shown cards were answered."""

    finished: int
    seconds: float | None
    shown: int
    answered: int


@dataclass(frozen=True, kw_only=True)
class Cell:
    """So many usable answers of one group gave this score."""

    category: str
    alternative: str
    group: str
    score: int
    many: int


@dataclass(frozen=True, kw_only=True)
class CardRow:
    """What one respondent of a closed wave said on one card. `who` is drawn anew each time it is asked for."""

    wave: UUID
    who: int
    group: str
    category: str
    scores: Mapping[str, int | None]
    depends_on: str
    suggestion: str
    traits: Mapping[str, str]


def shown_so_far(wave: SurveyWave) -> dict[str, int]:
    """How often each category was given to somebody; until the transaction ends nobody else is given any."""
    return dict(_asked("select category, many from survey_shown(%s)", [wave.pk]))


def begun_at_place(wave: SurveyWave, place: bytes) -> int:
    """How many began from this network address."""
    return int(_asked("select survey_same_place(%s, %s)", [wave.pk, place])[0][0])


def received_of(wave: SurveyWave) -> list[Received]:
    """Everything that came, by group, channel, flag and what became of it."""
    rows = _asked("select grp, channel, flag, outcome, finished, many from survey_received(%s)", [wave.pk])
    return [
        Received(group=group, channel=channel, flag=flag, outcome=outcome, finished=finished, many=many)
        for group, channel, flag, outcome, finished, many in rows
    ]


def pace_of(wave: SurveyWave) -> Pace:
    """How long finished answers took."""
    (finished, seconds, shown, answered) = _asked("select * from survey_pace(%s)", [wave.pk])[0]
    return Pace(finished=finished, seconds=seconds, shown=shown, answered=answered)


def unfinished_invitations(wave: SurveyWave) -> dict[UUID, bool]:
    """Invitations whose answer is not finished, and whether it was begun."""
    return dict(_asked("select invitation, begun from survey_unfinished(%s)", [wave.pk]))


def answers_by_cell(wave: SurveyWave) -> list[Cell]:
    """Usable answers of a closed wave, counted."""
    rows = _asked("select category, alternative, grp, score, many from survey_cells(%s)", [wave.pk])
    return [
        Cell(category=category, alternative=alternative, group=group, score=score, many=many)
        for category, alternative, group, score, many in rows
    ]


def words_of(wave: SurveyWave) -> list[tuple[str, str, str]]:
    """Words of a closed wave (category, depends_on or suggestion, words), for categories with five answers or more."""
    return [(one[0], one[1], one[2]) for one in _asked("select * from survey_words(%s)", [wave.pk])]


def rows_of_study(study: Study) -> list[CardRow]:
    """Every usable card of the study's closed waves."""
    found = _asked("select * from survey_rows(%s)", [study.pk])
    return [
        CardRow(
            wave=wave, who=who, group=group, category=category,
            scores={"cso": cso, "tru_online": tru, "outside": outside}, depends_on=depends, suggestion=suggestion,
            traits=json.loads(traits) if isinstance(traits, str) else traits,
        )
        for wave, who, group, category, cso, tru, outside, depends, suggestion, traits in found
    ]  # fmt: skip


def taken_in(study: Study) -> list[tuple[Any, ...]]:
    """Answers that came with a study folder: respondent, group, category, alternative, score, words, weight."""
    return _asked("select * from survey_taken_in(%s)", [study.pk])


def which_answers(study: Study) -> str:
    """Names the answers of closed waves and of a folder; "" for none, and for whoever may not see the study."""
    return _asked("select survey_which_answers(%s)", [study.pk])[0][0] or ""


def traits_taken_in(study: Study) -> list[tuple[str, str, str]]:
    """Traits that came with a study folder: respondent, variable, value."""
    return [(one[0], one[1], one[2]) for one in _asked("select * from survey_traits_taken_in(%s)", [study.pk])]


def seal_respondent(respondent: Respondent) -> bool:
    """Make one respondent's answers final; False where they were so already or the wave is closed."""
    return bool(_asked("select survey_finish(%s, %s)", [respondent.pk, FASTEST_SECONDS])[0][0])


def seal_wave(wave: SurveyWave) -> None:
    """Make every answer of a closed wave final, and forget the network addresses."""
    _asked("select survey_close(%s)", [wave.pk])
