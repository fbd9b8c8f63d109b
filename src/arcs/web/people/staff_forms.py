"""Forms with which staff are looked after."""

from datetime import timedelta
from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from arcs.web.people import queries
from arcs.web.people.models import COMPARTMENTS, QualificationKind, Role, Staff, Team
from arcs.web.people.permissions import by_room, label_of
from arcs.web.people.program_access import scopes_asked
from arcs.web.ui.widgets import DayField
from arcs.web.wall.clock import today


class InviteForm(forms.Form):
    """Who is invited, and as what."""

    name = forms.CharField(label=_("Name"), max_length=120)
    login = forms.EmailField(label=_("E-mail address"), max_length=254, help_text=_("The person signs in with it."))
    role = forms.ModelChoiceField(label=_("Role"), queryset=Role.objects.none())
    team = forms.ModelChoiceField(label=_("Team"), queryset=Team.objects.none(), required=False)

    def __init__(self, *args: Any, who: Staff, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].queryset = queries.roles(who)  # type: ignore[attr-defined] # it is a choice of rows
        self.fields["team"].queryset = Team.objects.filter(ended_on=None).order_by("name")  # type: ignore[attr-defined] # it is a field of choices


class GiveRoleForm(forms.Form):
    """One more role."""

    role = forms.ModelChoiceField(label=_("Role"), queryset=Role.objects.order_by("name"))
    valid_from = DayField(label=_("From"), required=False, help_text=_("Empty: from today."))
    valid_to = DayField(label=_("Last day"), required=False, help_text=_("Empty: until further notice."))


class JoinTeamForm(forms.Form):
    """One more team."""

    team = forms.ModelChoiceField(label=_("Team"), queryset=Team.objects.filter(ended_on=None).order_by("name"))


class ReasonForm(forms.Form):
    """Why an account is turned off."""

    why = forms.CharField(label=_("Why"), max_length=200, help_text=_("For example: on leave until May."))


class QualificationForm(forms.Form):
    """A certificate."""

    kind = forms.ModelChoiceField(label=_("Qualified in"), queryset=QualificationKind.objects.order_by("name"))
    hours = forms.DecimalField(
        label=_("Hours of training"), min_value=0, max_digits=6, decimal_places=1, required=False
    )
    certificate = forms.CharField(
        label=_("Certificate"), max_length=120, required=False, help_text=_("Its number, and who gave it.")
    )
    valid_from = DayField(label=_("Valid from"))
    valid_to = DayField(label=_("Last day"), required=False, help_text=_("Empty: it does not end."))

    def clean(self) -> dict[str, Any]:
        """The last day is not before the first; a kind that must be renewed ends by itself."""
        cleaned = super().clean() or {}
        first, last, kind = cleaned.get("valid_from"), cleaned.get("valid_to"), cleaned.get("kind")
        if first and last and last < first:
            self.add_error("valid_to", _("The last day is before the first. Check both days."))
        if first and not last and kind is not None and kind.valid_months:
            cleaned["valid_to"] = first + timedelta(days=round(kind.valid_months * 30.4375) - 1)
        return cleaned


class AccessForm(forms.Form):
    """Access to a confidential compartment, to be confirmed by a second person."""

    compartment = forms.ChoiceField(label=_("Compartment"), choices=COMPARTMENTS)
    reason = forms.CharField(label=_("Why this person needs it"), max_length=300)
    valid_to = DayField(label=_("Last day"), help_text=_("Access ends by itself."))


class RoleForm(forms.Form):
    """A role's name."""

    name = forms.CharField(label=_("Name"), max_length=80)
    key = forms.SlugField(label=_("Short name for files"), max_length=40, help_text=_("Letters, digits and hyphens."))
    about = forms.CharField(label=_("What it is for"), max_length=300, required=False)

    def clean(self) -> dict[str, Any]:
        """Both names must be new."""
        cleaned = super().clean() or {}
        for field in ("name", "key"):
            if Role.objects.filter(**{f"{field}__iexact": cleaned.get(field, "")}).exists():
                self.add_error(field, _("A role has this name already. Choose another."))
        return cleaned


class PermissionsForm(forms.Form):
    """What a role may do: one group of boxes for each room."""

    def __init__(self, *args: Any, role: Role, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        held = {one.permission for one in role.permissions.all()}
        for room, permissions in by_room():
            self.fields[room] = forms.MultipleChoiceField(
                label=room.capitalize(),
                required=False,
                choices=[(one.code, one.label) for one in permissions],
                initial=[one.code for one in permissions if one.code in held],
                widget=forms.CheckboxSelectMultiple,
            )

    @property
    def codes(self) -> set[str]:
        """All codes that are ticked."""
        return {code for codes in self.cleaned_data.values() for code in codes}


class TeamForm(forms.Form):
    """A team's name."""

    name = forms.CharField(label=_("Name"), max_length=80)
    about = forms.CharField(label=_("What it does"), max_length=200, required=False)

    def clean_name(self) -> str:
        """It must be new."""
        name: str = self.cleaned_data["name"].strip()
        if Team.objects.filter(name__iexact=name).exists():
            raise forms.ValidationError(_("A team has this name already. Choose another."))
        return name


class KindForm(forms.ModelForm):  # type: ignore[type-arg] # generic only for the checker
    """What people can be qualified in."""

    class Meta:
        model = QualificationKind
        fields = ("name", "key", "least_hours", "valid_months")
        labels: ClassVar[dict[str, Any]] = {
            "name": _("Name"),
            "key": _("Short name for files"),
            "least_hours": _("Hours at least"),
            "valid_months": _("Months until it must be renewed"),
        }
        help_texts: ClassVar[dict[str, Any]] = {"valid_months": _("Empty: never.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["least_hours"].required = self.fields["valid_months"].required = False


class DetailsForm(forms.Form):
    """One's own name and language."""

    name = forms.CharField(label=_("Name"), max_length=120)
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)


class TokenForm(forms.Form):
    """A key for a program."""

    name = forms.CharField(label=_("Name"), max_length=80, help_text=_("Which program uses it."))
    scopes = forms.MultipleChoiceField(
        label=_("Its scopes"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("A program reads, and sends calls; it changes nothing else, whatever its scopes."),
    )
    until = DayField(label=_("Last day"), help_text=_("At most a year from now."))

    def __init__(self, *args: Any, who: Staff, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {})["until"] = today() + timedelta(days=90)
        super().__init__(*args, **kwargs)
        self.fields["scopes"].choices = [(code, label_of(code)) for code in sorted(who.permissions & scopes_asked())]  # type: ignore[attr-defined] # it is a field of choices
