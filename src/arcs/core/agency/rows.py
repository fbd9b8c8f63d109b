"""The rows of the settings, each a frozen fact with its own rules; `cell` says what every key may hold."""

# ruff: noqa: RUF009 - cell() declares a dataclass field; it is not a shared default

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from arcs.core.agency.hours import WEEKDAYS, Span, Week
from arcs.core.cells import Cell, cell, cells
from arcs.core.refusal import Refusal

LONGEST_TEXT = 400
MOST_DIGITS = 9
SMALLEST_STEP = Decimal("0.001")
EVERY_SERVICE = "all"
CODE = re.compile(r"[a-z0-9][a-z0-9_-]{0,59}", re.ASCII)


class ServiceKind(StrEnum):
    """How a service answers: it goes to a call, sits at a desk, is a page online, or follows up afterwards."""

    ROUTE = "route"
    DESK = "desk"
    ONLINE = "online"
    FOLLOW_UP = "follow_up"

    @property
    def label(self) -> str:
        """The words a person reads."""
        return {
            ServiceKind.ROUTE: "Goes to the call",
            ServiceKind.DESK: "Answers at a desk",
            ServiceKind.ONLINE: "Online",
            ServiceKind.FOLLOW_UP: "Follows up afterwards",
        }[self]


class Statistic(StrEnum):
    """What of the waits a target speaks about; never the average, which one long wait moves."""

    MEDIAN = "median"
    NINETIETH = "p90"
    SHARE_WITHIN = "share_within"

    @property
    def label(self) -> str:
        """The words a person reads."""
        return {
            Statistic.MEDIAN: "Median",
            Statistic.NINETIETH: "90th percentile",
            Statistic.SHARE_WITHIN: "Share within the minutes",
        }[self]


def why_not(one: Cell, value: object) -> tuple[str, str] | None:
    """Why a cell cannot hold a value, and the remedy; None where it can.

    >>> why_not(cells(Retention)[1], 0)
    ('keep_days is 0, below 1', 'give 1 or more')
    """
    if value is None or value in {"", ()}:
        return (f"{one.name} is missing", f"fill it in: {one.meaning}") if one.required else None
    if isinstance(value, str):
        return _why_not_text(one, value)
    if isinstance(value, int | Decimal):
        return _why_not_number(one, Decimal(value))
    return None


def _why_not_text(one: Cell, value: str) -> tuple[str, str] | None:
    if one.choices and value not in one.choices:
        return f'{one.name} is "{value}"', f"write one of {', '.join(one.choices)}"
    if one.kind == "code" and not one.choices and not CODE.fullmatch(value):
        return f'{one.name} is "{value[:80]}"', "write up to 60 small letters, digits, - and _, without spaces"
    if len(value) > LONGEST_TEXT:
        return f"{one.name} has {len(value)} characters", f"keep it to {LONGEST_TEXT}"
    if value != value.strip() or not value.isprintable():
        return f"{one.name} holds a line break, a hidden character or a space at its edge", "write it on one plain line"
    return None


def _why_not_number(one: Cell, value: Decimal) -> tuple[str, str] | None:
    ordinary = value.is_finite() and value.adjusted() < MOST_DIGITS
    if not ordinary or value != value.quantize(SMALLEST_STEP):
        return f"{one.name} is {value}, which is out of reach", "write an ordinary number with at most 3 decimals"
    if one.minimum is not None and value < one.minimum:
        return f"{one.name} is {value}, below {one.minimum}", f"give {one.minimum} or more"
    if one.maximum is not None and value > one.maximum:
        return f"{one.name} is {value}, above {one.maximum}", f"give {one.maximum} or less"
    return None


def refuse_what_cannot_be(row: Any, where: str) -> None:
    """Refuse a row at its first cell that cannot be as it is."""
    for one in cells(type(row)):
        wrong = why_not(one, getattr(row, one.name))
        if wrong:
            raise Refusal(where, *wrong)


@dataclass(frozen=True, kw_only=True)
class Language:
    """A language in which residents are spoken to."""

    code: str = cell("code", "the language's tag in small letters, as in en, es or zh-hant", key=True)
    name: str = cell("text", "the language's own name for itself", required=True)
    original: bool = cell("yes_no", "true for the one language in which the texts are written first")
    reviewed_by: str = cell("text", "the translator who signed the texts, by name")
    reviewed_on: date | None = cell("date", "the day on which the translator signed")

    def __post_init__(self) -> None:
        where = f'the language "{self.code}"'
        refuse_what_cannot_be(self, where)
        if bool(self.reviewed_by) != bool(self.reviewed_on):
            raise Refusal(
                where,
                "a review needs both the name of who reviewed and the day",
                "fill in reviewed_by and reviewed_on, or neither",
            )

    @property
    def is_reviewed(self) -> bool:
        """Whether a named person signed the texts, or they were written in this language."""
        return self.original or bool(self.reviewed_by)

    @property
    def notice(self) -> str:
        """What stands on each page in this language; nothing where it is reviewed.

        >>> Language(code="es", name="Español").notice
        'not yet reviewed by a translator'
        """
        return "" if self.is_reviewed else "not yet reviewed by a translator"


def _spans(day: str) -> Any:
    return cell("spans", f'hours that begin on {day.capitalize()}, as in ["08:30-17:00"]; none: closed')


@dataclass(frozen=True, kw_only=True)
class Service:
    """A service of the programme and its hours of a week, on the programme's own clock."""

    code: str = cell("code", "a short lasting name, as in cso", key=True)
    name: str = cell("text", "the name that residents read", required=True)
    kind: str = cell("code", "how it answers", required=True, choices=tuple(ServiceKind))
    telephone: str = cell("text", "the number to call, as it is printed")
    monday: tuple[Span, ...] = _spans("monday")
    tuesday: tuple[Span, ...] = _spans("tuesday")
    wednesday: tuple[Span, ...] = _spans("wednesday")
    thursday: tuple[Span, ...] = _spans("thursday")
    friday: tuple[Span, ...] = _spans("friday")
    saturday: tuple[Span, ...] = _spans("saturday")
    sunday: tuple[Span, ...] = _spans("sunday")

    def __post_init__(self) -> None:
        where = f'the service "{self.code}"'
        refuse_what_cannot_be(self, where)
        if self.code == EVERY_SERVICE:
            raise Refusal(where, '"all" means every service in a holiday', "give the service another code")
        try:
            self.week  # noqa: B018 - a week refuses hours that overlap
        except Refusal as refused:
            raise Refusal(f"{where}, {refused.where}", refused.why, refused.remedy) from None

    @property
    def week(self) -> Week:
        """Its hours of a week."""
        return Week(**{day: getattr(self, day) for day in WEEKDAYS})


@dataclass(frozen=True, kw_only=True)
class Holiday:
    """A day on which services stay closed: what would begin on it does not; a shift begun the evening before ends."""

    on: date = cell("date", "the day", key=True)
    name: str = cell("text", "the holiday's name", required=True)
    closes: tuple[str, ...] = cell("codes", 'codes of the services that stay closed, or ["all"]', required=True)

    def __post_init__(self) -> None:
        refuse_what_cannot_be(self, f"the holiday of {self.on}")
        if EVERY_SERVICE in self.closes and len(self.closes) > 1:
            raise Refusal(
                f"the holiday of {self.on}", 'closes names "all" and single services', 'write ["all"] or only the codes'
            )

    def closes_service(self, code: str) -> bool:
        """Whether that service stays closed."""
        return self.closes == (EVERY_SERVICE,) or code in self.closes


@dataclass(frozen=True, kw_only=True)
class Area:
    """A part of the place: a beat, a neighborhood, a ward. Neighbors need to be written on one side only."""

    code: str = cell("code", "the area's code, as dispatch writes it, in small letters", key=True)
    name: str = cell("text", "its name", required=True)
    kind: str = cell("code", "what kind of area: beat, neighborhood, ward", required=True)
    neighbors: tuple[str, ...] = cell("codes", "codes of the areas beside it")

    def __post_init__(self) -> None:
        refuse_what_cannot_be(self, f'the area "{self.code}"')
        if self.code in self.neighbors:
            raise Refusal(f'the area "{self.code}"', "it names itself as its neighbor", "take its own code out")


@dataclass(frozen=True, kw_only=True)
class Threshold:
    """A number at which something is held back, locked or marked; with its unit, source and definition."""

    code: str = cell("code", "the number's lasting name", key=True)
    name: str = cell("text", "its name in words", required=True)
    value: Decimal = cell("number", "the number", required=True, minimum=0)
    unit: str = cell("text", "what it counts", required=True)
    source: str = cell("text", "the rule, law or decision it comes from", required=True)
    definition: str = cell("text", "what happens at it", required=True)

    def __post_init__(self) -> None:
        refuse_what_cannot_be(self, f'the threshold "{self.code}"')


@dataclass(frozen=True, kw_only=True)
class Target:
    """How soon a service means to be there: a median, a 90th percentile, or a share within some minutes."""

    service: str = cell("code", "the service's code", key=True)
    measure: str = cell("text", "from when to when, as in received to arrived", key=True)
    statistic: str = cell("code", "what of the waits", key=True, choices=tuple(Statistic))
    minutes: Decimal = cell("number", "minutes", required=True, minimum="0.1", maximum=525600)
    share: Decimal | None = cell("number", "for share_within: the share, as in 0.80", minimum="0.001", maximum=1)

    def __post_init__(self) -> None:
        where = f'the target of "{self.service}"'
        refuse_what_cannot_be(self, where)
        if (self.statistic == Statistic.SHARE_WITHIN) != (self.share is not None):
            raise Refusal(
                where,
                "a share belongs to the statistic share_within and to no other",
                "give a share such as 0.80 with share_within, and none with median or p90",
            )


@dataclass(frozen=True, kw_only=True)
class Retention:
    """How long a kind of record is kept, and on what ground."""

    kind: str = cell("code", "the kind of record, as in calls or audit_events", key=True)
    keep_days: int = cell("whole", "days from its closing until it is destroyed", required=True, minimum=1)
    legal_basis: str = cell("text", "the law, schedule or decision that says so", required=True)

    def __post_init__(self) -> None:
        refuse_what_cannot_be(self, f'the retention of "{self.kind}"')
