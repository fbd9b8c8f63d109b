"""What residents and partners are asked."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from arcs.web.surveys.answering import CardSaid
from arcs.web.surveys.models import LONGEST_NAME, LONGEST_WORDS, SurveyCard
from arcs.web.surveys.texts import ALTERNATIVES, GROUP, SCALE, UNKNOWN, shown_group
from arcs.web.ui.seen_forms import Beside, differing

SCORES = [*((str(score), word) for score, word in SCALE), ("0", UNKNOWN)]
# Kept in English: suggested resources are consolidated over both languages.
SUGGESTED = (
    ("Police officer", _("Police officer")),
    ("Community service officer", _("Community service officer")),
    ("Social worker", _("Social worker")),
    ("Mediator", _("Mediator")),
    ("Fire department or ambulance", _("Fire department or ambulance")),
    ("Another city department", _("Another city department")),
)
TAKE_WORDS = {"yes": _("Yes"), "depends": _("It depends"), "no": _("No")}


class YouForm(forms.Form):
    """Who answers: the group, and the traits by which the study weighs. Everything may be left out."""

    only_narrows = True  # nothing here is marked "(optional)": the page says that all of it is

    def __init__(self, *args: Any, asked: Mapping[str, Sequence[str]], **named: Any) -> None:
        super().__init__(*args, **named)
        for variable, values in asked.items():
            is_group = variable == GROUP
            self.fields[variable] = forms.ChoiceField(
                choices=[(one, shown_group(one) if is_group else one) for one in values],
                widget=forms.RadioSelect,
                required=False,
                label=_("Which fits you best?") if is_group else variable,
            )


class CardForm(forms.Form):
    """One card: how acceptable each alternative is, what it depends on, and who should answer."""

    cso = forms.TypedChoiceField(choices=SCORES, coerce=int, empty_value=None, widget=forms.RadioSelect, required=False)
    tru_online = forms.TypedChoiceField(
        choices=SCORES, coerce=int, empty_value=None, widget=forms.RadioSelect, required=False
    )
    outside = forms.TypedChoiceField(
        choices=SCORES, coerce=int, empty_value=None, widget=forms.RadioSelect, required=False
    )
    depends_on = forms.CharField(
        required=False,
        max_length=LONGEST_WORDS,
        label=_("Does your answer depend on something?"),
        help_text=_("In your own words, as in: how soon someone comes. Please leave out names and addresses."),
        widget=forms.Textarea(attrs={"rows": 2, "class": "input"}),
    )
    suggested = forms.MultipleChoiceField(
        choices=SUGGESTED, widget=forms.CheckboxSelectMultiple, required=False, label=_("Who should answer this call?")
    )
    other = forms.CharField(
        required=False,
        max_length=200,
        label=_("Someone else?"),
        widget=forms.TextInput(attrs={"class": "input"}),
    )

    @staticmethod
    def initial_of(card: SurveyCard) -> dict[str, Any]:
        """What was said on the card, as the form shows it."""
        known = {value for value, _word in SUGGESTED}
        named = [one.strip() for one in card.suggestion.split(";") if one.strip()]
        return {
            "cso": card.cso, "tru_online": card.tru_online, "outside": card.outside, "depends_on": card.depends_on,
            "suggested": [one for one in named if one in known],
            "other": "; ".join(one for one in named if one not in known),
        }  # fmt: skip

    @property
    def questions(self) -> Iterator[tuple[Any, BoundField]]:
        """Each alternative with its field."""
        for one in ALTERNATIVES:
            yield one, self[one.alternative.value]

    @property
    def said(self) -> CardSaid:
        """What was said."""
        given = self.cleaned_data
        named = [*given["suggested"], *([given["other"]] if given["other"] else [])]
        return CardSaid(
            cso=given["cso"], tru_online=given["tru_online"], outside=given["outside"],
            depends_on=" ".join(given["depends_on"].split()), suggestion="; ".join(named)[:LONGEST_WORDS],
        )  # fmt: skip


class OfferForm(forms.Form):
    """What a partner says about one kind of call."""

    would_take = forms.ChoiceField(
        required=False,
        label=_("Would you take such calls?"),
        choices=[("yes", TAKE_WORDS["yes"]), ("depends", TAKE_WORDS["depends"]), ("no", TAKE_WORDS["no"])],
        widget=forms.RadioSelect,
    )
    hours = forms.CharField(
        required=False, max_length=300, label=_("When?"), help_text=_("As in: weekdays 8:30 to 17:00.")
    )
    conditions = forms.CharField(
        required=False,
        max_length=LONGEST_WORDS,
        label=_("Under which conditions?"),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    calls_a_week = forms.DecimalField(
        required=False, min_value=0, max_digits=7, decimal_places=1, label=_("How many calls a week could you take?")
    )
    annual_cost = forms.DecimalField(
        required=False, min_value=0, max_digits=11, decimal_places=2, label=_("What would it cost a year, in dollars?")
    )

    only_narrows = True


class ContactForm(forms.Form):
    """Whom to ask when something is unclear."""

    contact_name = forms.CharField(required=False, max_length=LONGEST_NAME, label=_("Whom may we ask?"))
    contact_way = forms.CharField(
        required=False, max_length=LONGEST_NAME, label=_("Telephone or e-mail"),
    )  # fmt: skip

    only_narrows = True


def answers_beside(now: Mapping[str, object], typed: Mapping[str, object]) -> list[Beside]:
    """A partner's answers as they stand and as they were typed, where they differ, in the words of the form."""
    return differing(_in_words(now), _in_words(typed), _label_of)


def _in_words(answers: Mapping[str, object]) -> dict[str, object]:
    return {name: TAKE_WORDS.get(str(said), said) if _field_of(name) == "would_take" else said
            for name, said in answers.items()}  # fmt: skip


def _field_of(name: str) -> str:
    return name.rpartition(" ")[2]


def _label_of(name: str) -> str:
    question, _blank, field = name.rpartition(" ")
    label = (OfferForm if question else ContactForm).base_fields[field].label
    return f"{question}. {label}" if question else str(label)
