"""What changed between two sets of settings, in plain words."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from arcs.core.agency.hours import WEEKDAYS
from arcs.core.agency.programme import SECTIONS, Identity, Programme, Section
from arcs.core.agency.rows import Holiday, Target
from arcs.core.cells import cells


@dataclass(frozen=True, kw_only=True)
class Difference:
    """One change: in which section, of which row, of which key, what was and what is (None: no such row or order)."""

    section: str
    row: str
    key: str
    before: str | None
    after: str | None

    @property
    def sentence(self) -> str:
        """The change as a person says it.

        >>> Difference(section="services", row="Desk", key="monday", before="", after="08:30-17:00").sentence
        'Desk: Monday was not filled in and is now 08:30-17:00.'
        """
        if not self.key:
            return f"{self.row}: {'taken out' if self.after is None else 'new'}."
        was, now = (f"{one}" if one else "not filled in" for one in (self.before, self.after))
        key = self.key.capitalize() if self.key in WEEKDAYS else self.key.replace("_", " ")
        return f"{self.row}: {key} was {was} and is now {now}."


def differences(before: Programme, after: Programme) -> tuple[Difference, ...]:
    """Every change from one set of settings to another; none exactly where the two are equal."""
    found = list(_of_row("programme", "Programme", before.identity, after.identity))
    for section in SECTIONS:
        found.extend(_of_section(section, getattr(before, section.name), getattr(after, section.name)))
    return tuple(found)


def _of_section(section: Section, before: tuple[Any, ...], after: tuple[Any, ...]) -> Iterator[Difference]:
    old = {section.key(row): row for row in before}
    new = {section.key(row): row for row in after}
    for key, row in old.items():
        if key not in new:
            yield Difference(section=section.name, row=name_of(row), key="", before=_words(key), after=None)
        else:
            yield from _of_row(section.name, name_of(new[key]), row, new[key])
    for key, row in new.items():
        if key not in old:
            yield Difference(section=section.name, row=name_of(row), key="", before=None, after=_words(key))
    kept_before, kept_after = [key for key in old if key in new], [key for key in new if key in old]
    if kept_before != kept_after:
        yield Difference(
            section=section.name,
            row=section.title,
            key="order",
            before=_words(tuple(_words(one) for one in kept_before)),
            after=_words(tuple(_words(one) for one in kept_after)),
        )


def _of_row(section: str, row: str, before: Any, after: Any) -> Iterator[Difference]:
    for one in cells(type(after)):
        was, now = getattr(before, one.name), getattr(after, one.name)
        if was != now:
            yield Difference(section=section, row=row, key=one.name, before=_words(was), after=_words(now))


def name_of(row: Any) -> str:
    """What a person calls a row of the settings."""
    if isinstance(row, Identity):
        return "Programme"
    if isinstance(row, Target):
        return f"Target of {row.service}, {row.measure}, {row.statistic}"
    words = str(getattr(row, "name", "") or getattr(row, "kind", ""))
    return f"{words}, {row.on}" if isinstance(row, Holiday) else words


def _words(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return ", ".join(_words(one) for one in value)
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return value.isoformat() if isinstance(value, date) else str(value)
