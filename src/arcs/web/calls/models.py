"""Live calls for service, what happened to each of them, and what came in a file and could not be taken."""

from uuid import uuid4

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from arcs.core.vocabulary import NatureFlag
from arcs.web.people.models import written_once
from arcs.web.wall.history import facts_only, tracked

FLAGS = tuple((one.value, one.label) for one in NatureFlag)
SIX_NEEDS_AT_THE_CLOSE = f"""
    if (select count(distinct flag) from calls_callflag where call_id = new.id and moment = 'close') < {len(FLAGS)} then
        raise exception 'a call is closed only with an answer to each of the six needs'
            using errcode = 'check_violation', constraint = 'call_closed_with_six_needs';
    end if;
    return new;
"""


class CallSource(models.TextChoices):
    """Where a call came from."""

    BY_HAND = "by_hand", _("By hand")
    TELEPHONE = "telephone", _("Telephone")
    EMAIL = "email", _("E-mail")
    DEPARTMENT = "department", _("Another department")
    FIRE = "fire", _("Fire department")
    EMS = "ems", _("Emergency medical services")
    API = "api", _("Another program")
    FOLDER = "folder", _("File of dispatch")
    ONLINE = "online", _("Online")


class InitiatedBy(models.TextChoices):
    """Who began the call, in the words of the call table."""

    COMMUNITY = "community", _("Somebody in the community")
    OFFICER = "officer", _("An officer")
    ALARM = "alarm", _("An alarm")
    TRANSFER = "transfer", _("Handed over by another centre")
    UNKNOWN = "unknown", _("Not known")


class ReachedBy(models.TextChoices):
    """How a caller who cannot use an ordinary telephone is reached."""

    VOICE = "", _("Ordinary telephone")
    TTY = "tty", _("TTY")
    RELAY = "relay", _("Relay service")
    TEXT = "text", _("Text messages")


class CallState(models.TextChoices):
    """Whether something is still to be done."""

    OPEN = "open", _("Open")
    CLOSED = "closed", _("Closed")


class ClosingCode(models.TextChoices):
    """How a call ended."""

    ANSWERED = "answered", _("Answered on scene")
    BY_TELEPHONE = "by_telephone", _("Settled by telephone or online")
    REPORT = "report", _("Report taken")
    REFERRED = "referred", _("Handed to a partner or to care")
    ADVISED = "advised", _("Advice given")
    NOT_FOUND = "not_found", _("Nobody or nothing found")
    NO_NEED = "no_need", _("No response was needed")
    CANCELLED = "cancelled", _("Cancelled by the caller")
    DUPLICATE = "duplicate", _("The same matter as another call")


class FlagValue(models.TextChoices):
    """What is known of a need; unknown is an answer and never a no."""

    YES = "yes", _("Yes")
    NO = "no", _("No")
    UNKNOWN = "unknown", _("Unknown")


class FlagMoment(models.TextChoices):
    """When the need was asked about."""

    INTAKE = "intake", _("When it came in")
    CLOSE = "close", _("When it was closed")


@tracked()
class Call(models.Model):
    """One call for service. It is never deleted; each change stands in its history.

    `address_key` and `telephone_key` are what finds earlier calls; `place_in_list` puts open calls before closed ones
    and the newest first, in one column, so that one index serves the list.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    day = models.DateField(editable=False, help_text="The day on the programme's clock on which it was entered.")
    day_number = models.PositiveIntegerField(editable=False)
    source = models.CharField(max_length=12, choices=CallSource.choices, default=CallSource.BY_HAND)
    source_key = models.CharField(max_length=120, blank=True, help_text="The number that its source gave it.")
    numbered_by = models.UUIDField(
        null=True, editable=False, help_text="Whose number that is, where several programs send: who holds the token."
    )
    reception = models.CharField(max_length=60, blank=True, help_text="How the call came in, as given.")
    initiated_by = models.CharField(max_length=10, choices=InitiatedBy.choices, default=InitiatedBy.UNKNOWN)
    received_at = models.DateTimeField()

    caller_name = models.CharField(max_length=160, blank=True)
    caller_telephone = models.CharField(max_length=40, blank=True)
    telephone_key = models.CharField(max_length=20, blank=True, editable=False)
    wants_callback = models.BooleanField(default=False)
    caller_language = models.CharField(max_length=60, blank=True)
    reached_by = models.CharField(max_length=6, choices=ReachedBy.choices, default=ReachedBy.VOICE, blank=True)
    accommodation = models.CharField(max_length=300, blank=True)

    address = models.CharField(max_length=300, blank=True)
    address_key = models.CharField(max_length=300, blank=True, editable=False)
    unit = models.CharField(max_length=40, blank=True, help_text="Apartment, suite, floor.")
    area = models.CharField(max_length=60, blank=True)
    beat = models.CharField(max_length=40, blank=True)
    latitude = models.DecimalField(max_digits=9, decimal_places=6, null=True)
    longitude = models.DecimalField(max_digits=9, decimal_places=6, null=True)

    initial_call_type = models.CharField(max_length=80)
    call_type = models.CharField(max_length=80)
    priority = models.CharField(max_length=20, blank=True)
    said = models.TextField(max_length=8000, blank=True, help_text="What the caller said.")
    wishes_officer = models.BooleanField(default=False)
    wishes_telephone = models.BooleanField(default=False)
    wishes_interpreter = models.BooleanField(default=False)
    no_internet = models.BooleanField(default=False)
    invented = models.BooleanField(default=False)

    state = models.CharField(max_length=6, choices=CallState.choices, default=CallState.OPEN)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.UUIDField(null=True)
    closing_code = models.CharField(max_length=14, choices=ClosingCode.choices, blank=True)
    place_in_list = models.BigIntegerField(editable=False)
    made_by = models.UUIDField(editable=False)
    made_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("day", "day_number"), name="call_number_once_a_day"),
            models.UniqueConstraint(
                fields=("source", "numbered_by", "source_key"),
                condition=~Q(source_key=""),
                nulls_distinct=False,
                name="call_of_source_once",
            ),
            models.CheckConstraint(
                condition=Q(state="open", closed_at=None, closed_by=None, closing_code="")
                | (Q(state="closed", closed_at__isnull=False, closed_by__isnull=False) & ~Q(closing_code="")),
                name="call_closed_says_how",
            ),
            models.CheckConstraint(condition=~Q(call_type="") & ~Q(initial_call_type=""), name="call_has_a_type"),
            models.CheckConstraint(
                condition=Q(latitude=None, longitude=None) | Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
                name="call_lies_on_earth",
            ),
        )
        indexes = (
            models.Index(fields=["place_in_list", "id"], name="call_in_list"),
            models.Index(fields=["received_at", "id"], name="call_received"),
            models.Index(fields=["state", "place_in_list"], name="call_state"),
            models.Index(fields=["closed_at"], condition=Q(closed_at__isnull=False), name="call_closed"),
            models.Index(fields=["area", "place_in_list"], name="call_area"),
            models.Index(fields=["call_type", "place_in_list"], name="call_type"),
            models.Index(fields=["address_key", "-received_at"], condition=~Q(address_key=""), name="call_at_address"),
            models.Index(
                fields=["telephone_key", "-received_at"], condition=~Q(telephone_key=""), name="call_by_telephone"
            ),
        )
        triggers = (
            written_once(
                "day", "day_number", "source", "source_key", "reception", "received_at", "initial_call_type",
                "invented", "made_by",
            ),
            pgtrigger.Protect(name="call_stays", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="six_needs_at_the_close", operation=pgtrigger.Insert | pgtrigger.Update, when=pgtrigger.Before,
                condition=pgtrigger.Condition("NEW.state = 'closed'"), func=SIX_NEEDS_AT_THE_CLOSE,
            ),
        )  # fmt: skip

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """The short number by which people name it: 1130-17 is the seventeenth of 30 November."""
        return f"{self.day:%m%d}-{self.day_number}"

    @property
    def is_open(self) -> bool:
        """Whether something is still to be done."""
        return self.state == CallState.OPEN


class OfCall(models.Model):
    """Something that happened to a call. `position` orders what happened to the same one."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveIntegerField()
    made_by = models.UUIDField(editable=False)
    made_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        abstract = True


@facts_only()
class CallNote(OfCall):
    """What somebody wrote to a call."""

    text = models.TextField(max_length=8000)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("call", "position"), name="call_note_once"),
            models.CheckConstraint(condition=~Q(text=""), name="call_note_says_something"),
        )


@facts_only()
class CallFlag(OfCall):
    """What is known of one need behind a call, at one moment. The last answer of a moment counts."""

    flag = models.CharField(max_length=14, choices=FLAGS)
    value = models.CharField(max_length=7, choices=FlagValue.choices)
    moment = models.CharField(max_length=6, choices=FlagMoment.choices)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("call", "position"), name="call_flag_once"),)


@facts_only()
class PremiseNote(models.Model):
    """What whoever goes to an address should know, until a day or for good; read under a permission of its own."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    address = models.CharField(max_length=300)
    address_key = models.CharField(max_length=300, editable=False)
    text = models.TextField(max_length=4000)
    until = models.DateField(null=True, help_text="The last day on which it is shown.")
    made_by = models.UUIDField(editable=False)
    made_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=~Q(text="") & ~Q(address_key=""), name="premise_note_says_something"),
        )
        indexes = (models.Index(fields=["address_key", "-made_at"], name="premise_note_at"),)


@facts_only()
class CallFile(models.Model):
    """One file from the folder, read once: every row was taken, was there already or was set aside."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    name = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64, unique=True)
    rows_read = models.PositiveIntegerField()
    taken = models.PositiveIntegerField()
    already_there = models.PositiveIntegerField()
    set_aside = models.PositiveIntegerField()
    made_by = models.UUIDField(editable=False)
    made_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(rows_read=F("taken") + F("already_there") + F("set_aside")), name="call_file_sums"
            ),
        )
        indexes = (models.Index(fields=["-made_at", "id"], name="call_file_newest"),)

    def __str__(self) -> str:
        return self.name


@facts_only()
class SetAsideRow(models.Model):
    """A call that could not be taken: where it stands, why, and what it says, so that nothing is lost.

    What came in a file names its file and its line there; what a program sent has neither.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    source = models.CharField(max_length=12, choices=CallSource.choices, default=CallSource.FOLDER)
    file = models.ForeignKey(CallFile, on_delete=models.PROTECT, null=True, related_name="+")
    line = models.PositiveIntegerField(null=True)
    why = models.CharField(max_length=400)
    content = models.TextField()
    made_by = models.UUIDField(editable=False)
    made_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("file", "line"), name="call_row_set_aside_once"),
            models.CheckConstraint(
                condition=Q(source="folder", file__isnull=False, line__isnull=False)
                | Q(source="api", file__isnull=True, line__isnull=True),
                name="set_aside_says_where",
            ),
        )
        indexes = (models.Index(fields=["-made_at", "id"], name="set_aside_newest"),)
