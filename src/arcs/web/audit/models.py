"""Seals over histories, tombstones of what was expunged, and what the privacy officer looked at. All are facts."""

from uuid import uuid4

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from arcs.web.wall.history import facts_only


@facts_only()
class Seal(models.Model):
    """All that transactions from `from_xact` (included) to `below_xact` (excluded) wrote into append-only tables.

    `digest` covers the digest before it, so that no seal can be left out; `number` runs without a gap from 1.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    number = models.BigIntegerField(unique=True)
    sealed_at = models.DateTimeField()
    from_xact = models.BigIntegerField()
    below_xact = models.BigIntegerField()
    rows = models.BigIntegerField()
    previous = models.BinaryField(max_length=32)
    digest = models.BinaryField(max_length=32)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(below_xact__gt=F("from_xact")), name="seal_covers_something"),
            models.CheckConstraint(condition=Q(number__gte=1), name="seal_numbers_begin_at_one"),
        )

    def __str__(self) -> str:
        return f"Seal {self.number}"


@facts_only()
class SealedTable(models.Model):
    """One table's part of a seal: how many rows, in which columns, with which digest. Tables without rows have none."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    seal = models.ForeignKey(Seal, on_delete=models.PROTECT, related_name="tables")
    table = models.TextField()
    columns = ArrayField(models.TextField())
    rows = models.BigIntegerField()
    digest = models.BinaryField(max_length=32)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("seal", "table"), name="table_once_in_a_seal"),)


@facts_only()
class Tombstone(models.Model):
    """A row whose protected text was expunged: which, what it held as a digest, and by which order."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    at = models.DateTimeField(db_default=Now(), editable=False)
    file_id = models.UUIDField()
    table = models.TextField()
    object_id = models.UUIDField()
    row_digest = models.BinaryField(max_length=32)
    order_reference = models.TextField()
    by_whom = models.TextField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("table", "object_id"), name="one_tombstone_a_row"),
            models.CheckConstraint(condition=~Q(order_reference=""), name="tombstone_names_its_order"),
        )


@facts_only()
class ReviewedItem(models.Model):
    """One line of a week's list that somebody looked at, with a note. A second look is a second row."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    at = models.DateTimeField(db_default=Now(), editable=False)
    week = models.DateField(help_text="The week's Monday.")
    item = models.CharField(max_length=200)
    person = models.UUIDField()
    note = models.CharField(max_length=500, blank=True)

    class Meta:
        indexes = (models.Index(fields=["week", "item"], name="reviewed_week_item"),)


@facts_only()
class WeeklyReview(models.Model):
    """A week that the privacy officer has closed."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    at = models.DateTimeField(db_default=Now(), editable=False)
    week = models.DateField(unique=True, help_text="The week's Monday.")
    person = models.UUIDField()
    items = models.IntegerField()
    note = models.CharField(max_length=1000, blank=True)
