"""Changes of a study's rows: permit and change in one transaction, nobody's work overwritten, every change undone.

A row carries a version. Whoever changes it says which version was on the page; where somebody else was quicker,
`RowChanged` carries both, and nothing is written. All rows that one click changes share a `change`, and `undo` takes
that change back as long as nobody has changed the rows again.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from arcs.files.faults import Fault
from arcs.files.studies.parts import PARTS, Cells, cells_of, record_of
from arcs.web.people.models import Staff
from arcs.web.sheets.histories import Before, before_of, front_page_before
from arcs.web.sheets.keeping import restore_files
from arcs.web.sheets.models import StudyRow
from arcs.web.sheets.permits import may_change
from arcs.web.studies.actions import describe_study
from arcs.web.studies.models import Study
from arcs.web.studies.permits import may_lead
from arcs.web.wall.permit import Refused

FRONT_PAGE = ("title", "place", "subtitle", "period", "invented", "invented_words")
GAP = 16  # between two positions, so that a row can be put between without moving the others


class RowChanged(Exception):
    """Somebody else changed or removed the row after the page was read: `now` is how it stands (None: removed)."""

    def __init__(self, now: StudyRow | None, given: Mapping[str, str]) -> None:
        super().__init__("row changed")
        self.now, self.given = now, dict(given)


class RowFaults(Exception):
    """What was given cannot be a row: every reason, by column."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("; ".join(one.what for one in faults))
        self.faults = tuple(faults)


@dataclass(frozen=True, kw_only=True)
class Undone:
    """What an undo did: rows that stand again as before, and rows left alone since somebody changed them again."""

    restored: int
    left: tuple[str, ...] = field(default_factory=tuple)


@transaction.atomic
def add_row(*, by: Staff, study: Study, part: str, cells: Mapping[str, str], change: UUID | None = None) -> StudyRow:
    """A new row at the end of its part. RowFaults for cells that cannot be; Refused where its key stands already."""
    may_change(by, study, part).demand()
    given = checked(part, cells)
    last = StudyRow.objects.filter(study=study, part=part).order_by("-position").values_list("position", flat=True)
    row = StudyRow(
        study=study, part=part, position=(last.first() or 0) + GAP, key=PARTS[part].key(given), cells=given,
        change=change or uuid4(), changed_by=by.pk, changed_at=timezone.now(),
    )  # fmt: skip
    _save(row, new=True)
    return row


@transaction.atomic
def change_row(
    *, by: Staff, row: StudyRow, version: int, cells: Mapping[str, str], change: UUID | None = None
) -> StudyRow:
    """Give a row these cells, whole. RowChanged where it is no longer the version that the page showed."""
    may_change(by, row.study, row.part).demand()
    now = StudyRow.objects.select_for_update(of=("self",)).select_related("study").filter(pk=row.pk).first()
    if now is None or now.version != version:
        raise RowChanged(now, cells)
    given = checked(row.part, cells)
    if given == now.cells:
        return now
    now.cells, now.key = given, PARTS[row.part].key(given)
    _touch(now, by, change)
    _save(now)
    return now


@transaction.atomic
def remove_row(*, by: Staff, row: StudyRow, version: int, change: UUID | None = None) -> UUID:
    """Take a row away; its history stays, and `undo` of the change that is returned brings it back."""
    may_change(by, row.study, row.part).demand()
    now = StudyRow.objects.select_for_update(of=("self",)).filter(pk=row.pk).first()
    if now is None or now.version != version:
        raise RowChanged(now, {})
    _touch(now, by, change)
    now.save(update_fields=["version", "change", "changed_by", "changed_at"])  # says whose removal it is
    now.delete()
    return now.change


@transaction.atomic
def replace_part(*, by: Staff, study: Study, part: str, rows: Iterable[Mapping[str, str]], change: UUID) -> int:
    """Put these rows in place of all that the part holds, in this order; how many there are now.

    RowFaults with every fault when a row cannot be; then nothing is changed.
    """
    may_change(by, study, part).demand()
    given, faults = [], list[Fault]()
    for line, cells in enumerate(rows, start=1):
        kept = _filled(cells)
        record, wrong = record_of(PARTS[part], kept, line=line)
        faults += wrong
        given.append(kept if record is None else cells_of(record))
    if faults:
        raise RowFaults(faults)
    old = StudyRow.objects.filter(study=study, part=part)
    old.update(change=change, changed_by=by.pk, changed_at=timezone.now())
    old.delete()
    now = timezone.now()
    try:
        StudyRow.objects.bulk_create(
            StudyRow(
                study=study, part=part, position=at * GAP, key=PARTS[part].key(one), cells=one, change=change,
                changed_by=by.pk, changed_at=now,
            )
            for at, one in enumerate(given, start=1)
        )  # fmt: skip
    except IntegrityError as twice:
        raise Refused(_("Two rows of %(part)s say the same thing. Keep one of them.") % {"part": part}) from twice
    return len(given)


@transaction.atomic
def undo(*, by: Staff, study: Study, change: UUID) -> Undone:
    """Take one change back, row by row; a row that was changed again since stays as it is, and is named."""
    restored, left = 0, []
    # What the change had made goes first: a row that comes back may bear the same key.
    for before in sorted(before_of(study, change), key=lambda one: one.state is not None):
        may_change(by, study, before.part).demand()
        if _restore(before, by):
            restored += 1
        else:
            left.append(before.name)
    front = front_page_before(study, change, FRONT_PAGE)
    if front is not None and may_lead(by, study):
        describe_study(by=by, study=study, words=front)
        restored += 1
    files, changed = restore_files(by=by, study=study, change=change)
    restored, left = restored + files, [*left, *changed]
    return Undone(restored=restored, left=tuple(left))


def checked(part: str, cells: Mapping[str, str]) -> Cells:
    """The cells as the study's file writes them, without empty ones; RowFaults where they cannot be a row."""
    record, faults = record_of(PARTS[part], _filled(cells))
    if record is None:
        raise RowFaults(faults)
    return cells_of(record)


def _filled(cells: Mapping[str, str]) -> dict[str, str]:
    """The cells that hold anything, without null bytes: nobody types them, and no database keeps them in a text."""
    return {name: text for name, given in cells.items() if (text := given.replace("\x00", ""))}


def _touch(row: StudyRow, by: Staff, change: UUID | None) -> None:
    row.version += 1
    row.change, row.changed_by, row.changed_at = change or uuid4(), by.pk, timezone.now()


def _save(row: StudyRow, *, new: bool = False) -> None:
    try:
        with transaction.atomic():
            row.save(force_insert=new)
    except IntegrityError as twice:
        raise Refused(
            _("“%(key)s” stands in this table already. Change that row, or give another name.") % {"key": row.key}
        ) from twice


def _restore(before: Before, by: Staff) -> bool:
    now = StudyRow.objects.select_for_update().filter(pk=before.row).first()
    if (now.change if now else before.change) != before.change:
        return False
    if before.state is None:  # the change had made it
        if now is not None:
            _touch(now, by, None)
            now.save(update_fields=["version", "change", "changed_by", "changed_at"])
            now.delete()
        return True
    row = now or StudyRow(pk=before.row, study_id=before.study, part=before.part, version=before.version)
    row.position, row.key, row.cells = before.state.position, before.state.key, before.state.cells
    _touch(row, by, None)
    _save(row, new=now is None)
    return True
