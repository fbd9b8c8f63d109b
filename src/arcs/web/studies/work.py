"""Long work of studies: look at an export, import its calls, evaluate a study.

Each step acts as the person who asked, in transactions of its own, and can be repeated: it first takes away what an
earlier attempt left, and the row that pages look at turns to "loaded" or "done" in the last transaction.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from typing import Protocol
from uuid import UUID

import duckdb
from django.db import DatabaseError
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from arcs.core.figures import Table
from arcs.core.refusal import Refusal
from arcs.core.workload import Interval, Request
from arcs.files.exports import CallReading, Mapping
from arcs.files.workload import MeasuredFiles, measure_files, tables_of
from arcs.web.jobs.work import Cancelled, StoppedByWorker, job_kind
from arcs.web.studies import loading
from arcs.web.studies.by_interval import hours_by_interval
from arcs.web.studies.content import private_folder, write_upload
from arcs.web.studies.frozen import frozen_table
from arcs.web.studies.ledger_rows import INTERVAL_REASONS, account_lines, remarks_of
from arcs.web.studies.models import (
    CallImport,
    CallTally,
    ColumnFound,
    EvaluationState,
    ImportedCall,
    ImportQuestion,
    ImportState,
    LedgerLine,
    LedgerRemark,
    SetAside,
    StudyEvaluation,
    StudyTable,
)
from arcs.web.studies.rereading import MAPPING_FILE, condition_of, read_again, stated_mapping, written_files
from arcs.web.studies.study_archive import unpack_study
from arcs.web.studies.surveying import SurveyOfExport, look_at

READING, MEASURING, STORING_CALLS, STORING_TABLES = "Reading", "Measuring", "Storing calls", "Storing tables"
LOOKING = "Looking at the columns"
CHECKING, EVALUATING, STORING_REPORT = "Checking the study", "Evaluating and writing the report", "Storing the report"
RESULTS = ("rows_read", "rows_kept", "calls", "invented", "first_day", "last_day", "state", "why_stopped", "loaded_at")
CANCELLED = "It was cancelled. Nothing is loaded; you can start it again."
FAULT = "It stopped through a fault of ours. Try it again; if it stops again, tell whoever runs ARCS."


class Working(Protocol):
    """What a step needs of the job that runs it."""

    @property
    def subject_id(self) -> UUID | None:
        """The import or evaluation that the job is about."""

    def stage(self, name: str, total: int | None = None, /) -> None:
        """Begin a stage of `total` steps."""

    def advance(self, count: int, /) -> None:
        """`count` more steps of this stage are done."""

    def log(self, text: str, /) -> None:
        """A sentence for the job's log."""

    def checkpoint(self) -> None:
        """Stop here if the job was cancelled."""

    def transaction(self) -> AbstractContextManager[None]:
        """A transaction in the name of whoever asked."""


def _import_page(call_import: UUID) -> str:
    return reverse("studies:import", args=[call_import])


def _evaluation_page(evaluation: UUID) -> str:
    study = StudyEvaluation.objects.filter(pk=evaluation).values_list("study", flat=True).first()
    return reverse("studies:evaluation", args=[study]) if study else ""


@job_kind("studies.try_import", label=_("Look at an export"), stages=(LOOKING,), leads_to=_import_page)
def try_import(job: Working) -> None:
    """Open an import's files, propose what their columns mean, and ask what only a reader knows."""
    with _stops_import(job) as call_import, private_folder() as folder:
        paths, stated = _files(job, call_import, folder)
        job.stage(LOOKING)
        survey = look_at(paths, folder / "opened", stated)
        job.log(f"{survey.records:,} records, {len(survey.columns)} columns.")
        job.checkpoint()
        with job.transaction():
            _store_survey(call_import.pk, survey)


def _subject(job: Working) -> UUID:
    if job.subject_id is None:
        raise ValueError("This work needs to know which import or evaluation it is about.")
    return job.subject_id


def _files(job: Working, call_import: CallImport, folder: Path) -> tuple[list[Path], Mapping | None]:
    """The import's files under their own names, each in a folder of its own, and its mapping as far as it is stated."""
    with job.transaction():
        paths = written_files(call_import, folder)
    return paths, stated_mapping(call_import, folder)


def _store_survey(pk: UUID, survey: SurveyOfExport) -> None:
    """Keep what was found. A look that was cut off and begun again may come after the loading: that stays loaded."""
    call_import = CallImport.objects.select_for_update().get(pk=pk)
    study = call_import.study_id
    for model in (ColumnFound, ImportQuestion):
        model.objects.filter(call_import=call_import).delete()
    ColumnFound.objects.bulk_create(
        ColumnFound(
            study_id=study,
            call_import=call_import,
            position=position,
            column=one.column,
            meaning=one.meaning,
            samples=list(one.samples),
            first_rows=list(one.first_rows),
            confidence=one.confidence,
            evidence=one.evidence,
        )
        for position, one in enumerate(survey.columns)
    )
    ImportQuestion.objects.bulk_create(
        ImportQuestion(
            study_id=study, call_import=call_import, position=position, question=one.question[:200], detail=one.detail
        )
        for position, one in enumerate(survey.questions)
    )
    call_import.mapping, call_import.time_zone = survey.text, survey.mapping.timezone or ""
    if call_import.state != ImportState.LOADED:
        call_import.rows_read = survey.records
    if call_import.state in (ImportState.LOOKING, ImportState.STOPPED):
        call_import.state, call_import.why_stopped = ImportState.MAPPING, ""
    call_import.save()


@job_kind(
    "studies.import_calls",
    label=_("Import calls"),
    stages=(READING, MEASURING, STORING_CALLS, STORING_TABLES),
    unit=_("rows"),
    leads_to=_import_page,
)
def import_calls(job: Working) -> None:
    """Read an import by its confirmed mapping, measure its workload, and store calls, ledger and tables."""
    with _stops_import(job) as call_import, private_folder() as folder, duckdb.connect() as connection:
        with job.transaction():
            _clear_import(call_import)
        job.stage(READING)
        paths, stated = _files(job, call_import, folder)
        reading = read_again(paths, folder, connection, stated)
        job.log(f"{reading.ledger.rows_read:,} records read, {reading.ledger.rows_kept:,} kept.")
        job.checkpoint()
        job.stage(MEASURING)
        request = Request(interval=Interval(), where=condition_of(call_import))
        mapping = folder / MAPPING_FILE if stated else None
        found = measure_files(paths, request, scratch=folder / "measured", mapping=mapping)
        calls = loading.worked_out(reading, request.interval, dict(request.where))
        intervals = hours_by_interval(reading, dict(request.where), connection, tables_of(found)["by_call_type"])
        job.checkpoint()
        job.stage(STORING_CALLS, calls.calls + calls.set_aside)
        for name, many, path in loading.batches(calls, folder):
            job.checkpoint()
            with job.transaction():
                loading.copy_in(name, path, study=call_import.study_id, call_import=call_import.pk)
            job.advance(many)
        job.checkpoint()
        job.stage(STORING_TABLES)
        with job.transaction():
            _store_results(call_import, reading, found, calls, intervals)
        job.log(f"{call_import.calls:,} calls are loaded.")


def _clear_import(call_import: CallImport) -> None:
    for model in (ImportedCall, SetAside, CallTally, LedgerLine, LedgerRemark, StudyTable):
        # The plain query: a collector would load a million rows to delete them.
        rows = model.objects.filter(call_import=call_import)
        rows._raw_delete(rows.db)


def _store_results(
    call_import: CallImport, reading: CallReading, found: MeasuredFiles, calls: loading.Calls, intervals: Table
) -> None:
    mine = {"study": call_import.study_id, "call_import": call_import.pk}
    lines = account_lines(found, **mine)
    LedgerLine.objects.bulk_create([*lines, *loading.interval_lines(calls, INTERVAL_REASONS, first=len(lines), **mine)])
    LedgerRemark.objects.bulk_create(remarks_of(reading.ledger, found, **mine))
    CallTally.objects.bulk_create(loading.tallies(calls, **mine), batch_size=1000)
    StudyTable.objects.bulk_create(
        frozen_table(table, study=call_import.study_id, position=position, call_import_id=call_import.pk)
        for position, table in enumerate((*tables_of(found).values(), intervals))
    )
    workload = found.workload
    call_import.rows_read, call_import.rows_kept = found.ledger.rows_read, found.rows_kept
    call_import.calls, call_import.invented = workload.totals.calls, found.invented
    call_import.first_day, call_import.last_day = workload.first_date, workload.last_date
    call_import.state, call_import.why_stopped = ImportState.LOADED, ""
    call_import.loaded_at = timezone.now()
    # Nothing else: a look at the columns may have been stored while we loaded.
    call_import.save(update_fields=RESULTS)


@contextmanager
def _stops_import(job: Working) -> Iterator[CallImport]:
    """The job's import; however the work ends, the import's page says where it stands and what to do."""
    with job.transaction():
        call_import = CallImport.objects.get(pk=_subject(job))
    state = ImportState.MAPPING if call_import.mapping else ImportState.STOPPED
    try:
        yield call_import
    except StoppedByWorker:
        raise
    except Exception as stopped:
        with suppress(DatabaseError), job.transaction():
            standing = CallImport.objects.filter(pk=call_import.pk).exclude(state=ImportState.LOADED)
            standing.update(state=state, why_stopped=_why(stopped))
        raise


def _why(stopped: Exception) -> str:
    if isinstance(stopped, Refusal):
        return str(stopped)
    return CANCELLED if isinstance(stopped, Cancelled) else FAULT


@job_kind(
    "studies.evaluate_folder",
    label=_("Evaluate a study"),
    stages=(CHECKING, EVALUATING, STORING_REPORT),
    unit=_("files"),
    leads_to=_evaluation_page,
)
def evaluate_folder(job: Working) -> None:
    """Evaluate an uploaded study folder and store its tables, figures, words and report package."""
    from arcs.web.studies import evaluating  # noqa: PLC0415 - it loads charts and typesetting, which no page needs

    with job.transaction():
        stored = StudyEvaluation.objects.select_related("upload").get(pk=_subject(job))
        evaluating.clear(stored.pk)
    try:
        _evaluate(job, stored)
    except StoppedByWorker:
        raise
    except Exception as stopped:
        with suppress(DatabaseError), job.transaction():
            rows = StudyEvaluation.objects.filter(pk=stored.pk)
            rows.update(state=EvaluationState.STOPPED, why_stopped=_why(stopped))
        raise


def _evaluate(job: Working, stored: StudyEvaluation) -> None:
    from arcs.web.studies import evaluating  # noqa: PLC0415 - as above

    with private_folder() as folder:
        job.stage(CHECKING)
        with job.transaction():
            archive = write_upload(stored.upload, folder)
        home = folder / "study"
        home.mkdir()
        study_folder = unpack_study(archive, stored.upload.file_name, home)
        study = evaluating.checked_study(study_folder, stored.upload.file_name)
        job.checkpoint()
        job.stage(EVALUATING)
        made = evaluating.evaluated(study, study_folder, folder / "report", seed=stored.seed, tell=_telling(job))
        job.stage(STORING_REPORT, len(made.documents))
        for path in made.documents:
            job.checkpoint()
            with job.transaction():
                evaluating.store_file(stored, path, made.folder)
            job.advance(1)
        with job.transaction():
            evaluating.store_results(stored, made)
            stored.state, stored.why_stopped, stored.done_at = EvaluationState.DONE, "", timezone.now()
            stored.save()


def _telling(job: Working) -> Callable[[str], None]:
    def tell(step: str) -> None:
        job.log(f"{step}.")
        job.checkpoint()

    return tell
