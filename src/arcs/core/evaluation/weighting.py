"""Survey answers weighed to the known make-up of the population, where the study states it."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from arcs.core.evaluation.study import Study
from arcs.core.evaluation.tabling import column, tabled, text, whole
from arcs.core.figures import Table, rounded
from arcs.core.refusal import Refusal
from arcs.core.suitability.acceptance import Raking, rake

GROUP = "group"
FEWEST = 5


def weighed(study: Study) -> tuple[Study, Table | None]:
    """The study with raked answers, and the table of its margins; unchanged where it states no margins.

    The group of the answers serves as the variable "group"; others come from respondents.csv. Refused where answers
    carry weights of their own as well, and wherever `rake` refuses.
    """
    if not study.survey_margins or not study.survey_answers:
        return study, None
    own = next((one for one in study.survey_answers if one.weight != 1), None)
    if own is not None:
        raise Refusal(
            "survey_answers.csv",
            f"respondent {own.respondent} has a weight of {own.weight:g}, and survey_margins.csv asks for others",
            "keep either the weights or the margins",
        )
    margins: dict[str, dict[str, float]] = {}
    for one in study.survey_margins:
        margins.setdefault(one.variable, {})[one.value] = float(one.share)
    people = _described(study, tuple(margins))
    raking = rake(people, margins)
    answers = tuple(replace(one, weight=raking.weights[one.respondent]) for one in study.survey_answers)
    return replace(study, survey_answers=answers), _table(study, people, raking)


def _described(study: Study, variables: tuple[str, ...]) -> dict[str, dict[str, str]]:
    """What each respondent is, on every variable of the margins."""
    known: dict[str, dict[str, str]] = {}
    for answer in study.survey_answers:
        known.setdefault(answer.respondent, {GROUP: answer.group})
    for trait in study.respondents:
        if trait.respondent in known:
            known[trait.respondent][trait.variable] = trait.value
    for who, traits in known.items():
        missing = next((one for one in variables if not traits.get(one)), None)
        if missing is not None:
            raise Refusal(
                "respondents.csv",
                f"nothing says what respondent {who} is on {missing!r}, which survey_margins.csv names",
                f"add a line for {who} and {missing}, or take {missing} out of the margins",
            )
    return {who: {one: traits[one] for one in variables} for who, traits in known.items()}


def _table(study: Study, people: Mapping[str, Mapping[str, str]], raking: Raking) -> Table:
    """Each margin: its share of the population, of the respondents, and of the weighed respondents."""
    rows = []
    for one in study.survey_margins:
        members = [who for who, traits in people.items() if traits[one.variable] == one.value]
        held_back = len(members) < FEWEST
        weight = sum(raking.weights[who] for who in members) / len(people)
        rows.append(
            (one.variable, one.value, one.share, None if held_back else len(members),
             None if held_back else rounded(Decimal(len(members)) / len(people), 6),
             None if held_back else rounded(weight, 6))
        )  # fmt: skip
    small = Counter(variable for variable, _, _, count, _, _ in rows if count is None)
    shown = [
        # One value held back could be had from the others, so the smallest of those goes with it.
        (variable, value, share, None, None, None)
        if small[variable] == 1 and count is not None and count == _smallest(rows, variable)
        else (variable, value, share, count, own, weight)
        for variable, value, share, count, own, weight in rows
    ]
    columns = (
        text("variable"), text("value"), column("population_share", "Share of the population", "share", places=1),
        whole("respondents", "Respondents"), column("share", "Share of respondents", "share", places=1),
        column("weighed_share", "Share after weighing", "share", places=1),
    )  # fmt: skip
    return tabled(study, "survey_weights", "Who answered, and who lives here", columns, shown, "survey respondents",
                  notes=(raking.statement, f"Counts of fewer than {FEWEST} respondents are held back, and one more "
                                           "with each so that they cannot be had by subtraction."))  # fmt: skip


def _smallest(rows: list[tuple[str, str, Decimal, int | None, Decimal | None, Decimal | None]], variable: str) -> int:
    return min(count for name, _, _, count, _, _ in rows if name == variable and count is not None)
