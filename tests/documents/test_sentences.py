"""Sentences fit any study, and each of their numbers is a figure that can be opened."""

import re
from decimal import Decimal

from hypothesis import given, settings
from tests.making.evaluation import MATRIX, an_evaluation, evaluations, matrix, oak_park

from arcs.core.evaluation import Evaluation
from arcs.core.figures import Value
from arcs.documents.charts import all_charts
from arcs.documents.charts.acceptance import scatter_title
from arcs.documents.words import sentences
from arcs.documents.words.measured import Measured

NUMBER = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")
# numbers of the scale from 1 to 5, and of the section that a sentence points to
SCALE = {"1", "2", "3", "4", "5"}


def _row(**given: Value) -> tuple[Value, ...]:
    usual: dict[str, Value] = {"category": "Graffiti", "fte": Decimal("0.5"), "risk": "L", "class": "C"}
    return tuple((usual | given).get(name) for name in MATRIX)


def _said(measured: Measured) -> list[str]:
    charts, _ = all_charts(measured)
    found = [
        sentences.summary_title(measured),
        sentences.cover_line(measured),
        sentences.how_to_read_fte(measured),
        sentences.acceptance_deck(measured),
        sentences.discrepancy_title(measured),
        sentences.robustness_deck(measured),
        sentences.pareto_title(measured),
        sentences.respondents_note(measured),
        scatter_title(measured),
        *(chart.title for chart in charts.values()),
    ]
    found += [part for one in sentences.summary_findings(measured) for part in one]
    return found + [part for one in sentences.summary_numbers(measured) for part in one]


def _names(evaluation: Evaluation) -> list[str]:
    """Texts that a sentence may quote; their own digits are no figures of ours."""
    texts = [value for table in evaluation.tables.values() for row in table.rows for value in row]
    return sorted({one for one in texts if isinstance(one, str)} | {evaluation.place}, key=len, reverse=True)


def _numbers(sentence: str, names: list[str]) -> set[str]:
    for name in names:
        if len(name) > 1:
            sentence = sentence.replace(name, " ")
    return set(NUMBER.findall(sentence))


def test_a_reader_of_oak_park_meets_the_figures_of_the_study() -> None:
    measured = Measured(oak_park())
    assert sentences.summary_title(measured).startswith("32% of officer time on calls is in 46 categories")
    assert sentences.pareto_title(measured) == "Six categories hold 58% of the officer time"
    assert scatter_title(measured) == "The four categories people say “not yet” to hold 0.71 of 24.30 FTE"
    numbers = [number for number, _ in sentences.summary_numbers(measured)]
    assert numbers == ["233", "46", "24.30", "42 of 46"]
    assert "525 hours" in sentences.how_to_read_fte(measured)


def test_every_number_of_the_oak_park_sentences_is_a_figure() -> None:
    measured = Measured(oak_park())
    said = _said(measured)
    shown = {n for figure in measured.figures.values() for n in NUMBER.findall(str(figure))}
    names = _names(oak_park())
    assert {n for one in said for n in _numbers(one, names)} <= shown | SCALE


@settings(max_examples=20)
@given(evaluations())
def test_no_study_breaks_a_sentence_and_each_number_is_a_figure(evaluation: Evaluation) -> None:
    measured = Measured(evaluation)
    said = _said(measured)
    shown = {n for figure in measured.figures.values() for n in NUMBER.findall(str(figure))}
    names = [name for name in _names(evaluation) if not name.isdigit()]
    if any(re.search(r"\d", name) for name in names):
        return  # a name with digits can split in two when another name is cut out of it; the law is about our numbers
    assert {n for one in said for n in _numbers(one, names)} <= shown | SCALE
    assert "None" not in " ".join(said).replace("None", "", sum(name.count("None") for name in names))


def test_a_study_without_categories_says_so_and_claims_nothing() -> None:
    measured = Measured(an_evaluation({}))
    assert "not yet named categories" in sentences.summary_title(measured)
    assert sentences.summary_numbers(measured) == []
    assert sentences.summary_findings(measured) == []


def test_one_category_is_spoken_of_in_the_singular() -> None:
    measured = Measured(an_evaluation({"matrix": matrix([_row(cso_average=Decimal(2))])}))
    assert sentences.pareto_title(measured) == "One category holds 100% of the officer time"
    assert scatter_title(measured) == "The one category people say “not yet” to holds 0.50 of 0.50 FTE"


def test_nobody_said_not_yet_and_no_outside_resource_are_stated_plainly() -> None:
    measured = Measured(an_evaluation({"matrix": matrix([_row(cso_average=Decimal(4))])}))
    heads = [head for head, _ in sentences.summary_findings(measured)]
    assert "People are open to every category they were asked about." in heads
    assert "No category is marked for an outside resource." in heads


def test_a_study_that_asked_nobody_speaks_of_no_acceptance() -> None:
    measured = Measured(an_evaluation({"matrix": matrix([_row()])}))
    assert sentences.acceptance_deck(measured) == "Nobody was asked how they would accept an alternative."
    assert not any("open to" in head for head, _ in sentences.summary_findings(measured))


def test_only_plain_numbers_are_set_large_side_by_side() -> None:
    agreed = {"claim": "Cost", "printed": "approximately $86,000", "recomputed": "$78,000"}
    assert sentences.printed_and_recomputed(agreed) == ("Cost", "$86,000", "$78,000")
    assert sentences.printed_and_recomputed(agreed | {"recomputed": "cannot be checked"}) is None
    assert sentences.printed_and_recomputed(agreed | {"printed": "<b>8</b>"}) is None
