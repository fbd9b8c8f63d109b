"""What the search of the audit asks, and the notes of the weekly review."""

from datetime import timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from arcs.web.audit.trail import actions_in_trail, in_words, kinds_in_trail

LONGEST_WORDS_SEARCH = timedelta(days=92)


class SearchForm(forms.Form):
    """Every question is optional; free words need dates, since they look into each record's content."""

    only_narrows = True  # no question of a search says that it is optional: none is asked for

    person = forms.CharField(label=_("Person"), required=False, max_length=120)
    since = forms.DateField(label=_("From"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(label=_("To"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    kind = forms.ChoiceField(label=_("Kind of record"), required=False)
    done = forms.ChoiceField(label=_("What was done"), required=False)
    object_id = forms.UUIDField(label=_("Record’s id"), required=False)
    words = forms.CharField(label=_("Words in the record"), required=False, min_length=3, max_length=80)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        every = [("", _("All"))]
        self.fields["kind"].choices = [*every, *((kind, kind) for kind in kinds_in_trail())]  # type: ignore[attr-defined] # a ChoiceField
        self.fields["done"].choices = [*every, *((done, in_words(done)) for done in actions_in_trail())]  # type: ignore[attr-defined] # a ChoiceField

    def clean(self) -> dict[str, Any]:
        """Dates in order; words only within three months."""
        given = super().clean() or {}
        since, until = given.get("since"), given.get("until")
        if since and until and until < since:
            self.add_error("until", ValidationError(_("This day is before the first one. Swap the two.")))
        if given.get("words") and not (since and until and until - since <= LONGEST_WORDS_SEARCH):
            self.add_error("words", ValidationError(_("To search for words, give both days, at most 92 days apart.")))
        return given


class NoteForm(forms.Form):
    """A line that was looked at."""

    item = forms.CharField(max_length=200, widget=forms.HiddenInput)
    note = forms.CharField(label=_("Note"), required=False, max_length=500)


class CloseForm(forms.Form):
    """A week to close."""

    note = forms.CharField(
        label=_("Note on the week"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )
