"""The survey form goes out as a workbook and a CSV and comes back as answers."""

import csv
from pathlib import Path

import pytest
from openpyxl import load_workbook

from arcs.files.workbooks.survey_forms import (
    CSV_COLUMNS,
    SurveyQuestion,
    read_survey,
    survey_csv,
    write_survey_workbook,
)

QUESTIONS = (
    SurveyQuestion(category="Graffiti", alternative="cso"),
    SurveyQuestion(category="Graffiti", alternative="tru_online"),
    SurveyQuestion(category="=Vagrant", alternative="outside"),
)


@pytest.fixture
def form(tmp_path: Path) -> Path:
    path = tmp_path / "survey.xlsx"
    write_survey_workbook(path, QUESTIONS, study="Oak Park survey")
    return path


def answer(path: Path, cells: dict[str, object]) -> None:
    workbook = load_workbook(path)
    for place, value in cells.items():
        workbook["Survey"][place].value = value
    workbook.save(path)


def test_the_workbook_reads_back_in_a_residents_words(form: Path) -> None:
    assert [load_workbook(form)["Survey"].cell(row, 1).value for row in (6, 7, 8)] == [
        "Graffiti",
        "Graffiti",
        "=Vagrant",
    ]
    answer(
        form, {"B3": "A001", "D3": "resident", "C6": 4, "D7": "who calls back", "C8": 5, "E8": "Housing Forward; CSO"}
    )
    reading = read_survey([form], QUESTIONS)
    assert reading.refused == ()
    found = [(one.category, one.alternative, one.score, one.depends_on, one.suggestion) for one in reading.answers]
    assert found == [
        ("Graffiti", "cso", 4, "", ""),
        ("Graffiti", "tru_online", None, "who calls back", ""),
        ("=Vagrant", "outside", 5, "", "Housing Forward; CSO"),
    ]
    assert {(one.respondent, one.group) for one in reading.answers} == {("A001", "resident")}


def test_without_a_code_the_files_name_tells_respondents_apart(form: Path) -> None:
    answer(form, {"C6": 2})
    other = form.with_name("from the library desk 7.xlsx")
    other.write_bytes(form.read_bytes())
    assert read_survey([form, other], QUESTIONS).respondents == ("from the library desk 7", "survey")


def test_the_csv_twin_has_one_empty_row_per_question_and_reads_back(tmp_path: Path) -> None:
    text = survey_csv(QUESTIONS)
    rows = list(csv.DictReader(text.splitlines()))
    assert tuple(rows[0]) == CSV_COLUMNS
    assert [row["category"] for row in rows] == ["Graffiti", "Graffiti", "'=Vagrant"]
    path = tmp_path / "answers.csv"
    path.write_text("respondent,group,category,alternative,score,weight\nA1,r,Graffiti,cso,３,1.5\n", encoding="utf-8")
    reading = read_survey([path], QUESTIONS)
    assert [(one.score, one.weight) for one in reading.answers] == [(3, 1.5)]
    assert len(reading.repairs) == 1
    empty = tmp_path / "empty_form.csv"
    empty.write_text(text, encoding="utf-8")
    filled = tmp_path / "filled.csv"
    filled.write_text(text.replace("outside,,", "outside,5,"), encoding="utf-8")
    assert [one.category for one in read_survey([filled], QUESTIONS).answers] == ["=Vagrant"]
    assert (read_survey([empty], QUESTIONS).blank, read_survey([empty], QUESTIONS).answers) == (3, ())


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("A1,r,Graffiti,cso,6,", "score is '6'"),
        ("A1,r,Graffiti,cso,3-4,", "score is '3-4'"),
        ("A1,r,Graffiti,cso,=2+2,", "score is"),
        ("A1,r,Parking,cso,3,", "does not ask"),
        ("A1,r,Graffiti,cso,3,-1", "weight"),
        ("A1,r,Graffiti,cso,3,nan", "weight"),
    ],
)
def test_an_unusable_row_is_refused_with_its_line_and_the_others_are_read(tmp_path: Path, row: str, why: str) -> None:
    path = tmp_path / "answers.csv"
    path.write_text(
        f"respondent,group,category,alternative,score,weight\n{row}\nA2,r,Graffiti,cso,3 - neutral,\n", encoding="utf-8"
    )
    reading = read_survey([path], QUESTIONS)
    assert len(reading.refused) == 1
    assert why in str(reading.refused[0])
    assert "answers.csv, line 2" in str(reading.refused[0])
    assert [one.score for one in reading.answers] == [3]


def test_two_different_answers_of_one_respondent_are_refused_and_equal_ones_count_once(tmp_path: Path) -> None:
    path = tmp_path / "answers.csv"
    path.write_text(
        "respondent,category,alternative,score\nA1,Graffiti,cso,3\nA1,Graffiti,cso,3\nA1,Graffiti,cso,4\n",
        encoding="utf-8",
    )
    reading = read_survey([path])
    assert len(reading.answers) == 1
    assert "line 4" in str(reading.refused[0])


def test_the_same_questions_give_the_same_bytes(form: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.xlsx"
    write_survey_workbook(other, QUESTIONS, study="Oak Park survey")
    assert other.read_bytes() == form.read_bytes()
