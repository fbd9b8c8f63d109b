"""Waves of a survey, who answers them, and partners' offers.

Answers have no history: what somebody takes back is gone for good. Once an answer is final, no policy shows its row to
anybody; functions of the database add answers up (`database`).
"""

from uuid import uuid4

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from arcs.core.evaluation.records import TAKES
from arcs.core.suitability.survey_cards import FEWEST_CARDS, MOST_CARDS
from arcs.web.studies.models import OfStudy
from arcs.web.wall.clock import today
from arcs.web.wall.history import tracked

LONGEST_WORDS, LONGEST_NAME = 500, 160
DONT_KNOW = 0


class WaveState(models.TextChoices):
    """A wave is prepared, open, or closed for good: its results never change again."""

    DRAFT = "draft", _("In preparation")
    OPEN = "open", _("Open")
    CLOSED = "closed", _("Closed")


class Channel(models.TextChoices):
    """How an answer came."""

    OPEN = "open", _("Open link")
    TOKEN = "token", _("Personal link")
    PAPER = "paper", _("Paper")


class Flag(models.TextChoices):
    """Why an answer looks as if somebody had answered twice, or had not read."""

    SAME_BROWSER = "same_browser", _("The same browser began before")
    SAME_PLACE = "same_place", _("Many answers from one network address")
    TOO_FAST = "too_fast", _("Faster than anybody can read")


@tracked(exclude=("open_link",))  # the link itself, which staff may show again; histories hold no secrets
class SurveyWave(OfStudy):
    """One time in which residents and stakeholders are asked. Every change of it is kept; closed is final."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    name = models.CharField(max_length=120)
    state = models.CharField(max_length=10, choices=WaveState, default=WaveState.DRAFT)
    opens_on = models.DateField(default=today)
    closes_on = models.DateField()
    spanish = models.BooleanField(default=True)
    introduction = models.TextField(max_length=2000, blank=True)
    introduction_es = models.TextField(max_length=2000, blank=True)
    cards = models.SmallIntegerField(default=FEWEST_CARDS + 1)
    open_to_all = models.BooleanField(default=True)
    open_link = models.CharField(max_length=64, blank=True, editable=False)
    checked_twice = models.BooleanField(default=False)
    leaves_flagged_out = models.BooleanField(default=False)
    flagged_reason = models.CharField(max_length=300, blank=True)
    made_by = models.UUIDField(editable=False)
    made_at = models.DateTimeField(db_default=Now(), editable=False)
    opened_at = models.DateTimeField(null=True, editable=False)
    closed_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("study",), condition=Q(state="open"), name="one_open_wave_at_a_time"),
            models.CheckConstraint(condition=Q(closes_on__gte=F("opens_on")), name="wave_closes_after_it_opens"),
            models.CheckConstraint(
                condition=Q(cards__gte=FEWEST_CARDS, cards__lte=MOST_CARDS), name="wave_asks_twelve_to_fifteen"
            ),
            models.CheckConstraint(
                condition=Q(leaves_flagged_out=False) | ~Q(flagged_reason=""), name="wave_says_why_flagged_are_out"
            ),
        )

    def __str__(self) -> str:
        return self.name


class OfWave(OfStudy):
    """A row of one wave."""

    wave = models.ForeignKey(SurveyWave, on_delete=models.PROTECT, related_name="+")

    class Meta:
        abstract = True


@tracked()
class WaveTarget(OfWave):
    """How many answers of one group are hoped for."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    group = models.CharField(max_length=LONGEST_NAME)
    answers = models.IntegerField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("wave", "group"), name="wavetarget_once"),
            models.CheckConstraint(condition=Q(answers__gte=0), name="wavetarget_not_negative"),
        )


@tracked()
class WaveCategory(OfWave):
    """A category in the words that this wave shows, copied when it opened: what people read is what stays."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    position = models.IntegerField()
    category = models.TextField()
    words = models.TextField()
    example = models.TextField()
    words_es = models.TextField(blank=True)
    example_es = models.TextField(blank=True)
    reviewed_by = models.TextField(blank=True, help_text="Who signed the Spanish; empty: nobody yet.")

    class Meta:
        constraints = (models.UniqueConstraint(fields=("wave", "category"), name="wavecategory_once"),)
        indexes = (models.Index(fields=["wave", "position"], name="wavecategory_in_order"),)


@tracked()
class WaveChoice(OfWave):
    """One answer to a question about the respondent: the group, or a trait by which the study weighs."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    position = models.IntegerField()
    variable = models.CharField(max_length=LONGEST_NAME)
    value = models.CharField(max_length=LONGEST_NAME)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("wave", "variable", "value"), name="wavechoice_once"),)


@tracked()
class Invitation(OfWave):
    """A stakeholder who was sent a link, or for whom one was printed. Its key is the respondent's."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    name = models.CharField(max_length=LONGEST_NAME)
    email = models.EmailField(blank=True, help_text="Empty: the link was printed.")
    group = models.CharField(max_length=LONGEST_NAME, blank=True)
    language = models.CharField(max_length=2, default="en")
    made_by = models.UUIDField(editable=False)
    made_at = models.DateTimeField(db_default=Now(), editable=False)
    reminders = models.SmallIntegerField(default=0)
    reminded_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("wave", "email"), condition=~Q(email=""), name="invited_to_wave_once"),
        )
        indexes = (models.Index(fields=["wave", "name"], name="invitation_of_wave"),)


class AnswerLink(OfStudy):
    """The digest of one secret link and whose it is: a wave's (the open link), a respondent's or a partner's."""

    digest = models.BinaryField(primary_key=True, max_length=32)
    holder = models.UUIDField()
    kind = models.CharField(max_length=10)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(kind__in=("wave", "own", "invited", "partner")), name="answerlink_kind_is_known"
            ),
            # Whoever came by the open link has the one link made then; nobody can add another to it.
            models.UniqueConstraint(fields=("holder",), condition=Q(kind="own"), name="answerlink_own_once"),
        )
        indexes = (models.Index(fields=["holder"], name="answerlink_of_holder"),)


class Respondent(OfWave):
    """Somebody who answers, without a name. `place` and `mark` only serve to count, and are emptied at closing."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    channel = models.CharField(max_length=10, choices=Channel)
    language = models.CharField(max_length=2, default="en")
    group = models.CharField(max_length=LONGEST_NAME, blank=True)
    place = models.BinaryField(null=True, max_length=16, help_text="Keyed digest of the network address.")
    flag = models.CharField(max_length=20, choices=Flag, blank=True)
    form_number = models.IntegerField(null=True)
    keyed_by = models.UUIDField(null=True)
    answered = models.SmallIntegerField(default=0, help_text="Cards with an answer.")
    begun_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    made_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("wave", "form_number"), name="form_number_once"),
            models.CheckConstraint(
                condition=Q(channel="paper", form_number__isnull=False) | ~Q(channel="paper") & Q(form_number=None),
                name="paper_has_a_number",
            ),
        )
        indexes = (models.Index(fields=["wave", "place"], name="respondent_by_place"),)


class RespondentTrait(OfWave):
    """What a respondent said of himself, where the study weighs by it."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    respondent = models.ForeignKey(Respondent, on_delete=models.CASCADE, related_name="traits")
    channel = models.CharField(max_length=10, choices=Channel)
    final = models.BooleanField(default=False)
    variable = models.CharField(max_length=LONGEST_NAME)
    value = models.CharField(max_length=LONGEST_NAME)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("respondent", "variable"), name="trait_once"),)


class SurveyCard(OfWave):
    """One category shown to one respondent, with the answers: 1 to 5, 0 for "I don't know", nothing where left out."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    respondent = models.ForeignKey(Respondent, on_delete=models.CASCADE, related_name="cards")
    channel = models.CharField(max_length=10, choices=Channel)
    position = models.SmallIntegerField()
    category = models.TextField()
    visited = models.BooleanField(default=False)
    cso = models.SmallIntegerField(null=True)
    tru_online = models.SmallIntegerField(null=True)
    outside = models.SmallIntegerField(null=True)
    depends_on = models.CharField(max_length=LONGEST_WORDS, blank=True)
    suggestion = models.CharField(max_length=LONGEST_WORDS, blank=True)
    final = models.BooleanField(default=False)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("respondent", "category"), name="card_once"),
            models.CheckConstraint(
                condition=Q(cso=None) | Q(cso__gte=0, cso__lte=5), name="cso_is_one_to_five_or_unknown"
            ),
            models.CheckConstraint(
                condition=Q(tru_online=None) | Q(tru_online__gte=0, tru_online__lte=5),
                name="tru_online_is_one_to_five_or_unknown",
            ),
            models.CheckConstraint(
                condition=Q(outside=None) | Q(outside__gte=0, outside__lte=5), name="outside_is_one_to_five_or_unknown"
            ),
        )
        indexes = (
            models.Index(fields=["wave", "category"], name="card_by_category"),
            models.Index(fields=["respondent", "position"], name="card_in_order"),
        )

    @property
    def is_answered(self) -> bool:
        """Whether anything was said on it; "I don't know" is an answer."""
        scores = (self.cso, self.tru_online, self.outside)
        return any(one is not None for one in scores) or bool(self.depends_on or self.suggestion)


class AcceptanceResult(OfWave):
    """Acceptance of one alternative for one category by one group ("": all), reckoned once when the wave closed."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    position = models.IntegerField()
    category = models.TextField()
    alternative = models.CharField(max_length=20)
    group = models.CharField(max_length=LONGEST_NAME, blank=True)
    n = models.IntegerField(null=True)
    distribution = models.JSONField(null=True)
    mean = models.FloatField(null=True)
    low = models.FloatField(null=True)
    high = models.FloatField(null=True)
    median = models.FloatField(null=True)
    suppressed = models.BooleanField(default=False)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("wave", "category", "alternative", "group"), name="result_once"),
            models.CheckConstraint(
                condition=Q(suppressed=False) | Q(n=None, distribution=None, mean=None, median=None),
                name="suppressed_shows_nothing",
            ),
        )
        indexes = (models.Index(fields=["wave", "position"], name="result_in_order"),)


class AnswerTakenIn(OfStudy):
    """An answer that came with a study folder, under the code that every folder gives it."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    position = models.IntegerField()
    respondent = models.TextField()
    group = models.TextField(blank=True)
    category = models.TextField()
    alternative = models.TextField()
    score = models.SmallIntegerField(null=True)
    depends_on = models.TextField(blank=True)
    suggestion = models.TextField(blank=True)
    weight = models.FloatField(default=1.0)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("study", "respondent", "category", "alternative"), name="answer_taken_in_once"
            ),
        )


class TraitTakenIn(OfStudy):
    """A trait that came with a study folder, under the same code."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    respondent = models.TextField()
    variable = models.TextField()
    value = models.TextField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("study", "respondent", "variable"), name="trait_taken_in_once"),)


@tracked()
class Partner(OfStudy):
    """An organisation that is asked what it would take over."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    organisation = models.CharField(max_length=LONGEST_NAME)
    email = models.EmailField(blank=True)
    language = models.CharField(max_length=2, default="en")
    contact_name = models.CharField(max_length=LONGEST_NAME, blank=True)
    contact_way = models.CharField(max_length=LONGEST_NAME, blank=True, help_text="Telephone or e-mail.")
    made_by = models.UUIDField(editable=False)
    made_at = models.DateTimeField(db_default=Now(), editable=False)
    sent_at = models.DateTimeField(null=True, editable=False)
    accepted_as = models.UUIDField(null=True, editable=False, help_text="The change that took the answers over.")

    class Meta:
        constraints = (models.UniqueConstraint(fields=("study", "organisation"), name="partner_once"),)


@tracked()
class PartnerAnswer(OfStudy):
    """What one partner says to one category that it is asked about; `would_take` is empty until it answers."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    partner = models.ForeignKey(Partner, on_delete=models.CASCADE, related_name="answers")
    position = models.IntegerField()
    category = models.TextField()
    words = models.TextField(blank=True)
    example = models.TextField(blank=True)
    would_take = models.CharField(max_length=10, blank=True)
    hours = models.CharField(max_length=300, blank=True)
    conditions = models.CharField(max_length=LONGEST_WORDS, blank=True)
    calls_a_week = models.DecimalField(max_digits=8, decimal_places=1, null=True, blank=True)
    annual_cost = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("partner", "category"), name="partneranswer_once"),
            models.CheckConstraint(condition=Q(would_take__in=("", *TAKES)), name="would_take_is_known"),
        )
