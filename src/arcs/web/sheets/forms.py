"""The form of a row, made from the study folder's own description of its columns."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from arcs.core.cells import Cell
from arcs.files.cell_values import Unusable, read_value
from arcs.files.studies.parts import Cells, Part
from arcs.web.sheets.words import Words, heading_of
from arcs.web.ui.widgets import ComboBox, DayField

LONG = {"text", "words", "quotation", "toml", "definition", "comment", "reason", "source", "note", "example", "detail"}
ANSWERS = {"Y": _("Yes"), "N": _("No")}


class RowForm(forms.Form):
    """One row: a control for each column with its meaning as help; what cannot be is said beside its column."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, part: Part, references: Mapping[str, Sequence[str]], row: Mapping[str, str], **kwargs: Any
    ) -> None:
        kwargs["initial"] = kwargs.get("initial", {}) | _initial(part, row)
        super().__init__(*args, **kwargs)
        self.part = part
        for cell in part.cells:
            self.fields[cell.name] = _field(cell, references.get(cell.name), row.get(cell.name, ""))

    def clean(self) -> dict[str, Any]:
        """Every cell has to be what its column holds; each that is not says why and what to do."""
        given = super().clean() or {}
        for cell in self.part.cells:
            if cell.name in self.errors:
                continue
            try:
                read_value(cell, _text(given.get(cell.name)))
            except Unusable as wrong:
                self.add_error(cell.name, f"{_sentence(wrong.what)} {_sentence(wrong.remedy)}")
        return given

    @property
    def cells(self) -> Cells:
        """The row as texts, empty ones left out."""
        texts = {one.name: _text(self.cleaned_data.get(one.name)) for one in self.part.cells}
        return {name: text for name, text in texts.items() if text}


def _initial(part: Part, row: Mapping[str, str]) -> dict[str, Any]:
    kinds = {one.name: one.kind for one in part.cells}
    return {
        name: _day(text) if kinds.get(name) == "date" else _shown(kinds.get(name), text) for name, text in row.items()
    }


def _shown(kind: str | None, text: str) -> str | bool:
    return text == "true" if kind == "yes_no" else text


def _day(text: str) -> date | str:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return text


def _field(cell: Cell, known: Sequence[str] | None, now: str) -> forms.Field:
    words: dict[str, Any] = {"label": heading_of(cell), "help_text": cell.meaning, "required": cell.required}
    if cell.kind == "yes_no":
        return forms.BooleanField(**(words | {"required": False}))
    if cell.kind == "date":
        return DayField(**words)
    if cell.choices:
        return forms.ChoiceField(choices=_menu(cell.choices), **words)
    if known is not None:
        names = list(dict.fromkeys([*known, *([now] if now else [])]))
        return forms.ChoiceField(choices=_menu(names), widget=ComboBox, **words)
    return forms.CharField(widget=_box(cell), max_length=None if cell.name in LONG else 4000, **words)


def _box(cell: Cell) -> forms.Widget:
    if cell.kind in {"whole", "number"}:
        mode = "numeric" if cell.kind == "whole" else "decimal"
        return forms.TextInput(attrs={"inputmode": mode, "autocomplete": "off"})
    if cell.name in LONG:
        return forms.Textarea(attrs={"rows": 12 if cell.name in {"toml", "words"} else 4})
    return forms.TextInput()


def _menu(values: Sequence[str]) -> list[tuple[str, Words]]:
    return [("", _("Not recorded")), *((one, f"{one} ({ANSWERS[one]})" if one in ANSWERS else one) for one in values)]


def _text(value: object) -> str:
    if value is True:
        return "true"
    if isinstance(value, date):
        return value.isoformat()
    return str(value).replace("\r\n", "\n").strip() if value else ""


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:].rstrip(".") + "."
