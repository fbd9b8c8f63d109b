"""An invented study: a whole year of calls, raters and respondents made up in the manner of a published study.

Its calls carry the published hours of each type, its raters' answers merge back to the published codes and its
respondents' means round to the published scores, so that the way from raw data to the report can be tried, and proven,
where the raw data were never published. Every file and every page says that it is invented.
"""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

from arcs.core.evaluation import Study
from arcs.core.evaluation.measuring import CODED_ITEMS, merges_of
from arcs.core.evaluation.records import CallsSource, Participation, ResourceSuggestion, StudyTitle
from arcs.core.instruments.invented import INVENTED_GROUPS, invented_ratings
from arcs.core.instruments.ratings import Rating
from arcs.core.refusal import Refusal
from arcs.core.suitability.acceptance import SurveyAnswer
from arcs.core.suitability.invented import INVENTED_RESPONDENTS, invented_answers
from arcs.core.suitability.records import CallType, Category
from arcs.core.vocabulary import Alternative
from arcs.files.invented.year import FILE_NAME, invent_year, write_invented_year
from arcs.files.studies.writing import write_study

TIMEZONE = "America/Chicago"
NO_CALLS = "no call of this type in the invented year, as in the published one"


def invent_study(like: Study, folder: Path, *, year: int, seed: int) -> Study:
    """Write an invented study in the manner of `like` into a new `folder`, with its calls, and give it back.

    What a source prints (codes, FTE, scores, claims, interviews, narrative) is left out: the evaluation must find it
    again from the invented calls, ratings and answers. The same `like`, year and seed give the same bytes.
    """
    if folder.exists() and any(folder.iterdir()):
        raise Refusal(str(folder), "the folder is not empty", "name a folder that does not exist yet")
    folder.mkdir(parents=True, exist_ok=True)
    hours = {one.call_type: _hours(one, like) for one in like.call_types}
    write_invented_year(invent_year(hours, year=year, seed=seed, timezone=TIMEZONE), folder)
    made = replace(
        like,
        study=_title(like.study, year),
        participation=_participation(),
        calls=(CallsSource(path=FILE_NAME, mapping="", timezone=TIMEZONE, start="", end="", annualise=False),),
        call_types=tuple(_bare(one) for one in like.call_types),
        categories=tuple(_unprinted(one) for one in like.categories),
        ratings=_ratings(like, seed),
        survey_answers=_answers(like, seed),
        resources=tuple(_suggestion(one) for one in like.resources),
        versions=(),
        lineage_steps=(),
        decisions=(),
        interviews=(),
        claims=(),
        statements={},
    )
    write_study(made, folder)
    return made


def _hours(call_type: CallType, like: Study) -> Decimal | None:
    return None if call_type.fte is None else call_type.fte * like.assumptions.hours_per_fte


def _title(title: StudyTitle, year: int) -> StudyTitle:
    return replace(
        title,
        title=f"{title.title}: an invented year",
        prepared_by="ARCS; every call, rater and respondent is invented",
        version_date=date(year, 12, 31),
        period=f"{year}, invented",
        source=f"calls, ratings and answers invented in the manner of: {title.source}",
        invented=True,
    )


def _participation() -> Participation:
    answers = sum(INVENTED_RESPONDENTS.values())
    return Participation(
        raters=sum(INVENTED_GROUPS.values()),
        answers_received=answers,
        answers_usable=answers,
        stakeholders=INVENTED_RESPONDENTS["stakeholder"],
        survey_weeks=None,
        individual_ratings="ratings.csv; nobody gave them.",
        individual_answers="survey_answers.csv; nobody gave them.",
    )


def _bare(one: CallType) -> CallType:
    """The type by its name alone; one that the source gives no volume keeps that it has none."""
    return replace(
        one, police_mandate="", risk="", immediate_response="", type="", other_resources="", alternative_response="",
        police_department_value=None, fte=None, fte_note="" if one.fte is not None else NO_CALLS, type_note="",
        risk_note="",
    )  # fmt: skip


def _unprinted(one: Category) -> Category:
    return replace(
        one, police_mandate="", risk="", immediate_response="", type="", other_resources="", alternative_response="",
        police_department_value=None, fte=None, fte_note="", cso_average=None, tru_online_average=None,
    )  # fmt: skip


def _codes(row: CallType | Category) -> dict[str, str]:
    given = {item: getattr(row, column) for item, column in CODED_ITEMS.items()}
    return {item: str(code) for item, code in given.items() if code not in {None, ""}}


def _ratings(like: Study, seed: int) -> tuple[Rating, ...]:
    merges = merges_of(like)
    compressed = {name: types for name, types in merges.items() if len(types) > 1}
    printed = {one.category: _codes(one) for one in like.categories if one.category in compressed}
    codes = {one.call_type: _codes(one) for one in like.call_types}
    return invented_ratings(codes, like.instrument, seed=seed, merges=compressed, merged=printed)


def _answers(like: Study, seed: int) -> tuple[SurveyAnswer, ...]:
    printed = {
        (one.category, alternative.value): score
        for one in like.categories
        for alternative, score in ((Alternative.CSO, one.cso_average), (Alternative.TRU_ONLINE, one.tru_online_average))
        if score is not None
    }
    return invented_answers(printed, seed=seed)


def _suggestion(one: ResourceSuggestion) -> ResourceSuggestion:
    return replace(one, respondent="")
