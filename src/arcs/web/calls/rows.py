"""Rows of a file that dispatch sends: read from CSV or JSON, each one a call or a reason why it cannot be taken."""

import csv
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from io import StringIO
from typing import Any

from django import forms

from arcs.core.vocabulary import NatureFlag
from arcs.web.calls.forms import CallForm
from arcs.web.calls.models import InitiatedBy

YES, NO = {"yes", "y", "true", "1"}, {"no", "n", "false", "0", ""}


class Unreadable(Exception):
    """A file, or the rest of it, that is no table of calls; the text says why."""


@dataclass(frozen=True, kw_only=True)
class Row:
    """One row as it stands in its file. `fault` says why it cannot even be read."""

    line: int
    cells: Mapping[str, str]
    content: str
    fault: str = ""


class RowForm(CallForm):
    """What a row of a file says: the same as a person types, with the number and the moment that dispatch gave."""

    source_key = forms.CharField(max_length=120)
    received_at = forms.CharField(max_length=40)
    reception = forms.CharField(max_length=60, required=False)
    initiated_by = forms.ChoiceField(choices=InitiatedBy.choices, required=False)
    latitude = forms.DecimalField(max_digits=9, decimal_places=6, min_value=-90, max_value=90, required=False)
    longitude = forms.DecimalField(max_digits=9, decimal_places=6, min_value=-180, max_value=180, required=False)
    invented = forms.BooleanField(required=False)

    def clean_received_at(self) -> datetime:
        """A moment with its zone, which alone says when it was."""
        try:
            moment = datetime.fromisoformat(self.cleaned_data["received_at"])
            if moment.tzinfo is None:
                raise forms.ValidationError("say the zone too, as in 2026-01-05T14:30:00-06:00")
            return moment.astimezone(UTC)
        except (ValueError, OverflowError) as wrong:
            raise forms.ValidationError("write it as 2026-01-05T14:30:00-06:00") from wrong

    def clean(self) -> dict[str, Any]:
        """Both coordinates or none."""
        cleaned = super().clean() or {}
        if (cleaned.get("latitude") is None) != (cleaned.get("longitude") is None):
            raise forms.ValidationError("latitude and longitude belong together")
        return cleaned


NEEDS = tuple(one.value for one in NatureFlag)
COLUMNS = (*RowForm.base_fields, *NEEDS)


def rows_of(name: str, content: bytes) -> Iterator[Row]:
    """The rows of a file, by its ending. Unreadable where it is neither CSV nor JSON."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        raise Unreadable(f"byte {wrong.start} is not UTF-8; save the file as UTF-8") from wrong
    ending = name.lower().rsplit(".", 1)[-1]
    if ending == "csv":
        return _of_csv(text)
    if ending == "json":
        return _of_json(text)
    raise Unreadable("its name ends neither in .csv nor in .json")


def _of_csv(text: str) -> Iterator[Row]:
    lines = csv.reader(StringIO(text, newline=""), strict=True)
    try:
        header = [one.strip().casefold() for one in next(lines, [])]
    except csv.Error as wrong:
        raise Unreadable(f"its first line is no CSV: {wrong}") from wrong
    if len(set(header)) < len(header) or "call_type" not in header:
        raise Unreadable("its first line must name each column once, call_type among them")
    return _rows_below(lines, header)


def _rows_below(lines: Any, header: list[str]) -> Iterator[Row]:
    while True:
        try:
            cells = next(lines, None)
        except csv.Error as wrong:
            yield Row(line=lines.line_num, cells={}, content="", fault=f"the file cannot be read from here on: {wrong}")
            return
        if cells is None:
            return
        if not any(one.strip() for one in cells):
            continue  # an empty line is no row
        fault = "" if len(cells) == len(header) else f"it has {len(cells)} cells, the first line {len(header)}"
        named = dict(zip(header, cells, strict=False))
        yield Row(line=lines.line_num, cells=named, content=json.dumps(cells, ensure_ascii=False), fault=fault)


def _of_json(text: str) -> Iterator[Row]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as wrong:
        raise Unreadable(f"it is no JSON: {wrong}") from wrong
    listed = found.get("calls") if isinstance(found, dict) else found
    if not isinstance(listed, list):
        raise Unreadable('it holds no list of calls; write [{…}, …] or {"calls": [{…}, …]}')
    return (row_of_object(at, one) for at, one in enumerate(listed, start=1))


def row_of_object(line: int, one: object) -> Row:
    """The row that an object of plain values says."""
    content = json.dumps(one, ensure_ascii=False)
    if not isinstance(one, dict) or any(isinstance(value, list | dict) for value in one.values()):
        return Row(line=line, cells={}, content=content, fault="a call is an object of plain values")
    cells = {str(name).casefold(): "" if value is None else str(value) for name, value in one.items()}
    return Row(line=line, cells=cells, content=content)


def call_of(row: Row) -> tuple[dict[str, Any], dict[str, str], str]:
    """Facts, needs and key of the call that a row says; Unreadable with the reason."""
    if row.fault:
        raise Unreadable(row.fault)
    if any("\ud800" <= letter <= "\udfff" for value in row.cells.values() for letter in value):
        raise Unreadable("it holds half of a character (a lone surrogate); send whole ones")
    unknown = [name for name, value in row.cells.items() if value.strip() and name not in COLUMNS]
    if unknown:
        raise Unreadable(f"no column is called {', '.join(unknown)[:200]}")
    cells = dict(row.cells)
    for name, field in RowForm.base_fields.items():
        if isinstance(field, forms.BooleanField):
            cells[name] = _yes_or_no(name, cells.get(name, ""))
    form = RowForm(cells)
    if not form.is_valid():
        raise Unreadable("; ".join(f"{name}: {' '.join(map(_sentence, said))}" for name, said in form.errors.items()))
    needs = {name: cells.get(name, "").strip().casefold() for name in NEEDS}
    wrong = [name for name, value in needs.items() if value not in {"", "yes", "no", "unknown"}]
    if wrong:
        raise Unreadable(f"{', '.join(wrong)}: write yes, no or unknown")
    facts = dict(form.cleaned_data)
    facts["initiated_by"] = facts["initiated_by"] or InitiatedBy.UNKNOWN.value
    return facts, needs, facts.pop("source_key")


def _sentence(said: object) -> str:
    """What is wrong with a column; Django's own words for a missing one say nothing to do."""
    missing = str(said) == str(forms.Field.default_error_messages["required"])
    return "it is missing, and no call is taken without it" if missing else str(said)


def _yes_or_no(name: str, text: str) -> str:
    word = text.strip().casefold()
    if word not in YES | NO:
        raise Unreadable(f"{name}: write yes or no")
    return "true" if word in YES else ""
