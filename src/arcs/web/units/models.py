"""Units, what they can do, who is on them when, how they stand, and which call has them."""

from uuid import uuid4

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from arcs.core.dispatching.matching import STAND_IN_REASONS, UnitStatus
from arcs.web.calls.models import Call
from arcs.web.people.models import NOT_ENDED_LONG_BEFORE, Dated, Staff, Team, written_once
from arcs.web.wall.history import facts_only, tracked

STATUSES = tuple((one.value, _(one.label.capitalize())) for one in UnitStatus)  # the core's own list, in its words

WHY_STANDS_IN = tuple((one.value, one.label) for one in STAND_IN_REASONS)


class UnitKind(models.TextChoices):
    """What a unit moves with."""

    CAR = "car", _("Car")
    VAN = "van", _("Van")
    BICYCLE = "bicycle", _("Bicycle")
    FOOT = "foot", _("On foot")
    TELEPHONE = "telephone", _("At a telephone")


class Attribute(models.TextChoices):
    """What a unit as such has; what its people hold stands in the list of staff."""

    PLAIN_CLOTHES = "plain_clothes", _("Plain clothes")
    ANIMAL_CONTROL = "animal_control", _("Animal control")
    LANGUAGE_LINE = "language_line", _("Interpreter by telephone")
    WHEELCHAIR = "wheelchair", _("Takes a wheelchair")


class Weekday(models.IntegerChoices):
    """The days of a week, Monday first."""

    MONDAY = 0, _("Monday")
    TUESDAY = 1, _("Tuesday")
    WEDNESDAY = 2, _("Wednesday")
    THURSDAY = 3, _("Thursday")
    FRIDAY = 4, _("Friday")
    SATURDAY = 5, _("Saturday")
    SUNDAY = 6, _("Sunday")


@tracked()
class Unit(models.Model):
    """One unit by its call sign, which is its alone while it is in use. `ended_on` is the first day without it."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    call_sign = models.CharField(max_length=20)
    kind = models.CharField(max_length=10, choices=UnitKind.choices, default=UnitKind.CAR)
    marked = models.BooleanField(default=True)
    team = models.ForeignKey(Team, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    home_area = models.CharField(max_length=60, blank=True)
    active_from = models.DateField()
    ended_on = models.DateField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("call_sign",), condition=Q(ended_on=None), name="call_sign_once_in_use"),
            models.CheckConstraint(condition=~Q(call_sign=""), name="unit_has_a_call_sign"),
        )

    def __str__(self) -> str:
        return self.call_sign


@tracked()
class UnitAttribute(Dated):
    """Something that a unit has from a day to a day, both included."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="attributes")
    attribute = models.CharField(max_length=20, choices=Attribute.choices)

    class Meta:
        constraints = (models.CheckConstraint(condition=NOT_ENDED_LONG_BEFORE, name="attribute_ends_after_it_begins"),)
        triggers = (written_once("unit", "attribute", "valid_from"),)


@tracked()
class ShiftPattern(models.Model):
    """Weekly hours on the programme's clock; an end that is not after the beginning is on the next day."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    name = models.CharField(max_length=60)
    weekday = models.PositiveSmallIntegerField(choices=Weekday.choices)
    starts = models.TimeField()
    ends = models.TimeField()
    ended_on = models.DateField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("name", "weekday"), condition=Q(ended_on=None), name="pattern_once_on_a_weekday"
            ),
        )


@tracked()
class Shift(models.Model):
    """One shift with its moments. `day` is the day on which it begins on the programme's clock."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    name = models.CharField(max_length=60)
    day = models.DateField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("name", "day"), name="shift_once_a_day"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="shift_ends_after_it_begins"),
        )
        triggers = (written_once("day", "starts_at", "ends_at"),)
        indexes = (models.Index(fields=["starts_at"], name="shift_begins"),)


@tracked()
class Crew(models.Model):
    """One person on one unit for one shift, doing one route's work: people of different routes may share a unit.

    Its moments are the shift's, so that the database refuses two at once.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="crews")
    shift = models.ForeignKey(Shift, on_delete=models.PROTECT, related_name="crews")
    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    staff_name = models.CharField(max_length=120)
    route = models.CharField(max_length=60, help_text="Code of the route whose work the person does.")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    why_short_rest = models.CharField(max_length=300, blank=True)
    put_by = models.UUIDField(editable=False)
    taken_off_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (models.CheckConstraint(condition=~Q(route=""), name="crew_does_a_routes_work"),)
        triggers = (
            written_once("unit", "shift", "staff", "route", "starts_at", "ends_at", "put_by", "why_short_rest"),
        )
        indexes = (
            models.Index(fields=["staff", "ends_at"], name="crew_of_a_person"),
            models.Index(fields=["ends_at"], name="crew_until"),
            models.Index(fields=["unit", "ends_at"], name="crew_of_unit"),
        )


@tracked()
class OnCallDuty(models.Model):
    """A step of a route's on-call rota: who is called, how many minutes after the first step, from when to when.

    No two of one route and step overlap: the database refuses (`0002_wall`).
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    route = models.CharField(max_length=60)
    step = models.PositiveSmallIntegerField()
    after_minutes = models.PositiveSmallIntegerField()
    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, null=True, related_name="+")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, null=True, related_name="+")
    name = models.CharField(max_length=120)
    telephone = models.CharField(max_length=40, blank=True, help_text="By which number this step is called.")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    put_by = models.UUIDField(editable=False)
    taken_off_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(staff=None, team__isnull=False) | Q(staff__isnull=False, team=None),
                name="on_call_is_a_person_or_a_team",
            ),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="on_call_ends_after_it_begins"),
            models.CheckConstraint(
                condition=Q(step=1, after_minutes=0) | Q(step__gt=1, after_minutes__gt=0),
                name="first_step_is_called_at_once",
            ),
            models.CheckConstraint(condition=~Q(route=""), name="on_call_for_a_route"),
        )
        triggers = (
            written_once(
                "route", "step", "after_minutes", "staff", "team", "name", "telephone", "starts_at", "ends_at", "put_by"
            ),
        )
        indexes = (models.Index(fields=["ends_at"], name="on_call_until"),)

    def __str__(self) -> str:
        return self.name


@tracked()
class UnitNow(models.Model):
    """How a unit stands now, as its last status event says; whoever changes it waits for the other here.

    `free_expected_at` is what somebody told last about when it is free again; a new status forgets it.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    unit = models.OneToOneField(Unit, on_delete=models.PROTECT, related_name="now")
    status = models.CharField(max_length=16, choices=STATUSES, default=UnitStatus.OUT_OF_SERVICE.value)
    since = models.DateTimeField()
    free_expected_at = models.DateTimeField(null=True)

    class Meta:
        triggers = (written_once("unit"),)


@facts_only()
class StatusEvent(models.Model):
    """A unit's status was changed: to what, by whom, when, and when by the clock of the device that told it."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="events")
    status = models.CharField(max_length=16, choices=STATUSES)
    made_by = models.UUIDField(editable=False)
    made_by_name = models.CharField(max_length=120)
    made_at = models.DateTimeField(db_default=Now(), editable=False)
    device_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (models.Index(fields=["unit", "-made_at"], name="status_of_unit"),)


@tracked()
class Assignment(models.Model):
    """One unit held for one call, from its reservation or assignment until it is cleared or taken back.

    No two of one unit overlap: the database refuses (`0002_wall`). `crew_routes` is whose work its crew did when it was
    sent; where that was none of the call's routes, `stands_in_for` names the route, and a reason says why.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="assignments")
    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="+")
    is_backup = models.BooleanField(default=False)
    held_from = models.DateTimeField()
    held_by = models.UUIDField(editable=False)
    held_by_name = models.CharField(max_length=120)
    held_to = models.DateTimeField(null=True)
    reserved_at = models.DateTimeField(null=True)
    assigned_at = models.DateTimeField(null=True)
    en_route_at = models.DateTimeField(null=True)
    on_scene_at = models.DateTimeField(null=True)
    check_in_minutes = models.PositiveSmallIntegerField(null=True)
    check_in_due = models.DateTimeField(null=True)
    crew_routes = models.JSONField(default=list, help_text="Routes whose work its crew did when it was sent.")
    stands_in_for = models.CharField(max_length=80, blank=True, help_text="Code of the route that it was sent for.")
    why_stands_in = models.CharField(max_length=24, choices=WHY_STANDS_IN, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(held_to=None) | Q(held_to__gte=F("held_from")), name="held_forwards"),
            models.CheckConstraint(
                condition=Q(stands_in_for="", why_stands_in="")
                | (~Q(stands_in_for="") & Q(why_stands_in__in=[code for code, _label in WHY_STANDS_IN])),
                name="stands_in_for_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(assigned_at__isnull=False)
                | Q(reserved_at__isnull=False, en_route_at=None, on_scene_at=None, check_in_due=None),
                name="reserved_is_not_dispatched",
            ),
            models.CheckConstraint(
                condition=Q(check_in_due=None) | Q(check_in_minutes__gte=1, held_to=None), name="check_in_while_held"
            ),
        )
        triggers = (written_once("unit", "call", "held_from", "held_by", "is_backup"),)
        indexes = (
            models.Index(fields=["unit"], condition=Q(held_to=None), name="assignment_running"),
            models.Index(fields=["unit", "-held_to"], condition=Q(held_to__isnull=False), name="unit_was_released"),
            models.Index(fields=["check_in_due"], condition=Q(check_in_due__isnull=False), name="check_in_due"),
        )


@facts_only()
class CheckIn(models.Model):
    """Somebody of the unit, or the dispatcher for it, said that all is well; the timer began anew."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="check_ins")
    was_due = models.DateTimeField()
    made_by = models.UUIDField(editable=False)
    made_at = models.DateTimeField(db_default=Now(), editable=False)
