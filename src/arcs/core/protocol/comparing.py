"""What changed between two editions, in plain words."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from arcs.core.agency import Section
from arcs.core.agency.hours import WEEKDAYS
from arcs.core.cells import cells
from arcs.core.protocol.edition import SECTIONS, ProtocolEdition
from arcs.core.protocol.records import About, MatrixRow

_SINGULAR = {
    "questions": "question",
    "capabilities": "capability",
    "services": "hours of",
    "holidays": "holiday",
    "routes": "route",
    "matrix": "matrix row",
    "call_types": "call type",
    "rules": "rule",
    "examples": "worked call",
}
# What a row does, and what it has: the first is said as a sentence of its own.
_VERBS = {
    "base": "goes to",
    "permitted": "may also go to",
    "present": "speaks on yes or unknown to",
    "recorded": "speaks on yes to",
    "adds": "adds",
    "raises_to": "raises to row",
}
_KEYS = {
    "unknown": "what an unknown answer counts as",
    "when_closed": "when closed",
    "instead": "instead of it",
    "code": "name",
    "row": "matrix row",
}
# Cells that name routes.
_NAME_ROUTES = frozenset({
    "base", "permitted", "routes", "route", "secondary", "when_closed", "bars", "prefers", "refers", "on_call_of_unit",
})  # fmt: skip
# Sections in which the order of rows bears on who goes: of equals the first; of rows of the matrix the higher.
_ORDERED = {"capabilities": "capabilities", "routes": "routes", "matrix": "matrix rows"}
ORDER = "order"


@dataclass(frozen=True, kw_only=True)
class Change:
    """One change: in which section, of which row, of which key, what was and what is (None: no such row)."""

    section: str
    row: str
    key: str
    before: str | None
    after: str | None
    locked: bool = False

    @property
    def sentence(self) -> str:
        """The change as a person says it, with the edition's own codes.

        >>> Change(section="call_types", row="LOST ARTICLE", key="base", before="officer", after="cso").sentence
        'Call type LOST ARTICLE now goes to cso; before: officer.'
        """
        return self.said({})

    def said(self, names: Mapping[str, str]) -> str:
        """The same with `names` of routes by their codes.

        >>> changed = Change(section="call_types", row="FALLS", key="permitted", before="tru, online", after=None)
        >>> changed.said({"tru": "Telephone Reporting Unit"})
        'Call type FALLS now may also go to nothing; before: Telephone Reporting Unit, online.'
        """
        if self.key == ORDER and not self.row:
            return f"The order of {_ORDERED[self.section]} was {self.before} and is now {self.after}."
        subject = f"{_SINGULAR.get(self.section, self.section)} {self.row}".strip()
        subject = f"{subject[0].upper()}{subject[1:]}"
        lock = " This row is the State's, and not the region's to change." if self.locked else ""
        if not self.key:
            return f"{subject}: {'taken out' if self.after is None else 'new'} ({self.after or self.before}).{lock}"
        key = self.key.capitalize() if self.key in WEEKDAYS else _KEYS.get(self.key, self.key.replace("_", " "))
        was, now = (self._value(one, names) for one in (self.before, self.after))
        if self.key in _VERBS:
            return f"{subject} now {_VERBS[self.key]} {now}; before: {was}.{lock}"
        return f"{subject}: {key} was {was} and is now {now}.{lock}"

    def _value(self, text: str | None, names: Mapping[str, str]) -> str:
        if not text:
            return "nothing" if self.key in _VERBS else "empty"
        if self.key in _NAME_ROUTES:
            return ", ".join(names.get(one, one) for one in text.split(", "))
        return text


@dataclass(frozen=True, kw_only=True)
class Move:
    """The call types that went to one route and now go to another: the routes' codes, the types' names."""

    was: str
    now: str
    call_types: tuple[str, ...]


def changes(before: ProtocolEdition, after: ProtocolEdition) -> tuple[Change, ...]:
    """Every change from one edition to another; none exactly where the two are equal.

    The order of rows is a change only where it bears on who goes.
    """
    found = list(_of_row("edition", "", before.about, after.about))
    for section in SECTIONS:
        found.extend(_of_section(section, getattr(before, section.name), getattr(after, section.name)))
    return tuple(found)


def moves(found: Iterable[Change]) -> list[Move]:
    """Who answers otherwise: call types that both editions hold by the routes they go from and to, most first."""
    moved: dict[tuple[str, str], list[str]] = {}
    for one in found:
        if one.section == "call_types" and one.key == "base":
            moved.setdefault((one.before or "", one.after or ""), []).append(one.row)
    return [
        Move(was=was, now=now, call_types=tuple(sorted(listed)))
        for (was, now), listed in sorted(moved.items(), key=lambda each: (-len(each[1]), each[0]))
    ]


def _of_section(section: Section, before: tuple[Any, ...], after: tuple[Any, ...]) -> Iterator[Change]:
    old = {section.key(row): row for row in before}
    new = {section.key(row): row for row in after}
    for key, row in old.items():
        if key in new:
            yield from _of_row(section.name, _name(key), row, new[key])
        else:
            yield _whole(section.name, _name(key), row, gone=True)
    for key, row in new.items():
        if key not in old:
            yield _whole(section.name, _name(key), row, gone=False)
    if section.name in _ORDERED:
        yield from _of_order(section.name, [one for one in old if one in new], [one for one in new if one in old])


def _of_order(section: str, before: list[Any], after: list[Any]) -> Iterator[Change]:
    """The rows that both have, where they stand in another order: from the first that differs to the last."""
    moved = [nth for nth, pair in enumerate(zip(before, after, strict=True)) if pair[0] != pair[1]]
    if moved:
        was, now = (", ".join(_name(one) for one in keys[moved[0] : moved[-1] + 1]) for keys in (before, after))
        yield Change(section=section, row="", key=ORDER, before=was, after=now)


def _whole(section: str, name: str, row: Any, *, gone: bool) -> Change:
    gist = _gist(row)
    return Change(
        section=section,
        row=name,
        key="",
        before=gist if gone else None,
        after=None if gone else gist,
        locked=isinstance(row, MatrixRow) and row.locked,
    )


def _gist(row: Any) -> str:
    for key in ("because", "text", "words", "description", "name"):
        words = str(getattr(row, key, ""))
        if words:
            base = getattr(row, "base", "")
            return f"goes to {base}" if base else words
    return str(getattr(row, "on", ""))


def _of_row(section: str, name: str, old: Any, new: Any) -> Iterator[Change]:
    locked = any(isinstance(one, MatrixRow) and one.locked for one in (old, new))
    for one in cells(About if section == "edition" else type(new)):
        was, now = getattr(old, one.name), getattr(new, one.name)
        if was != now:
            before, after = (_words(value, quoted=one.kind == "text") for value in (was, now))
            yield Change(section=section, row=name, key=one.name, before=before, after=after, locked=locked)


def _name(key: tuple[Any, ...]) -> str:
    return ", ".join(str(one) for one in key)


def _words(value: Any, *, quoted: bool) -> str:
    if quoted and value:  # whole sentences: what was and what is must not run into each other
        return f'"{value}"'
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return ", ".join(str(one) for one in value)
    return "" if value is None else value.isoformat() if isinstance(value, date) else str(value)
