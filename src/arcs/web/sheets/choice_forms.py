"""What is asked on the pages of call types and workload."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from arcs.core.evaluation.records import Assumptions
from arcs.core.suitability.records import EXCLUSIONS
from arcs.core.vocabulary import NatureFlag
from arcs.files.studies.parts import PARTS, Cells
from arcs.web.ui.widgets import FileUpload

ASSUMPTIONS = "study.toml:assumptions"
NEEDS = [(one.value, one.label) for one in NatureFlag]
INTERVALS = (
    ("dispatched", _("Dispatched to clear")),
    ("enroute", _("On its way to clear")),
    ("arrived", _("On scene to clear")),
)
WHY = {
    "no_volume": _("No volume"),
    "not_a_call_for_service": _("Not a call for service"),
    "does_not_apply": _("Does not apply"),
}
LABELS = {
    "annual_hours": (_("Paid hours of a position in a year"), 1000, 3000, 10),
    "net_hours": (_("Net hours after leave and training"), 800, 2400, 10),
    "share_on_calls": (_("Share of net hours on calls"), Decimal("0.05"), 1, Decimal("0.01")),
    "net_hours_low": (_("Lowest plausible net hours"), 800, 2400, 10),
    "net_hours_high": (_("Highest plausible net hours"), 800, 2400, 10),
    "share_low": (_("Lowest plausible share"), Decimal("0.05"), 1, Decimal("0.01")),
    "share_high": (_("Highest plausible share"), Decimal("0.05"), 1, Decimal("0.01")),
    "little_relief_fte": (_("Little relief below, in FTE"), 0, 2, Decimal("0.05")),
}


class AssumptionForm(forms.Form):
    """What an FTE is: each number as a box and, where scripts run, as a slider beside it."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    start = forms.ChoiceField(choices=INTERVALS, label=_("Committed time"), required=False)
    annualise = forms.BooleanField(required=False, label=_("Scale the hours to a year by the days covered"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = {one.name: one for one in PARTS[ASSUMPTIONS].cells}
        for name, (label, low, high, step) in LABELS.items():
            cell = known[name]
            self.fields[name] = forms.DecimalField(
                label=label, min_value=cell.minimum, max_value=cell.maximum, max_digits=12,
                widget=forms.NumberInput(
                    attrs={"step": "any", "inputmode": "decimal", "data-slider": "", "data-low": str(low),
                           "data-high": str(high), "data-step": str(step)}
                ),
            )  # fmt: skip

    @property
    def cells(self) -> Cells:
        """The assumptions as a row."""
        return {name: f"{self.cleaned_data[name]:f}" for name in LABELS}

    @property
    def assumptions(self) -> Assumptions:
        """The assumptions as the core reckons with them."""
        return Assumptions(**{name: self.cleaned_data[name] for name in LABELS})


class ExcludeForm(forms.Form):
    """Why call types are left out before coding."""

    why = forms.ChoiceField(
        choices=[("", _("Choose why")), *((one, WHY.get(one, one)) for one in EXCLUSIONS)], label=_("Why")
    )
    reason = forms.CharField(label=_("Reason in words"), max_length=500)


class FlagForm(forms.Form):
    """Which need stands behind call types."""

    need = forms.ChoiceField(choices=NEEDS, label=_("Need"))
    basis = forms.ChoiceField(
        choices=[("names", _("the type names it")), ("may", _("the type may include it"))], label=_("How")
    )
    because = forms.CharField(label=_("Why, in words"), max_length=500, required=False)


class CodesForm(forms.Form):
    """A list of codes that the user brings: pasted, or as a file of text."""

    system = forms.CharField(label=_("System of codes"), max_length=80, help_text=_("As in NIBRS."))
    codes = forms.CharField(
        label=_("Codes"), required=False, max_length=200_000, widget=forms.Textarea(attrs={"rows": 10}),
        help_text=_("One code a line, its meaning after a comma, semicolon or tab: “240, Motor vehicle theft”."),
    )  # fmt: skip
    file = forms.FileField(label=_("Or a file of the same"), required=False, widget=FileUpload)

    def clean(self) -> dict[str, Any]:
        """Either is enough."""
        given = super().clean() or {}
        if given.get("file"):
            try:
                given["codes"] = given["file"].read(1 << 20).decode("utf-8-sig")
            except UnicodeDecodeError:
                self.add_error("file", _("It is not text. Save the list as CSV (UTF-8)."))
        if not given.get("codes") and not self.errors:
            self.add_error("codes", _("Paste the list, or choose a file."))
        return given
