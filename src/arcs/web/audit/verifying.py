"""`arcs audit verify`: does everything that was sealed still stand as it stood?"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from arcs.web.audit.kept_outside import kept_seals
from arcs.web.audit.models import Seal, SealedTable, Tombstone
from arcs.web.audit.sealing import FIRST, TablePart, fix_texts, parts_now, seal_digest
from arcs.web.audit.sources import Source, sources
from arcs.web.wall.acting import Standing, acting_as
from arcs.web.wall.vault import has_key

Parts = dict[int, dict[str, TablePart]]


@dataclass(frozen=True, kw_only=True)
class Failure:
    """The first seal that does not hold: where, and what was found in place of what was sealed."""

    seal: int
    table: str
    why: str
    rows_sealed: int | None = None
    rows_found: int | None = None


@dataclass(frozen=True, kw_only=True)
class Verification:
    """What was checked and what was found. `tail` is what no seal covers yet; `outside` compares with the file."""

    seals: int
    rows: int
    failure: Failure | None
    tail_rows: int
    tail_oldest: datetime | None
    outside: str
    not_kept: int
    risen_keys: tuple[UUID, ...]

    @property
    def good(self) -> bool:
        """Whether every seal holds, the file agrees, and no expunged file has a key again."""
        return self.failure is None and not self.outside and not self.risen_keys

    def sentences(self) -> list[str]:
        """What to print, one sentence a line."""
        said = [f"Seals checked: {self.seals}, with {self.rows} rows under them."]
        if self.failure:
            one = self.failure
            where = f", table {one.table}" if one.table else ""
            said.append(f"Seal {one.seal}{where} does not hold: {one.why}")
        if self.outside:
            said.append(self.outside)
        elif self.not_kept:
            said.append(
                f"The newest {self.not_kept} are not yet kept outside the database; the next sealing adds them."
            )
        if self.risen_keys:
            said.append(f"Expunged files that have a key again: {', '.join(map(str, self.risen_keys))}.")
        oldest = f", the oldest of {self.tail_oldest:%Y-%m-%d %H:%M} UTC" if self.tail_oldest else ""
        said.append(f"Not sealed yet: {self.tail_rows} rows{oldest}.")
        return said


def verify() -> Verification:
    """Recompute every seal, as the sealer."""
    with acting_as(Standing.SEALER), transaction.atomic():
        seals = list(Seal.objects.order_by("number"))
        said = _said(seals)
        known = {source.table: source for source in sources()}
        now = _now(known, said)
        failures = (
            _failure(seal, before, said, now, known) for before, seal in zip([None, *seals], seals, strict=False)
        )
        tail_rows, oldest = _tail(known.values(), seals[-1].below_xact if seals else 0)
        outside, not_kept = _compare_with_file(seals)
        expunged = Tombstone.objects.values_list("file_id", flat=True).distinct()
        return Verification(
            seals=len(seals),
            rows=sum(seal.rows for seal in seals),
            failure=next((one for one in failures if one), None),
            tail_rows=tail_rows,
            tail_oldest=oldest,
            outside=outside,
            not_kept=not_kept,
            risen_keys=tuple(sorted(file_id for file_id in expunged if has_key(file_id))),
        )


def _said(seals: list[Seal]) -> Parts:
    numbers = {seal.pk: seal.number for seal in seals}
    parts: Parts = defaultdict(dict)
    for one in SealedTable.objects.filter(seal__in=[]) if not seals else SealedTable.objects.all():
        if one.seal_id in numbers:
            parts[numbers[one.seal_id]][one.table] = TablePart(
                table=one.table, columns=tuple(one.columns), rows=one.rows, digest=bytes(one.digest)
            )
    return parts


def _now(known: dict[str, Source], said: Parts) -> dict[tuple[str, tuple[str, ...]], dict[int, TablePart]]:
    variants = {(table, source.columns) for table, source in known.items()}
    variants |= {(part.table, part.columns) for parts in said.values() for part in parts.values()}
    with connection.cursor() as cursor:
        fix_texts(cursor)
        return {
            (table, columns): parts_now(cursor, known[table], columns)
            for table, columns in sorted(variants)
            if table in known and set(columns) <= set(known[table].columns)
        }


def _failure(
    seal: Seal,
    before: Seal | None,
    said: Parts,
    now: dict[tuple[str, tuple[str, ...]], dict[int, TablePart]],
    known: dict[str, Source],
) -> Failure | None:
    broken = _broken_chain(seal, before, said[seal.number])
    if broken:
        return Failure(seal=seal.number, table="", why=broken)
    for table in sorted({*said[seal.number], *known}):
        part = said[seal.number].get(table)
        failure = _failed_table(seal.number, table, part, now, known)
        if failure:
            return failure
    return None


def _failed_table(
    number: int,
    table: str,
    part: TablePart | None,
    now: dict[tuple[str, tuple[str, ...]], dict[int, TablePart]],
    known: dict[str, Source],
) -> Failure | None:
    columns = part.columns if part else known[table].columns
    if (table, columns) not in now:
        return Failure(seal=number, table=table, why="The table, or a column that was sealed, is no longer there.")
    found = now[table, columns].get(number)
    if (part and found and part.digest == found.digest) or (part is None and found is None):
        return None
    sealed_rows, found_rows = part.rows if part else 0, found.rows if found else 0
    why = f"{sealed_rows} rows were sealed and {found_rows} are there now."
    if sealed_rows == found_rows:
        why = f"{sealed_rows} rows are there, as were sealed, and at least one of them was changed."
    return Failure(seal=number, table=table, why=why, rows_sealed=sealed_rows, rows_found=found_rows)


def _broken_chain(seal: Seal, before: Seal | None, parts: dict[str, TablePart]) -> str:
    follows = (
        seal.number == (before.number if before else 0) + 1
        and seal.from_xact == (before.below_xact if before else 0)
        and bytes(seal.previous) == (bytes(before.digest) if before else FIRST)
    )
    if not follows:
        return "It does not follow the seal before it: a seal was taken out or changed."
    digest = seal_digest(
        number=seal.number,
        sealed_at=seal.sealed_at,
        from_xact=seal.from_xact,
        below_xact=seal.below_xact,
        previous=bytes(seal.previous),
        parts=list(parts.values()),
    )
    same = digest == bytes(seal.digest) and seal.rows == sum(part.rows for part in parts.values())
    return "" if same else "The seal itself was changed."


def _tail(known: Iterable[Source], from_xact: int) -> tuple[int, datetime | None]:
    rows, times = 0, []
    with connection.cursor() as cursor:
        for source in known:
            oldest_of = f'min("{source.time}")' if source.time else "null"
            cursor.execute(f'select count(*), {oldest_of} from "{source.table}" where "transaction" >= %s', [from_xact])
            count, oldest = cursor.fetchone()
            rows += count
            times += [oldest] if oldest else []
    return rows, min(times, default=None)


def _compare_with_file(seals: list[Seal]) -> tuple[str, int]:
    try:
        kept = kept_seals()
    except (ValueError, OSError) as unreadable:
        return f"The file of seals cannot be read: {unreadable}", 0
    stored = {seal.number: bytes(seal.digest) for seal in seals}
    for one in kept:
        if one.number not in stored:
            return f"Seal {one.number} is kept outside the database and is not in it: seals were taken out.", 0
        if stored[one.number] != one.digest:
            return f"Seal {one.number} differs from the one kept outside the database: the chain was rewritten.", 0
    last = max((one.number for one in kept), default=0)
    missing = sum(number > last for number in stored)
    if missing > 1 and not kept:
        return "No seal is kept outside the database. Put the file of seals back where it was.", missing
    return "", missing
