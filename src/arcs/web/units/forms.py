"""What pages of units ask."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from arcs.core.agency import Area
from arcs.web.people.models import QualificationKind, Staff, Team
from arcs.web.ui.widgets import ComboBox, DayField
from arcs.web.units.models import Attribute, Unit, UnitKind, Weekday
from arcs.web.wall.clock import today

MOST_STEPS = 6


def time_field(label: Any, **options: Any) -> forms.TimeField:
    """An hour and a minute on the programme's clock."""
    return forms.TimeField(label=label, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"), **options)


def _menu(form: forms.Form, name: str, choices: Sequence[tuple[str, Any]]) -> None:
    form.fields[name].choices = choices  # type: ignore[attr-defined] # it is a field of choices


def _first(words: Any) -> tuple[str, Any]:
    return ("", words)


class UnitForm(forms.Form):
    """What a unit is."""

    call_sign = forms.CharField(label=_("Call sign"), max_length=20, help_text=_("As it is said on the radio."))
    kind = forms.ChoiceField(label=_("Moves by"), choices=UnitKind.choices, initial=UnitKind.CAR)
    marked = forms.BooleanField(label=_("Its vehicle is marked"), required=False, initial=True)
    team_id = forms.ChoiceField(label=_("Team"), required=False)
    home_area = forms.ChoiceField(label=_("Area where it usually is"), required=False)

    def __init__(self, *args: Any, teams: Sequence[Team], areas: Sequence[Area], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _menu(self, "team_id", [_first(_("No team")), *((str(one.pk), one.name) for one in teams)])
        now = str(self.initial.get("home_area") or "")
        known = [(one.code, one.name) for one in areas]
        other = [(now, now)] if now and now not in dict(known) else []  # an area that the settings hold no longer
        _menu(self, "home_area", [_first(_("Everywhere")), *known, *other])

    @property
    def values(self) -> dict[str, Any]:
        """What was given, as the unit holds it."""
        return self.cleaned_data | {"team_id": self.cleaned_data["team_id"] or None}


class NewUnitForm(UnitForm):
    """A unit that was not there."""

    active_from = DayField(label=_("In use from"), initial=today)


class ChangeUnitForm(UnitForm):
    """The same of a unit that is there; `seen` is the sign of what the page showed."""

    seen = forms.CharField(widget=forms.HiddenInput, max_length=64)


class EndUnitForm(forms.Form):
    """From when a unit is not in use."""

    first_day_without = DayField(
        label=_("First day without it"), initial=today, help_text=_("Its history stays. It can be used again later.")
    )


class AttributeForm(forms.Form):
    """Something that a unit has."""

    attribute = forms.ChoiceField(label=_("What it has"), choices=Attribute.choices)
    valid_from = DayField(label=_("From"), initial=today)
    valid_to = DayField(label=_("Until"), required=False, help_text=_("The last day. Empty: until further notice."))


class ExpectForm(forms.Form):
    """When a busy unit is free again."""

    minutes = forms.IntegerField(label=_("Free in (minutes)"), min_value=1, max_value=720)


class PutOnForm(forms.Form):
    """One person on one unit for a shift."""

    unit = forms.ChoiceField(label=_("Unit"))
    staff = forms.ChoiceField(label=_("Person"), widget=ComboBox)
    route = forms.ChoiceField(
        label=_("Whose work"), help_text=_("By which route the person answers. A unit may pair people of two routes.")
    )
    why_short_rest = forms.CharField(
        label=_("Why with little rest"), max_length=300, required=False,
        help_text=_("Only where the rest before or after the shift is shorter than the rule."),
    )  # fmt: skip

    def __init__(
        self, *args: Any, units: Sequence[Unit], people: Sequence[Staff], routes: Mapping[str, str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        _menu(self, "unit", [_first(_("Choose a unit")), *((str(one.pk), one.call_sign) for one in units)])
        _menu(self, "staff", [_first(_("Choose a person")), *((str(one.pk), one.name) for one in people)])
        _menu(self, "route", [_first(_("Choose a route")), *routes.items()])


class PatternForm(forms.Form):
    """Weekly hours of a shift, on several weekdays at once."""

    name = forms.CharField(label=_("Shift"), max_length=60, help_text=_("For example: Day."))
    weekdays = forms.TypedMultipleChoiceField(
        label=_("On"), choices=Weekday.choices, coerce=int, widget=forms.CheckboxSelectMultiple
    )
    starts = time_field(_("Begins"))
    ends = time_field(_("Ends"), help_text=_("An end at or before the beginning is on the next day."))


class OnCallForm(forms.Form):
    """A step of a route's on-call rota."""

    route = forms.ChoiceField(label=_("Route"))
    staff = forms.ChoiceField(label=_("Person"), widget=ComboBox, required=False)
    team = forms.ChoiceField(label=_("Or a team"), required=False)
    telephone = forms.CharField(
        label=_("Telephone"), max_length=40, required=False,
        help_text=_("By which number this step is called. It stands on the board beside the name."),
    )  # fmt: skip
    step = forms.TypedChoiceField(
        label=_("Step"), coerce=int, choices=[(one, str(one)) for one in range(1, MOST_STEPS + 1)],
        help_text=_("Step 1 is called at once, each later one when nobody answered."),
    )  # fmt: skip
    after_minutes = forms.IntegerField(
        label=_("Minutes after the first step"), min_value=0, max_value=720, initial=0,
        help_text=_("0 for the first step."),
    )  # fmt: skip
    from_day = DayField(label=_("From which day"), initial=today)
    from_time = time_field(_("From what time"))
    until_day = DayField(label=_("Until which day"), initial=today)
    until_time = time_field(_("Until what time"))

    def __init__(
        self, *args: Any, people: Sequence[Staff], teams: Sequence[Team], routes: Mapping[str, str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        _menu(self, "route", [_first(_("Choose a route")), *routes.items()])
        _menu(self, "staff", [_first(_("No single person")), *((str(one.pk), one.name) for one in people)])
        _menu(self, "team", [_first(_("No team")), *((str(one.pk), one.name) for one in teams)])

    def moment(self, name: str) -> datetime:
        """The beginning (`from`) or the end (`until`), from day and hour on the programme's clock."""
        wall = datetime.combine(self.cleaned_data[f"{name}_day"], self.cleaned_data[f"{name}_time"])
        return wall.replace(tzinfo=timezone.get_current_timezone()).astimezone(UTC)


class CoverageForm(forms.Form):
    """Which certificate the roster counts."""

    kind = forms.ChoiceField(label=_("Coverage of"))

    def __init__(self, *args: Any, kinds: Sequence[QualificationKind], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _menu(self, "kind", [(one.key, one.name) for one in kinds])
