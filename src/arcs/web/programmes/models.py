"""The programme that follows a study: its routes, the people of each, policies, trainings, and what people hold."""

from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from arcs.core.vocabulary import Disposition
from arcs.web.people.models import QualificationKind, Role, Staff, Team, written_once
from arcs.web.studies.models import OfStudy
from arcs.web.wall.clock import today
from arcs.web.wall.history import facts_only, tracked

ROUTES = tuple((one.value, one.label) for one in Disposition)


@tracked()
class Programme(OfStudy):
    """What a city does after its board has decided. The title is kept here, since not everybody sees the study."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    title = models.CharField(max_length=300)
    place = models.CharField(max_length=200)
    invented_words = models.CharField(max_length=300, blank=True, help_text="What in it is invented.")
    begun_by = models.UUIDField(editable=False)
    begun_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("study",), name="programme_of_study_once"),)

    def __str__(self) -> str:
        return self.title


@tracked()
class ProgrammeRoute(OfStudy):
    """One way of answering that the board adopted, and how many current people it needs at least."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="routes")
    disposition = models.CharField(max_length=20, choices=ROUTES)
    least_people = models.PositiveSmallIntegerField(default=1)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("programme", "disposition"), name="route_once_in_a_programme"),
            models.CheckConstraint(condition=Q(least_people__gte=1), name="route_needs_somebody"),
        )

    def __str__(self) -> str:
        return Disposition(self.disposition).label


class OfRoute(OfStudy):
    """A row of one route."""

    route = models.ForeignKey(ProgrammeRoute, on_delete=models.PROTECT, related_name="+")

    class Meta:
        abstract = True


@tracked()
class RoutePeople(OfRoute):
    """Who belongs to a route, from a day to a day: everybody of a team, everybody in a role, or one person."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    team = models.ForeignKey(Team, on_delete=models.PROTECT, null=True, related_name="+")
    role = models.ForeignKey(Role, on_delete=models.PROTECT, null=True, related_name="+")
    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, null=True, related_name="+")
    name = models.CharField(max_length=120, help_text="The team, role or person as it was called.")
    valid_from = models.DateField(default=today)
    valid_to = models.DateField(null=True)
    added_by = models.UUIDField(editable=False)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(team__isnull=False, role__isnull=True, staff__isnull=True)
                | Q(team__isnull=True, role__isnull=False, staff__isnull=True)
                | Q(team__isnull=True, role__isnull=True, staff__isnull=False),
                name="route_people_are_one_kind",
            ),
        )
        triggers = (written_once("study", "route", "team", "role", "staff", "valid_from", "added_by"),)


@tracked()
class RoutePolicy(OfRoute):
    """A policy of a route; what it says stands in its versions. `ended_on` is the first day without it."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    title = models.CharField(max_length=160)
    ended_on = models.DateField(null=True)

    def __str__(self) -> str:
        return self.title


@facts_only()
class PolicyVersion(OfRoute):
    """What a policy says from a day on, in paragraphs. A changed policy is a new version, to be read anew."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    policy = models.ForeignKey(RoutePolicy, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    text = models.TextField(max_length=40_000)
    effective_from = models.DateField()
    valid_days = models.PositiveSmallIntegerField(null=True, help_text="Days until it must be read again.")
    made_by = models.UUIDField(editable=False)
    made_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("policy", "number"), name="policy_version_once"),
            models.CheckConstraint(condition=~Q(text=""), name="policy_version_says_something"),
            models.CheckConstraint(
                condition=Q(valid_days__isnull=True) | Q(valid_days__gte=1), name="policy_version_lasts_a_day"
            ),
        )


@facts_only()
class Acknowledgement(OfRoute):
    """One person has read one version, and says so himself. `day` is the day on the programme's clock."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    version = models.ForeignKey(PolicyVersion, on_delete=models.PROTECT, related_name="acknowledgements")
    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    staff_name = models.CharField(max_length=120)
    day = models.DateField()
    made_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        indexes = (models.Index(fields=["version", "staff"], name="acknowledged_by"),)


@tracked()
class RouteTraining(OfRoute):
    """A training that everybody of a route must hold; a certificate of `kind` in the list of staff counts as well."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    name = models.CharField(max_length=160)
    hours = models.DecimalField(max_digits=6, decimal_places=1, null=True)
    valid_months = models.PositiveSmallIntegerField(null=True, help_text="Months until it must be renewed.")
    kind = models.ForeignKey(QualificationKind, on_delete=models.PROTECT, null=True, related_name="+")
    ended_on = models.DateField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(valid_months__isnull=True) | Q(valid_months__gte=1), name="training_lasts_a_month"
            ),
        )

    def __str__(self) -> str:
        return self.name


@facts_only()
class TrainingRecord(OfRoute):
    """One person was trained on a day, as somebody recorded."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    training = models.ForeignKey(RouteTraining, on_delete=models.PROTECT, related_name="records")
    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    staff_name = models.CharField(max_length=120)
    done_on = models.DateField()
    certificate = models.CharField(max_length=120, blank=True)
    made_by = models.UUIDField(editable=False)
    made_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        indexes = (models.Index(fields=["training", "staff"], name="trained_by"),)


@facts_only()
class RecordWithdrawal(OfRoute):
    """A training record was wrong and does not count; why, in words."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    record = models.OneToOneField(TrainingRecord, on_delete=models.PROTECT, related_name="withdrawal")
    why = models.CharField(max_length=300)
    made_by = models.UUIDField(editable=False)
    made_at = models.DateTimeField(db_default=Now(), editable=False)


@facts_only()
class LiveSwitch(OfRoute):
    """A route was switched on from a day, or off (no day). The last one counts, and only while the route is ready."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    number = models.PositiveIntegerField()
    live_from = models.DateField(null=True)
    why = models.CharField(max_length=300, blank=True)
    made_by = models.UUIDField(editable=False)
    made_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("route", "number"), name="live_switch_once"),)
