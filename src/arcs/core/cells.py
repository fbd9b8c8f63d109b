"""One description of a cell, from which reading, checking and the reference page all come."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from decimal import Decimal
from functools import cache
from typing import Any, Literal

CellKind = Literal["text", "code", "whole", "number", "date", "yes_no", "codes", "spans"]


@dataclass(frozen=True, kw_only=True)
class Cell:
    """What one column or key of a file may hold; `refers_to` is the file and column that lists allowed values."""

    name: str
    kind: CellKind
    meaning: str
    required: bool
    choices: tuple[str, ...]
    minimum: Decimal | None
    maximum: Decimal | None
    key: bool
    refers_to: str


def cell(
    kind: CellKind,
    meaning: str,
    *,
    required: bool = False,
    choices: tuple[str, ...] = (),
    minimum: int | str | None = None,
    maximum: int | str | None = None,
    key: bool = False,
    refers_to: str = "",
) -> Any:
    """Declare one column of a row: a dataclass field that carries its own rules.

    A cell that is not required is "" (text, code), False (yes_no), () (codes, spans) or None (numbers, dates) when it
    is left empty.
    """
    described = {
        "kind": kind,
        "meaning": meaning,
        "required": required or key,
        "choices": choices,
        "minimum": None if minimum is None else Decimal(minimum),
        "maximum": None if maximum is None else Decimal(maximum),
        "key": key,
        "refers_to": refers_to,
    }
    if required or key:
        return field(metadata=described)
    empties: dict[str, str | bool | tuple[()]] = {"text": "", "code": "", "yes_no": False, "codes": (), "spans": ()}
    empty = empties.get(kind)
    return field(default=empty, metadata=described)


def cells(row: type[Any]) -> tuple[Cell, ...]:
    """The cells of a row, in the order in which a file heads them.

    >>> @dataclass(frozen=True, kw_only=True)
    ... class Term:
    ...     term: str = cell("text", "the word", key=True)
    >>> [one.name for one in cells(Term)]
    ['term']
    """
    kind: Any = row
    return _cells(kind)


@cache  # a digest asks once for each of thousands of rows
def _cells(row: Any) -> tuple[Cell, ...]:
    return tuple(Cell(name=one.name, **one.metadata) for one in fields(row) if "kind" in one.metadata)


def digest_of(content: Mapping[str, Any]) -> str:
    """The SHA-256 of rows by name in one canonical form, the same for equal rows on every machine and day.

    What has no cells of its own, such as a day or a stretch of hours, stands there as its text.
    """
    text = json.dumps(_canonical(dict(content)), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _canonical(value: Any) -> Any:
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, dict):
        return {name: _canonical(one) for name, one in value.items()}
    if isinstance(value, tuple):
        return [_canonical(one) for one in value]
    if is_dataclass(value) and (named := cells(type(value))):
        return {one.name: _canonical(getattr(value, one.name)) for one in named}
    return value if value is None or isinstance(value, str | int | float) else str(value)
