"""A loaded export becomes the study's: its call types are added to the table, its files belong to the study folder."""

from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from arcs.files.studies.parts import Cells
from arcs.web.people.models import Staff
from arcs.web.sheets.actions import GAP, replace_part
from arcs.web.sheets.keeping import keep_file, kept_files
from arcs.web.sheets.models import StudyRow
from arcs.web.studies.actions import upload_part
from arcs.web.studies.models import CallImport, ImportState, Upload
from arcs.web.studies.permits import may_work
from arcs.web.studies.queries import files_of, import_table
from arcs.web.wall.at_once import once_or_refused
from arcs.web.wall.permit import Refused

TYPES, CALLS = "call_types.csv", "study.toml:calls"


@transaction.atomic
def take_import(*, by: Staff, call_import: CallImport) -> UUID:
    """Add the call types that the study does not have yet, and make the export the study's: one change.

    No type is taken away. FTE stay empty, so that the evaluation measures them from the calls by the study's own
    assumptions. The study's dispatch exports are this import's from now on, since all of them are read together.
    """
    study = call_import.study
    may_work(by, study).demand()
    table = import_table(by, call_import, "by_call_type")
    if call_import.state != ImportState.LOADED or table is None:
        raise Refused(_("The calls of this import are not loaded yet."))
    change = uuid4()
    _add_types([str(one) for one in table.values("call_type") if one], by, call_import, change)
    uploads = dict(zip(paths_of(files_of(by, call_import)), files_of(by, call_import), strict=True))
    mapping = f"calls/mapping-{str(call_import.pk)[:8]}.toml" if call_import.mapping else ""
    kept = kept_files(by, study)
    for path, upload in uploads.items():
        if kept.get(path) != upload:
            keep_file(by=by, study=study, path=path, upload=upload, change=change)
    if mapping and mapping not in kept:
        keep_file(by=by, study=study, path=mapping, upload=_mapping_file(by, call_import, mapping), change=change)
    rows = [_source(path, mapping, call_import.time_zone) for path in uploads]
    if rows != list(
        StudyRow.objects.filter(study=study, part=CALLS).order_by("position").values_list("cells", flat=True)
    ):
        replace_part(by=by, study=study, part=CALLS, rows=rows, change=change)
    return change


def paths_of(uploads: list[Upload]) -> list[str]:
    """Where each file of an import stands in the study folder; two of one name are told apart by a number."""
    found: list[str] = []
    for at, one in enumerate(uploads, start=1):
        path = f"calls/{one.file_name}"
        found.append(path if path not in found else f"calls/{at}-{one.file_name}")
    return found


def _source(path: str, mapping: str, zone: str) -> Cells:
    given = {"path": path, "mapping": mapping, "timezone": zone}
    return {name: text for name, text in given.items() if text}


def _mapping_file(by: Staff, call_import: CallImport, path: str) -> Upload:
    with TemporaryDirectory() as home:
        file = Path(home) / PurePosixPath(path).name
        file.write_text(call_import.mapping, encoding="utf-8", newline="")
        return upload_part(by=by, study=call_import.study, path=file, name=file.name)


def _add_types(names: list[str], by: Staff, call_import: CallImport, change: UUID) -> None:
    study = call_import.study
    rows = StudyRow.objects.filter(study=study, part=TYPES)
    known = set(rows.values_list("key", flat=True))
    last = rows.order_by("-position").values_list("position", flat=True).first() or 0
    new = [name for name in dict.fromkeys(names) if name not in known]
    now = timezone.now()
    with once_or_refused(_("Somebody else added call types in the same moment. Take the calls in again.")):
        StudyRow.objects.bulk_create(
            StudyRow(
                study=study, part=TYPES, position=last + at * GAP, key=name, cells={"call_type": name}, change=change,
                changed_by=by.pk, changed_at=now,
            )
            for at, name in enumerate(new, start=1)
        )  # fmt: skip
