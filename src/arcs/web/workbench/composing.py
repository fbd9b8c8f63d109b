"""The study of the web as the study folder of `arcs evaluate`, and back.

The web's evaluation is the command line's: whatever people entered is written as a study folder, and that folder is
evaluated. So both print the same tables, and an analyst can take a study home and bring it back.

The front page (title, place, subtitle, period, invented) is the web's own; it stands above the row `study.toml:study`
on the way out and is set from it on the way in. Ratings and survey answers given in the web count; where there are
none, those that came with a folder do.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from arcs.core.evaluation.records import RatingRow, SurveyAnswerRow
from arcs.core.evaluation.study import Study as CoreStudy
from arcs.core.refusal import Refusal
from arcs.files.faults import Fault
from arcs.files.hashing import sha256_of
from arcs.files.studies.answers_read import read_answers_of, read_ratings_of
from arcs.files.studies.checking import check_folder
from arcs.files.studies.folder import Folder
from arcs.files.studies.parts import PARTS, Cells, folder_of, rows_of
from arcs.files.studies.reading import as_study, read_folder
from arcs.files.studies.schema import RATINGS_FILE, SETTINGS_FILE, SURVEY_FILE
from arcs.files.studies.writing import csv_text, write_study
from arcs.web.people.models import Staff
from arcs.web.ratings.queries import ratings_of
from arcs.web.sheets.actions import replace_part
from arcs.web.sheets.beginning import FRONT, TITLE, completed
from arcs.web.sheets.keeping import keep_file, kept_files
from arcs.web.sheets.queries import every_row
from arcs.web.studies.actions import SEED, describe_study, request_evaluation, upload_file, upload_part
from arcs.web.studies.content import private_folder, write_upload
from arcs.web.studies.models import Study, StudyEvaluation, Upload
from arcs.web.studies.permits import may_work
from arcs.web.studies.study_archive import demand_inside, is_inside, pack
from arcs.web.surveys.queries import answers_of

CALLS = f"{SETTINGS_FILE}:calls"
ANSWERS = (RATINGS_FILE, SURVEY_FILE)


@dataclass(frozen=True, kw_only=True)
class Given:
    """A study folder that was read: its rows by part, and its answers as the texts of their files ("" for none)."""

    folder: Path
    rows: Mapping[str, list[Cells]]
    answers: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class Difference:
    """What an import would do to one part: rows now, rows in the file, and how many of them come, go or stay."""

    part: str
    now: int
    given: int
    added: int
    removed: int

    @property
    def changes(self) -> bool:
        """Whether anything would be different, the order of the rows included."""
        return bool(self.added or self.removed)


def study_of(who: Staff, study: Study) -> CoreStudy:
    """The study as the core evaluates it. Refusal, with part and row, where a row cannot be one."""
    with _composed(who, study) as (folder, faults):
        made = as_study(folder)
        if made is None or faults:
            first = (faults or folder.faults)[0]
            raise Refusal(_place(first), first.what, first.remedy)
        return made


def faults_of(who: Staff, study: Study) -> tuple[Fault, ...]:
    """Everything wrong in the study at once, as `arcs study check` says it; `line` counts a part's rows from 1."""
    with _composed(who, study) as (folder, _faults):
        for path in kept_files(who, study):
            if path not in ANSWERS:
                _home(folder.path, path).touch()  # the check only asks whether the file is there
        return check_folder(folder)


def write_folder(who: Staff, study: Study, folder: Path) -> CoreStudy:
    """Write the study folder, dispatch exports and their mappings included; the same study gives the same bytes."""
    made = study_of(who, study)
    demand_inside(made)
    write_study(made, folder)
    kept = kept_files(who, study)
    for path in dict.fromkeys(one for source in made.calls for one in (source.path, source.mapping) if one):
        if path in kept:
            _write_kept(kept[path], folder, path)
    return made


def write_archive(who: Staff, study: Study, archive: Path) -> None:
    """Write the study folder as one ZIP: the same study gives the same bytes."""
    with private_folder() as home:
        folder = home / "study"
        write_folder(who, study, folder)
        pack(sorted(one for one in folder.rglob("*") if one.is_file()), folder, archive)


@transaction.atomic
def evaluate_now(*, by: Staff, study: Study, seed: int = SEED) -> StudyEvaluation:
    """Ask for an evaluation of the study as it stands in the web, by the folder that the command line would read."""
    may_work(by, study).demand()
    with private_folder() as home:
        archive = home / "study.zip"
        write_archive(by, study, archive)
        upload = upload_file(by=by, study=study, path=archive, name=f"{study.title}.zip")
    return request_evaluation(by=by, study=study, upload=upload, seed=seed)


def differences(who: Staff, study: Study, folder: Path) -> tuple[Difference, ...]:
    """What `take_in` would change, part by part; parts that stay as they are and are empty are left out."""
    given = _read(folder)
    now = completed(study, every_row(who, study))
    found = [_difference(part, now.get(part, []), given.rows.get(part, [])) for part in PARTS]
    kept = kept_files(who, study)
    for path, text in given.answers.items():
        same = path in kept and kept[path].sha256 == _sha256(text)
        many = max(0, text.count("\n") - 1)
        lines = _lines_of(kept[path]) if path in kept else 0
        unchanged = same or (not text and path not in kept)
        found.append(
            Difference(
                part=path, now=lines, given=many, added=0 if unchanged else many, removed=0 if unchanged else lines
            )
        )
    return tuple(one for one in found if one.now or one.given)


@transaction.atomic
def take_in(*, by: Staff, study: Study, folder: Path) -> UUID:
    """Put a study folder in place of all that the study holds, as one change that `sheets.actions.undo` takes back.

    Refusal, with the first fault, for a folder that cannot be read; then nothing is changed. Parts that are the same
    are not touched, so that whoever may not change them can still bring the others.
    """
    may_work(by, study).demand()
    given = _read(folder)
    change = uuid4()
    now = every_row(by, study)
    for part in PARTS:
        rows = given.rows.get(part, [])
        if rows != now.get(part, []):
            replace_part(by=by, study=study, part=part, rows=rows, change=change)
    _take_front_page(by, study, given.rows[TITLE][0])
    _take_files(by, study, given, change)
    return change


@contextmanager
def _composed(who: Staff, study: Study) -> Iterator[tuple[Folder, tuple[Fault, ...]]]:
    """The study as a folder that was read, and the faults of its rows; its path exists while the block runs."""
    rows = completed(study, every_row(who, study))
    folder = folder_of(rows, ratings=ratings_of(who, study), answers=answers_of(who, study))
    faults = tuple(folder.faults)
    with private_folder() as home:
        folder.path = home
        kept = kept_files(who, study)
        if not folder.ratings and RATINGS_FILE in kept:
            _write_kept(kept[RATINGS_FILE], home, RATINGS_FILE)
            read_ratings_of(folder)
        if not folder.answers and SURVEY_FILE in kept:
            _write_kept(kept[SURVEY_FILE], home, SURVEY_FILE)
            read_answers_of(folder)
        yield folder, faults


def _read(folder: Path) -> Given:
    read = read_folder(folder)
    made = as_study(read)
    if made is None or read.faults:
        first, more = read.faults[0], len(read.faults) - 1
        others = " " + _("(and %(more)s more)") % {"more": more} if more else ""
        raise Refusal(_place(first), first.what, first.remedy + others)
    demand_inside(made)
    answers = {
        RATINGS_FILE: csv_text(RatingRow, made.ratings) if made.ratings else "",
        SURVEY_FILE: csv_text(SurveyAnswerRow, made.survey_answers) if made.survey_answers else "",
    }
    return Given(folder=folder, rows=rows_of(made), answers=answers)


def _difference(part: str, now: list[Cells], given: list[Cells]) -> Difference:
    def counted(rows: list[Cells]) -> dict[tuple[tuple[str, str], ...], int]:
        found: dict[tuple[tuple[str, str], ...], int] = {}
        for one in rows:
            place = tuple(sorted(one.items()))
            found[place] = found.get(place, 0) + 1
        return found

    here, there = counted(now), counted(given)
    added = sum(max(0, many - here.get(row, 0)) for row, many in there.items())
    removed = sum(max(0, many - there.get(row, 0)) for row, many in here.items())
    return Difference(part=part, now=len(now), given=len(given), added=added, removed=removed)


def _take_front_page(by: Staff, study: Study, row: Cells) -> None:
    words: dict[str, str | bool] = {name: row.get(name, "") for name in FRONT}
    for name, most in FRONT.items():
        if len(row.get(name, "")) > most:
            raise Refusal(
                f"{TITLE}, {name}", _("it is longer than %(most)s letters") % {"most": most}, _("shorten it there")
            )
    words["invented"] = bool(row.get("invented"))
    if words["invented"] and not study.invented_words:
        words["invented_words"] = _("The figures of this study are invented.")
    changed = {name: value for name, value in words.items() if getattr(study, name) != value}
    if changed:
        describe_study(by=by, study=study, words=changed)


def _take_files(by: Staff, study: Study, given: Given, change: UUID) -> None:
    kept = kept_files(by, study)
    wanted: dict[str, Path | None] = dict.fromkeys(kept)
    sources = given.rows.get(CALLS, [])
    exports = {source["path"] for source in sources}
    with private_folder() as home:
        for path, text in given.answers.items():
            if text:
                wanted[path] = home / path
                (home / path).write_text(text, encoding="utf-8", newline="")
        for path in sorted(exports | {source["mapping"] for source in sources if "mapping" in source}):
            if (given.folder / path).is_file():
                wanted[path] = given.folder / path
        for path, file in wanted.items():
            upload = _kept_upload(by, study, file, kept.get(path), export=path in exports)
            if upload != kept.get(path):
                keep_file(by=by, study=study, path=path, upload=upload, change=change)


def _kept_upload(by: Staff, study: Study, file: Path | None, before: Upload | None, *, export: bool) -> Upload | None:
    """The upload that counts now: the one before where it holds the same bytes."""
    if file is None:
        return None
    if before is not None and before.sha256 == sha256_of(file):
        return before
    take = upload_file if export else upload_part
    return take(by=by, study=study, path=file, name=file.name)


def _write_kept(upload: Upload, folder: Path, path: str) -> None:
    target = _home(folder, path)
    write_upload(upload, target.parent).rename(target)


def _home(folder: Path, path: str) -> Path:
    """Where a kept file is put: inside the folder, or nowhere."""
    if not is_inside(path):
        raise Refusal(path, _("it lies outside the study's folder"), _("put the file into the folder"))
    target = folder / path
    target.parent.mkdir(parents=True, exist_ok=True)
    return target


def _lines_of(upload: Upload) -> int:
    with private_folder() as home:
        return max(0, write_upload(upload, home).read_bytes().count(b"\n") - 1)


def _sha256(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def _place(fault: Fault) -> str:
    return f"{fault.file}, row {fault.line}" if fault.line else fault.file
