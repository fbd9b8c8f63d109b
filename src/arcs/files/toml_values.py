"""A value of TOML into the value of a cell, and back: each kind by its own TOML type, nothing guessed."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import tomlkit
from tomlkit.items import Item

from arcs.core.agency import Span
from arcs.core.agency.rows import why_not
from arcs.core.cells import Cell, CellKind
from arcs.core.refusal import Refusal
from arcs.files.cell_values import Unusable

_EMPTY: dict[CellKind, Any] = {"text": "", "code": "", "yes_no": False, "codes": (), "spans": ()}
_ASKED: dict[CellKind, str] = {
    "text": 'write text in quotes: "like this"',
    "code": 'write a code in quotes: "like_this"',
    "whole": "write a whole number without quotes: 30",
    "number": "write a number without quotes: 0.80",
    "date": "write a date without quotes: 2026-12-25",
    "yes_no": "write true or false, without quotes",
    "codes": 'write codes in brackets: ["cso", "desk"]',
    "spans": 'write hours in brackets: ["08:30-12:00", "13:00-17:00"]',
}


def of_toml(one: Cell, given: object) -> Any:
    """The cell's value; raises `Unusable` where the given one cannot be it."""
    value = _EMPTY.get(one.kind) if given is None else _READERS[one.kind](given)
    if given is not None and value is None:
        raise Unusable(f"{one.name} is {_shown(given)}", _ASKED[one.kind])
    wrong = why_not(one, value)
    if wrong:
        raise Unusable(*wrong)
    return value


def _shown(given: object) -> str:
    if isinstance(given, bool):
        return "true" if given else "false"
    if isinstance(given, list | dict):
        return "a list" if isinstance(given, list) else "a section"
    return f'"{given[:80]}"' if isinstance(given, str) else str(given)[:80]


def _text(given: object) -> str | None:
    return given if isinstance(given, str) else None


def _whole(given: object) -> int | None:
    return given if isinstance(given, int) and not isinstance(given, bool) else None


def _number(given: object) -> Decimal | None:
    return Decimal(given) if isinstance(given, int | Decimal) and not isinstance(given, bool) else None


def _date(given: object) -> date | None:
    return given if isinstance(given, date) and not isinstance(given, datetime) else None


def _yes_no(given: object) -> bool | None:
    return given if isinstance(given, bool) else None


def _codes(given: object) -> tuple[str, ...] | None:
    if not isinstance(given, list) or not all(isinstance(one, str) for one in given):
        return None
    if len(set(given)) < len(given):
        raise Unusable("the list names one code twice", "keep one of them")
    return tuple(given)


def _spans(given: object) -> tuple[Span, ...] | None:
    if not isinstance(given, list) or not all(isinstance(one, str) for one in given):
        return None
    try:
        return tuple(Span.parse(one) for one in given)
    except Refusal as refused:
        raise Unusable(f"{refused.where}: {refused.why}", refused.remedy) from None


_READERS: dict[CellKind, Callable[[object], Any]] = {
    "text": _text,
    "code": _text,
    "whole": _whole,
    "number": _number,
    "date": _date,
    "yes_no": _yes_no,
    "codes": _codes,
    "spans": _spans,
}


def to_toml(one: Cell, value: Any) -> Item | None:
    """The TOML value of a cell; None where nothing is to be written because the key's absence says the same."""
    if value is None or (not one.required and value in {"", (), False}):
        return None
    if isinstance(value, Decimal):
        return tomlkit.value(f"{value.normalize():f}")
    if isinstance(value, tuple):
        array = tomlkit.array()
        array.extend(str(one) for one in value)
        return array
    item: Item = tomlkit.item(value)
    return item
