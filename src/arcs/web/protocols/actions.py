"""Drafting: an edition is begun, its rows are changed and taken back; nobody's work is overwritten.

A row carries a version. Whoever changes it says which version was on the page; where somebody else was quicker,
`RowsChanged` carries both, and nothing is written. Who writes holds the edition's own row meanwhile, so that none
changes while another sends the edition for review. Whatever is kept asks for the proof of what it makes.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

from django.db import connection, transaction
from django.db.models import Max, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from arcs.files.protocol.texts import HEAD, TextFault, Texts, key_of, record_of, texts_of
from arcs.web.people.models import Role, Staff
from arcs.web.protocols import permits
from arcs.web.protocols.export_words import take_words_over
from arcs.web.protocols.histories import Before, before_of
from arcs.web.protocols.models import PARTS, EditionApprover, EditionProof, EditionRow, ProtocolEdition
from arcs.web.protocols.proving import ask_for_proof
from arcs.web.studies.models import Study
from arcs.web.wall.at_once import demand_unchanged, once_or_refused
from arcs.web.wall.permit import Refused

GAP = 16  # between two positions; the matrix is read by level whatever its rows' positions say
_ONE_AT_A_TIME = 3_101_978  # the number of the advisory lock under which editions are numbered
_TOUCHED = ["version", "change", "changed_by", "changed_at"]


@dataclass(frozen=True, kw_only=True)
class Stale:
    """A row that somebody else changed after the page was read: `now` is how it stands (None: taken out)."""

    row: UUID
    now: EditionRow | None
    given: Texts


class RowsChanged(Exception):
    """Somebody else was quicker with at least one of the rows; nothing was written."""

    def __init__(self, stale: Sequence[Stale]) -> None:
        super().__init__("rows changed")
        self.stale = tuple(stale)


class RowFaults(Exception):
    """What was given cannot be a row: every reason, by cell."""

    def __init__(self, faults: Sequence[TextFault], key: str = "") -> None:
        super().__init__("; ".join(one.what for one in faults))
        self.faults, self.key = tuple(faults), key


@dataclass(frozen=True, kw_only=True)
class Undone:
    """What an undo did: rows that stand again as before, and rows left alone since somebody changed them again."""

    restored: int
    left: tuple[str, ...] = field(default_factory=tuple)


@transaction.atomic
def begin_edition(
    *, by: Staff, rows: Mapping[str, Iterable[Mapping[str, str]]], study: Study | None = None,
    based_on: ProtocolEdition | None = None, proposed: bool = False,
) -> ProtocolEdition:  # fmt: skip
    """A new draft of these rows by section, with what exports' words were placed on before.

    `proposed`: nobody had adopted what its study proposes; what is copied from such an edition is so too.
    RowFaults where a row cannot be; Refused where two have one name.
    """
    permits.may_draft(by).demand()
    given = {section: [checked(section, one) for one in rows.get(section, ())] for section in PARTS}
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", [_ONE_AT_A_TIME])
    last = ProtocolEdition.objects.aggregate(last=Max("number"))["last"] or 0
    made = ProtocolEdition.objects.create(
        number=last + 1, study=study, based_on=based_on, made_by=by.pk,
        proposed=proposed or (based_on is not None and based_on.proposed),
    )  # fmt: skip
    change = uuid4()
    for section, texts in given.items():
        _add_all(by, made, section, texts, change)
    _propose_approvers(by, made, based_on)
    take_words_over(by=by, edition=made)
    ask_for_proof(by=by, edition=made)
    return made


@transaction.atomic
def add_row(
    *, by: Staff, edition: ProtocolEdition, section: str, cells: Mapping[str, str], change: UUID | None = None
) -> EditionRow:
    """A new row at the end of its section. RowFaults for cells that cannot be; Refused where its name stands there."""
    given = checked(section, cells)
    _hold(by, edition)
    permits.may_write_row(section, given).demand()
    last = EditionRow.objects.filter(edition=edition, section=section).aggregate(last=Max("position"))["last"] or 0
    row = EditionRow(
        edition=edition, section=section, position=last + GAP, key=key_of(section, given), cells=given,
        change=change or uuid4(), changed_by=by.pk, changed_at=timezone.now(),
    )  # fmt: skip
    with once_or_refused(_twice(section, row.key)):
        row.save(force_insert=True)
    ask_for_proof(by=by, edition=edition)
    return row


def change_row(
    *, by: Staff, row: EditionRow, version: int, cells: Mapping[str, str], change: UUID | None = None
) -> UUID:
    """Give a row these cells, whole; the change. RowsChanged where it is no longer the version of the page."""
    return change_rows(by=by, edition=row.edition, given={row.pk: (version, cells)}, change=change)


@transaction.atomic
def change_rows(
    *, by: Staff, edition: ProtocolEdition, given: Mapping[UUID, tuple[int, Mapping[str, str]]],
    change: UUID | None = None,
) -> UUID:  # fmt: skip
    """Give each of these rows its cells, whole, all in one change; rows that stay the same are not touched."""
    _hold(by, edition)
    rows = {one.pk: one for one in EditionRow.objects.select_for_update().filter(edition=edition, pk__in=given)}
    _demand_versions(rows, given)
    number, changed = change or uuid4(), []
    for pk, (_version, cells) in given.items():
        row = rows[pk]
        texts = checked(row.section, cells)
        if texts != row.cells:
            permits.may_write_row(row.section, row.cells, texts).demand()
            row.cells, row.key = texts, key_of(row.section, texts)
            _touch(row, by, number)
            changed.append(row)
    with once_or_refused(_twice(changed[0].section if changed else "", ", ".join(one.key for one in changed))):
        EditionRow.objects.bulk_update(changed, ["cells", "key", *_TOUCHED])
    if changed:
        ask_for_proof(by=by, edition=edition)
    return number


@transaction.atomic
def remove_row(*, by: Staff, row: EditionRow, version: int, change: UUID | None = None) -> UUID:
    """Take a row out; its history stays, and `undo` of the change that is returned brings it back."""
    _hold(by, row.edition)
    now = EditionRow.objects.select_for_update(of=("self",)).filter(pk=row.pk).first()
    if now is None or now.version != version:
        raise RowsChanged([Stale(row=row.pk, now=now, given={})])
    permits.may_remove_row(now.section, now.cells).demand()
    _touch(now, by, change or uuid4())
    now.save(update_fields=_TOUCHED)  # says whose removal it is
    now.delete()
    ask_for_proof(by=by, edition=row.edition)
    return now.change


@transaction.atomic
def replace_section(
    *, by: Staff, edition: ProtocolEdition, section: str, rows: Iterable[Mapping[str, str]],
    change: UUID | None = None, seen: str | None = None,
) -> UUID:  # fmt: skip
    """Put these rows in place of all that a section holds, in this order: how a matrix is imported.

    `seen` is the sign of its rows that a page showed; ChangedMeanwhile where they changed since.
    """
    given = [checked(section, one) for one in rows]
    _hold(by, edition)
    number = change or uuid4()
    old = EditionRow.objects.filter(edition=edition, section=section)
    if seen is not None:
        demand_unchanged(versions_of(old), seen)
    old.update(change=number, changed_by=by.pk, changed_at=timezone.now())
    old.delete()
    _add_all(by, edition, section, given, number)
    ask_for_proof(by=by, edition=edition)
    return number


@transaction.atomic
def undo(*, by: Staff, edition: ProtocolEdition, change: UUID) -> Undone:
    """Take one change back, row by row; a row that was changed again since stays as it is, and is named."""
    _hold(by, edition)
    restored, left = 0, []
    number = uuid4()
    touched = sorted(before_of(edition, change), key=lambda one: one.state is not None)
    rows = {one.pk: one for one in EditionRow.objects.select_for_update().filter(pk__in=[one.row for one in touched])}
    # What the change had made goes first: a row that comes back may bear the same name.
    for before in touched:
        now = rows.get(before.row)
        if now is not None and now.change != change:
            left.append(before.key)
        else:
            _restore(by, edition, before, now, number)
            restored += 1
    if restored:
        ask_for_proof(by=by, edition=edition)
    return Undone(restored=restored, left=tuple(left))


@transaction.atomic
def keep_proof(
    *, by: Staff, edition: ProtocolEdition, digest: str, types: int, examples: int, findings: list[dict[str, str]]
) -> EditionProof:
    """What the proof of exactly this content found; nothing found is a proof as well."""
    permits.may_draft(by).demand()
    return EditionProof.objects.create(
        edition=edition, digest=digest, types=types, examples=examples, findings=findings, made_by=by.pk
    )


def versions_of(rows: Iterable[EditionRow]) -> dict[str, object]:
    """The versions of some rows, to be compared with what a page showed."""
    return {str(one.pk): one.version for one in rows}


def checked(section: str, cells: Mapping[str, str]) -> Texts:
    """The cells as they are kept, without empty ones; RowFaults where they cannot be a row."""
    given = {name: text for name, told in cells.items() if (text := told.replace("\x00", ""))}
    record, faults = record_of(section, given)
    if record is None:
        raise RowFaults(faults, key_of(section, given))
    return texts_of(section, record)


def _hold(by: Staff, edition: ProtocolEdition) -> None:
    """Keep the edition as it is until the transaction ends, and ask whether this person may change it now."""
    permits.may_change(by, edition).demand()
    now = ProtocolEdition.objects.select_for_update(no_key=True).filter(pk=edition.pk).first()
    permits.may_change(by, now or ProtocolEdition.objects.get(pk=edition.pk)).demand()


def _add_all(by: Staff, edition: ProtocolEdition, section: str, given: Sequence[Texts], change: UUID) -> None:
    now = timezone.now()
    keys = [key_of(section, one) for one in given]
    twice = next((one for at, one in enumerate(keys) if one in keys[:at]), None)
    if twice is not None:
        raise Refused(_twice(section, twice))
    EditionRow.objects.bulk_create(
        EditionRow(
            edition=edition, section=section, position=at * GAP, key=keys[at - 1], cells=one, change=change,
            changed_by=by.pk, changed_at=now,
        )
        for at, one in enumerate(given, start=1)
    )  # fmt: skip


def _propose_approvers(by: Staff, made: ProtocolEdition, based_on: ProtocolEdition | None) -> None:
    approving = Role.objects.filter(permissions__permission="protocols.approve").values("pk")
    # Who must approve every edition, and who was asked about the one that is copied.
    before = EditionApprover.objects.filter(edition=based_on).values("role")
    roles = Role.objects.filter(Q(permissions__permission=permits.MUST_APPROVE, pk__in=approving) | Q(pk__in=before))
    EditionApprover.objects.bulk_create(
        EditionApprover(edition=made, role=one, added_by=by.pk) for one in roles.distinct()
    )


def _demand_versions(rows: Mapping[UUID, EditionRow], given: Mapping[UUID, tuple[int, Mapping[str, str]]]) -> None:
    stale = [
        Stale(row=pk, now=rows.get(pk), given=dict(cells))
        for pk, (version, cells) in given.items()
        if pk not in rows or rows[pk].version != version
    ]
    if stale:
        raise RowsChanged(stale)


def _touch(row: EditionRow, by: Staff, change: UUID) -> None:
    row.version += 1
    row.change, row.changed_by, row.changed_at = change, by.pk, timezone.now()


def _restore(by: Staff, edition: ProtocolEdition, before: Before, now: EditionRow | None, change: UUID) -> None:
    if before.state is None:  # the change had made it
        if now is not None:
            _touch(now, by, change)
            now.save(update_fields=_TOUCHED)
            now.delete()
        return
    row = now or EditionRow(pk=before.row, edition=edition, section=before.section, version=before.version)
    row.position, row.key, row.cells = before.state.position, before.state.key, before.state.cells
    _touch(row, by, change)
    with once_or_refused(_twice(before.section, row.key)):
        row.save(force_insert=now is None)


def _twice(section: str, key: str) -> str:
    words: dict[str, Any] = {"key": _("the edition’s head") if section == HEAD else key}
    return _("“%(key)s” stands in this section already. Change that row, or give another name.") % words
