"""What changes the audit: a seal, a look, a closed week, an acknowledged alarm."""

from datetime import UTC, date, datetime

from django.db import connection, transaction

from arcs.core.refusal import Refusal
from arcs.web.audit.kept_outside import KeptSeal, keep, kept_seals
from arcs.web.audit.models import ReviewedItem, Seal, SealedTable, WeeklyReview
from arcs.web.audit.permits import may_close_week, may_review, may_see_alarms
from arcs.web.audit.sealing import FIRST, LOCK, TablePart, fix_texts, part_between, seal_digest
from arcs.web.audit.sources import sources
from arcs.web.people.models import Staff
from arcs.web.wall.acting import Standing, acting_as
from arcs.web.wall.alarm import acknowledge_alarms
from arcs.web.wall.clock import today


def seal_now() -> Seal | None:
    """Seal everything written by transactions that are over and that no seal covers; None when there is nothing.

    Call it outside any transaction. The digest goes to the file of seals after the commit; should the machine stop
    between the two, the next sealing adds what is missing there.
    """
    with acting_as(Standing.SEALER):
        with transaction.atomic():
            seal = _seal()
        with transaction.atomic():
            _keep_outside()
    return seal


def _seal() -> Seal | None:
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", [LOCK])
        last = Seal.objects.order_by("-number").first()
        cursor.execute("select every_transaction_below_is_over()")
        (below,) = cursor.fetchone()
        from_xact = last.below_xact if last else 0
        if below < from_xact:
            raise Refusal(
                "the seals",
                f"transactions are numbered from {below} although {from_xact} is sealed already",
                "this database was restored on another server: migrate as the owner, which lifts the numbers",
            )
        fix_texts(cursor)
        found = (part_between(cursor, source, from_xact, below) for source in sources())
        parts = [part for part in found if part]
    return _write(last, from_xact, below, parts) if parts else None


def _write(last: Seal | None, from_xact: int, below_xact: int, parts: list[TablePart]) -> Seal:
    number, previous = (last.number + 1, bytes(last.digest)) if last else (1, FIRST)
    sealed_at = datetime.now(UTC)
    seal = Seal.objects.create(
        number=number,
        sealed_at=sealed_at,
        from_xact=from_xact,
        below_xact=below_xact,
        rows=sum(part.rows for part in parts),
        previous=previous,
        digest=seal_digest(
            number=number,
            sealed_at=sealed_at,
            from_xact=from_xact,
            below_xact=below_xact,
            previous=previous,
            parts=parts,
        ),
    )
    SealedTable.objects.bulk_create(
        SealedTable(seal=seal, table=part.table, columns=list(part.columns), rows=part.rows, digest=part.digest)
        for part in parts
    )
    return seal


def _keep_outside() -> None:
    kept = kept_seals()
    newer = Seal.objects.filter(number__gt=kept[-1].number if kept else 0).order_by("number")
    keep([KeptSeal(number=one.number, below_xact=one.below_xact, digest=bytes(one.digest)) for one in newer])


@transaction.atomic
def look_at_item(*, by: Staff, week: date, item: str, note: str) -> ReviewedItem:
    """Write that the privacy officer looked at one line of a week."""
    may_review(by).demand()
    return ReviewedItem.objects.create(week=week, item=item, person=by.pk, note=note)


@transaction.atomic
def close_week(*, by: Staff, week: date, items: int, open_items: int, note: str) -> WeeklyReview:
    """Close a week once each of its lines was looked at; a closed week stays as it was closed."""
    may_close_week(by, week=week, open_items=open_items, today=today()).demand()
    review, _ = WeeklyReview.objects.get_or_create(week=week, defaults={"person": by.pk, "items": items, "note": note})
    return review


def acknowledge(*, by: Staff) -> None:
    """Write into the alarm file that the alarms so far were seen."""
    may_see_alarms(by).demand()
    acknowledge_alarms(by=by.pk)
