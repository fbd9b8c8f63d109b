"""What pages of live calls ask."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from arcs.core.vocabulary import NatureFlag
from arcs.web.calls.models import CallSource, ClosingCode, FlagValue, InitiatedBy, ReachedBy
from arcs.web.ui.widgets import DayField

BY_HAND = tuple(
    (one.value, one.label) for one in CallSource if one not in {CallSource.API, CallSource.FOLDER}
)  # these two are named by the program that sends, never by a person
NOT_ASKED = ("", _("Not answered"))


class CallForm(forms.Form):
    """What a call says; what is most urgent to write stands first."""

    call_type = forms.CharField(label=_("Call type"), max_length=80, help_text=_("As your dispatch system writes it."))
    address = forms.CharField(label=_("Address"), max_length=300, required=False)
    unit = forms.CharField(label=_("Unit or apartment"), max_length=40, required=False)
    priority = forms.CharField(label=_("Priority"), max_length=20, required=False)
    said = forms.CharField(
        label=_("What the caller says"), max_length=8000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    area = forms.CharField(label=_("Area"), max_length=60, required=False)
    beat = forms.CharField(label=_("Beat"), max_length=40, required=False)
    caller_name = forms.CharField(label=_("Caller’s name"), max_length=160, required=False)
    caller_telephone = forms.CharField(label=_("Caller’s telephone"), max_length=40, required=False)
    wants_callback = forms.BooleanField(label=_("Wishes to be called back"), required=False)
    caller_language = forms.CharField(label=_("Caller’s language"), max_length=60, required=False)
    reached_by = forms.ChoiceField(label=_("Reached by"), choices=ReachedBy.choices, required=False)
    accommodation = forms.CharField(
        label=_("What else the caller needs"), max_length=300, required=False,
        help_text=_("In words: a ramp, large print, somebody who stays."),
    )  # fmt: skip
    wishes_officer = forms.BooleanField(label=_("Wishes an officer"), required=False)
    wishes_telephone = forms.BooleanField(label=_("Wishes to settle it by telephone"), required=False)
    wishes_interpreter = forms.BooleanField(label=_("Needs an interpreter"), required=False)
    no_internet = forms.BooleanField(label=_("Has no internet"), required=False)


def _needs() -> dict[str, forms.ChoiceField]:
    choices = (NOT_ASKED, *FlagValue.choices)
    return {
        one.value: forms.ChoiceField(label=_(one.label), choices=choices, required=False)  # the core's words
        for one in NatureFlag
    }


def needs_in(cleaned: Mapping[str, Any]) -> dict[str, str]:
    """What was answered to the six needs."""
    return {one.value: cleaned.get(one.value) or "" for one in NatureFlag}


class NewCallForm(CallForm):
    """A call that comes in, with where it came from and the six needs."""

    source = forms.ChoiceField(label=_("Where it comes from"), choices=BY_HAND, initial=CallSource.TELEPHONE)
    source_key = forms.CharField(
        label=_("Its number there"), max_length=120, required=False,
        help_text=_("If there is one: the same number from the same source is one call."),
    )  # fmt: skip
    initiated_by = forms.ChoiceField(
        label=_("Begun by"), choices=InitiatedBy.choices, initial=InitiatedBy.COMMUNITY, required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.update(_needs())

    @property
    def facts(self) -> dict[str, Any]:
        """What the call says."""
        facts = {name: self.cleaned_data[name] for name in CallForm.base_fields}
        return facts | {"initiated_by": self.cleaned_data["initiated_by"] or InitiatedBy.UNKNOWN.value}


class ChangeCallForm(CallForm):
    """The same of a call that is there; `seen` is the sign of what the page showed."""

    seen = forms.CharField(widget=forms.HiddenInput, max_length=64)


class CloseForm(forms.Form):
    """How a call ended, and the six needs as they are known now."""

    code = forms.ChoiceField(label=_("How it ended"), choices=[("", _("Choose a reason")), *ClosingCode.choices])
    note = forms.CharField(label=_("A note"), max_length=8000, required=False, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.update(_needs())


class NoteForm(forms.Form):
    """One more note."""

    text = forms.CharField(label=_("A note"), max_length=8000, widget=forms.Textarea(attrs={"rows": 3}))


class PremiseForm(forms.Form):
    """What whoever goes to an address should know."""

    text = forms.CharField(
        label=_("A note about this address"), max_length=4000, widget=forms.Textarea(attrs={"rows": 2})
    )
    until = DayField(label=_("Shown until"), required=False, help_text=_("Empty: for good."))
