"""Rows of an edition as texts, as a database and a form hold them, and back; nothing is guessed or lost.

A list has one entry a line, hours are written as in `08:30-12:00`, what is empty is left out. The edition's own head
holds no state and no days: those are not written by hand where editions are approved and dated.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from arcs.core.agency import Span
from arcs.core.agency.programme import Conflict
from arcs.core.agency.rows import why_not
from arcs.core.cells import Cell, cells
from arcs.core.protocol import SECTIONS, About, ProtocolEdition, conflicts
from arcs.core.refusal import Refusal
from arcs.files.cell_values import Unusable, read_value

HEAD = "edition"
DERIVED = ("status", "effective_from", "retired_from", "approved_by")  # of the head: said by where the edition stands
Texts = dict[str, str]


@dataclass(frozen=True, kw_only=True)
class TextFault:
    """What is wrong with one row: in which cell ("" where it is the row as a whole), and what to do."""

    cell: str
    what: str
    remedy: str


@dataclass(frozen=True, kw_only=True)
class RowFault:
    """A fault in one row of an edition: its section and place there from 0."""

    section: str
    nth: int
    fault: TextFault


@dataclass(frozen=True, kw_only=True)
class Read:
    """What texts make: the rows of each section, what is wrong in single rows, what does not agree, and the edition.

    `edition` is a draft without days; there is none while anything is wrong.
    """

    about: About | None
    parts: dict[str, tuple[Any, ...]]
    faults: tuple[RowFault, ...]
    conflicts: tuple[Conflict, ...]
    edition: ProtocolEdition | None


@cache
def cells_of(section: str) -> tuple[Cell, ...]:
    """The cells of a section's rows that are written as texts, in order."""
    if section == HEAD:
        return tuple(one for one in cells(About) if one.name not in DERIVED)
    return cells(next(one.row for one in SECTIONS if one.name == section))


def key_of(section: str, given: Mapping[str, str]) -> str:
    """What tells a row apart within its section.

    >>> key_of("questions", {"code": "weapon", "text": "A weapon?"})
    'weapon'
    """
    if section == HEAD:
        return HEAD
    return " | ".join(given.get(one.name, "") for one in cells_of(section) if one.key)


def texts_of(section: str, record: Any) -> Texts:
    """A row's texts by cell, empty ones left out."""
    texts = {one.name: _text(getattr(record, one.name)) for one in cells_of(section)}
    return {name: text for name, text in texts.items() if text}


def record_of(section: str, given: Mapping[str, str]) -> tuple[Any | None, tuple[TextFault, ...]]:
    """The row that texts make, or None with everything that is wrong in them."""
    values, faults = {}, []
    for one in cells_of(section):
        try:
            values[one.name] = _value(one, given.get(one.name, ""))
        except Unusable as wrong:
            faults.append(TextFault(cell=one.name, what=wrong.what, remedy=wrong.remedy))
    if faults:
        return None, tuple(faults)
    try:
        return _made(section, values), ()
    except Refusal as refused:
        return None, (TextFault(cell="", what=refused.why, remedy=refused.remedy),)


def rows_of(edition: ProtocolEdition) -> dict[str, list[Texts]]:
    """Every row of an edition as texts, by section, the head among them; Refusal where a row cannot be kept so."""
    about = replace(edition.about, status="draft", effective_from=None, retired_from=None, approved_by="")
    parts: dict[str, Sequence[Any]] = {HEAD: (about,)} | {one.name: getattr(edition, one.name) for one in SECTIONS}
    found: dict[str, list[Texts]] = {}
    for section, records in parts.items():
        found[section] = []
        for record in records:
            texts = texts_of(section, record)
            if record_of(section, texts)[0] != record:
                raise Refusal(
                    f"{section} {key_of(section, texts)}",
                    "a list in it holds an entry with a line break or a space at its edge",
                    "write each entry on one plain line",
                )
            found[section].append(texts)
    return found


def read_rows(rows: Mapping[str, Sequence[Mapping[str, str]]]) -> Read:
    """The edition that rows of texts make, with everything that is wrong in them and between them."""
    faults: list[RowFault] = []
    parts: dict[str, tuple[Any, ...]] = {}
    for section in (HEAD, *(one.name for one in SECTIONS)):
        made = []
        for nth, given in enumerate(rows.get(section, ())):
            record, wrong = record_of(section, given)
            faults += [RowFault(section=section, nth=nth, fault=one) for one in wrong]
            made += [] if record is None else [record]
        parts[section] = tuple(made)
    heads = parts.pop(HEAD)
    about = heads[0] if heads else None
    disagreeing = () if faults else tuple(conflicts(parts))
    whole = not faults and not disagreeing and about is not None
    edition = ProtocolEdition(about=about, **parts) if whole and about is not None else None
    return Read(about=about, parts=parts, faults=tuple(faults), conflicts=disagreeing, edition=edition)


def _made(section: str, values: dict[str, Any]) -> Any:
    if section == HEAD:
        return About(status="draft", effective_from=None, retired_from=None, **values)
    return next(one.row for one in SECTIONS if one.name == section)(**values)


def _text(value: Any) -> str:
    if isinstance(value, tuple):
        return "\n".join(str(one) for one in value)
    if isinstance(value, bool):
        return "true" if value else ""
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, date):
        return value.isoformat()
    return "" if value is None else str(value)


def _value(one: Cell, text: str) -> Any:
    if one.kind not in {"codes", "spans"}:
        value: Any = read_value(one, text)
    else:
        entries = tuple(line.strip() for line in text.splitlines() if line.strip())
        if len(set(entries)) < len(entries):
            raise Unusable(f"{one.name} names one entry twice", "keep one of them")
        value = entries if one.kind == "codes" else _spans(entries)
    wrong = why_not(one, value)
    if wrong:
        raise Unusable(*wrong)
    return value


def _spans(entries: tuple[str, ...]) -> tuple[Span, ...]:
    try:
        return tuple(Span.parse(one) for one in entries)
    except Refusal as refused:
        raise Unusable(f"{refused.where}: {refused.why}", refused.remedy) from None
