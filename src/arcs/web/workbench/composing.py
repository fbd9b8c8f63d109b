"""The study of the web as the study folder of `arcs evaluate`, and back.

The web's evaluation is the command line's: whatever people entered is written as a study folder, and that folder is
evaluated. So both print the same tables, and an analyst can take a study home and bring it back.

The front page (title, place, subtitle, period, invented) is the web's own; it stands above the row `study.toml:study`
on the way out and is set from it on the way in. Ratings and survey answers are counted where they are kept
(`workbench.answers`), never as files.
"""

from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from arcs.core.evaluation.study import Study as CoreStudy
from arcs.core.refusal import Refusal
from arcs.files.faults import Fault
from arcs.files.hashing import sha256_of
from arcs.files.studies.checking import check_folder
from arcs.files.studies.folder import Folder
from arcs.files.studies.parts import PARTS, Cells, folder_of, rows_of
from arcs.files.studies.reading import as_study, read_folder
from arcs.files.studies.schema import (
    RATINGS_FILE,
    RATINGS_FOLDER,
    RESPONDENTS_FILE,
    SETTINGS_FILE,
    SURVEY_FILE,
    SURVEY_FOLDER,
)
from arcs.files.studies.writing import write_study
from arcs.web.people.models import Staff
from arcs.web.sheets.actions import replace_part
from arcs.web.sheets.beginning import FRONT, TITLE, completed
from arcs.web.sheets.keeping import keep_file, kept_files
from arcs.web.sheets.queries import every_row
from arcs.web.studies.actions import SEED, describe_study, request_evaluation, upload_file, upload_part
from arcs.web.studies.content import private_folder, write_upload
from arcs.web.studies.kept import Kept
from arcs.web.studies.models import Study, StudyEvaluation, Upload
from arcs.web.studies.permits import may_work
from arcs.web.studies.study_archive import demand_inside, is_inside, pack, unpack_study
from arcs.web.workbench import answers
from arcs.web.workbench.answers import PARTICIPATION, Answers, Brought

CALLS = f"{SETTINGS_FILE}:calls"
ANSWERS = (RATINGS_FILE, SURVEY_FILE, RESPONDENTS_FILE)
_checked = Kept(most=100, heaviest=0)  # lists of faults, which weigh nothing


@dataclass(frozen=True, kw_only=True)
class Given:
    """A study folder that was read: the study that it makes, and its rows by part."""

    folder: Path
    study: CoreStudy
    rows: Mapping[str, list[Cells]]


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """What taking a folder in would do: part by part, and to answers."""

    parts: tuple["Difference", ...]
    brought: Brought


@dataclass(frozen=True, kw_only=True)
class TakenIn:
    """What taking a folder in did: the change that an undo takes back, and what became of its answers."""

    change: UUID
    brought: Brought


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
    return study_with_digest(who, study)[0]


def study_with_digest(who: Staff, study: Study) -> tuple[CoreStudy, str]:
    """The same, and a digest that is another one wherever anything in the study is.

    Answers are told by the name of all that were given: to read half a million of them takes longer than any page.
    """
    given = answers.given_in(who, study)
    folder = _folder(given, completed(study, every_row(who, study)))
    made, faults = as_study(folder), folder.faults
    if made is None or faults:
        raise Refusal(_place(faults[0]), faults[0].what, faults[0].remedy)
    tables = replace(made, ratings=(), survey_answers=(), respondents=())
    return made, _digest(given.which, tables)


def faults_of(who: Staff, study: Study) -> tuple[Fault, ...]:
    """Everything wrong in the study at once, as `arcs study check` says it; `line` counts a part's rows from 1."""
    given, rows = answers.given_in(who, study), completed(study, every_row(who, study))
    paths = sorted(kept_files(who, study))
    return _checked.get(
        _digest(given.which, given.participation, rows, paths), "faults", lambda: _faults(_folder(given, rows), paths)
    )


def _faults(folder: Folder, paths: Sequence[str]) -> tuple[Fault, ...]:
    with private_folder() as home:
        folder.path = home
        for path in paths:
            _home(home, path).touch()  # the check only asks whether the file is there
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


def unpacked(upload: Upload, home: Path) -> Path:
    """An uploaded study folder, unpacked in a private folder. Refusal where it cannot be."""
    archive = write_upload(upload, home)
    inside = home / "unpacked"
    inside.mkdir()
    return unpack_study(archive, upload.file_name, inside)


def compared(who: Staff, study: Study, folder: Path) -> Comparison:
    """What `take_in` would change, part by part; parts that stay as they are and are empty are left out."""
    given = _read(folder)
    now = answers.given_in(who, study)
    rows = answers.with_participation(now, completed(study, every_row(who, study)))
    found = [_difference(part, _told(rows.get(part, [])), _told(given.rows.get(part, []))) for part in PARTS]
    brought = answers.brought_by(given.study, now)
    then = answers.after(brought, now)
    found += [_difference(file, now.of_file(file), then.of_file(file)) for file in ANSWERS]
    return Comparison(parts=tuple(one for one in found if one.now or one.given), brought=brought)


@transaction.atomic
def take_in(*, by: Staff, study: Study, folder: Path, change: UUID | None = None) -> TakenIn:
    """Put a study folder in place of all that the study holds, as one change that `sheets.actions.undo` takes back.

    Refusal, with the first fault, for a folder that cannot be read; then nothing is changed. Parts that are the same
    are not touched, so that whoever may not change them can still bring the others. Ratings and answers are facts in
    rooms of their own: an undo leaves them, and a folder without any leaves those that the study holds. `change` names
    the change where whoever asked for it must know it before.
    """
    may_work(by, study).demand()
    given = _read(folder)
    held = answers.given_in(by, study)
    brought = answers.brought_by(given.study, held)
    change = change or uuid4()
    now = every_row(by, study)
    took_part = answers.with_participation(held, completed(study, now)).get(PARTICIPATION)
    for part in PARTS:
        rows = given.rows.get(part, [])
        if rows != now.get(part, []) and not (part == PARTICIPATION and rows == took_part):
            replace_part(by=by, study=study, part=part, rows=rows, change=change)
    _take_front_page(by, study, given.rows[TITLE][0])
    _take_files(by, study, given, change)
    answers.take_in(by, study, brought)
    return TakenIn(change=change, brought=brought)


def waiting_answers(who: Staff, study: Study) -> int:
    """Ratings and answers about call types and categories that the study's tables do not name: no folder holds them."""
    return answers.put_in(folder_of(completed(study, every_row(who, study))), answers.given_in(who, study))


def _folder(given: Answers, rows: Mapping[str, list[Cells]]) -> Folder:
    """The study as a folder that was read, with the faults of its rows."""
    folder = folder_of(answers.with_participation(given, rows))
    answers.put_in(folder, given)
    return folder


def _digest(*parts: object) -> str:
    return sha256(repr(parts).encode()).hexdigest()


def _read(folder: Path) -> Given:
    read = read_folder(folder)
    made = as_study(read)
    if made is None or read.faults:
        first, more = read.faults[0], len(read.faults) - 1
        others = " " + _("(and %(more)s more)") % {"more": more} if more else ""
        raise Refusal(_place(first), first.what, first.remedy + others)
    demand_inside(made)
    for source in made.calls:
        for path in (source.path, source.mapping):
            _demand_no_answers(path)
    return Given(folder=folder, study=made, rows=rows_of(made))


def _demand_no_answers(path: str) -> None:
    """Single answers must not come in, and go out again, under the name of a dispatch export."""
    first = path.replace("\\", "/").removeprefix("./").partition("/")[0].casefold()
    if first in {*ANSWERS, RATINGS_FOLDER, SURVEY_FOLDER}:
        raise Refusal(
            f"{CALLS}, {path}", _("it is a file of answers, not a dispatch export"), _("name the export there")
        )


def _told(rows: list[Cells]) -> list[tuple[tuple[str, str], ...]]:
    return [tuple(sorted(one.items())) for one in rows]


def _difference(part: str, now: Sequence[Hashable], given: Sequence[Hashable]) -> Difference:
    here, there = Counter(now), Counter(given)
    return Difference(
        part=part, now=len(now), given=len(given), added=(there - here).total(), removed=(here - there).total()
    )


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


def _place(fault: Fault) -> str:
    return f"{fault.file}, row {fault.line}" if fault.line else fault.file
