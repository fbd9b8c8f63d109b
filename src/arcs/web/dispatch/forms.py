"""What pages of dispatch ask."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from arcs.core.dispatching.outcomes import WITHOUT_ARREST, WITHOUT_CONTACT, Ending
from arcs.web.dispatch.dispositions import dispositions
from arcs.web.dispatch.models import (
    ALTERNATIVES,
    DE_ESCALATION,
    ENDINGS,
    FOLLOW_UPS,
    FORCE,
    INJURY,
    LONGEST_CODE,
    REASONS,
    TRANSPORT,
    WHY_NOT,
    HandOverTo,
    PleaKind,
    Urgency,
)
from arcs.web.units.models import WHY_STANDS_IN
from arcs.web.wall.permit import Refused

CHOOSE = ("", _("Choose"))


def _choices(of: tuple[tuple[str, Any], ...]) -> list[tuple[str, Any]]:
    return [CHOOSE, *((code, _(str(label))) for code, label in of)]  # the core's words


STAND_IN_REASONS = [(code, _(label)) for code, label in WHY_STANDS_IN]


def uuid_in(text: str) -> UUID | None:
    """A key in an address, or None where it is none."""
    try:
        return UUID(text)
    except ValueError:
        return None


def new_key() -> str:
    """A key of a form's own, by which it is sent once however often it is pressed."""
    return str(uuid4())


def key_in(posted: Mapping[str, Any]) -> UUID:
    """The key of what was sent; Refused where it has none."""
    found = uuid_in(str(posted.get("key", "")))
    if found is None:
        raise Refused(_t("What was sent has no key of its own, so it could be kept twice. Load the page again."))
    return found


class HandBackForm(forms.Form):
    """Why a call goes back to police."""

    reason = forms.ChoiceField(label=_("Why back to police"), choices=_choices(REASONS))
    said = forms.CharField(label=_("What happened"), max_length=500, required=False)


class PleaForm(forms.Form):
    """What is needed in the field, and how soon."""

    plea = forms.ChoiceField(label=_("What you need"), choices=PleaKind.choices)
    urgency = forms.ChoiceField(label=_("How soon"), choices=Urgency.choices)
    reason = forms.ChoiceField(label=_("Why (for backup and upgrade)"), choices=_choices(REASONS), required=False)
    said = forms.CharField(label=_("In words"), max_length=500, required=False)


class FieldNoteForm(forms.Form):
    """One note from the field."""

    text = forms.CharField(label=_("A note"), max_length=8000, widget=forms.Textarea(attrs={"rows": 3}))


class OutcomeForm(forms.Form):
    """What came of a call. What a route cannot meet with is not asked; what must be said is the core's to say."""

    only_narrows = True  # what is needed depends on how it ended, so that no label calls a question optional

    ending = forms.ChoiceField(label=_("How it ended"), choices=_choices(ENDINGS))
    released_to = forms.CharField(
        label=_("Released to"), max_length=200, required=False, help_text=_("If somebody was.")
    )
    referred_to = forms.CharField(
        label=_("Referred to"), max_length=200, required=False, help_text=_("If somebody was.")
    )
    de_escalation = forms.ChoiceField(label=_("De-escalation"), choices=_choices(DE_ESCALATION), required=False)
    force = forms.ChoiceField(label=_("Force"), choices=_choices(FORCE), required=False)
    injury = forms.ChoiceField(label=_("Injury"), choices=_choices(INJURY), required=False)
    transport = forms.ChoiceField(label=_("Transport"), choices=_choices(TRANSPORT), required=False)
    crisis_disposition = forms.ChoiceField(
        label=_("How it ended for the person"), required=False,
        help_text=_("The State Police are told, each month. If it is Other, write in a note how."),
    )  # fmt: skip
    alternatives = forms.MultipleChoiceField(
        label=_("Alternatives to arrest considered"), required=False, widget=forms.CheckboxSelectMultiple,
        choices=[(code, _(label)) for code, label in ALTERNATIVES],
    )  # fmt: skip
    why_not = forms.ChoiceField(label=_("Why none was taken"), choices=_choices(WHY_NOT), required=False)
    follow_up_route = forms.ChoiceField(
        label=_("Who looks after the person from here"), required=False,
        choices=[("", _("Nobody needs to")), *((code, _(label)) for code, label in FOLLOW_UPS)],
        help_text=_("Also where police answered. It lies at that desk at once, with an owner and a next date to find."),
    )  # fmt: skip
    follow_up = forms.CharField(
        label=_("What should follow"), max_length=300, required=False,
        help_text=_("As in: a visit tomorrow; a call back after the court date."),
    )  # fmt: skip

    def __init__(self, *args: Any, route: str, is_crisis: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._ask_for_disposition(route, is_crisis=is_crisis)
        for name in ("de_escalation", "force", "injury", "transport"):
            if route in WITHOUT_CONTACT:
                del self.fields[name]
            else:
                self.fields[name].widget.attrs["data-needed"] = True  # field.js asks for it before it waits for a link
        if route in WITHOUT_ARREST:
            ending = self.fields["ending"]
            ending.choices = [one for one in ending.choices if one[0] != Ending.ARREST]  # type: ignore[attr-defined] # a choice field
            for name in ("alternatives", "why_not"):
                del self.fields[name]

    def _ask_for_disposition(self, route: str, *, is_crisis: bool) -> None:
        asked = self.fields["crisis_disposition"]
        if is_crisis:
            asked.choices = [CHOOSE, *((one.code, _(one.name)) for one in dispositions(route))]  # type: ignore[attr-defined] # a choice field
            asked.widget.attrs["data-needed"] = True
        elif self.data.get("crisis_disposition"):
            # Said on a page that was drawn when it was still asked: whoever keeps outcomes says why not, and nothing
            # that somebody answered is dropped in silence.
            self.fields["crisis_disposition"] = forms.CharField(max_length=LONGEST_CODE, required=False)
        else:
            del self.fields["crisis_disposition"]


class HandOverForm(forms.Form):
    """To whom a call goes, and what the next one must know."""

    to = forms.ChoiceField(label=_("To"))
    name = forms.CharField(
        label=_("Name of the partner"), max_length=120, required=False, help_text=_("Only for a partner.")
    )
    said = forms.CharField(
        label=_("What the next one must know"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Where it stands, what was promised, what is dangerous."),
    )  # fmt: skip

    def __init__(self, *args: Any, people: Mapping[UUID, str], teams: Mapping[UUID, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].choices = [  # type: ignore[attr-defined] # a choice field
            CHOOSE,
            (_("A team or the next shift"), [(f"team:{key}", name) for key, name in teams.items()]),
            (_("A colleague"), [(f"person:{key}", name) for key, name in people.items()]),
            (_("Outside"), [(one.value, one.label) for one in (HandOverTo.CRISIS_LINE, HandOverTo.PARTNER)]),
        ]
