"""Ratings and answers as tables: coding rules side by side, agreement, acceptance, suggested resources."""

from collections.abc import Sequence
from decimal import Decimal

import numpy as np

from arcs.core.evaluation.judging import Judged
from arcs.core.evaluation.measuring import enough_answers, merges_of
from arcs.core.evaluation.study import Study
from arcs.core.evaluation.tabling import column, number, tabled, text, whole
from arcs.core.figures import Table, Value, rounded
from arcs.core.instruments.agreement import answer_grids
from arcs.core.instruments.by_group import agreement_by_group
from arcs.core.instruments.by_type import TypeAnswers, answers_by_type, categories_to_show
from arcs.core.instruments.coding import compare_presets, pool_ratings
from arcs.core.instruments.ratings import Rating, of_groups
from arcs.core.suitability.acceptance import Acceptance, accept_by_group, printed_acceptance
from arcs.core.suitability.resources import Resource, ResourceWords, Suggestion, consolidate, listed
from arcs.core.vocabulary import Alternative

Row = tuple[Value, ...]
HELD_BACK = "Answers of fewer than five raters, or what would let them be derived, are held back."
PRESET_COLUMNS = (
    text("level"), text("name"), text("item"), column("report", "Report's rules", "code"),
    column("majority", "Majority", "code"), column("two_thirds", "Two thirds", "code"),
    column("share_of_yes", "Share of Yes", "share"), column("differs", "Differs", "mark"),
)  # fmt: skip


def rating_tables(judged: Judged) -> list[Table]:
    """Presets side by side, agreement by item, answers by type; empty where the study holds no ratings.

    What is shown is decided in one order, each step knowing what the earlier ones released: totals of call types,
    then groups of raters, then categories.
    """
    study = judged.study
    if not study.ratings:
        return []
    named = {one.category for one in study.categories}
    enough = enough_answers(study.ratings)
    pooled = [one for one in pool_ratings(enough, merges_of(study)) if one.call_type in named]
    totals, first = answers_by_type(study.ratings, study.instrument, by_group=False)
    by_group, second = answers_by_type(study.ratings, study.instrument, releases=first)
    may_show, _ = categories_to_show(enough, merges_of(study), releases=(*first, *second))
    types_shown = frozenset((one.call_type, one.item) for one in totals if not one.suppressed)
    rows = [
        *_preset_rows("call type", study, study.ratings, types_shown),
        *_preset_rows("category", study, pooled, may_show),
    ]
    presets = tabled(
        study, "presets", "Coding rules side by side", PRESET_COLUMNS, rows, "call types and categories",
        notes=(HELD_BACK,),
    )  # fmt: skip
    return [presets, _presets_summary(study, rows), _agreement(judged), _by_type(study, by_group)]


def _presets_summary(study: Study, rows: Sequence[Row]) -> Table:
    """How many call types and categories another rule would code otherwise, by item."""
    found: list[Row] = []
    for level, item in dict.fromkeys((row[0], row[2]) for row in rows):
        own = [row for row in rows if (row[0], row[2]) == (level, item)]
        shown = [row for row in own if row[7] is not None]
        found.append((
            level, item, len(shown), sum(row[4] != row[3] for row in shown), sum(row[5] != row[3] for row in shown),
            len(own) - len(shown),
        ))  # fmt: skip
    columns = (text("level"), text("item"), whole("compared", "Compared"), whole("majority", "Majority differs"),
               whole("two_thirds", "Two thirds differ"), whole("held_back", "Held back"))  # fmt: skip
    return tabled(study, "presets_summary", "What another coding rule would change", columns, found,
                  "call types and categories",
                  notes=("Differs: from the report's rules (any Yes; most frequent; mean).", HELD_BACK))  # fmt: skip


def _preset_rows(level: str, study: Study, ratings: Sequence[Rating], shown: frozenset[tuple[str, str]]) -> list[Row]:
    rows: list[Row] = []
    for one in compare_presets(ratings, study.instrument):
        if (one.call_type, one.item) not in shown:
            rows.append((level, one.call_type, one.item, None, None, None, None, None))
        else:
            codes = [one.codes.get(name, "") for name in ("report", "majority", "two_thirds")]
            rows.append((level, one.call_type, one.item, *codes, _decimal(one.share_of_yes), one.differs))
    return rows


def _agreement(judged: Judged) -> Table:
    study = judged.study
    grids = answer_grids(study.ratings, study.instrument).values()
    found, _ = agreement_by_group(grids, of_groups(study.ratings), chance=np.random.default_rng(judged.seed))
    rows: list[Row] = []
    for one in found if any(not one.suppressed for one in found) else ():
        if one.agreement is None:
            rows.append((one.item, one.group, *(None,) * 7))
        else:
            by = one.agreement
            rows.append((by.item, by.group, by.raters, by.types, by.measure, _decimal(by.alpha), _decimal(by.low),
                         _decimal(by.high), _decimal(by.percent_agreement)))  # fmt: skip
    columns = (text("item"), text("group"), whole("raters", "Raters"), whole("types", "Call types"), text("measure"),
               number("alpha", "Krippendorff's alpha", 3), number("low", "From", 3), number("high", "To", 3),
               column("percent_agreement", "Agreement", "share"))  # fmt: skip
    return tabled(study, "agreement", "Agreement between raters", columns, rows, "items of the instrument",
                  notes=("Intervals: 95%, bootstrap over call types.", HELD_BACK))  # fmt: skip


def _by_type(study: Study, shown: Sequence[TypeAnswers]) -> Table:
    columns = (text("call_type"), text("item"), text("group"), whole("raters", "Raters"),
               whole("answered", "Answered"), column("share_of_yes", "Share of Yes", "share"),
               column("modal_share", "Share of the most frequent", "share"),
               column("suppressed", "Held back", "mark"))  # fmt: skip
    rows: list[Row] = [
        (one.call_type, one.item, one.group, one.raters, one.answered, _decimal(one.share_of_yes),
         _decimal(one.modal_share), one.suppressed)
        for one in shown
    ]  # fmt: skip
    return tabled(study, "agreement_by_type", "Answers by call type", columns, rows, "call types", notes=(HELD_BACK,))


def _decimal(value: float | None) -> Decimal | None:
    return None if value is None else rounded(value, 6)


ACCEPTANCE_COLUMNS = (
    text("category"), text("alternative"), text("group"), whole("n", "Answers"),
    *(whole(f"n{score}", str(score)) for score in range(1, 6)), number("mean", "Mean", 2), number("low", "From", 2),
    number("high", "To", 2), whole("printed", "As a whole number"), number("printed_low", "Stands for, from", 1),
    number("printed_high", "Stands for, below", 1), column("suppressed", "Held back", "mark"), text("note"),
)  # fmt: skip


def acceptance_tables(judged: Judged) -> list[Table]:
    """Acceptance of each alternative, over all respondents and by group; printed values where answers are not kept."""
    study = judged.study
    if not study.survey_answers:
        rows = [_acceptance_row(one) for one in _printed(study)]
        return [tabled(study, "acceptance", "Acceptance of alternatives", ACCEPTANCE_COLUMNS, rows, "survey answers",
                       notes=("Only whole numbers were printed; each stands for a range of means.",))]  # fmt: skip
    shown, _ = accept_by_group(study.survey_answers)
    note: tuple[str, ...] = (
        "Intervals: 95%, Student's t. Respondents chose to answer; they are no sample of the residents.",
        HELD_BACK,
    )
    if study.survey_margins:
        note = (*note, "Means and intervals are weighed to known shares of the population: table survey_weights.")
    return [
        tabled(study, name, title, ACCEPTANCE_COLUMNS, [_acceptance_row(one) for one in own], "survey answers",
               notes=note)
        for name, title, own in (
            ("acceptance", "Acceptance of alternatives", [one for one in shown if not one.group]),
            ("acceptance_by_group", "Acceptance by group", [one for one in shown if one.group]),
        )
    ]  # fmt: skip


def _printed(study: Study) -> list[Acceptance]:
    found = []
    for one in study.categories:
        for alternative, printed in ((Alternative.CSO, one.cso_average),
                                     (Alternative.TRU_ONLINE, one.tru_online_average)):  # fmt: skip
            if printed is not None:
                found.append(printed_acceptance(one.category, alternative.value, printed))
    return found


def _acceptance_row(one: Acceptance) -> Row:
    counts: Sequence[int | None] = one.distribution or (None,) * 5
    numbers = (one.mean, one.low, one.high)
    return (one.category, one.alternative, one.group, one.n, *counts, *(_decimal(value) for value in numbers),
            one.printed, _decimal(one.printed_low), _decimal(one.printed_high), one.suppressed, one.note)  # fmt: skip


def consolidated(study: Study) -> dict[str, dict[str, tuple[Resource, ...]]]:
    """Suggested resources by who was asked and category, each once, in the order first named."""
    words = ResourceWords(same_as={one.spelling: one.name for one in study.resource_words})
    given = [Suggestion(category=one.category, asked=one.asked, text=one.suggested_resources)
             for one in study.resources]  # fmt: skip
    given += [Suggestion(category=one.category, asked="community", text=one.suggestion)
              for one in study.survey_answers if one.suggestion]  # fmt: skip
    return consolidate(given, words)


def resource_tables(study: Study) -> list[Table]:
    """Suggested resources by category: the community's (3.3), the department's (3.4), and one row per resource."""
    found = consolidated(study)
    titles = (("table_3_3", "Resource suggestions (community)", "community"),
              ("table_3_4", "Resource suggestions (department)", "department"))  # fmt: skip
    tables = [
        tabled(study, name, title, (text("category"), text("suggested_resources", "Suggested resources")),
               [(category, listed(resources)) for category, resources in found.get(asked, {}).items()],
               "categories with an outside alternative")
        for name, title, asked in titles
    ]  # fmt: skip
    rows: list[Row] = [
        (category, asked, one.name, one.position, one.mentions)
        for asked, by_category in found.items()
        for category, resources in by_category.items()
        for one in resources
    ]
    columns = (text("category"), text("asked"), text("suggestion_normalised", "Resource"), whole("position", "Place"),
               whole("mentions", "Mentions"))  # fmt: skip
    return [*tables, tabled(study, "resources", "Suggested resources, one a row", columns, rows, "suggestions")]
