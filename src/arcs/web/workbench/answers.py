"""Ratings and survey answers on their way between a study of the web and its folder.

They are no rows of the study: they stay where they are given, and those of a folder become a closed round and answers
taken in. Nothing that fewer than five gave is kept. What was given in the web counts before what a folder brings.

They are read once for each publication and each closed wave, not for each page: half a million ratings may be published
of a study. Which these are is asked of the database each time, in the asker's own name; nobody is given what another
read unless he is told the same (`docs/decisions/0022`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from arcs.core.evaluation.measuring import CountedOnce
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
from arcs.web.ratings.queries import ratings_of, shown_publication
from arcs.web.studies.kept import Kept, lengths
from arcs.web.studies.models import Study
from arcs.web.surveys import actions as surveys
from arcs.web.surveys.queries import folder_answers_of, invited_to, participation_of, which_answers
from arcs.web.surveys.taking import as_held

PARTICIPATION = f"{SETTINGS_FILE}:participation"
_kept = Kept(most=24, heaviest=3_000_000)  # answers; a million of them fill some hundred megabytes


@dataclass(frozen=True, kw_only=True)
class Answers:
    """Everything that people answered in one study or folder, as a folder may hold it.

    Of a study also who took part, whether residents and officers were asked here, and `which` answers these are: a name
    that only these have; "" for none and for a folder's.
    """

    ratings: tuple[Rating, ...] = ()
    answers: tuple[SurveyAnswer, ...] = ()
    traits: tuple[RespondentTrait, ...] = ()
    participation: Participation | None = None
    was_rated: bool = False
    was_asked: bool = False
    which: str = ""

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
    """What the study holds now, as far as this person may see it."""
    published, which = shown_publication(who, study), which_answers(who, study)
    made = Answers(which=f"{published.pk if published else ''} {which}".strip())
    if published:
        ratings = _kept.get(
            f"ratings {published.pk}", "ratings", lambda: ratings_of(who, study),
            weight=len, still=lambda: shown_publication(who, study) == published,
        )  # fmt: skip
        asked_here = None if published.round.taken_in else published.finished
        made = replace(
            made, ratings=ratings, was_rated=not published.round.taken_in,
            participation=Participation(raters=asked_here),
        )  # fmt: skip
    return _with_survey(who, study, made, which) if which else made


def _with_survey(who: Staff, study: Study, made: Answers, which: str) -> Answers:
    (answers, traits), asked = _kept.get(
        f"answers {which}", "answers",
        lambda: (folder_answers_of(who, study), participation_of(who, study, closed=True)),
        weight=lambda read: lengths(*read[0]), still=lambda: which_answers(who, study) == which,
    )  # fmt: skip
    made = replace(made, answers=answers, traits=traits, was_asked=bool(asked.usable))
    if not made.was_asked:
        return made
    took_part = replace(
        made.participation or Participation(),
        answers_received=asked.received, answers_usable=asked.usable, stakeholders=invited_to(who, study),
        survey_weeks=asked.weeks, individual_answers=asked.note,
    )  # fmt: skip
    return replace(made, participation=took_part)


def brought_by(given: CoreStudy, now: Answers) -> Brought:
    """What of a folder's answers would be taken in. The same answers again change nothing."""
    found = gathered(given.ratings)
    held = as_held(given.survey_answers, given.respondents)
    kept = Answers(
        ratings=coded(found.votes, found.remarks, given.instrument), answers=held.answers, traits=held.traits
    )
    other_ratings = bool(kept.ratings) and kept.ratings != now.ratings
    other_answers = bool(kept.answers) and (kept.answers, kept.traits) != (now.answers, now.traits)
    ratings_stay = other_ratings and now.was_rated
    answers_stay = other_answers and now.was_asked
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


@dataclass(frozen=True, kw_only=True)
class _Placed:
    """What of some answers a folder with certain tables holds, and how much waits."""

    ratings: CountedOnce
    answers: tuple[SurveyAnswer, ...]
    traits: tuple[RespondentTrait, ...]
    waiting: int


def put_in(folder: Folder, given: Answers) -> int:
    """Put answers into a composed folder; those about what its tables no longer name wait, and how many is told.

    A call type that was renamed, or a folder that was taken back, must not make a study that nobody can read.
    """
    types = frozenset(one.call_type for one in folder.rows.get("call_types.csv", ()))
    names = frozenset(one.category for one in folder.rows.get("categories.csv", ()))
    items = frozenset(one.name for one in (folder.instrument or PRESET_INSTRUMENT).items)
    told = sha256(repr((given.which, sorted(types), sorted(names), sorted(items))).encode()).hexdigest()
    placed = (
        _kept.get(f"placed {told}", "placed", lambda: _placed(given, types, names, items), weight=_weight)
        if given.which else _placed(given, types, names, items)
    )  # fmt: skip
    folder.ratings, folder.answers, traits = placed.ratings, placed.answers, placed.traits
    folder.rows[RESPONDENTS_FILE], folder.lines[RESPONDENTS_FILE] = list(traits), list(range(1, len(traits) + 1))
    return placed.waiting


def _weight(placed: _Placed) -> int:
    return lengths(placed.ratings, placed.answers, placed.traits)


def _placed(given: Answers, types: frozenset[str], names: frozenset[str], items: frozenset[str]) -> _Placed:
    rated = tuple(one for one in given.ratings if one.call_type in types and (not one.item or one.item in items))
    answered = {one.call_type for one in rated if one.answer is not None}
    rated = tuple(one for one in rated if one.call_type in answered)  # words alone stand for nobody
    said = tuple(one for one in given.answers if one.category in names)
    waiting = len(given.ratings) - len(rated) + len(given.answers) - len(said)
    traits = given.traits
    if len(said) < len(given.answers):  # numbered anew, as a folder with only these would be
        held = as_held(said, traits)
        said, traits = held.answers, held.traits
    return _Placed(ratings=CountedOnce(rated), answers=said, traits=traits, waiting=waiting)


def with_participation(given: Answers, rows: Mapping[str, list[Cells]]) -> dict[str, list[Cells]]:
    """The rows with who took part in the web's own round and waves; what a source prints stays as it is."""
    told = cells_of(given.participation) if given.participation else {}
    if not told:
        return dict(rows)
    stated = rows.get(PARTICIPATION) or [{}]
    return {**rows, PARTICIPATION: [told | stated[0]]}
