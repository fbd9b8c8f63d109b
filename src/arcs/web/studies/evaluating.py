"""An evaluation and its report package as rows and documents; the work itself is the core's and the documents'."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from arcs.core.evaluation import Evaluation, Study, evaluate
from arcs.core.refusal import Refusal
from arcs.documents.package import write_report
from arcs.files.hashing import sha256_of
from arcs.files.studies import check_study, read_study
from arcs.files.studies.calls_measured import calls_tables
from arcs.files.studies.inputs import hashes_of
from arcs.files.studies.schema import SCHEMA_VERSION
from arcs.web.studies.content import OCTETS, store_document
from arcs.web.studies.frozen import frozen_figures, frozen_table
from arcs.web.studies.models import StudyDocument, StudyEvaluation, StudyFigure, StudyStatement, StudyTable
from arcs.web.studies.study_archive import demand_inside, pack

FIRST = ("report.pdf", "report.html", "tables.xlsx", "package.zip")
MEDIA_TYPES = {
    ".pdf": "application/pdf",
    ".html": "text/html",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".csv": "text/csv",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".json": "application/json",
    ".zip": "application/zip",
}


@dataclass(frozen=True, kw_only=True)
class Evaluated:
    """What one evaluation gave, before it is stored: its parts, the files' hashes, and the documents on disk."""

    evaluation: Evaluation
    inputs: dict[str, str]
    documents: tuple[Path, ...]
    folder: Path

    @property
    def parameters(self) -> dict[str, object]:
        """The hashes of all that was read, by name."""
        return {"inputs": self.inputs, "schema_version": SCHEMA_VERSION}


def checked_study(folder: Path, name: str) -> Study:
    """The study in a folder; Refusal with its first fault and how many more there are."""
    faults = check_study(folder)
    if faults:
        first, others = faults[0], len(faults) - 1
        where = f"{name}, {first.file}" + (f" line {first.line}" if first.line else "")
        more = f", then the other {others}" if others else ""
        raise Refusal(where, first.what, f"{first.remedy}{more}; pack the folder again and upload it")
    study = read_study(folder)
    demand_inside(study)
    return study


def evaluated(study: Study, folder: Path, out: Path, *, seed: int, tell: Callable[[str], object]) -> Evaluated:
    """Evaluate a study and write its report package into `out`."""
    inputs = hashes_of(folder, study)
    evaluation = evaluate(study, seed=seed, workload_tables=calls_tables(study, folder))
    written = write_report(
        evaluation, out, progress=tell, inputs=inputs, parameters={"seed": seed, "schema_version": SCHEMA_VERSION}
    )
    package = out / "package.zip"
    pack(written, out, package)
    return Evaluated(evaluation=evaluation, inputs=inputs, documents=(*written, package), folder=out)


def clear(evaluation: UUID) -> None:
    """Take away what an earlier attempt stored."""
    for model in (StudyDocument, StudyTable, StudyFigure, StudyStatement):
        model.objects.filter(evaluation_id=evaluation).delete()


def store_results(stored: StudyEvaluation, made: Evaluated) -> None:
    """Tables, figures, the study's words and the evaluation's own front matter; the caller's transaction holds all."""
    study, one = stored.study_id, made.evaluation
    StudyTable.objects.bulk_create(
        frozen_table(table, study=study, position=position, evaluation_id=stored.pk)
        for position, table in enumerate(one.tables.values())
    )
    StudyFigure.objects.bulk_create(frozen_figures(one.figures, study=study, evaluation=stored.pk))
    StudyStatement.objects.bulk_create(
        StudyStatement(study_id=study, evaluation=stored, section=section, position=position, text=text)
        for section, paragraphs in one.statements.items()
        for position, text in enumerate(paragraphs)
    )
    stored.title, stored.place, stored.subtitle = one.title, one.place, one.subtitle
    stored.prepared_by, stored.version_date, stored.invented = one.prepared_by, one.version_date, one.invented
    stored.manifest = made.parameters


def store_file(stored: StudyEvaluation, path: Path, folder: Path) -> None:
    """One file of the package, with its hash."""
    name = path.relative_to(folder).as_posix()
    document = StudyDocument.objects.create(
        study_id=stored.study_id,
        evaluation=stored,
        position=FIRST.index(name) if name in FIRST else len(FIRST),
        name=name,
        media_type=MEDIA_TYPES.get(path.suffix, OCTETS),
        size=path.stat().st_size,
        sha256=sha256_of(path),
    )
    store_document(document, path)
