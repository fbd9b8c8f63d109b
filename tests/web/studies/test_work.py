"""Long work of studies: what is stored is what the command line gives, once, whatever happens in between."""

import csv
import json
from decimal import Decimal
from pathlib import Path

import pytest
from django.db import transaction
from django.db.models import Sum
from tests.making.studies import (
    EXPORT,
    WorkingFor,
    a_loaded_import,
    a_stored_study,
    a_surveyed_import,
    an_analyst,
    an_evaluated_study,
    an_export,
    fresh,
)

from arcs.cli import main
from arcs.core.refusal import Refusal
from arcs.documents.table_files import csv_text
from arcs.web.studies import actions, work
from arcs.web.studies.content import write_upload
from arcs.web.studies.frozen import table_of
from arcs.web.studies.models import (
    CallImport,
    CallTally,
    ColumnFound,
    ImportedCall,
    ImportQuestion,
    ImportState,
    LedgerLine,
    SetAside,
    StudyDocument,
    StudyEvaluation,
    StudyTable,
    Upload,
)
from arcs.web.wall.acting import acting_as
from arcs.web.wall.permit import Refused

ALEXANDRIA = Path(__file__).parents[4] / "shared" / "data" / "alexandria"


def by_command_line(path: Path, out: Path, *options: str) -> dict[str, str]:
    with pytest.raises(SystemExit) as left:
        main(["workload", str(path), "--out", str(out), *options])
    assert not left.value.code
    return {one.name: one.read_text(encoding="utf-8") for one in out.iterdir()}


@pytest.mark.django_db
@pytest.mark.parametrize("where", ["", "agency=POLICE"])
def test_the_stored_tables_are_byte_for_byte_those_of_the_command_line(tmp_path: Path, where: str) -> None:
    ana = an_analyst()
    path = an_export(tmp_path)
    loaded = a_loaded_import(ana, a_stored_study(ana), path, where)
    pages = by_command_line(path, tmp_path / "out", *(["--where", where] if where else []))
    with acting_as(ana.pk), transaction.atomic():
        tables = [table_of(one) for one in StudyTable.objects.filter(call_import=loaded)]
    own = next(one for one in tables if one.name == "by_interval")  # no command prints it; its first column is theirs
    assert {f"{one.name}.csv": csv_text(one) for one in tables if one is not own} == {
        name: text for name, text in pages.items() if name.endswith(".csv")
    }
    by_type = next(one for one in tables if one.name == "by_call_type")
    hours = {str(one["call_type"] or ""): one["hours"] for one in by_type.records() if one["hours"]}
    assert {str(one["call_type"]): one["dispatched"] for one in own.records() if one["dispatched"]} == hours


@pytest.mark.django_db
def test_every_record_is_accounted_for_and_every_second_is_on_its_call(tmp_path: Path) -> None:
    ana = an_analyst()
    loaded = a_loaded_import(ana, a_stored_study(ana), an_export(tmp_path), "agency=POLICE")
    with acting_as(ana.pk), transaction.atomic():
        lines = list(LedgerLine.objects.filter(call_import=loaded, discipline="").order_by("account", "position"))
        calls = ImportedCall.objects.filter(call_import=loaded)
        aside = list(SetAside.objects.filter(call_import=loaded).order_by("number"))
        table = table_of(StudyTable.objects.get(call_import=loaded, name="workload"))
        seconds = calls.filter(chosen=True).aggregate(all=Sum("committed_seconds"))["all"]
        missing = calls.filter(chosen=True).aggregate(all=Sum("missing"))["all"]
        tallied = dict(
            CallTally.objects.filter(call_import=loaded, dimension="call_type").values_list("value", "calls")
        )
        others = calls.filter(chosen=False).count()
    assert [(one.role, one.reason, one.rows) for one in lines if one.account == "records"] == [
        ("start", "Records in the files", 8), ("minus", "unreadable time", 2), ("minus", "no call type", 1),
        ("minus", "filtered", 1), ("total", "Records measured", 4),
    ]  # fmt: skip
    assert [(one.role, one.rows) for one in lines if one.account == "intervals"] == [
        ("start", 4), ("minus", 1), ("minus", 1), ("minus", 0), ("total", 2),
    ]  # fmt: skip
    assert [(one.source_line, one.reason) for one in aside] == [
        (7, "no call type"),
        (8, "unreadable time"),
        (9, "unreadable time"),
    ]
    assert seconds == sum(Decimal(str(hours or 0)) for hours in table.values("hours")) * 3600 == 5400
    assert missing == 1
    assert others == 1
    assert tallied == {"THEFT": 2, "=1+1": 1, "NOISE": 1}


@pytest.mark.django_db
def test_a_job_that_is_done_again_leaves_everything_once(tmp_path: Path) -> None:
    ana = an_analyst()
    loaded = a_loaded_import(ana, a_stored_study(ana), an_export(tmp_path))
    again = WorkingFor(ana, loaded.pk)
    work.import_calls(again)
    with acting_as(ana.pk), transaction.atomic():
        assert ImportedCall.objects.filter(call_import=loaded).count() == 5
        assert LedgerLine.objects.filter(call_import=loaded, account="records").count() == 4
    assert [name for name, _ in again.stages] == ["Reading", "Measuring", "Storing calls", "Storing tables"]
    assert again.stages[2] == ("Storing calls", 8)


@pytest.mark.django_db
def test_a_cancelled_import_says_so_shows_nothing_and_can_begin_again(tmp_path: Path) -> None:
    ana = an_analyst()
    waiting = a_surveyed_import(ana, a_stored_study(ana), an_export(tmp_path))
    with acting_as(ana.pk), transaction.atomic():
        actions.confirm_mapping(by=ana, call_import=waiting)
    with pytest.raises(work.Cancelled):
        work.import_calls(WorkingFor(ana, waiting.pk, stop_at="Storing tables"))
    stopped = fresh(ana, waiting)
    assert (stopped.state, stopped.loaded_at) == (ImportState.MAPPING, None)
    assert "cancelled" in stopped.why_stopped
    work.import_calls(WorkingFor(ana, waiting.pk))
    assert fresh(ana, waiting).state == ImportState.LOADED


@pytest.mark.django_db
def test_looking_at_an_export_says_what_each_column_means_and_asks_for_the_zone(tmp_path: Path) -> None:
    ana = an_analyst()
    waiting = a_surveyed_import(ana, a_stored_study(ana), an_export(tmp_path))
    with acting_as(ana.pk), transaction.atomic():
        columns = {one.column: one for one in ColumnFound.objects.filter(call_import=waiting)}
        questions = [one.question for one in ImportQuestion.objects.filter(call_import=waiting)]
    assert columns["Call Type"].meaning == "columns.final_call_type"
    assert columns["Dispatched"].meaning == "times.dispatched"
    assert columns["Dispatched"].samples == ["2026-01-05 13:12:00", "2026-01-05 13:42:00"]
    assert (columns["Beat"].confidence or 0) > 0.5
    assert "Which time zone do the clocks show?" in questions
    assert waiting.state == ImportState.MAPPING


@pytest.mark.django_db
def test_a_column_that_is_left_out_stays_out(tmp_path: Path) -> None:
    ana = an_analyst()
    waiting = a_surveyed_import(ana, a_stored_study(ana), an_export(tmp_path))
    with acting_as(ana.pk), transaction.atomic():
        actions.change_mapping(
            by=ana,
            call_import=waiting,
            meanings={"Beat": "", "Disposition": "columns.area"},
            time_zone="America/Chicago",
        )
        actions.confirm_mapping(by=ana, call_import=waiting)
    work.import_calls(WorkingFor(ana, waiting.pk))
    with acting_as(ana.pk), transaction.atomic():
        rows = list(ImportedCall.objects.filter(call_import=waiting).values_list("beat", "disposition"))
        loaded = CallImport.objects.get(pk=waiting.pk)
    assert set(rows) == {(None, None)}
    assert loaded.time_zone == "America/Chicago"
    assert "America/Chicago" in loaded.mapping


@pytest.mark.django_db
def test_what_is_uploaded_comes_out_byte_for_byte(tmp_path: Path) -> None:
    ana = an_analyst()
    text = EXPORT + "".join(
        f"{n},POLICE,NOISE,4,2026-02-0{n % 9 + 1} 10:00:00,,,,A,{'x' * 900},yes\n" for n in range(3000)
    )
    path = an_export(tmp_path, text)
    study = a_stored_study(ana)
    with acting_as(ana.pk), transaction.atomic():
        upload = actions.upload_file(by=ana, study=study, path=path, name="../../calls.csv")
        out = tmp_path / "out"
        out.mkdir()
        assert write_upload(upload, out).read_bytes() == path.read_bytes()
    assert upload.file_name == "calls.csv"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "content",
    [b"%PDF-1.7 nothing", b"<html><script>alert(1)</script></html>", b"", b"MZ\x90\x00\x03", b"PK\x03\x04cut"],
)
def test_what_is_no_table_is_refused_with_a_sentence_and_nothing_is_kept(tmp_path: Path, content: bytes) -> None:
    ana = an_analyst()
    study = a_stored_study(ana)
    path = tmp_path / "calls.csv"
    path.write_bytes(content)
    with acting_as(ana.pk):
        with pytest.raises(Refusal, match="Try this"), transaction.atomic():
            actions.upload_file(by=ana, study=study, path=path, name="calls.csv")
        with transaction.atomic():
            assert not Upload.objects.exists()


@pytest.mark.django_db
def test_the_published_study_is_evaluated_into_its_package_tables_and_words() -> None:
    ana = an_analyst()
    done = an_evaluated_study(ana)
    with acting_as(ana.pk), transaction.atomic():
        names = set(StudyDocument.objects.filter(evaluation=done).values_list("name", flat=True))
        matrix = table_of(StudyTable.objects.get(evaluation=done, name="matrix"))
    assert {"report.pdf", "report.html", "tables.xlsx", "package.zip", "manifest.json"} <= names
    assert sum(value for value in matrix.values("fte") if isinstance(value, Decimal)) == Decimal("24.30")
    assert done.state == "done"
    assert "study.toml" in done.manifest["inputs"]


@pytest.mark.django_db
@pytest.mark.skipif(not ALEXANDRIA.is_dir(), reason="the published export of Alexandria is not on this machine")
def test_ten_weeks_of_alexandria_are_9725_police_calls_and_5497_others() -> None:
    ana = an_analyst()
    study = a_stored_study(ana)
    with acting_as(ana.pk), transaction.atomic():
        uploads = [
            actions.upload_file(by=ana, study=study, path=path, name=path.name)
            for path in sorted(ALEXANDRIA.glob("*.csv"))
        ]
        begun = actions.begin_import(by=ana, study=study, uploads=uploads)
    work.try_import(WorkingFor(ana, begun.pk))
    with acting_as(ana.pk), transaction.atomic():
        begun = fresh(ana, begun)
        actions.change_mapping(by=ana, call_import=begun, meanings={}, where="agency=POLICE")
        actions.confirm_mapping(by=ana, call_import=begun)
    work.import_calls(WorkingFor(ana, begun.pk))
    with acting_as(ana.pk), transaction.atomic():
        lines = LedgerLine.objects.filter(call_import=begun, account="records", discipline="").order_by("position")
        assert lines[0].rows == 15222
        assert {one.reason: one.rows for one in lines}["filtered"] == 5497
        assert list(lines)[-1].rows == 9725


def test_csv_and_json_of_the_command_line_are_what_this_file_compares_with(tmp_path: Path) -> None:
    pages = by_command_line(an_export(tmp_path), tmp_path / "out")
    assert json.loads(pages["quality.json"])["rows_read"] == 8
    assert len(list(csv.DictReader(pages["by_hour_of_week.csv"].splitlines()))) == 168


@pytest.mark.django_db
def test_an_evaluation_done_again_has_each_document_once() -> None:
    ana = an_analyst()
    done = an_evaluated_study(ana)
    work.evaluate_folder(WorkingFor(ana, done.pk))
    with acting_as(ana.pk), transaction.atomic():
        assert StudyDocument.objects.filter(evaluation=done, name="report.pdf").count() == 1
        assert StudyEvaluation.objects.get(pk=done.pk).state == "done"


@pytest.mark.django_db
def test_a_page_opened_before_somebody_confirmed_does_not_load_a_second_time(tmp_path: Path) -> None:
    ana = an_analyst()
    before = a_surveyed_import(ana, a_stored_study(ana), an_export(tmp_path))
    with acting_as(ana.pk), transaction.atomic():
        confirmed = actions.confirm_mapping(by=ana, call_import=before)
    assert before.state == ImportState.MAPPING
    with pytest.raises(Refused), acting_as(ana.pk), transaction.atomic():
        actions.change_mapping(by=ana, call_import=before, meanings={})
    assert fresh(ana, before).load_job == confirmed.load_job
