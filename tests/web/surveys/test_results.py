"""Results of a closed wave: nothing about fewer than five, nor by subtraction; the folder out and in is the same."""

import csv
import io
from collections import Counter
from datetime import date
from random import Random
from typing import Any

import pytest
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st
from tests.making.studies import a_stored_study, an_analyst
from tests.making.surveys import a_survey_study, an_open_wave, close, says, somebody
from tests.web.conftest import SignIn

from arcs.core.evaluation.records import RespondentTrait
from arcs.core.suitability.acceptance import SurveyAnswer
from arcs.web.demo.surveys_invented import invent_answer
from arcs.web.studies.models import Study
from arcs.web.surveys import actions, queries, sums
from arcs.web.surveys.answering import CardSaid
from arcs.web.surveys.charting import acceptance_chart
from arcs.web.surveys.models import AcceptanceResult, SurveyWave
from arcs.web.surveys.results import ORDER, acceptance_of, median_of
from arcs.web.surveys.sums import Cell
from arcs.web.wall.acting import acting_as

pytestmark = pytest.mark.django_db


def a_closed_wave(ana: Any, people: list[tuple[str, int]], many: int = 2) -> Any:
    """Everybody answers every category alike; (group, score) for each."""
    wave = an_open_wave(ana, a_survey_study(ana, many))
    for group, score in people:
        words = "how soon" if score == 5 else ""
        says(
            somebody(wave, group=group), CardSaid(cso=score, outside=0, depends_on=words, suggestion="Mediator; medic")
        )
    return close(ana, wave)


def test_acceptance_has_mean_median_and_distribution_and_small_groups_are_held_back_with_their_neighbor() -> None:
    ana = an_analyst()
    wave = a_closed_wave(ana, [("Resident", 4)] * 6 + [("Worker", 2)] * 5 + [("Business", 1)] * 2)
    with acting_as(ana.pk), transaction.atomic():
        rows = {one.group: one for one in queries.results_of(ana, wave) if one.category == "C01"}
        assert {one.alternative for one in rows.values()} == {"cso"}  # "I don't know" is no score
    assert (rows[""].n, rows[""].median, rows[""].distribution) == (13, 2.0, [2, 5, 0, 6, 0])
    assert rows[""].mean == pytest.approx((6 * 4 + 5 * 2 + 2) / 13)
    held = {group for group, one in rows.items() if one.suppressed}
    assert "Business" in held and len(held) >= 2  # one alone could be subtracted from the whole
    assert all(rows[group].n is None and rows[group].distribution is None for group in held)


def test_the_pages_show_tables_words_and_files_and_ask_as_often_for_many_as_for_few(
    sign_in: SignIn, django_assert_max_num_queries: Any
) -> None:
    ana = an_analyst()
    few = a_closed_wave(ana, [("Resident", 5)] * 5)
    many = a_closed_wave(ana, [("Resident", 5), ("Worker", 3)] * 12, many=12)
    browser = sign_in(ana)
    browser.get("/studies/")
    for wave in (few, many):
        for path in (f"/studies/surveys/{wave.pk}/results/", f"/studies/surveys/{wave.pk}/results/?category=C01",
                     f"/studies/surveys/{wave.pk}/"):  # fmt: skip
            with django_assert_max_num_queries(24):
                page = browser.get(path)
            assert page.status_code == 200
    said = browser.get(f"/studies/surveys/{many.pk}/results/?category=C01").content.decode()
    assert "how soon" in said and "Mediator" in said and "Acceptance by group" in said
    file = browser.get(f"/studies/surveys/{many.pk}/results/?csv=acceptance_by_group").content.decode("utf-8-sig")
    assert {row["group"] for row in csv.DictReader(io.StringIO(file))} >= {"Resident", "Worker"}


def test_fewer_than_five_answers_give_no_number_and_no_words(sign_in: SignIn) -> None:
    ana = an_analyst()
    wave = a_closed_wave(ana, [("Resident", 5)] * 4)
    page = sign_in(ana).get(f"/studies/surveys/{wave.pk}/results/?category=C01").content.decode()
    assert "how soon" not in page and "5.00" not in page
    with acting_as(ana.pk), transaction.atomic():
        assert all(one.suppressed for one in queries.results_of(ana, wave))
        assert queries.folder_answers_of(ana, wave.study)[0] == ()


@given(st.tuples(*[st.integers(0, 6)] * 5))
def test_the_median_is_that_of_the_sorted_scores(counts: tuple[int, ...]) -> None:
    scores = [score for score, many in enumerate(counts, start=1) for _ in range(many)]
    middle = (scores[(len(scores) - 1) // 2] + scores[len(scores) // 2]) / 2 if scores else None
    assert median_of(counts) == middle


CELLS = st.dictionaries(
    st.tuples(st.sampled_from(["A", "B"]), st.sampled_from(["", "x", "y", "z"]), st.integers(1, 5)),
    st.integers(1, 7), max_size=20,
)  # fmt: skip


@given(CELLS)
def test_what_is_shown_of_counted_answers_never_rests_on_fewer_than_five_not_even_the_rest(
    cells: dict[tuple[str, str, int], int],
) -> None:
    given_cells = [Cell(category=category, alternative="cso", group=group, score=score, many=many)
                   for (category, group, score), many in cells.items()]  # fmt: skip
    shown = [one for one in acceptance_of(given_cells) if not one.suppressed]
    for category in ("A", "B"):
        sizes = Counter[str]()
        for one in given_cells:
            if one.category == category:
                sizes[one.group] += one.many
        of_category = {one.group: one.n for one in shown if one.category == category}
        assert all(n is not None and n >= 5 for n in of_category.values())
        if "" in of_category:
            rest = sum(sizes.values()) - sum(sizes[group] for group in of_category if group)
            assert rest == 0 or rest >= 5


def test_the_folder_has_codes_that_are_no_persons_and_going_out_in_and_out_again_changes_nothing() -> None:
    ana = an_analyst()
    wave = a_closed_wave(ana, [("Resident", 4)] * 6 + [("Worker", 2)] * 5 + [("Business", 1)] * 2)
    copy = a_stored_study(ana, "The same, imported")
    with acting_as(ana.pk):
        with transaction.atomic():
            out, traits = queries.folder_answers_of(ana, wave.study)
            again, _ = queries.folder_answers_of(ana, wave.study)
        actions.take_in_answers(by=ana, study=copy, answers=out, traits=traits)
        with transaction.atomic():
            assert out == again
            assert queries.folder_answers_of(ana, copy) == (out, traits)
    assert len({one.respondent for one in out}) == 13
    assert {one.group for one in out} == {"Resident", "Worker", ""}  # a group of two has no name
    assert Counter(one.category for one in out) == {"C01": 13, "C02": 13}
    assert all(one.alternative == "cso" for one in out)  # nobody gave a score to another


ANSWERS = st.lists(
    st.builds(
        SurveyAnswer, respondent=st.sampled_from("abcdefghij"), group=st.just("g"),
        category=st.sampled_from(["A", "B"]), alternative=st.sampled_from(["cso", "tru_online", "outside"]),
        score=st.none() | st.integers(1, 5),
        depends_on=st.sampled_from(["", "soon"]), suggestion=st.sampled_from(["", "CSO"]), weight=st.just(1.0),
    ),
    max_size=60, unique_by=lambda one: (one.respondent, one.category, one.alternative),
)  # fmt: skip


@given(answers=ANSWERS)
def test_whatever_answers_a_folder_holds_taking_them_in_settles_after_one_time(answers: list[SurveyAnswer]) -> None:
    ana = an_analyst()
    study = a_stored_study(ana)
    traits = [
        RespondentTrait(respondent=one, variable="area", value="north") for one in {a.respondent for a in answers}
    ]
    with acting_as(ana.pk):
        actions.take_in_answers(by=ana, study=study, answers=answers, traits=traits)
        with transaction.atomic():
            first = queries.folder_answers_of(ana, study)
        actions.take_in_answers(by=ana, study=study, answers=first[0], traits=first[1])
        with transaction.atomic():
            assert queries.folder_answers_of(ana, study) == first
    scored = Counter((one.category, one.alternative) for one in first[0] if one.score is not None)
    assert all(many >= 5 for many in scored.values())


def test_only_who_works_in_a_study_takes_answers_in_and_a_stranger_reads_none() -> None:
    ana, eve = an_analyst(), an_analyst("Eve")
    wave = a_closed_wave(ana, [("Resident", 4)] * 6)
    with acting_as(eve.pk), transaction.atomic():
        assert queries.folder_answers_of(eve, wave.study)[0] == ()


def test_the_chart_says_what_most_accept_for_each_category_and_nothing_about_too_few(sign_in: SignIn) -> None:
    ana = an_analyst()
    wave = a_closed_wave(ana, [("Resident", 5)] * 6 + [("Worker", 2)] * 2)
    with acting_as(ana.pk), transaction.atomic():
        rows = queries.results_of(ana, wave)
    chart = acceptance_chart(wave, rows)
    assert chart is not None and chart.title.endswith("Community service officer, by 75% of those who answered")
    assert [row[:3] for row in chart.table.rows] == [("C01", 0.75, 8), ("C02", 0.75, 8)]
    assert "together" not in chart.sentence  # shares are not added up
    page = sign_in(ana).get(f"/studies/surveys/{wave.pk}/results/").content.decode()
    assert chart.title in page and chart.sentence in page
    few = a_closed_wave(ana, [("Resident", 5)] * 4)
    with acting_as(ana.pk), transaction.atomic():
        assert acceptance_chart(few, queries.results_of(ana, few)) is None


@given(st.lists(st.lists(st.integers(0, 9), min_size=5, max_size=5), min_size=1, max_size=60))
def test_the_first_bar_is_the_longest_and_no_share_is_more_than_all(counts: list[list[int]]) -> None:
    rows = [
        AcceptanceResult(
            category=f"C{at // 3}", alternative=ORDER[at % 3], group="", n=sum(one) or None, distribution=one,
            position=at,
        )
        for at, one in enumerate(counts)
    ]  # fmt: skip
    wave = SurveyWave(name="Spring", opens_on=date(2026, 1, 1), closes_on=date(2026, 2, 1))
    wave.study = Study(title="Calls", place="Anytown")
    chart = acceptance_chart(wave, rows)
    shares = [row[1] for row in chart.table.rows] if chart else []
    assert shares == sorted(shares, reverse=True) and all(0 <= one <= 1 for one in shares)
    assert len({row[0] for row in chart.table.rows} if chart else ()) == len(shares)


def test_invented_people_take_the_time_that_people_take() -> None:
    ana = an_analyst()
    wave = an_open_wave(ana, a_survey_study(ana))
    chance, pace = Random(1), Random(2)  # noqa: S311 - invents, keeps no secret
    for _ in range(15):
        invent_answer(wave, chance, pace)
    with acting_as(ana.pk), transaction.atomic():
        told = sums.pace_of(wave)
        assert told.seconds is not None and 4 * 60 < told.seconds < 16 * 60
        assert not [one for one in sums.received_of(wave) if one.flag]
