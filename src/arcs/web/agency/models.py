"""Editions of the settings: facts, row by row, never edited; a changed mind is a new edition.

Only the edition itself is tracked: its digest covers every row below it, and no row is ever changed.
"""

from uuid import uuid4

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from arcs.core.agency import WEEKDAYS, ServiceKind, Statistic
from arcs.web.wall.history import facts_only, tracked

TEXT, CODE = 400, 60
LAST_MINUTE, LAST_CLOSING = 1439, 2879


@facts_only()
class Logo(models.Model):
    """A picture that was checked by its content. `name` is made of its digest: it names these bytes for ever."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    name = models.CharField(max_length=80, unique=True)
    kind = models.CharField(max_length=10, choices=(("png", "PNG"), ("jpeg", "JPEG")))
    width = models.PositiveSmallIntegerField()
    height = models.PositiveSmallIntegerField()
    content = models.BinaryField()
    made_by = models.UUIDField()
    made_at = models.DateTimeField(db_default=Now(), editable=False)


@facts_only()
@tracked()
class SettingsEdition(models.Model):
    """One whole set of settings, in force from `valid_from` until a later edition is; holds the identity itself.

    `transaction` is the one that made it: rows can be added to an edition in no other.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    number = models.PositiveIntegerField(unique=True)
    valid_from = models.DateField()
    made_by = models.UUIDField()
    made_at = models.DateTimeField(db_default=Now(), editable=False)
    note = models.CharField(max_length=TEXT, blank=True)
    digest = models.CharField(max_length=64)
    name = models.CharField(max_length=TEXT)
    short_name = models.CharField(max_length=TEXT)
    place = models.CharField(max_length=TEXT)
    time_zone = models.CharField(max_length=TEXT)
    telephone = models.CharField(max_length=TEXT, blank=True)
    email = models.CharField(max_length=TEXT, blank=True)
    logo = models.ForeignKey(Logo, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = (models.CheckConstraint(condition=Q(number__gte=1), name="editions_count_from_one"),)

    def __str__(self) -> str:
        return f"Edition {self.number}"


class OfEdition(models.Model):
    """A row of one edition, at its place in the order of its section."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    edition = models.ForeignKey(SettingsEdition, on_delete=models.PROTECT, related_name="%(class)s_rows")
    position = models.PositiveSmallIntegerField()

    class Meta:
        abstract = True
        ordering = ("position",)


def _once(*fields: str, name: str) -> models.UniqueConstraint:
    return models.UniqueConstraint(fields=("edition", *fields), name=name)


@facts_only(covered_by="the edition's digest")
class Language(OfEdition):
    """A language of the residents' pages."""

    code = models.CharField(max_length=CODE)
    name = models.CharField(max_length=TEXT)
    original = models.BooleanField()
    reviewed_by = models.CharField(max_length=TEXT, blank=True)
    reviewed_on = models.DateField(null=True)

    class Meta(OfEdition.Meta):
        abstract = False
        constraints = (
            _once("code", name="language_once"),
            models.CheckConstraint(
                condition=Q(reviewed_by="", reviewed_on__isnull=True)
                | (~Q(reviewed_by="") & Q(reviewed_on__isnull=False)),
                name="language_review_is_signed_and_dated",
            ),
        )


@facts_only(covered_by="the edition's digest")
class Service(OfEdition):
    """A service; its hours are rows of their own."""

    code = models.CharField(max_length=CODE)
    name = models.CharField(max_length=TEXT)
    kind = models.CharField(max_length=CODE, choices=[(one.value, one.label) for one in ServiceKind])
    telephone = models.CharField(max_length=TEXT, blank=True)

    class Meta(OfEdition.Meta):
        abstract = False
        constraints = (_once("code", name="service_once"),)


@facts_only(covered_by="the edition's digest")
class OpeningHours(OfEdition):
    """One span of one service, in minutes after the midnight that begins the day; over 1,440 is the next day."""

    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="hours")
    weekday = models.PositiveSmallIntegerField(choices=list(enumerate(WEEKDAYS)))
    opens = models.PositiveSmallIntegerField()
    closes = models.PositiveSmallIntegerField()

    class Meta(OfEdition.Meta):
        abstract = False
        constraints = (
            models.CheckConstraint(
                condition=Q(weekday__lte=6, opens__lte=LAST_MINUTE, closes__lte=LAST_CLOSING, closes__gt=F("opens"))
                & Q(closes__lte=F("opens") + 1440),
                name="hours_begin_in_their_day_and_last_a_day_at_most",
            ),
        )


@facts_only(covered_by="the edition's digest")
class Holiday(OfEdition):
    """A day on which every service stays closed, or those of its closings."""

    on = models.DateField()
    name = models.CharField(max_length=TEXT)
    closes_all = models.BooleanField()

    class Meta(OfEdition.Meta):
        abstract = False
        constraints = (_once("on", name="holiday_once"),)


@facts_only(covered_by="the edition's digest")
class HolidayClosing(OfEdition):
    """One service that one holiday closes."""

    holiday = models.ForeignKey(Holiday, on_delete=models.PROTECT, related_name="closings")
    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="+")

    class Meta(OfEdition.Meta):
        abstract = False
        constraints = (models.UniqueConstraint(fields=("holiday", "service"), name="holiday_closes_once"),)


@facts_only(covered_by="the edition's digest")
class Area(OfEdition):
    """A part of the place."""

    code = models.CharField(max_length=CODE)
    name = models.CharField(max_length=TEXT)
    kind = models.CharField(max_length=CODE)

    class Meta(OfEdition.Meta):
        abstract = False
        constraints = (_once("code", name="area_once"),)


@facts_only(covered_by="the edition's digest")
class AreaNeighbor(OfEdition):
    """One area beside another, as it was written."""

    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="beside")
    neighbor = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")

    class Meta(OfEdition.Meta):
        abstract = False
        constraints = (
            models.UniqueConstraint(fields=("area", "neighbor"), name="neighbor_once"),
            models.CheckConstraint(condition=~Q(area=F("neighbor")), name="no_area_is_its_own_neighbor"),
        )


@facts_only(covered_by="the edition's digest")
class Threshold(OfEdition):
    """A number at which something is held back, locked or marked."""

    code = models.CharField(max_length=CODE)
    name = models.CharField(max_length=TEXT)
    value = models.DecimalField(max_digits=12, decimal_places=3)
    unit = models.CharField(max_length=TEXT)
    source = models.CharField(max_length=TEXT)
    definition = models.CharField(max_length=TEXT)

    class Meta(OfEdition.Meta):
        abstract = False
        constraints = (_once("code", name="threshold_once"),)


@facts_only(covered_by="the edition's digest")
class Target(OfEdition):
    """How soon a service means to be there."""

    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="targets")
    measure = models.CharField(max_length=TEXT)
    statistic = models.CharField(max_length=CODE, choices=[(one.value, one.label) for one in Statistic])
    minutes = models.DecimalField(max_digits=12, decimal_places=3)
    share = models.DecimalField(max_digits=4, decimal_places=3, null=True)

    class Meta(OfEdition.Meta):
        abstract = False
        constraints = (
            _once("service", "measure", "statistic", name="target_once"),
            models.CheckConstraint(
                condition=Q(statistic="share_within", share__isnull=False)
                | (~Q(statistic="share_within") & Q(share__isnull=True)),
                name="a_share_belongs_to_share_within",
            ),
        )


@facts_only(covered_by="the edition's digest")
class Retention(OfEdition):
    """How long a kind of record is kept."""

    kind = models.CharField(max_length=CODE)
    keep_days = models.PositiveIntegerField()
    legal_basis = models.CharField(max_length=TEXT)

    class Meta(OfEdition.Meta):
        abstract = False
        constraints = (_once("kind", name="retention_once"),)
