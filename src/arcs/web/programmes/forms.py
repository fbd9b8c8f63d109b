"""What pages of programmes ask."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from arcs.core.evaluation.records import PARTIES, PHASES, ProgrammeStep
from arcs.files.studies.parts import cells_of
from arcs.web.people.models import QualificationKind, Role, Staff, Team
from arcs.web.people.queries import staff_list
from arcs.web.programmes.models import ROUTES
from arcs.web.ui.widgets import ComboBox, DayField

PHASE_WORDS = {
    "prepare": _("Prepare"), "policy": _("Policies and protocol"), "training": _("Training"),
    "public_education": _("Public education"), "approval": _("Approvals"), "go_live": _("Go live"),
    "review": _("Review"),
}  # fmt: skip
PARTY_WORDS = {
    "agency": _("Agency"), "dispatch": _("Dispatch"), "partner": _("Partners"), "public": _("Public"),
    "board": _("Board"),
}  # fmt: skip
DAYS = ("starts_on", "due_on")


class StepForm(forms.Form):
    """One step of the plan, whole; its name stays, since other steps may wait for it."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    task = forms.CharField(label=_("What is done"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
    phase = forms.ChoiceField(label=_("Phase"), choices=[(one, PHASE_WORDS[one]) for one in PHASES])
    party = forms.ChoiceField(label=_("Whom it concerns"), choices=[(one, PARTY_WORDS[one]) for one in PARTIES])
    disposition = forms.ChoiceField(
        label=_("For which way of answering"), choices=[("", _("The whole programme")), *ROUTES], required=False
    )
    owner = forms.CharField(label=_("Owner"), max_length=120, required=False, help_text=_("A role or an office."))
    starts_on = DayField(label=_("Begins"), required=False)
    due_on = DayField(label=_("Due"), required=False)
    waits_for = forms.ChoiceField(
        label=_("Waits for"), required=False, help_text=_("The step that must be done before.")
    )
    blocked = forms.CharField(
        label=_("What stands in its way"), max_length=300, required=False, help_text=_("Empty: nothing.")
    )

    def __init__(self, *args: Any, others: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        menu = [("", _("Nothing")), *((one, one) for one in others)]
        self.fields["waits_for"].choices = menu  # type: ignore[attr-defined] # it is a field of choices

    def clean(self) -> dict[str, Any]:
        """A step is not due before it begins."""
        cleaned = super().clean() or {}
        begins, due = cleaned.get("starts_on"), cleaned.get("due_on")
        if begins and due and due < begins:
            self.add_error("due_on", _("It is due before it begins. Check both days."))
        return cleaned

    @property
    def cells(self) -> dict[str, str]:
        """What was typed, as the study folder writes it."""
        given = {name: value for name, value in self.cleaned_data.items() if name != "version"}
        return {
            name: value.isoformat() if isinstance(value, date) else str(value or "") for name, value in given.items()
        }


class NewStepForm(StepForm):
    """One more step."""

    step = forms.CharField(label=_("Short name"), max_length=80, help_text=_("As in: training of the front desk."))
    field_order = ("step",)


def initial_of(step: ProgrammeStep, version: int) -> Mapping[str, object]:
    """What a step's form shows first."""
    return {**cells_of(step), **{name: getattr(step, name) for name in DAYS}, "version": version}


class DoneForm(forms.Form):
    """When a step was done; empty is today."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    done_on = DayField(label=_("Done on"), required=False, help_text=_("Empty: today."))


class PeopleForm(forms.Form):
    """Who belongs to a route: one of three."""

    team = forms.ModelChoiceField(
        label=_("A team"), queryset=Team.objects.none(), required=False, empty_label=_("None")
    )
    role = forms.ModelChoiceField(
        label=_("Everybody in a role"), queryset=Role.objects.none(), required=False, empty_label=_("None")
    )
    staff = forms.ModelChoiceField(
        label=_("One person"), queryset=Staff.objects.none(), required=False, empty_label=_("None"), widget=ComboBox
    )

    def __init__(self, *args: Any, who: Staff, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["team"].queryset = Team.objects.filter(ended_on=None).order_by("name")
        fields["role"].queryset = Role.objects.order_by("name")
        fields["staff"].queryset = staff_list(who).filter(is_active=True).prefetch_related(None)

    def clean(self) -> dict[str, Any]:
        """Exactly one is chosen."""
        cleaned = super().clean() or {}
        if sum(bool(cleaned.get(name)) for name in ("team", "role", "staff")) != 1:
            raise forms.ValidationError(_("Choose one: a team, a role or a person."))
        return cleaned


class LeastForm(forms.Form):
    """How many people a route needs."""

    people = forms.IntegerField(label=_("People needed at least"), min_value=1, max_value=10_000)


class VersionForm(forms.Form):
    """What a policy says from a day on."""

    after = forms.IntegerField(widget=forms.HiddenInput, required=False)
    text = forms.CharField(
        label=_("Text"), max_length=40_000, widget=forms.Textarea(attrs={"rows": 14}),
        help_text=_("Paragraphs are parted by an empty line."),
    )  # fmt: skip
    effective_from = DayField(label=_("In force from"))
    valid_days = forms.IntegerField(
        label=_("Read again after"), min_value=1, max_value=3650, required=False,
        help_text=_("Days. Empty: only when there is a new version."),
    )  # fmt: skip


class PolicyForm(VersionForm):
    """A new policy."""

    title = forms.CharField(label=_("Title"), max_length=160)
    field_order = ("title",)


class TrainingForm(forms.Form):
    """A training that a route requires."""

    name = forms.CharField(label=_("Name"), max_length=160)
    hours = forms.DecimalField(label=_("Hours"), min_value=0, max_digits=6, decimal_places=1, required=False)
    valid_months = forms.IntegerField(
        label=_("Valid for"), min_value=1, max_value=600, required=False, help_text=_("Months. Empty: it does not end.")
    )
    kind = forms.ModelChoiceField(
        label=_("Certificates that count as well"), queryset=QualificationKind.objects.none(), required=False,
        empty_label=_("None"), help_text=_("Taken from the list of staff, as in: CIT 40 h."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].queryset = QualificationKind.objects.order_by("name")  # type: ignore[attr-defined] # a choice of rows


class RecordForm(forms.Form):
    """Somebody was trained."""

    staff = forms.ModelChoiceField(
        label=_("Who"), queryset=Staff.objects.none(), empty_label=_("Choose a person"), widget=ComboBox
    )
    done_on = DayField(label=_("When"))
    certificate = forms.CharField(label=_("Certificate"), max_length=120, required=False, help_text=_("Its number."))

    def __init__(self, *args: Any, who: Staff, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = staff_list(who).filter(is_active=True).exclude(pk=who.pk).prefetch_related(None)
        self.fields["staff"].queryset = people  # type: ignore[attr-defined] # it is a choice of rows


class WhyForm(forms.Form):
    """A reason in words."""

    why = forms.CharField(label=_("Why"), max_length=300)


class LiveForm(forms.Form):
    """From when a route is live."""

    live_from = DayField(label=_("Live from"))
