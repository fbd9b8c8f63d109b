"""A new study: its folder, one rating form for each officer, and the survey form."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path

from arcs.core.cells import cells
from arcs.core.evaluation.records import Assumptions, CodingChoice, Participation, StudyTitle
from arcs.core.evaluation.study import Study
from arcs.core.instruments.blocks import Sharing, raters_needed, share_out
from arcs.core.refusal import Refusal
from arcs.core.suitability.records import CallType
from arcs.files.studies.schema import BUDGET_FILE, CSV_FILES, RATINGS_FOLDER, SECTIONS, SETTINGS_FILE, SURVEY_FOLDER
from arcs.files.studies.writing import csv_text, write_study
from arcs.files.workbooks.rating_forms import ShownWorkload, write_rating_workbooks
from arcs.files.workbooks.sheets_read import headed_rows, read_sheets
from arcs.files.workbooks.survey_forms import SurveyQuestion, survey_csv, write_survey_workbook

FORMS_FOLDER = "forms"
AT_LEAST, MINUTES_PER_TYPE, MINUTES, REPEATS = 8, 0.75, 60.0, 4
TYPE_HEADINGS = ("call_type", "call type", "cfs_category", "cfs category", "cfs_type", "cfs type", "type")
README = """# A study of calls for service

1. Send each officer one workbook of `forms/`. What comes back goes into `ratings/`.
2. The administration codes each call type in `coding.csv`; similar types are merged in `merges.csv`, and what they
   are merged into is listed in `categories.csv`.
3. `arcs study survey` writes the survey form for the categories; what comes back goes into `survey/`.
4. `arcs study check` lists everything that is wrong. `arcs evaluate` writes the report.

What each file and column may hold is in ARCS's reference, page "The study folder".
"""


@dataclass(frozen=True, kw_only=True)
class Begun:
    """What was made: call types, raters, and the forms to send."""

    call_types: int
    raters: int
    forms: tuple[Path, ...]


def begin_study(
    folder: Path, *, types: Sequence[CallType], raters: int | None, title: str, place: str, today: date
) -> Begun:
    """Make a study folder; refused where the folder holds anything already."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise Refusal(str(folder), "it is there already and is not empty", "name a new folder")
    study = new_study(types, title=title, place=place, today=today)
    asked = _raters_asked(types, raters)
    sharing = _sharing(study, asked)  # refused for too few raters before anything is written
    write_study(study, folder)
    for table in CSV_FILES:
        if not (folder / table.file).exists():
            (folder / table.file).write_text(csv_text(table.row, ()), encoding="utf-8", newline="")
    (folder / BUDGET_FILE).write_text(_budget_to_fill(), encoding="utf-8", newline="")
    (folder / "README.md").write_text(README, encoding="utf-8", newline="")
    for home in (RATINGS_FOLDER, SURVEY_FOLDER):
        (folder / home).mkdir()
    return Begun(call_types=len(types), raters=asked, forms=_forms(folder, study, sharing))


def new_study(types: Sequence[CallType], *, title: str, place: str, today: date) -> Study:
    """The study that every new one begins as: the report's own assumptions, to be changed."""
    return Study(
        study=StudyTitle(title=title, place=place, prepared_by=place, version_date=today,
                         period="the period of the calls: write it here", source=f"{place}: ratings, survey, calls"),
        assumptions=Assumptions(
            annual_hours=Decimal(2080), net_hours=Decimal(1750), share_on_calls=Decimal("0.30"),
            net_hours_low=Decimal(1650), net_hours_high=Decimal(1850), share_low=Decimal("0.25"),
            share_high=Decimal("0.35"), little_relief_fte=Decimal("0.25"),
        ),
        coding_choice=CodingChoice(preset="report", draws=400),
        participation=Participation(),
        call_types=tuple(types),
    )  # fmt: skip


def _raters_asked(types: Sequence[CallType], raters: int | None) -> int:
    """Officers who get a form; who has rated is known only from what comes back."""
    if not types:
        return 0
    return raters or raters_needed(len(types), MINUTES_PER_TYPE, AT_LEAST, MINUTES, REPEATS)


def _sharing(study: Study, asked: int) -> Sharing | None:
    if not study.call_types:
        return None
    codes = [f"R{number:02d}" for number in range(1, asked + 1)]
    names = [one.call_type for one in study.call_types]
    return share_out(names, codes, MINUTES_PER_TYPE, at_least=AT_LEAST, minutes=MINUTES, repeats=REPEATS)


def _forms(folder: Path, study: Study, sharing: Sharing | None) -> tuple[Path, ...]:
    if sharing is None:
        return ()
    home, title = folder / FORMS_FOLDER, study.study.title
    volumes = {one.call_type: ShownWorkload(fte=one.fte) for one in study.call_types}
    written = write_rating_workbooks(home, sharing, study.instrument, study=title, workload=volumes)
    return (*written, *write_survey_form(home, [one.call_type for one in study.call_types], study=title))


def write_survey_form(home: Path, categories: Sequence[str], *, study: str) -> tuple[Path, ...]:
    """The survey as a workbook and as CSV: acceptance of a CSO, of telephone or online, and of someone outside."""
    home.mkdir(parents=True, exist_ok=True)
    asked = [SurveyQuestion(category=name, alternative=one) for name in categories for one in
             ("cso", "tru_online", "outside")]  # fmt: skip
    workbook, plain = home / "survey.xlsx", home / "survey.csv"
    write_survey_workbook(workbook, asked, study=study)
    plain.write_text(survey_csv(asked), encoding="utf-8", newline="")
    return workbook, plain


def _budget_to_fill() -> str:
    """The budget's keys with their meaning, as comments: a study without rates has no budget yet."""
    lines = ["# Take the # away where you know the number."]
    for section in (one for one in SECTIONS if one.file == BUDGET_FILE):
        lines += ["", f"# {section.meaning}", f"# [[{section.section}]]" if section.many else f"# [{section.section}]"]
        lines += [f"# {one.name} =    # {one.meaning}" for one in cells(section.row)]
    return "\n".join(lines) + "\n"


def read_types(path: Path) -> tuple[CallType, ...]:
    """Call types from a list or a workload table (CSV, XLSX), or from a call table (Parquet); each once, in order.

    A column `fte` is taken where there is one.
    """
    rows = _parquet_rows(path) if path.suffix.lower() == ".parquet" else _sheet_rows(path)
    found: dict[str, CallType] = {}
    for where, name, fte in rows:
        if name and name not in found:
            found[name] = CallType(call_type=name, fte=_fte(fte, where))
    if not found:
        raise Refusal(str(path), "it holds no call types", f"give a table with a column headed {TYPE_HEADINGS[0]}")
    return tuple(found.values())


def _fte(text: str, where: str) -> Decimal | None:
    try:
        value = Decimal(text) if text else None
    except InvalidOperation:
        raise Refusal(where, f'fte is "{text}", which is no number', "correct the cell or leave it empty") from None
    if value is not None and (not value.is_finite() or value < 0):
        raise Refusal(where, f"fte is {text}", "give a number of 0 or more, or leave it empty")
    return value


def _sheet_rows(path: Path) -> list[tuple[str, str, str]]:
    if not path.is_file():
        raise Refusal(str(path), "there is no such file", "check the path")
    for sheet in read_sheets(path):
        for at, (_, row) in enumerate(sheet.rows[:50]):
            heads = [cell.strip().casefold() for cell in row]
            heading = next((row[heads.index(name)] for name in TYPE_HEADINGS if name in heads), None)
            if heading is not None:
                return [
                    (f"{path} line {line}", record.get(heading, "").strip(), record.get("fte", "").strip())
                    for line, record in headed_rows(sheet, at)
                ]
    raise Refusal(str(path), "no column with call types was found", f"head it with {TYPE_HEADINGS[0]}")


def _parquet_rows(path: Path) -> list[tuple[str, str, str]]:
    import pyarrow.compute as pc  # noqa: PLC0415 - only a call table needs it
    import pyarrow.parquet as pq  # noqa: PLC0415 - loaded when it is needed

    try:
        names = pc.unique(pq.read_table(path, columns=["call_type"]).column("call_type")).to_pylist()
    except (OSError, ValueError, KeyError) as wrong:
        raise Refusal(
            str(path), f"no call types could be read ({wrong})", "give calls.parquet of arcs cad read"
        ) from None
    return [(str(path), str(name), "") for name in sorted(one for one in names if one is not None)]


def survey_form_of(folder: Path, study: Study) -> tuple[Path, ...]:
    """The survey form of a study for its categories; refused where it has none yet."""
    if not study.categories:
        raise Refusal(
            str(folder / "categories.csv"), "there are no categories yet", f"fill it in beside {SETTINGS_FILE}"
        )
    names = [one.category for one in study.categories]
    return write_survey_form(folder / FORMS_FOLDER, names, study=study.study.title)
