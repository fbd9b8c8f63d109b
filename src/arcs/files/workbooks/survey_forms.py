"""The residents' and stakeholders' survey: the form as a workbook and as a plain CSV, and its answers read back.

A row asks about one category and one alternative: a score of 1 (least accepting) to 5 (most accepting), what it
depends on, and, where someone outside the police could answer, which resource.
"""

import csv
import io
import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, Protection
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from arcs.core.instruments.ratings import DIGIT_LOOK_ALIKES, Repair
from arcs.core.refusal import Refusal
from arcs.core.suitability.acceptance import SCORES, SurveyAnswer
from arcs.core.vocabulary import Alternative
from arcs.files.workbooks.cells import (
    RISKY_STARTS,
    heading,
    print_landscape,
    safe_cell,
    save_workbook,
)
from arcs.files.workbooks.rating_forms import ANSWER_FILL, QUIET, add_drop_down
from arcs.files.workbooks.sheets_read import SheetRows, headed_rows, read_sheets

CSV_COLUMNS = ("respondent", "group", "category", "alternative", "score", "depends_on", "suggestion", "weight")
_HEADINGS = ("Category", "Who could answer", "How acceptable? (1-5)", "It depends on", "Which resource?")
_COLUMNS = {
    "respondent": {"respondent", "your code", "code"},
    "group": {"group", "you are"},
    "category": {"category", "cfs type"},
    "alternative": {"alternative", "who could answer"},
    "score": {"score", "how acceptable? (1-5)"},
    "depends_on": {"depends on", "it depends on"},
    "suggestion": {"suggestion", "which resource?"},
    "weight": {"weight"},
}
_HEADING_ROW = 5


@dataclass(frozen=True, kw_only=True)
class SurveyQuestion:
    """One row of the survey: a category and an alternative it asks about ("cso", "tru_online", "outside")."""

    category: str
    alternative: str

    @property
    def words(self) -> str:
        """What a resident reads; a custom alternative by its own name."""
        known = {one.value: one.label for one in Alternative}
        return known.get(self.alternative, self.alternative)


@dataclass(frozen=True, kw_only=True)
class SurveyReading:
    """What came of reading: answers, repairs and all refusals; `blank` counts rows in which nothing was answered."""

    answers: tuple[SurveyAnswer, ...]
    repairs: tuple[Repair, ...]
    refused: tuple[Refusal, ...]
    blank: int

    @property
    def respondents(self) -> tuple[str, ...]:
        """Codes of those who answered something."""
        return tuple(sorted({one.respondent for one in self.answers}))


def write_survey_workbook(path: Path, questions: Sequence[SurveyQuestion], *, study: str, respondent: str = "") -> None:
    """Write the survey form with drop-downs; the same questions give the same bytes."""
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    sheet: Worksheet = workbook.create_sheet("Survey")
    safe_cell(sheet["A1"], study).font = Font(bold=True, size=14)
    how = "1 = least accepting, 5 = most accepting. Leave blank what you do not want to answer. Please give no names."
    safe_cell(sheet["A2"], how).font = QUIET
    for at, (label, text) in enumerate((("Your code", respondent), ("Group", ""))):
        safe_cell(sheet.cell(3, 1 + 2 * at), label).font = Font(bold=True)
        cell = safe_cell(sheet.cell(3, 2 + 2 * at), text)
        cell.number_format, cell.fill, cell.protection = "@", ANSWER_FILL, Protection(locked=False)
    for at, text in enumerate(_HEADINGS, start=1):
        heading(sheet.cell(_HEADING_ROW, at), text)
        sheet.column_dimensions[get_column_letter(at)].width = (34, 34, 16, 38, 30)[at - 1]
    for row, one in enumerate(questions, start=_HEADING_ROW + 1):
        safe_cell(sheet.cell(row, 1), one.category).alignment = Alignment(wrap_text=True, vertical="top")
        safe_cell(sheet.cell(row, 2), one.words).alignment = Alignment(wrap_text=True, vertical="top")
        for column in (3, 4, 5):
            cell = safe_cell(sheet.cell(row, column), None)
            cell.fill, cell.protection = ANSWER_FILL, Protection(locked=False)
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            cell.number_format = "General" if column == 3 else "@"
    scores = tuple(str(score) for score in SCORES)
    last = _HEADING_ROW + len(questions)
    add_drop_down(sheet, scores, "C", (_HEADING_ROW + 1, last), ("How acceptable?", how))
    sheet.freeze_panes = f"C{_HEADING_ROW + 1}"
    sheet.protection.sheet = True
    print_landscape(sheet, heading_row=_HEADING_ROW, foot=study)
    save_workbook(workbook, path, title=f"{study}: survey")


def survey_csv(questions: Sequence[SurveyQuestion]) -> str:
    """The same form as CSV text, one empty row per question, columns `CSV_COLUMNS`."""
    lines = io.StringIO()
    writer = csv.writer(lines, lineterminator="\n")
    writer.writerow(CSV_COLUMNS)
    for one in questions:
        writer.writerow(["", "", safe_csv(one.category), safe_csv(one.alternative), "", "", "", ""])
    return lines.getvalue()


def safe_csv(text: str) -> str:
    """Text for a CSV that people open in a spreadsheet: a quote mark before what it would take for a formula.

    >>> safe_csv("=1+1"), safe_csv("Graffiti")
    ("'=1+1", 'Graffiti')
    """
    return f"'{text}" if text.startswith(RISKY_STARTS) else text


def read_survey(paths: Iterable[Path], questions: Collection[SurveyQuestion] | None = None) -> SurveyReading:
    """Read survey forms and CSV files (columns in any order, extra ones ignored); faults are collected.

    `questions`, where given, are what the study asks: an answer to anything else is refused.
    A form without a respondent's code is given its file's name as code.
    """
    known = None if questions is None else {(one.category, one.alternative) for one in questions}
    words = {one.label.casefold(): one.value for one in Alternative}
    if questions is not None:
        words |= {one.words.casefold(): one.alternative for one in questions}
    answers: dict[tuple[str, str, str], SurveyAnswer] = {}
    repairs: list[Repair] = []
    refused: list[Refusal] = []
    blank = 0
    for path in paths:
        try:
            sheet, header = _survey_sheet(path)
            rows = list(_rows(sheet, header, path.stem))
        except Refusal as refusal:
            refused.append(refusal)
            continue
        for row in rows:
            try:
                one = _answer(row, words, known, repairs)
                if one is None:
                    blank += 1
                    continue
                key = (one.respondent, one.category, one.alternative)
                if key in answers and replace(answers[key], where="") != replace(one, where=""):
                    raise Refusal(
                        one.where,
                        f"respondent {one.respondent} has answered this differently at {answers[key].where}",
                        "keep one of the two answers",
                    )
                answers.setdefault(key, one)
            except Refusal as refusal:
                refused.append(refusal)
    return SurveyReading(answers=tuple(answers.values()), repairs=tuple(repairs), refused=tuple(refused), blank=blank)


def _plain(name: str) -> str:
    return " ".join(name.replace("_", " ").split()).casefold()


def _survey_sheet(path: Path) -> tuple[SheetRows, int]:
    for sheet in read_sheets(path):
        for at, (_, cells) in enumerate(sheet.rows[:50]):
            names = {_plain(cell) for cell in cells}
            if names & _COLUMNS["category"] and names & _COLUMNS["score"]:
                return sheet, at
    raise Refusal(path.name, "no row with the headings category and score was found", "give a survey form or its CSV")


def _rows(sheet: SheetRows, header: int, stem: str) -> Iterable[dict[str, str]]:
    above = {"respondent": "", "group": ""}
    for _, cells in sheet.rows[:header]:
        for label, beside in pairwise(cells):
            above |= {name: beside.strip() for name in above if _plain(label) in _COLUMNS[name]}
    for line, record in headed_rows(sheet, header):
        given = {_plain(name): cell for name, cell in record.items()}
        row = {
            name: next((given[spelling] for spelling in sorted(spellings) if spelling in given), "")
            for name, spellings in _COLUMNS.items()
        }
        row["respondent"] = row["respondent"].strip() or above["respondent"] or stem
        row["group"] = row["group"].strip() or above["group"]
        row["where"] = sheet.where(line)
        yield row


def _answer(
    row: dict[str, str],
    words: dict[str, str],
    known: set[tuple[str, str]] | None,
    repairs: list[Repair],
) -> SurveyAnswer | None:
    where = row["where"]
    if not any(row[name].strip() for name in ("score", "depends_on", "suggestion")):
        return None
    category = row["category"].strip()
    if category.startswith("'") and safe_csv(category[1:]) == category:
        category = category[1:]  # the quote mark that our own CSV put there
    alternative = words.get(row["alternative"].strip().casefold(), row["alternative"].strip())
    if known is not None and (category, alternative) not in known:
        raise Refusal(where, f"the survey does not ask about {category!r}, {alternative!r}", "use the form's own rows")
    score, repair = _score(row["score"], where)
    if repair:
        repairs.append(repair)
    return SurveyAnswer(
        respondent=row["respondent"],
        group=row["group"],
        category=category,
        alternative=alternative,
        score=score,
        depends_on=row["depends_on"],
        suggestion=row["suggestion"],
        weight=_weight(row["weight"], where),
        where=where,
    )


def _score(given: str, where: str) -> tuple[int | None, Repair | None]:
    text = given.strip()
    if not text:
        return None, None
    if text in {str(score) for score in SCORES}:
        return int(text), None
    plain = "".join(DIGIT_LOOK_ALIKES.get(mark, mark) for mark in text)
    plain = plain.translate({0xFF10 + digit: str(digit) for digit in range(10)})
    found = re.fullmatch(r"([1-5])(?:[.,]0+)?(?: ?[-–=(] ?[^\W\d].*)?", plain, flags=re.DOTALL)
    if not found:
        raise Refusal(where, f"the score is {text[:40]!r}", "give a whole number from 1 to 5, or leave it blank")
    repair = Repair(where=where, item="score", given=given, read_as=found[1], why="words or glyphs beside the number")
    return int(found[1]), repair


def _weight(given: str, where: str) -> float:
    if not given.strip():
        return 1.0
    try:
        weight = float(given)
    except ValueError:
        weight = -1.0
    if not 0 < weight < 1e6:
        raise Refusal(where, f"the weight is {given[:40]!r}", "give a number above zero, or leave it blank")
    return weight
