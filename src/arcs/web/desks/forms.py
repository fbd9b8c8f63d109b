"""What pages of desks ask."""

from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from arcs.core.vocabulary import NatureFlag
from arcs.web.calls.models import FlagValue
from arcs.web.desks.models import DESKS, ENDINGS, REASONS, REASONS_HERE, How, Reached, Told
from arcs.web.people.models import Staff
from arcs.web.ui.widgets import DayField


class NextDateForm(forms.Form):
    """When somebody looks at it next."""

    next_date = DayField(label=_("Next date"), help_text=_("The day on which somebody looks at it again."))


class GiveForm(forms.Form):
    """Who has the item from now on."""

    to = forms.ChoiceField(label=_("Give it to"))

    def __init__(self, *args: Any, workers: list[Staff], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.workers = {str(one.pk): one for one in workers}
        self.fields["to"].choices = [  # type: ignore[attr-defined] # a ChoiceField
            ("", _("Choose a person")),
            *((key, one.name) for key, one in self.workers.items()),
        ]

    @property
    def chosen(self) -> Staff:
        """Who was chosen."""
        return self.workers[self.cleaned_data["to"]]


class AttemptForm(forms.Form):
    """How somebody tried to reach the caller, and what came of it."""

    key = forms.UUIDField(initial=uuid4, widget=forms.HiddenInput)  # pressed twice, it is one attempt
    how = forms.ChoiceField(label=_("How"), choices=How.choices)
    reached = forms.ChoiceField(label=_("What came of it"), choices=[("", _("Choose")), *Reached.choices])
    said = forms.CharField(
        label=_("What was said"), max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    next_date = DayField(label=_("Next date"), help_text=_("The day of the next step."))


class FinishForm(forms.Form):
    """How it ended or why it was not served, who was told, and the six needs where the call ends with it."""

    ending = forms.ChoiceField(
        label=_("How it ended"), choices=[("", _("Choose, where it was served")), *ENDINGS], required=False,
        help_text=_("Either this or, further down, why it was not served."),
    )  # fmt: skip
    given_to = forms.CharField(
        label=_("Referred or released to"), max_length=200, required=False,
        help_text=_("Where it ended so: the partner, the service or the person."),
    )  # fmt: skip
    not_served = forms.ChoiceField(
        label=_("Why it was not served"), required=False,
        choices=[("", _("Choose, where it was not served")), *REASONS_HERE],
        help_text=_("Where somebody still has to answer, the call stays open and is triaged anew."),
    )  # fmt: skip
    told = forms.ChoiceField(label=_("Was the caller told?"), choices=[("", _("Choose")), *Told.choices])
    told_how = forms.CharField(
        label=_("How, or why not"), max_length=300, required=False,
        help_text=_("As in: called back at 14:10; no telephone and no address."),
    )  # fmt: skip
    note = forms.CharField(label=_("A note"), max_length=8000, required=False, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, asks_needs: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if asks_needs:
            choices = (("", _("Not answered")), *FlagValue.choices)
            for one in NatureFlag:
                # Asked by `calls` where the call is closed: a reason that leaves it open needs none of them.
                self.fields[one.value] = forms.ChoiceField(label=_(one.label), choices=choices, required=False)

    @property
    def needs(self) -> dict[str, str]:
        """What was answered to the six needs."""
        return {one.value: self.cleaned_data.get(one.value) or "" for one in NatureFlag}


class PeriodForm(forms.Form):
    """The days of which figures are shown, both included."""

    first = DayField(label=_("From"), required=False)
    last = DayField(label=_("To"), required=False)


class ReferForm(forms.Form):
    """Which desk looks after the person from now on, and what it is to do."""

    desk = forms.ChoiceField(label=_("Desk"), choices=[("", _("Choose a desk")), *DESKS])
    because = forms.CharField(
        label=_("What the desk is to do, and why"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("As in: police answered; she asked for help with housing. Call after 17:00."),
    )  # fmt: skip


class UnservedForm(forms.Form):
    """Why an eligible call was not served."""

    reason = forms.ChoiceField(label=_("Why it was not served"), choices=[("", _("Choose a reason")), *REASONS])
    note = forms.CharField(label=_("A note"), max_length=400, required=False)
