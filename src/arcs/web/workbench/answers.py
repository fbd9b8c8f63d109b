"""Ratings and survey answers on their way between a study of the web and its folder.

They are no rows of the study: they stay where they are given, and those of a folder become a closed round and answers
taken in. Nothing that fewer than five gave is kept. What was given in the web counts before what a folder brings.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from arcs.core.evaluation.records import Participation, RespondentTrait
from arcs.core.evaluation.study import Study as CoreStudy
from arcs.core.instruments.items import PRESET_INSTRUMENT
from arcs.core.instruments.ratings import Rating
from arcs.core.suitability.acceptance import SurveyAnswer
from arcs.files.studies.folder import Folder
from arcs.files.studies.parts import Cells, cells_of
from arcs.files.studies.schema import RATINGS_FILE, RESPONDENTS_FILE, SETTINGS_FILE, SURVEY_FILE
from arcs.web.people.models import Staff
from arcs.web.ratings import actions as ratings
from arcs.web.ratings.published import coded, gathered
from arcs.web.ratings.queries import newest_publication, published_round, ratings_of
from arcs.web.studies.models import Study
from arcs.web.surveys import actions as surveys
from arcs.web.surveys.queries import answers_of, participation_of, respondent_traits_of, was_asked
from arcs.web.surveys.taking import as_held

PARTICIPATION = f"{SETTINGS_FILE}:participation"


@dataclass(frozen=True, kw_only=True)
class Answers:
    """Everything that people answered in one study or folder, as a folder may hold it."""

    ratings: tuple[Rating, ...] = ()
    answers: tuple[SurveyAnswer, ...] = ()
    traits: tuple[RespondentTrait, ...] = ()

    def of_file(self, file: str) -> Sequence[Any]:
        """The rows of one file."""
        return {RATINGS_FILE: self.ratings, SURVEY_FILE: self.answers, RESPONDENTS_FILE: self.traits}[file]


@dataclass(frozen=True, kw_only=True)
class Brought:
    """What a folder brings: what would be kept, how much too few gave, and whether what was given here stays."""

    rated: tuple[Rating, ...]  # as they came; the room of ratings counts them
    kept: Answers
    ratings_left_out: int
    answers_left_out: int
    ratings_stay: bool
    answers_stay: bool
    new_ratings: bool
    new_answers: bool

    @property
    def sentences(self) -> tuple[str, ...]:
        """What is not taken in, and why: nothing is left out in silence."""
        said = [*_about_ratings(self), *_about_answers(self)]
        if self.new_ratings or self.new_answers:
            said.append(
                _("Ratings and survey answers stay until another folder brings others; undo takes back tables and "
                  "files, not answers.")
            )  # fmt: skip
        return tuple(said)


def _about_ratings(one: Brought) -> list[str]:
    if one.ratings_stay:
        return [_("Officers rated in this study, and their ratings stay. The folder’s ratings are not taken in.")]
    few = ngettext(
        "%(many)s rating or comment is left out: fewer than five officers rated that type.",
        "%(many)s ratings and comments are left out: fewer than five officers rated those types.",
        one.ratings_left_out,
    )
    return [few % {"many": one.ratings_left_out}] if one.ratings_left_out else []


def _about_answers(one: Brought) -> list[str]:
    if one.answers_stay:
        return [_("People answered the survey here, and their answers stay. The folder’s answers are not taken in.")]
    few = ngettext(
        "%(many)s survey answer is left out: fewer than five people answered that question.",
        "%(many)s survey answers are left out: fewer than five people answered those questions.",
        one.answers_left_out,
    )
    return [few % {"many": one.answers_left_out}] if one.answers_left_out else []


def given_in(who: Staff, study: Study) -> Answers:
    """What the study holds now."""
    return Answers(
        ratings=ratings_of(who, study), answers=answers_of(who, study), traits=respondent_traits_of(who, study)
    )


def brought_by(who: Staff, study: Study, given: CoreStudy, now: Answers) -> Brought:
    """What of a folder's answers would be taken in. The same answers again change nothing."""
    found = gathered(given.ratings)
    held = as_held(given.survey_answers, given.respondents)
    kept = Answers(
        ratings=coded(found.votes, found.remarks, given.instrument), answers=held.answers, traits=held.traits
    )
    other_ratings = bool(kept.ratings) and kept.ratings != now.ratings
    other_answers = bool(kept.answers) and (kept.answers, kept.traits) != (now.answers, now.traits)
    shown = published_round(who, study)
    ratings_stay = other_ratings and shown is not None and not shown.taken_in
    answers_stay = other_answers and was_asked(who, study)
    return Brought(
        rated=given.ratings, kept=kept, ratings_left_out=found.left_out, answers_left_out=held.left_out,
        ratings_stay=ratings_stay, answers_stay=answers_stay,
        new_ratings=other_ratings and not ratings_stay, new_answers=other_answers and not answers_stay,
    )  # fmt: skip


def take_in(by: Staff, study: Study, brought: Brought) -> None:
    """Keep what is new. Refused while a round is open whose ratings the folder's would replace."""
    if brought.new_ratings:
        ratings.take_in_ratings(by=by, study=study, ratings=brought.rated)
    if brought.new_answers:
        surveys.take_in_answers(by=by, study=study, answers=brought.kept.answers, traits=brought.kept.traits)


def after(brought: Brought, now: Answers) -> Answers:
    """What the study would hold after the folder was taken in."""
    return Answers(
        ratings=brought.kept.ratings if brought.new_ratings else now.ratings,
        answers=brought.kept.answers if brought.new_answers else now.answers,
        traits=brought.kept.traits if brought.new_answers else now.traits,
    )


def put_in(folder: Folder, given: Answers) -> int:
    """Put answers into a composed folder; those about what its tables no longer name wait, and how many is told.

    A call type that was renamed, or a folder that was taken back, must not make a study that nobody can read.
    """
    types = {one.call_type for one in folder.rows.get("call_types.csv", ())}
    names = {one.category for one in folder.rows.get("categories.csv", ())}
    items = {one.name for one in (folder.instrument or PRESET_INSTRUMENT).items}
    rated = tuple(one for one in given.ratings if one.call_type in types and (not one.item or one.item in items))
    answered = {one.call_type for one in rated if one.answer is not None}
    rated = tuple(one for one in rated if one.call_type in answered)  # words alone stand for nobody
    said = tuple(one for one in given.answers if one.category in names)
    traits = given.traits
    waiting = len(given.ratings) - len(rated) + len(given.answers) - len(said)
    if len(said) < len(given.answers):  # numbered anew, as a folder with only these would be
        held = as_held(said, traits)
        said, traits = held.answers, held.traits
    folder.ratings, folder.answers = rated, said
    folder.rows[RESPONDENTS_FILE], folder.lines[RESPONDENTS_FILE] = list(traits), list(range(1, len(traits) + 1))
    return waiting


def with_participation(who: Staff, study: Study, rows: Mapping[str, list[Cells]]) -> dict[str, list[Cells]]:
    """The rows with who took part in the web's own round and waves; what a source prints stays as it is."""
    told = _took_part(who, study)
    if not told:
        return dict(rows)
    stated = rows.get(PARTICIPATION) or [{}]
    return {**rows, PARTICIPATION: [told | stated[0]]}


def _took_part(who: Staff, study: Study) -> Cells:
    shown = published_round(who, study)
    newest = newest_publication(who, shown) if shown and not shown.taken_in else None
    raters = newest.finished if newest else None
    if not was_asked(who, study):
        return cells_of(Participation(raters=raters))
    asked = participation_of(who, study, closed=True)
    return cells_of(
        Participation(
            raters=raters, answers_received=asked.received, answers_usable=asked.usable,
            stakeholders=asked.stakeholders, survey_weeks=asked.weeks, individual_answers=asked.note,
        )
    )  # fmt: skip
