"""The study of the web and the study folder of the command line are two faces of one study."""

import filecmp
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from django.db import transaction
from tests.making.a_study import a_study
from tests.making.people import a_person
from tests.making.studies import EXPORT, MAY_WORK, OAK_PARK, WorkingFor, a_stored_study, an_analyst

from arcs.core.evaluation.records import CallsSource
from arcs.core.evaluation.study import Study as CoreStudy
from arcs.core.instruments.ratings import Rating
from arcs.core.refusal import Refusal
from arcs.core.suitability.acceptance import SurveyAnswer
from arcs.files.studies import read_study, write_study
from arcs.files.studies.parts import PARTS
from arcs.web.people.models import Staff
from arcs.web.ratings.models import RatingRound
from arcs.web.ratings.queries import ratings_of
from arcs.web.sheets import actions as sheets
from arcs.web.sheets.keeping import kept_files
from arcs.web.sheets.models import KeptFile
from arcs.web.sheets.queries import every_row
from arcs.web.studies import actions as studies
from arcs.web.studies import work
from arcs.web.studies.models import Part, Study, StudyTable
from arcs.web.studies.study_archive import unpack_study
from arcs.web.wall.acting import acting_as
from arcs.web.wall.permit import Refused
from arcs.web.workbench import composing

pytestmark = pytest.mark.django_db


def an_invented_study(folder: Path) -> Path:
    """A small study with ratings, answers, a dispatch export and its mapping; nobody gave any of it."""
    made = a_study("THEFT", "NOISE")
    ratings = [
        Rating(rater=f"R{n}", group="Patrol", call_type=name, item="police_mandate", answer="Y", comment="busy, often")
        for name in ("THEFT", "NOISE")
        for n in range(6)
    ]
    answers = [
        SurveyAnswer(respondent=f"P{n}", group="resident", category=name, alternative="cso", score=4)
        for name in ("Theft", "Noise")
        for n in range(7)
    ]
    study = replace(
        made,
        study=replace(made.study, invented=True),
        ratings=tuple(ratings),
        survey_answers=tuple(answers),
        calls=(CallsSource(path="calls/2026.csv", timezone="America/Chicago"),),
        statements={"1.0": ("One.", "Two.")},
    )
    write_study(study, folder)
    (folder / "calls").mkdir()
    (folder / "calls" / "2026.csv").write_text(EXPORT, encoding="utf-8")
    return folder


def taken_in(by: Staff, folder: Path, title: str = "To be named by its folder") -> Study:
    study = a_stored_study(by, title)
    with acting_as(by.pk), transaction.atomic():
        composing.take_in(by=by, study=study, folder=folder)
    return study


def written(by: Staff, study: Study, folder: Path) -> Path:
    with acting_as(by.pk), transaction.atomic():
        composing.write_folder(by, study, folder)
    return folder


def files_of(folder: Path) -> dict[str, bytes]:
    return {one.relative_to(folder).as_posix(): one.read_bytes() for one in folder.rglob("*") if one.is_file()}


@pytest.mark.parametrize("which", ["oak park", "invented"])
def test_export_import_and_export_again_give_identical_bytes(tmp_path: Path, which: str) -> None:
    ana = an_analyst()
    source = OAK_PARK if which == "oak park" else an_invented_study(tmp_path / "source")
    first = written(ana, taken_in(ana, source), tmp_path / "first")
    second = written(ana, taken_in(ana, first), tmp_path / "second")
    assert files_of(first) == files_of(second)
    out, came = read_study(first), read_study(source)
    assert told(out) == told(came)
    assert replace(out, ratings=(), survey_answers=()) == replace(came, ratings=(), survey_answers=())


def told(study: CoreStudy) -> tuple[Counter[object], Counter[object], Counter[object]]:
    """What was answered, without whose codes it stands under: those never come back as they were given."""
    rated = Counter[object](
        (one.group, one.call_type, one.item, one.answer) for one in study.ratings if one.answer is not None
    )
    words = Counter[object]((one.call_type, one.item, one.comment) for one in study.ratings if one.comment)
    said = Counter[object](replace(one, respondent="") for one in study.survey_answers)
    return rated, words, said


def test_the_archive_of_the_same_study_has_the_same_bytes_and_opens_as_a_study(tmp_path: Path) -> None:
    ana = an_analyst()
    study = taken_in(ana, an_invented_study(tmp_path / "source"))
    with acting_as(ana.pk), transaction.atomic():
        composing.write_archive(ana, study, tmp_path / "one.zip")
        composing.write_archive(ana, study, tmp_path / "two.zip")
    assert filecmp.cmp(tmp_path / "one.zip", tmp_path / "two.zip", shallow=False)
    (tmp_path / "out").mkdir()
    assert read_study(unpack_study(tmp_path / "one.zip", "one.zip", tmp_path / "out")).study.title == "A study"


def test_what_the_web_shows_is_what_the_command_line_writes_table_by_table(tmp_path: Path) -> None:
    ana = an_analyst()
    study = taken_in(ana, an_invented_study(tmp_path / "source"))
    with acting_as(ana.pk), transaction.atomic():
        stored = composing.evaluate_now(by=ana, study=study, seed=7)
    work.evaluate_folder(WorkingFor(ana, stored.pk))
    folder = written(ana, study, tmp_path / "folder")
    done = subprocess.run(
        [sys.executable, "-m", "arcs.cli", "evaluate", str(folder), "--out", str(tmp_path / "report"), "--seed", "7"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    with acting_as(ana.pk), transaction.atomic():
        names = list(StudyTable.objects.filter(evaluation=stored).values_list("name", flat=True))
        documents = web_documents(stored.pk)
    tables = {f"tables/{path.name}": path.read_bytes() for path in (tmp_path / "report" / "tables").glob("*.csv")}
    assert documents == tables
    assert {f"tables/{name}.csv" for name in names} == {
        one for one in tables if "/chart_" not in one and one != "tables/figures.csv"
    }


def web_documents(evaluation: object) -> dict[str, bytes]:
    from arcs.web.studies.content import document_pieces
    from arcs.web.studies.models import StudyDocument

    documents = StudyDocument.objects.filter(evaluation_id=evaluation, name__startswith="tables/")
    return {one.name: b"".join(document_pieces(one.pk)) for one in documents}


def test_a_study_that_was_begun_a_moment_ago_is_a_study_already() -> None:
    ana = an_analyst()
    study = a_stored_study(ana, "Anytown 2026")
    with acting_as(ana.pk), transaction.atomic():
        made = composing.study_of(ana, study)
        faults = composing.faults_of(ana, study)
    assert made.study.title == "Anytown 2026"
    assert made.assumptions.hours_per_fte == Decimal("525.00")
    assert made.call_types == ()
    assert faults == ()


def test_the_front_page_of_the_web_stands_above_the_row_and_is_set_from_the_folder(tmp_path: Path) -> None:
    ana = an_analyst()
    study = taken_in(ana, an_invented_study(tmp_path / "source"))
    assert (study.title, study.place, study.invented) == ("A study", "Anytown", True)
    assert study.invented_words
    with acting_as(ana.pk), transaction.atomic():
        studies.describe_study(by=ana, study=study, words={"title": "Another name"})
        made = composing.study_of(ana, study)
    assert (made.study.title, made.study.prepared_by) == ("Another name", "Anytown")


def test_an_import_is_one_change_and_undo_takes_it_back_files_included(tmp_path: Path) -> None:
    ana = an_analyst()
    study = taken_in(ana, OAK_PARK)
    with acting_as(ana.pk), transaction.atomic():
        before = every_row(ana, study)
        taken = composing.take_in(by=ana, study=study, folder=an_invented_study(tmp_path / "source"))
        assert set(kept_files(ana, study)) == {"calls/2026.csv"}
        undone = sheets.undo(by=ana, study=study, change=taken.change)
        assert undone.left == ()
        assert every_row(ana, study) == before
        assert kept_files(ana, study) == {}
        # Answers stay where they are kept; of types and categories that the tables do not name no folder holds any.
        assert len(ratings_of(ana, study)) == 24
        made = composing.study_of(ana, study)
        assert (made.ratings, made.survey_answers) == ((), ())
        assert composing.waiting_answers(ana, study) == 24 + 14
        study.refresh_from_db()
    assert study.title == "Essential Calls for Service Evaluation"
    assert not study.invented


def test_the_same_folder_again_changes_nothing(tmp_path: Path) -> None:
    ana = an_analyst()
    source = an_invented_study(tmp_path / "source")
    study = taken_in(ana, source)
    with acting_as(ana.pk), transaction.atomic():
        assert not [one for one in composing.compared(ana, study, source).parts if one.changes]
        many = KeptFile.objects.count(), RatingRound.objects.count()
        composing.take_in(by=ana, study=study, folder=source)
        assert (KeptFile.objects.count(), RatingRound.objects.count()) == many


def test_differences_count_what_would_come_and_go(tmp_path: Path) -> None:
    ana = an_analyst()
    source = an_invented_study(tmp_path / "source")
    study = taken_in(ana, source)
    text = (source / "call_types.csv").read_text(encoding="utf-8")
    (source / "call_types.csv").write_text(text.replace("1.00", "2.00", 1), encoding="utf-8")
    with acting_as(ana.pk), transaction.atomic():
        found = [one for one in composing.compared(ana, study, source).parts if one.changes]
    assert [(one.part, one.now, one.given, one.added, one.removed) for one in found] == [("call_types.csv", 2, 2, 1, 1)]


def test_a_folder_that_names_a_file_of_the_server_is_refused_on_both_ways(tmp_path: Path) -> None:
    ana = an_analyst()
    source = tmp_path / "source"
    write_study(replace(a_study("THEFT"), calls=(CallsSource(path="/etc/passwd"),)), source)
    study = a_stored_study(ana)
    with acting_as(ana.pk), transaction.atomic(), pytest.raises(Refusal, match="outside"):
        composing.take_in(by=ana, study=study, folder=source)
    with acting_as(ana.pk), transaction.atomic():
        sheets.add_row(by=ana, study=study, part=composing.CALLS, cells={"path": "../../secret.csv"})
        with pytest.raises(Refusal, match="outside"):
            composing.write_folder(ana, study, tmp_path / "out")


def test_whoever_only_reads_takes_nothing_in_and_the_database_agrees(tmp_path: Path) -> None:
    ana = an_analyst()
    study = a_stored_study(ana)
    reader = a_person(permissions=MAY_WORK)
    with acting_as(ana.pk):
        studies.add_member(by=ana, study=study, staff=reader, part=Part.READER)
    with acting_as(reader.pk), transaction.atomic(), pytest.raises(Refused):
        composing.take_in(by=reader, study=study, folder=OAK_PARK)
    with acting_as(reader.pk), transaction.atomic():
        assert composing.study_of(reader, study).study.title == study.title


def test_every_fault_of_a_study_is_told_by_part_and_row(tmp_path: Path) -> None:
    ana = an_analyst()
    study = taken_in(ana, an_invented_study(tmp_path / "source"))
    with acting_as(ana.pk), transaction.atomic():
        sheets.add_row(by=ana, study=study, part="merges.csv",
                       cells={"category": "Theft", "call_type": "NOWHERE", "certainty": "certain"})  # fmt: skip
        found = composing.faults_of(ana, study)
    assert [(one.file, one.line) for one in found] == [("merges.csv", 3)]
    assert "NOWHERE" in found[0].what
    assert "merges.csv" in PARTS
