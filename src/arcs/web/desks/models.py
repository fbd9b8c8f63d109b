"""What lies at a desk, what was tried, why an eligible call was not served, and calls as the programme counts them."""

from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from arcs.core.dispatching.closing import Place
from arcs.core.dispatching.outcomes import OF_THE_CHOICE, Desk, Ending, NotServed
from arcs.web.calls.models import Call
from arcs.web.people.models import Staff, written_once
from arcs.web.wall.history import facts_only, tracked


class State(models.TextChoices):
    """Where an item stands."""

    OPEN = "open", _("Open")
    DONE = "done", _("Done")
    MOVED = "moved", _("Moved elsewhere")


class Told(models.TextChoices):
    """Whether the caller learned what became of it."""

    YES = "yes", _("Yes, the caller was told")
    NOT_WANTED = "not_wanted", _("The caller wanted no answer")
    NO = "no", _("No, the caller was not told")


class How(models.TextChoices):
    """By what somebody tried to reach the caller."""

    TELEPHONE = "telephone", _("Telephone")
    EMAIL = "email", _("E-mail")
    TEXT = "text", _("Text message")
    LETTER = "letter", _("Letter")
    VISIT = "visit", _("Visit")


class Reached(models.TextChoices):
    """What came of an attempt."""

    REACHED = "reached", _("Reached")
    MESSAGE = "message", _("Left a message")
    NOBODY = "nobody", _("Nobody answered")
    WRONG = "wrong", _("Wrong number or address")


DESKS = tuple((one.value, one.label) for one in Desk)
ENDINGS = tuple((one.value, one.label) for one in Ending if one is not Ending.ARREST)  # nobody at a desk arrests
REASONS = tuple((one.value, one.label) for one in NotServed)
REASONS_HERE = tuple((one.value, one.label) for one in NotServed if one not in OF_THE_CHOICE)
PLACES = tuple((one.value, one.label) for one in Place)


@tracked()
class DeskItem(models.Model):
    """One call at one desk. It is done with an ending, or with the reason why it was not served, and says who was told.

    `is_follow_up`: another route answers the call itself, and the desk looks after the person afterwards.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="+")
    call_number = models.CharField(max_length=20)
    desk = models.CharField(max_length=10, choices=DESKS)
    is_follow_up = models.BooleanField(default=False)
    because = models.TextField(help_text="What sent it here.")
    opened_at = models.DateTimeField(db_default=Now(), editable=False)
    opened_by = models.UUIDField(editable=False)

    owner = models.ForeignKey(Staff, on_delete=models.PROTECT, null=True, related_name="+")
    owner_name = models.CharField(max_length=120, blank=True)
    next_date = models.DateField(null=True)

    state = models.CharField(max_length=5, choices=State.choices, default=State.OPEN)
    done_at = models.DateTimeField(null=True)
    done_by = models.UUIDField(null=True)
    done_by_name = models.CharField(max_length=120, blank=True)
    ending = models.CharField(max_length=20, choices=ENDINGS, blank=True)
    given_to = models.CharField(max_length=200, blank=True, help_text="To whom the person was referred or released.")
    not_served = models.CharField(max_length=24, choices=REASONS_HERE, blank=True)
    told = models.CharField(max_length=10, choices=Told.choices, blank=True)
    told_how = models.CharField(max_length=300, blank=True, help_text="How the caller was told, or why not.")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("call", "desk"), name="call_once_at_a_desk"),
            models.CheckConstraint(
                condition=Q(state="done", done_at__isnull=False, done_by__isnull=False)
                | (~Q(state="done") & Q(done_at=None, done_by=None, ending="", not_served="", told="")),
                name="desk_item_done_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state="done")
                | (
                    (Q(ending="") ^ Q(not_served=""))
                    & ~Q(told="")
                    & (Q(told="not_wanted") | ~Q(told_how=""))
                    & (~Q(ending__in=("referred_to", "released_to")) | ~Q(given_to=""))
                ),
                name="desk_item_done_says_how",
            ),
        )
        triggers = (written_once("call", "call_number", "desk", "opened_at", "opened_by"),)
        indexes = (
            models.Index(fields=["desk", "state", "next_date", "id"], name="desk_item_due"),
            models.Index(fields=["owner", "state"], condition=Q(state="open"), name="desk_item_of_owner"),
            models.Index(fields=["done_at"], condition=Q(done_at__isnull=False), name="desk_item_done"),
        )

    def __str__(self) -> str:
        return f"{self.call_number}: {self.get_desk_display()}"

    @property
    def is_open(self) -> bool:
        """Whether something is still to be done."""
        return self.state == State.OPEN


@facts_only()
class Attempt(models.Model):
    """One attempt to reach the caller, with what came of it."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    key = models.UUIDField(unique=True, help_text="Given with the form: sent twice, it is one attempt.")
    item = models.ForeignKey(DeskItem, on_delete=models.PROTECT, related_name="attempts")
    how = models.CharField(max_length=10, choices=How.choices)
    reached = models.CharField(max_length=10, choices=Reached.choices)
    said = models.TextField(max_length=4000, blank=True)
    made_by = models.UUIDField(editable=False)
    made_by_name = models.CharField(max_length=120)
    made_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        indexes = (
            models.Index(fields=["item", "made_at"], name="attempt_of_item"),
            models.Index(fields=["-made_at"], condition=Q(reached="reached"), name="attempt_that_reached"),
        )


@facts_only()
class UnservedReason(models.Model):
    """Why an eligible call was not served, as somebody recorded it; the last one counts."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=24, choices=REASONS)
    note = models.CharField(max_length=400, blank=True)
    made_by = models.UUIDField(editable=False)
    made_by_name = models.CharField(max_length=120)
    made_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        indexes = (
            models.Index(fields=["call", "-made_at"], name="unserved_of_call"),
            models.Index(fields=["-made_at"], name="unserved_newest"),
        )


class CountedCall(models.Model):
    """A call as the programme counts it, made anew by the clock from what happened; no name, no address, no telephone.

    It is derived, so that it has no history of its own: what it is made from has. `place_sign` only says which calls
    come from one address.
    """

    call = models.OneToOneField(Call, on_delete=models.PROTECT, primary_key=True, related_name="+")
    number = models.CharField(max_length=20)
    received_at = models.DateTimeField()
    day = models.DateField(help_text="The day on which it was received, on the programme's clock.")
    call_type = models.CharField(max_length=80)
    area = models.CharField(max_length=60, blank=True)
    place_sign = models.CharField(max_length=16, blank=True)
    stands = models.CharField(max_length=12, choices=PLACES)
    is_triaged = models.BooleanField()
    route = models.CharField(max_length=80, blank=True)
    recommended = models.CharField(max_length=80, blank=True)
    is_eligible = models.BooleanField()
    is_served = models.BooleanField()
    not_served = models.CharField(max_length=24, choices=REASONS, blank=True)
    waited_seconds = models.PositiveIntegerField(null=True)
    promised_seconds = models.PositiveIntegerField(null=True)
    is_overridden = models.BooleanField(help_text="Whether the last choice overrode what was shown.")
    is_handed_back = models.BooleanField()
    has_backup = models.BooleanField()
    breaches = models.JSONField(default=list)
    breach_count = models.PositiveSmallIntegerField(default=0)
    counted_at = models.DateTimeField()

    class Meta:
        indexes = (
            models.Index(fields=["day", "call"], name="counted_day"),
            models.Index(fields=["-received_at", "call"], condition=Q(breach_count__gt=0), name="counted_broken"),
            models.Index(fields=["counted_at"], condition=Q(breach_count__gt=0), name="counted_broken_anew"),
        )


@facts_only()
class NightlyCheck(models.Model):
    """What a night's check found: where the calls of a day stand, and how many break the promise.

    `came_in` is asked of the calls themselves: those that the clock failed to count are `not_counted`, and an alarm.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    day = models.DateField(unique=True)
    came_in = models.PositiveIntegerField()
    served = models.PositiveIntegerField()
    at_a_desk = models.PositiveIntegerField()
    not_served = models.PositiveIntegerField()
    not_triaged = models.PositiveIntegerField()
    still_open = models.PositiveIntegerField()
    not_counted = models.PositiveIntegerField(help_text="Calls that came in and that nobody counted.")
    broken = models.PositiveIntegerField(help_text="Calls of any day that break the promise on this night.")
    made_by = models.UUIDField(editable=False)
    made_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(
                    came_in=models.F("served") + models.F("at_a_desk") + models.F("not_served")
                    + models.F("not_triaged") + models.F("still_open") + models.F("not_counted")
                ),
                name="nightly_check_sums",
            ),
        )  # fmt: skip
