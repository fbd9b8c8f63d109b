"""Reads of studies; each begins with who asks.

The finders at the top keep to that person's studies by themselves, whatever the database's own wall does; the reads
below them are given what a finder found.
"""

from uuid import UUID

from django.db.models import Q, QuerySet

from arcs.core.figures import Table
from arcs.web.people.models import Staff
from arcs.web.people.permits import may
from arcs.web.studies.frozen import table_of
from arcs.web.studies.models import (
    CallImport,
    CallTally,
    ColumnFound,
    ImportedCall,
    ImportFile,
    ImportQuestion,
    LedgerLine,
    LedgerRemark,
    SetAside,
    Study,
    StudyDocument,
    StudyEvaluation,
    StudyFigure,
    StudyMember,
    StudyStatement,
    StudyTable,
    Upload,
)
from arcs.web.wall.clock import today


def _own(who: Staff) -> "QuerySet[StudyMember]":
    mine = StudyMember.objects.filter(staff=who, valid_from__lte=today()).exclude(valid_to__lt=today())
    return mine if may(who, "studies.read") else mine.none()


def _seen(who: Staff, column: str = "study_id") -> Q:
    if may(who, "studies.see_all"):
        return Q()
    return Q(**{f"{column}__in": _own(who).values("study_id")})


def studies_seen_by(who: Staff) -> QuerySet[Study]:
    """The studies that somebody may see: those they have a part in, or all with that permission."""
    return Study.objects.filter(_seen(who, "id"))


def studies_found(who: Staff, words: str = "") -> QuerySet[Study]:
    """Of those the ones whose title or place holds the words, by title."""
    given = Q(title__icontains=words) | Q(place__icontains=words) if words else Q()
    return studies_seen_by(who).filter(given).order_by("title", "pk")


def study_seen_by(who: Staff, study: UUID) -> Study | None:
    """One study, or None where there is none for this person."""
    return studies_seen_by(who).filter(pk=study).first()


def import_seen_by(who: Staff, call_import: UUID) -> CallImport | None:
    """One import with its study."""
    return CallImport.objects.filter(_seen(who), pk=call_import).select_related("study").first()


def evaluation_seen_by(who: Staff, evaluation: UUID) -> StudyEvaluation | None:
    """One evaluation with its study."""
    return StudyEvaluation.objects.filter(_seen(who), pk=evaluation).select_related("study", "upload").first()


def upload_seen_by(who: Staff, upload: UUID) -> Upload | None:
    """One upload."""
    return Upload.objects.filter(_seen(who), pk=upload).select_related("study").first()


def table_seen_by(who: Staff, table: UUID) -> StudyTable | None:
    """One frozen table with what it belongs to."""
    return StudyTable.objects.filter(_seen(who), pk=table).select_related("study", "call_import", "evaluation").first()


def figure_seen_by(who: Staff, figure: UUID) -> StudyFigure | None:
    """One figure with its evaluation."""
    return StudyFigure.objects.filter(_seen(who), pk=figure).select_related("study", "evaluation").first()


def document_seen_by(who: Staff, document: UUID) -> StudyDocument | None:
    """One document of an evaluation."""
    return StudyDocument.objects.filter(_seen(who), pk=document).select_related("study").first()


def member_seen_by(who: Staff, member: UUID) -> StudyMember | None:
    """One membership with its study."""
    return StudyMember.objects.filter(_seen(who), pk=member).select_related("study").first()


def part_in(who: Staff, study: Study) -> str:
    """This person's part in a study today, or nothing."""
    return _own(who).filter(study=study).values_list("part", flat=True).first() or ""


def name_in(who: Staff, study: Study) -> str:
    """The name by which this person goes in a study: no other member, now or earlier, goes by the same."""
    names = (
        StudyMember.objects.filter(study=study, staff=who).order_by("-valid_from").values_list("staff_name", flat=True)
    )
    return names.first() or who.name


def members_of(who: Staff, study: Study) -> QuerySet[StudyMember]:
    """Everybody who has or had a part in the study."""
    return StudyMember.objects.filter(study=study)


def staff_to_add(who: Staff, study: Study) -> QuerySet[Staff]:
    """Active people whom this person may see and who have no part in the study."""
    taken = StudyMember.objects.filter(study=study, valid_to__isnull=True).values("staff_id")
    return Staff.objects.filter(is_active=True).exclude(pk__in=taken).order_by("name")


def imports_of(who: Staff, study: Study) -> QuerySet[CallImport]:
    """The study's imports, newest first."""
    return CallImport.objects.filter(study=study).order_by("-made_at")


def newest_evaluation(who: Staff, study: Study) -> StudyEvaluation | None:
    """The study's last evaluation."""
    evaluations = StudyEvaluation.objects.filter(study=study).select_related("upload")
    return evaluations.order_by("-made_at").first()


def files_of(who: Staff, call_import: CallImport) -> list[Upload]:
    """The uploads that an import reads, in order."""
    files = ImportFile.objects.filter(call_import=call_import).select_related("upload").order_by("position")
    return [one.upload for one in files]


def columns_of(who: Staff, call_import: CallImport) -> QuerySet[ColumnFound]:
    """The export's columns, in order."""
    return ColumnFound.objects.filter(call_import=call_import).order_by("position")


def questions_of(who: Staff, call_import: CallImport) -> QuerySet[ImportQuestion]:
    """What only the reader can say, in order."""
    return ImportQuestion.objects.filter(call_import=call_import).order_by("position")


def ledger_of(who: Staff, call_import: CallImport) -> QuerySet[LedgerLine]:
    """Both accounts, line by line."""
    return LedgerLine.objects.filter(call_import=call_import).order_by("account", "position")


def remarks_of(who: Staff, call_import: CallImport) -> QuerySet[LedgerRemark]:
    """Repairs, breaks, warnings and statements, in order."""
    return LedgerRemark.objects.filter(call_import=call_import).order_by("position")


def calls_of(who: Staff, call_import: CallImport) -> QuerySet[ImportedCall]:
    """The calls of an import; whoever opens them is logged by the page."""
    return ImportedCall.objects.filter(call_import=call_import)


def call_numbered(who: Staff, call_import: CallImport, number: int) -> ImportedCall | None:
    """One call by its number in the export's order; whoever opens it is logged by the page."""
    return calls_of(who, call_import).filter(number=number).first()


def calls_after(
    who: Staff, call_import: CallImport, *, after: int, counted: bool | None, most: int
) -> list[ImportedCall]:
    """Calls in the export's order, beginning behind one of them: as quick at the end of a million as at the start."""
    rows = calls_of(who, call_import).filter(number__gt=after)
    if counted is not None:
        rows = rows.filter(chosen=counted)
    return list(rows.order_by("number")[:most])


def set_aside_of(who: Staff, call_import: CallImport) -> QuerySet[SetAside]:
    """The records of the export that are no calls."""
    return SetAside.objects.filter(call_import=call_import)


def tallied(who: Staff, call_import: CallImport, dimension: str) -> list[tuple[str, int]]:
    """The values of one dimension with their calls, most frequent first."""
    tallies = CallTally.objects.filter(call_import=call_import, dimension=dimension).order_by("-calls", "value")
    return list(tallies.values_list("value", "calls"))


def import_tables(who: Staff, call_import: CallImport) -> dict[str, StudyTable]:
    """The workload's tables by name, in order."""
    return {one.name: one for one in StudyTable.objects.filter(call_import=call_import).order_by("position")}


def import_table(who: Staff, call_import: CallImport, name: str) -> Table | None:
    """One table of the workload as it was produced."""
    stored = StudyTable.objects.filter(call_import=call_import, name=name).first()
    return table_of(stored) if stored else None


def evaluation_tables(who: Staff, evaluation: StudyEvaluation) -> list[StudyTable]:
    """The evaluation's tables without their rows, in the report's order."""
    tables = StudyTable.objects.filter(evaluation=evaluation).defer("rows", "columns")
    return list(tables.order_by("position"))


def evaluation_table(who: Staff, evaluation: StudyEvaluation, name: str) -> StudyTable | None:
    """One table of the evaluation by its name."""
    return StudyTable.objects.filter(evaluation=evaluation, name=name).first()


def figures_of(who: Staff, evaluation: StudyEvaluation) -> list[StudyFigure]:
    """The evaluation's figures, in order."""
    return list(StudyFigure.objects.filter(evaluation=evaluation).order_by("position"))


def statements_of(who: Staff, evaluation: StudyEvaluation) -> list[StudyStatement]:
    """The study's own words, section by section."""
    return list(StudyStatement.objects.filter(evaluation=evaluation).order_by("section", "position"))


def documents_of(who: Staff, evaluation: StudyEvaluation) -> list[StudyDocument]:
    """What the evaluation made, the report first."""
    return list(StudyDocument.objects.filter(evaluation=evaluation).order_by("position", "name"))
