"""What is asked of whoever steers a round."""

import re
from datetime import timedelta
from typing import Any, ClassVar
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from arcs.web.ratings.actions import MOST_AT_ONCE, Invited
from arcs.web.ratings.models import RatingRound
from arcs.web.ui.seen_forms import SeenForm
from arcs.web.ui.widgets import DayField
from arcs.web.wall.clock import today

WEEKS = timedelta(weeks=3)
PARTED = re.compile(r"[,;\t]")


class RoundForm(SeenForm):
    """How a round asks: effort, raters of each type, hidden repeats, deadline, words."""

    minutes_per_type = forms.DecimalField(
        label=gettext_lazy("Minutes for one call type"), min_value=0.1, max_value=10, decimal_places=2, initial="0.75",
        help_text=gettext_lazy("Three quarters of a minute is what seven short questions take."),
    )  # fmt: skip
    minutes = forms.IntegerField(
        label=gettext_lazy("Longest time for one rater, in minutes"), min_value=5, max_value=240, initial=60
    )
    at_least = forms.IntegerField(
        label=gettext_lazy("Raters of each call type, at least"), min_value=5, max_value=100, initial=8,
        help_text=gettext_lazy("Fewer than five are never shown, and some will not finish: eight is a good number."),
    )  # fmt: skip
    repeats = forms.IntegerField(
        label=gettext_lazy("Hidden repeats for each rater"), min_value=0, max_value=20, initial=4,
        help_text=gettext_lazy("Call types that come a second time, to see how steady answers are."),
    )  # fmt: skip
    deadline = DayField(label=gettext_lazy("Last day"), help_text=gettext_lazy("Only sheets finished by then count."))

    class Meta:
        model = RatingRound
        fields = ("deadline", "at_least", "minutes", "minutes_per_type", "repeats", "seed", "words")
        labels: ClassVar = {"words": gettext_lazy("What raters read first"), "seed": gettext_lazy("Seed")}
        help_texts: ClassVar = {
            "words": gettext_lazy("Two or three sentences: why you ask, and what happens with the answers."),
            "seed": gettext_lazy("The same seed shares the same types out in the same way."),
        }
        widgets: ClassVar = {"words": forms.Textarea(attrs={"rows": 4})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.instance.deadline:
            self.initial["deadline"] = today() + WEEKS

    def clean_deadline(self) -> Any:
        """A last day that is not over."""
        given = self.cleaned_data["deadline"]
        if given < today():
            raise ValidationError(_("This day is over. Choose a later one."))
        return given


class InviteForm(forms.Form):
    """Whom to invite: a line for each e-mail address, and links to print."""

    people = forms.CharField(
        label=gettext_lazy("By e-mail, one rater on a line"), required=False,
        widget=forms.Textarea(attrs={"rows": 6, "autocomplete": "off"}),
        help_text=gettext_lazy("Name, e-mail address, group, as in: Pat Doe, pat@example.org, patrol"),
    )  # fmt: skip
    printed = forms.IntegerField(
        label=gettext_lazy("Links to print or hand over"), required=False, min_value=0, max_value=MOST_AT_ONCE
    )
    group = forms.CharField(label=gettext_lazy("Group of the printed ones"), required=False, max_length=40)
    batch = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)

    def clean_people(self) -> list[Invited]:
        """Each line as a person; the line that is none is named."""
        lines = [line.strip() for line in str(self.cleaned_data["people"]).splitlines()]
        return [_person(line) for line in lines if line]

    def clean(self) -> dict[str, Any]:
        """Everybody together; one at least."""
        given = super().clean() or {}
        printed = [Invited(group=str(given.get("group", "")).strip())] * int(given.get("printed") or 0)
        given["everybody"] = [*given.get("people", []), *printed]
        if not given["everybody"] and not self.errors:
            self.add_error("people", _("Write one line for each rater, or say how many links you want to print."))
        return given


def _person(line: str) -> Invited:
    parts = [" ".join(part.split()) for part in PARTED.split(line)]
    email = next((part for part in parts if "@" in part), "")
    try:
        validate_email(email)
    except ValidationError:
        raise ValidationError(
            _("“%(line)s” has no e-mail address. Write one, as in name@example.org.") % {"line": line}
        ) from None
    others = [part for part in parts if part != email]
    name, group = ([*others, "", ""])[:2]
    if len(group) > 40 or len(name) > 120:
        raise ValidationError(
            _("“%(line)s” is too long. A group has 40 characters at most, a name 120.") % {"line": line[:80]}
        )
    return Invited(name=name, email=email.lower(), group=group)
