"""Changes of the report: which sections are printed, the study's own words, its versions, and its approval by name."""

import hashlib
from collections.abc import Mapping
from typing import IO
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from arcs.web.people.models import Staff
from arcs.web.sheets import actions as sheets
from arcs.web.sheets.models import StudyRow
from arcs.web.sheets.queries import rows_of
from arcs.web.studies import content
from arcs.web.studies.actions import request_evaluation
from arcs.web.studies.models import Study, StudyEvaluation
from arcs.web.studies.permits import may_work
from arcs.web.wall.at_once import once_or_refused
from arcs.web.wall.permit import Refused
from arcs.web.workbench import queries
from arcs.web.workbench.models import ReportFreeze
from arcs.web.workbench.permits import may_freeze
from arcs.web.workbench.report_pages import SECTIONS_PART, VERSIONS_PART, WORDS_PART


@transaction.atomic
def choose_sections(*, by: Staff, study: Study, left_out: Mapping[str, str], versions: Mapping[str, int]) -> UUID:
    """Leave these sections out, each with its reason, and print all others.

    `versions` are those of the rows that the page showed; RowChanged where one was changed since.
    """
    may_work(by, study).demand()
    change = uuid4()
    before = queries.rows_by(by, study, SECTIONS_PART, "section")
    if {number: row.version for number, row in before.items()} != dict(versions):
        other = next((row for number, row in before.items() if versions.get(number) != row.version), None)
        raise sheets.RowChanged(other, dict(left_out))
    for number, reason in left_out.items():
        cells = {"section": number, "printed": "N", "reason": reason}
        if number in before:
            sheets.change_row(by=by, row=before[number], version=versions[number], cells=cells, change=change)
        else:
            sheets.add_row(by=by, study=study, part=SECTIONS_PART, cells=cells, change=change)
    for number, row in before.items():
        if number not in left_out:
            sheets.remove_row(by=by, row=row, version=row.version, change=change)
    return change


@transaction.atomic
def write_words(*, by: Staff, study: Study, section: str, words: str, version: int) -> UUID | None:
    """The study's own words of one section; without words the section keeps only what ARCS writes. None: no change."""
    may_work(by, study).demand()
    row = queries.rows_by(by, study, WORDS_PART, "section").get(section)
    if (row.version if row else 0) != version:
        raise sheets.RowChanged(row, {"section": section, "words": words})
    text = words.replace("\r\n", "\n").strip()
    if row is None:
        if not text:
            return None
        cells = {"section": section, "words": text}
        return sheets.add_row(by=by, study=study, part=WORDS_PART, cells=cells).change
    if not text:
        return sheets.remove_row(by=by, row=row, version=version)
    return sheets.change_row(by=by, row=row, version=version, cells=row.cells | {"words": text}).change


@transaction.atomic
def add_version(*, by: Staff, study: Study, version: str, date: str, reason: str) -> StudyRow:
    """One more line of Table i."""
    may_work(by, study).demand()
    cells = {"version": version.strip(), "date": date.strip(), "update_reason": reason.strip()}
    return sheets.add_row(by=by, study=study, part=VERSIONS_PART, cells=cells)


def next_version(by: Staff, study: Study) -> str:
    """The number after the last version, where versions are numbers."""
    given = [row.cells.get("version", "") for row in rows_of(by, study, VERSIONS_PART)]
    numbers = [int(one) for one in given if one.isdigit()]
    return str(max(numbers, default=0) + 1)


@transaction.atomic
def freeze(*, by: Staff, study: Study, evaluation: StudyEvaluation, sha256: str, statement: str) -> ReportFreeze:
    """Approve a report by name: its package stays as it is, and its SHA-256 stands beside the name.

    `sha256` is the one that the page showed, so that nobody approves another package than the one that was read.
    """
    may_freeze(by, study, evaluation).demand()
    package = queries.package_of(by, evaluation)
    if package is None or evaluation.study_id != study.pk:
        raise Refused(_("This report has no package. Make it again."))
    if package.sha256 != sha256:
        raise Refused(_("The report was made again in the meantime. Read it, then approve it."))
    if not statement.strip():
        raise Refused(_("Write what you approve, in a sentence."))
    if ReportFreeze.objects.filter(package=package, approved_by=by.pk).exists():
        raise Refused(_("You have approved this report already."))
    with once_or_refused(_("You have approved this report already.")):
        return ReportFreeze.objects.create(
            study=study, evaluation=evaluation.pk, package=package, sha256=sha256,
            title=evaluation.title or study.title, approved_by=by.pk, approved_name=by.name,
            statement=statement.strip(),
        )  # fmt: skip


def approved_package(*, by: Staff, freeze: ReportFreeze) -> IO[bytes]:
    """The bytes that were approved; Refused where what is kept is something else, which the approval does not cover."""
    file = content.spooled(content.document_pieces(freeze.package_id))
    if hashlib.file_digest(file, "sha256").hexdigest() != freeze.sha256:  # type: ignore[arg-type]  # a binary file
        file.close()
        raise Refused(_("What is kept is not the package that was approved. Tell whoever runs ARCS."))
    file.seek(0)
    return file


def run_again(*, by: Staff, study: Study, evaluation: StudyEvaluation) -> StudyEvaluation:
    """Evaluate the same files with the same seed once more, to be compared."""
    return request_evaluation(by=by, study=study, upload=evaluation.upload, seed=evaluation.seed)
