"""What staff fill in about waves, paper forms, words, interviews and partners."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import uuid4

from django import forms
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from arcs.core.evaluation.records import CONSENTS
from arcs.core.evaluation.records import GROUPS as INTERVIEW_GROUPS
from arcs.core.suitability.survey_cards import FEWEST_CARDS, MOST_CARDS
from arcs.web.surveys.actions import hopes
from arcs.web.surveys.answering import CardSaid
from arcs.web.surveys.models import LONGEST_NAME, LONGEST_WORDS, Partner, SurveyWave
from arcs.web.surveys.texts import ALTERNATIVES, GROUPS, shown_group
from arcs.web.ui.seen_forms import SeenForm
from arcs.web.ui.widgets import DayField

INTERVIEWED = {"department": _("Department"), "stakeholders": _("Stakeholders"), "community": _("Community")}
CONSENT_WORDS = {
    "": _("Not recorded: counted, not printed"),
    "given": _("Given: whoever said it agreed"),
    "published": _("Published: it stands in a public source"),
    "withheld": _("Withheld: counted, not printed"),
}


# ---- paper


class KeyedCardForm(forms.Form):
    """One card of a paper form, keyed in: 1 to 5, 0 for "I don't know", nothing where nothing is ticked."""

    only_narrows = True

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        for one in ALTERNATIVES:
            self.fields[one.alternative.value] = forms.IntegerField(
                required=False,
                min_value=0,
                max_value=5,
                label=str(one.short),
                widget=forms.TextInput(
                    attrs={"inputmode": "numeric", "maxlength": 1, "autocomplete": "off", "data-digit": ""}
                ),
            )
        self.fields["depends_on"] = forms.CharField(required=False, max_length=LONGEST_WORDS, label=_("Depends on"))
        self.fields["suggestion"] = forms.CharField(
            required=False, max_length=LONGEST_WORDS, label=_("Who should answer")
        )

    @property
    def said(self) -> CardSaid:
        """What the form says on this card."""
        return CardSaid(**self.cleaned_data)


class KeyedGroupForm(forms.Form):
    """The group ticked on a paper form, as its place from the top."""

    only_narrows = True

    def __init__(self, *args: Any, groups: Sequence[str], **named: Any) -> None:
        super().__init__(*args, **named)
        self._groups = groups
        said = ", ".join(f"{at} {one}" for at, one in enumerate(groups, start=1))
        self.fields["group"] = forms.IntegerField(
            required=False,
            min_value=1,
            max_value=len(groups),
            label=_("Group, counted from the top"),
            help_text=said,
            widget=forms.TextInput(
                attrs={"inputmode": "numeric", "maxlength": 1, "autocomplete": "off", "data-digit": ""}
            ),
        )

    @property
    def group(self) -> str:
        """The group itself, or nothing."""
        place = self.cleaned_data["group"]
        return self._groups[place - 1] if place else ""


class FormNumberForm(forms.Form):
    """Which paper form lies before you."""

    form = forms.IntegerField(
        min_value=1,
        label=_("Form number"),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autofocus": "", "autocomplete": "off"}),
    )


class PaperForm(forms.Form):
    """How many forms to print."""

    many = forms.IntegerField(min_value=1, max_value=100, initial=10, label=_("How many forms"))
    language = forms.ChoiceField(choices=[("en", _("English")), ("es", _("Spanish"))], label=_("Language"))


# ---- waves


class WaveForm(SeenForm):
    """What a wave asks, when and in which languages, and how many answers of each group are hoped for."""

    opens_on = DayField(label=_("Opens on"))
    closes_on = DayField(label=_("Closes on"))
    cards = forms.TypedChoiceField(
        coerce=int,
        choices=[(one, str(one)) for one in range(FEWEST_CARDS, MOST_CARDS + 1)],
        label=_("Cards for each person"),
        help_text=_("Everybody gets other categories, so that each is shown equally often."),
    )

    class Meta:
        model = SurveyWave
        fields = ("name", "opens_on", "closes_on", "cards", "spanish", "open_to_all", "checked_twice", "introduction",
                  "introduction_es")  # fmt: skip
        labels = {  # noqa: RUF012 - Django's own way
            "name": _("Name"),
            "spanish": _("Also in Spanish"),
            "open_to_all": _("Open link: anyone who has it can answer"),
            "checked_twice": _("Paper forms are keyed in twice"),
            "introduction": _("Introduction"),
            "introduction_es": _("Introduction in Spanish"),
        }
        help_texts = {  # noqa: RUF012 - Django's own way
            "name": _("As in “Spring survey”. Residents do not see it."),
            "introduction": _("One or two sentences above the survey; empty: our own words."),
        }
        widgets = {  # noqa: RUF012 - Django's own way
            "introduction": forms.Textarea(attrs={"rows": 3}),
            "introduction_es": forms.Textarea(attrs={"rows": 3}),
        }

    def __init__(self, *args: Any, targets: Mapping[str, int] | None = None, **named: Any) -> None:
        self.known = known = {group: many for group, many in (targets or {}).items() if many}
        super().__init__(*args, **named)
        for at, group in enumerate(dict.fromkeys([*GROUPS, *known])):
            self.fields[f"target_{at}"] = forms.IntegerField(
                required=False,
                min_value=0,
                max_value=100_000,
                initial=known.get(group),
                label=_("Answers hoped for: %(group)s") % {"group": shown_group(group)},
            )
            self.groups = [*getattr(self, "groups", []), group]

    def clean(self) -> dict[str, Any]:
        """A wave closes after it opens."""
        given = super().clean() or {}
        if given.get("opens_on") and given.get("closes_on") and given["closes_on"] < given["opens_on"]:
            self.add_error("closes_on", _("Choose a day after the one on which it opens."))
        return given

    @property
    def standing(self) -> dict[str, object]:
        """The wave's own fields, and the answers hoped for."""
        return super().standing | hopes(self.known)

    @property
    def typed(self) -> dict[str, Any]:
        """The same as typed."""
        return self.given | hopes(self.targets)

    def label_of(self, name: str) -> str:
        """The label of a field or of a group's hope."""
        fields = {hope: f"target_{at}" for at, group in enumerate(self.groups) for hope in hopes({group: 1})}
        return super().label_of(fields.get(name, name))

    @property
    def targets(self) -> dict[str, int]:
        """Answers hoped for by group."""
        return {group: self.cleaned_data[f"target_{at}"] or 0 for at, group in enumerate(self.groups)}


class CloseForm(forms.Form):
    """Closing a wave, and whether flagged answers are left out."""

    aside = forms.BooleanField(required=False, label=_("Leave flagged answers out"))
    reason = forms.CharField(
        required=False, max_length=300, label=_("Why"), help_text=_("The report prints this reason.")
    )

    def clean(self) -> dict[str, Any]:
        """Whoever leaves answers out says why."""
        given = super().clean() or {}
        if given.get("aside") and not given.get("reason", "").strip():
            self.add_error("reason", _("Write why these answers are left out. The report prints it."))
        return given


class InviteForm(forms.Form):
    """People to be invited by name, one a line."""

    people = forms.CharField(
        label=_("People, one a line"),
        help_text=_("Name, then a comma and the e-mail address; without an address you get a link to print."),
        widget=forms.Textarea(attrs={"rows": 6}),
        max_length=60_000,
    )
    group = forms.ChoiceField(
        required=False, label=_("Their group"), choices=[("", _("Let them say")), *GROUPS.items()]
    )
    language = forms.ChoiceField(label=_("Language"), choices=[("en", _("English")), ("es", _("Spanish"))])
    batch = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)

    def clean_people(self) -> list[tuple[str, str]]:
        """Names with addresses; every line that cannot be read is named."""
        found, wrong = [], []
        for line in filter(None, (one.strip() for one in self.cleaned_data["people"].splitlines())):
            name, _comma, email = (part.strip() for part in line.partition(","))
            try:
                if email:
                    validate_email(email)
                found.append((name[:LONGEST_NAME], email))
            except forms.ValidationError:
                wrong.append(line[:60])
            if not name:
                wrong.append(line[:60])
        if wrong:
            raise forms.ValidationError(_("These lines cannot be read: %(lines)s. Write: Name, name@example.org") % {
                "lines": "; ".join(wrong[:5])})  # fmt: skip
        return found

    @property
    def invited(self) -> list[dict[str, str]]:
        """Everybody, as an invitation wants it."""
        group = self.cleaned_data["group"]
        return [{"name": name, "email": email, "group": group} for name, email in self.cleaned_data["people"]]


class WordsForm(forms.Form):
    """A category in plain words with an example call, in both languages."""

    words_en = forms.CharField(max_length=200, label=_("In plain English words"))
    example_en = forms.CharField(
        max_length=600,
        label=_("An example call"),
        help_text=_("One or two sentences, as a neighbor would tell it. Say that nobody is hurt or threatened, if so."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    words_es = forms.CharField(max_length=200, required=False, label=_("In plain Spanish words"))
    example_es = forms.CharField(
        max_length=600, required=False, label=_("The example in Spanish"), widget=forms.Textarea(attrs={"rows": 3})
    )
    reviewed_by = forms.CharField(
        max_length=LONGEST_NAME,
        required=False,
        label=_("Translation reviewed by"),
        help_text=_("The translator’s name. Until somebody signs, the survey says that nobody has reviewed it."),
    )
    version_en = forms.IntegerField(required=False, widget=forms.HiddenInput)
    version_es = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        """Spanish words and their example belong together, and nobody signs what is not there."""
        given = super().clean() or {}
        words, example = given.get("words_es"), given.get("example_es")
        if bool(words) != bool(example):
            self.add_error("example_es" if words else "words_es", _("Write both, or neither."))
        if given.get("reviewed_by") and not words:
            self.add_error("reviewed_by", _("There is no Spanish text to review yet."))
        return given


# ---- interviews


class InterviewForm(forms.Form):
    """One point raised in an interview, with consent for its words."""

    group = forms.ChoiceField(label=_("Who raised it"), choices=[(one, INTERVIEWED[one]) for one in INTERVIEW_GROUPS])
    theme = forms.CharField(label=_("Theme"), max_length=200)
    mentions = forms.IntegerField(required=False, min_value=1, label=_("How often it was raised"))
    quotation = forms.CharField(label=_("The words"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4}))
    consent = forms.ChoiceField(
        required=False,
        label=_("May the words be printed?"),
        choices=[(one, CONSENT_WORDS[one]) for one in ("", *CONSENTS)],
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    @property
    def cells(self) -> dict[str, str]:
        """The row as texts."""
        given = self.cleaned_data
        names = ("group", "theme", "mentions", "quotation", "consent")
        return {name: str(given[name]).strip() for name in names if given[name] not in (None, "")}


# ---- partners


class PartnerForm(forms.ModelForm):  # type: ignore[type-arg]  # generic only in the stubs
    """An organisation to be asked, and about which categories."""

    categories = forms.MultipleChoiceField(
        label=_("Ask about"), widget=forms.CheckboxSelectMultiple, help_text=_("Choose the ones it could know.")
    )

    class Meta:
        model = Partner
        fields = ("organisation", "email", "language")
        labels = {  # noqa: RUF012 - Django's own way
            "organisation": _("Organization"), "email": _("E-mail address"), "language": _("Language"),
        }  # fmt: skip
        help_texts = {"email": _("Empty: you get a link to hand over.")}  # noqa: RUF012 - Django's own way
        widgets = {  # noqa: RUF012 - Django's own way
            "language": forms.Select(choices=[("en", _("English")), ("es", _("Spanish"))])
        }

    def __init__(self, *args: Any, categories: Sequence[str], **named: Any) -> None:
        super().__init__(*args, **named)
        self.fields["categories"].choices = [(one, one) for one in categories]  # type: ignore[attr-defined]  # a list of choices

    @property
    def given(self) -> dict[str, str]:
        """The organisation itself."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}
