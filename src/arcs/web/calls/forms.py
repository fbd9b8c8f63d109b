"""What pages of live calls ask."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from arcs.core.vocabulary import NatureFlag
from arcs.web.calls.models import CallSource, ClosingCode, FlagValue, InitiatedBy, ReachedBy
from arcs.web.ui.widgets import DayField

BY_HAND = tuple(
    (one.value, one.label) for one in CallSource if one not in {CallSource.API, CallSource.FOLDER}
)  # these two are named by the program that sends, never by a person
MINUTE = "%Y-%m-%dT%H:%M"
CLOCKS_DIFFER = timedelta(minutes=5)
Words = str | Promise


@dataclass(frozen=True, kw_only=True)
class Group:
    """Fields that belong together: a legend, and of each field how many of six columns it takes on a desk."""

    legend: Words
    hint: Words = ""
    fields: tuple[tuple[str, int], ...]


@dataclass(frozen=True, kw_only=True)
class ShownGroup:
    """A group with the fields of one form."""

    legend: Words
    hint: Words
    fields: tuple[tuple[BoundField, int], ...]


WHAT = Group(
    legend=_("What and where"),
    fields=(("call_type", 4), ("priority", 2), ("address", 4), ("unit", 2), ("area", 3), ("beat", 3)),
)
SAID = Group(legend=_("What is said"), fields=(("said", 6),))
CALLER = Group(
    legend=_("Who calls"), hint=_("All of it is optional: nobody has to give a name to get help."),
    fields=(
        ("caller_name", 3), ("caller_telephone", 3), ("caller_language", 3), ("reached_by", 3), ("accommodation", 6),
        ("wants_callback", 3), ("wishes_telephone", 3), ("wishes_officer", 3), ("wishes_interpreter", 3),
        ("no_internet", 3),
    ),
)  # fmt: skip
CAME = Group(
    legend=_("How it came in"),
    fields=(("received_at", 3), ("source", 3), ("reception", 3), ("source_key", 3), ("initiated_by", 3)),
)


class CallForm(forms.Form):
    """What a call says; what is most urgent to write stands first."""

    left: tuple[Group, ...] = (WHAT, SAID)
    right: tuple[Group, ...] = (CALLER,)

    call_type = forms.CharField(label=_("Call type"), max_length=80, help_text=_("As your dispatch system writes it."))
    address = forms.CharField(label=_("Address"), max_length=300, required=False)
    unit = forms.CharField(label=_("Apartment"), max_length=40, required=False)
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

    @property
    def columns(self) -> tuple[tuple[ShownGroup, ...], ...]:
        """The groups of both columns of a desk; on a phone they follow each other."""
        return tuple(
            tuple(
                ShownGroup(
                    legend=one.legend, hint=one.hint, fields=tuple((self[name], wide) for name, wide in one.fields)
                )
                for one in groups
            )
            for groups in (self.left, self.right)
        )


class NeedsForm(forms.Form):
    """Six questions with three answers each; `known` says what was answered before, beside the question."""

    def __init__(self, *args: Any, known: Mapping[str, str] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        before = known or {}
        for one in NatureFlag:
            value = before.get(one.value, "")
            self.fields[one.value] = forms.ChoiceField(
                label=_(one.label),  # the core's words
                choices=FlagValue.choices, required=False, widget=forms.RadioSelect,
                help_text=_now("When it came in: %(value)s") % {"value": FlagValue(value).label} if value else "",
            )  # fmt: skip

    @property
    def needs(self) -> Iterator[BoundField]:
        """The six questions."""
        return (self[one.value] for one in NatureFlag)


def needs_in(cleaned: Mapping[str, Any]) -> dict[str, str]:
    """What was answered to the six needs."""
    return {one.value: cleaned.get(one.value) or "" for one in NatureFlag}


def _now_here() -> datetime:
    return timezone.localtime().replace(second=0, microsecond=0)


class NewCallForm(NeedsForm, CallForm):
    """A call that comes in, with where it came from and the six needs."""

    right = (CALLER, CAME)

    received_at = forms.DateTimeField(
        label=_("Received"), required=False, initial=_now_here,
        input_formats=[MINUTE, "%Y-%m-%d %H:%M", f"{MINUTE}:%S"],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MINUTE),
        error_messages={"invalid": _("Write day and time, as in 2026-01-05 14:30.")},
    )  # fmt: skip
    source = forms.ChoiceField(label=_("Where it comes from"), choices=BY_HAND, initial=CallSource.TELEPHONE)
    reception = forms.CharField(
        label=_("How it came in"),
        max_length=60,
        required=False,
        help_text=_("911, non-emergency line, at the counter."),
    )
    source_key = forms.CharField(
        label=_("Its number there"), max_length=120, required=False,
        help_text=_("The same number from the same place is one call."),
    )  # fmt: skip
    call_key = forms.UUIDField(required=False, widget=forms.HiddenInput)
    initiated_by = forms.ChoiceField(
        label=_("Begun by"), choices=InitiatedBy.choices, initial=InitiatedBy.COMMUNITY, required=False
    )

    def clean_received_at(self) -> datetime:
        """Not later than now; empty is now."""
        moment: datetime | None = self.cleaned_data["received_at"]
        if moment is not None and moment > timezone.now() + CLOCKS_DIFFER:
            raise forms.ValidationError(_("This is later than now. Say when the call came in."))
        return moment or timezone.now()

    @property
    def number_there(self) -> str:
        """The number that its source gave it; else the form's own key, so that sending it twice takes one call."""
        key = self.cleaned_data["call_key"]
        return self.cleaned_data["source_key"] or (str(key) if key else "")

    @property
    def facts(self) -> dict[str, Any]:
        """What the call says."""
        facts = {name: self.cleaned_data[name] for name in (*CallForm.base_fields, "received_at", "reception")}
        return facts | {"initiated_by": self.cleaned_data["initiated_by"] or InitiatedBy.UNKNOWN.value}


class ChangeCallForm(CallForm):
    """The same of a call that is there; `seen` is the sign of what the page showed."""

    seen = forms.CharField(widget=forms.HiddenInput, max_length=64)


class CloseForm(NeedsForm):
    """How a call ended, and the six needs as they are known now."""

    code = forms.ChoiceField(label=_("Outcome"), choices=[("", _("Choose a reason")), *ClosingCode.choices])
    note = forms.CharField(
        label=_("A note"), max_length=8000, required=False, widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("What was done, and what was said to the caller."),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Each need is answered, whatever the type of the call."""
        cleaned = super().clean() or {}
        for one in NatureFlag:
            if one.value not in self.errors and not cleaned.get(one.value):
                self.add_error(one.value, _now("%(need)s: answer yes, no or unknown.") % {"need": _now(one.label)})
        return cleaned


class NoteForm(forms.Form):
    """One more note."""

    text = forms.CharField(label=_("A note"), max_length=8000, widget=forms.Textarea(attrs={"rows": 3}))


class PremiseForm(forms.Form):
    """What whoever goes to an address should know."""

    text = forms.CharField(
        label=_("A note about this address"), max_length=4000, widget=forms.Textarea(attrs={"rows": 2})
    )
    until = DayField(label=_("Shown until"), required=False, help_text=_("Empty: for good."))
