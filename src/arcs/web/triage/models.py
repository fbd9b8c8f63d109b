"""Decisions about calls: what was answered, what was recommended by which edition, what was chosen, by whom, when."""

from datetime import datetime
from uuid import uuid4

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from arcs.core.dispatching.outcomes import OF_THE_CHOICE, NotServed, Override
from arcs.core.dispatching.standing import LAST_RESORTS
from arcs.web.calls.models import Call
from arcs.web.protocols.models import ProtocolEdition
from arcs.web.wall.history import facts_only

OVERRIDES = tuple((one.value, one.label) for one in Override)
WHY_BACK = tuple((one.value, one.label) for one in NotServed if one not in OF_THE_CHOICE)
LONGEST_CODE = 80


class Computed(models.TextChoices):
    """When the recommendation was made: while the caller was on the line, or when a lost link was back."""

    AT_CALL = "at_call", _("At the call")
    AT_SYNC = "at_sync", _("Computed at sync")


@facts_only()
class Decision(models.Model):
    """One decision about one call. It is never changed: a changed mind is another one, and the last that `counts` does.

    `shown_route` is what the strip showed: the recommendation itself, or police or EMS where the link was lost.
    `key` is the decision's own on the device that made it: sent again it is the same one. `call_number` stands here as
    well, so that whoever reviews decisions need not be let into calls.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="+")
    call_number = models.CharField(max_length=20)
    position = models.PositiveIntegerField(help_text="Its place among the decisions about the same call.")
    key = models.UUIDField(unique=True)

    edition = models.ForeignKey(ProtocolEdition, on_delete=models.PROTECT, null=True, related_name="+")
    edition_number = models.PositiveIntegerField(null=True)
    edition_name = models.CharField(max_length=120, blank=True)
    edition_digest = models.CharField(max_length=64, blank=True)

    call_type = models.CharField(max_length=80)
    priority = models.CharField(
        max_length=20, blank=True, help_text="The call's, as whoever decided was shown it; empty where it was not."
    )
    answers = models.JSONField(default=dict, help_text="Yes, no or unknown by question; what is missing was not asked.")
    wishes = models.JSONField(default=list)

    computed = models.CharField(max_length=8, choices=Computed.choices)
    recommended_route = models.CharField(max_length=LONGEST_CODE)
    recommended_secondary = models.JSONField(default=list)
    rules = models.JSONField(default=list)
    because = models.TextField()
    fallback = models.BooleanField()
    later = models.JSONField(default=list, help_text="Routes that follow up and were closed then.")
    shown_route = models.CharField(max_length=LONGEST_CODE)
    shown_secondary = models.JSONField(default=list)

    chosen_route = models.CharField(max_length=LONGEST_CODE)
    chosen_secondary = models.JSONField(default=list)
    override_reason = models.CharField(max_length=16, choices=OVERRIDES, blank=True)

    target_minutes = models.PositiveIntegerField(
        null=True, help_text="How soon the chosen route meant to answer, by the settings of that day."
    )

    counts = models.BooleanField(
        default=True, help_text="Not where it came by a link that was lost, when others had decided or closed the call."
    )
    device_at = models.DateTimeField(null=True, help_text="What the device said of its own time.")
    decided_at = models.DateTimeField(
        null=True,
        db_default=Now(),
        editable=False,
        help_text="When it was decided: now, or without a link when the device says; none where that is not believed.",
    )
    made_by = models.UUIDField(editable=False)
    made_by_name = models.CharField(max_length=120)
    made_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("call", "position"), name="decision_once"),
            models.CheckConstraint(
                condition=Q(edition=None, edition_number=None, edition_name="", edition_digest="")
                | (
                    Q(edition__isnull=False, edition_number__isnull=False) & ~Q(edition_name="") & ~Q(edition_digest="")
                ),
                name="decision_names_its_edition_or_none",
            ),
            models.CheckConstraint(
                condition=Q(chosen_route=F("shown_route"), override_reason="")
                | (~Q(chosen_route=F("shown_route")) & ~Q(override_reason="")),
                name="decision_overridden_says_why",
            ),
            models.CheckConstraint(
                condition=Q(computed=Computed.AT_CALL, shown_route=F("recommended_route"))
                | Q(computed=Computed.AT_SYNC, shown_route__in=LAST_RESORTS, chosen_route__in=LAST_RESORTS),
                name="decision_without_link_is_police_or_ems",
            ),
            models.CheckConstraint(
                condition=~Q(recommended_route="") & ~Q(because="") & ~Q(call_type=""), name="decision_says_why"
            ),
        )
        indexes = (
            models.Index(fields=["-made_at", "id"], name="decision_newest"),
            models.Index(fields=["chosen_route", "-made_at"], name="decision_of_route"),
        )

    def __str__(self) -> str:
        return f"{self.call_number}: {self.chosen_route}"

    @property
    def counts_from(self) -> datetime:
        """Since when it holds: since it was decided, and where nobody can believe when that was, since it is kept."""
        return self.decided_at or self.made_at

    @property
    def is_overridden(self) -> bool:
        """Whether something else was chosen than what was shown."""
        return bool(self.override_reason)


@facts_only()
class ShadowAnswer(models.Model):
    """What an edition in the shadow would have recommended for the same answers; nobody at the desk saw it."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="shadows")
    edition = models.ForeignKey(ProtocolEdition, on_delete=models.PROTECT, related_name="+")
    edition_number = models.PositiveIntegerField()
    edition_name = models.CharField(max_length=120)
    edition_digest = models.CharField(max_length=64)
    route = models.CharField(max_length=LONGEST_CODE)
    secondary = models.JSONField(default=list)
    because = models.TextField()
    made_by = models.UUIDField(editable=False)
    made_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("decision", "edition"), name="shadow_answers_once"),)


@facts_only()
class SentBack(models.Model):
    """A call that whoever was to answer it cannot serve, and that still needs an answer: to be triaged anew.

    It holds until somebody decides, and the call is an officer's until then.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="+")
    route = models.CharField(max_length=LONGEST_CODE, help_text="Who sent it back, by the code of the route.")
    reason = models.CharField(max_length=24, choices=WHY_BACK)
    said = models.CharField(max_length=400, blank=True)
    made_by = models.UUIDField(editable=False)
    made_by_name = models.CharField(max_length=120)
    made_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=~Q(route="") & Q(reason__in=[code for code, _label in WHY_BACK]), name="sent_back_says_why"
            ),
        )
        indexes = (models.Index(fields=["call", "-made_at"], name="sent_back_of_call"),)
