"""One whole set of settings, what must agree within it, and the digest that names it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from arcs.core.agency.clock import known_zone
from arcs.core.agency.rows import (
    EVERY_SERVICE,
    Area,
    Holiday,
    Language,
    Retention,
    Service,
    Target,
    Threshold,
    refuse_what_cannot_be,
)
from arcs.core.agency.thresholds import KNOWN_THRESHOLDS
from arcs.core.cells import cell, cells, digest_of
from arcs.core.refusal import Refusal

SETTINGS_VERSION = 1
_IMAGE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_. -]{0,100}\.(png|jpe?g)", re.ASCII | re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class Identity:
    """Who the programme is, where, and on whose clock."""

    name: str = cell("text", "the programme's full name", required=True)
    short_name: str = cell("text", "the name in page heads", required=True)
    place: str = cell("text", "the city, village or county it serves", required=True)
    time_zone: str = cell("text", "the IANA name of its time zone, as in America/Chicago", required=True)
    logo: str = cell("text", "the file name of its logo, PNG or JPEG")
    telephone: str = cell("text", "the number that residents call, as it is printed")
    email: str = cell("text", "the address that residents write to")

    def __post_init__(self) -> None:
        refuse_what_cannot_be(self, "the programme")
        known_zone(self.time_zone)
        if self.logo and not _IMAGE.fullmatch(self.logo):
            raise Refusal(
                "the programme", f'logo is "{self.logo}"', "give the name of a PNG or JPEG file without a folder"
            )
        if self.email and not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", self.email):
            raise Refusal("the programme", f'email is "{self.email}"', "give one address, as in echo@example.org")


@dataclass(frozen=True, kw_only=True)
class Section:
    """A part of the settings: its name in files and pages, its rows' kind, and what makes a row its own."""

    name: str
    title: str
    row: type[Any]
    meaning: str

    def key(self, row: Any) -> tuple[Any, ...]:
        """What no other row of the section has."""
        return tuple(getattr(row, one.name) for one in cells(self.row) if one.key)


SECTIONS = (
    Section(
        name="languages",
        title="Languages",
        row=Language,
        meaning="Languages of the residents' pages; exactly one is the original. A translation is marked as not yet "
        "reviewed until a named translator has signed.",
    ),
    Section(
        name="services",
        title="Services and hours",
        row=Service,
        meaning="Who answers, and when: hours on the programme's clock; a closing at or before the opening is on the "
        "next day.",
    ),
    Section(name="holidays", title="Holidays", row=Holiday, meaning="Days on which services stay closed."),
    Section(name="areas", title="Areas", row=Area, meaning="Parts of the place that calls are counted by."),
    Section(
        name="thresholds",
        title="Thresholds",
        row=Threshold,
        meaning="Numbers at which something is held back, locked or marked. One that ARCS knows and the file leaves "
        "out holds as ARCS ships it.",
    ),
    Section(name="targets", title="Targets", row=Target, meaning="How soon each service means to be there."),
    Section(name="retention", title="Retention", row=Retention, meaning="How long each kind of record is kept."),
)


@dataclass(frozen=True, kw_only=True)
class Programme:
    """The settings of a programme, whole and agreeing with themselves."""

    identity: Identity
    languages: tuple[Language, ...]
    services: tuple[Service, ...] = ()
    holidays: tuple[Holiday, ...] = ()
    areas: tuple[Area, ...] = ()
    thresholds: tuple[Threshold, ...] = ()
    targets: tuple[Target, ...] = ()
    retention: tuple[Retention, ...] = ()

    def __post_init__(self) -> None:
        for one in conflicts({section.name: getattr(self, section.name) for section in SECTIONS}):
            raise Refusal(one.place.where, one.why, one.remedy)

    @property
    def zone(self) -> ZoneInfo:
        """Its time zone."""
        return known_zone(self.identity.time_zone)

    def service(self, code: str) -> Service:
        """The service of that code; raises `Refusal` where there is none."""
        for one in self.services:
            if one.code == code:
                return one
        raise Refusal(f'the service "{code}"', "the programme has none of that code", f"use {_listed(self.services)}")

    def threshold(self, code: str) -> Decimal:
        """A threshold's value: the programme's own, else the one that ARCS ships.

        Raises `Refusal` where neither knows it.
        """
        for one in self.thresholds:
            if one.code == code:
                return one.value
        if code in KNOWN_THRESHOLDS:
            return KNOWN_THRESHOLDS[code].default.value
        raise Refusal(
            f'the threshold "{code}"',
            "neither the programme nor ARCS has one of that code",
            f"use one of {', '.join(KNOWN_THRESHOLDS)}",
        )

    def neighbors_of(self, code: str) -> frozenset[str]:
        """The areas beside an area, whichever side wrote it down."""
        named = {beside for one in self.areas if one.code == code for beside in one.neighbors}
        return frozenset(named | {one.code for one in self.areas if code in one.neighbors})


@dataclass(frozen=True, kw_only=True)
class Place:
    """A key of one row of the settings: the section, the row's number in it from 0, and what a person calls it."""

    section: str
    nth: int
    key: str
    where: str


@dataclass(frozen=True, kw_only=True)
class Conflict:
    """Two parts of the settings that do not agree: at which place, why, and the remedy."""

    place: Place
    why: str
    remedy: str


def conflicts(parts: dict[str, tuple[Any, ...]]) -> Iterator[Conflict]:
    """Everything in which rows of the settings, each right by itself, do not agree; by section name, in order."""
    for section in SECTIONS:
        yield from _repeated(section, parts.get(section.name, ()))
    yield from _originals(parts.get("languages", ()))
    services = {one.code for one in parts.get("services", ())}
    for nth, holiday in enumerate(parts.get("holidays", ())):
        place = Place(section="holidays", nth=nth, key="closes", where=f"the holiday of {holiday.on}")
        yield from _unknown(place, holiday.closes, services | {EVERY_SERVICE})
    for nth, target in enumerate(parts.get("targets", ())):
        place = Place(section="targets", nth=nth, key="service", where=f'the target of "{target.service}"')
        yield from _unknown(place, (target.service,), services)
    areas = {one.code for one in parts.get("areas", ())}
    for nth, area in enumerate(parts.get("areas", ())):
        place = Place(section="areas", nth=nth, key="neighbors", where=f'the area "{area.code}"')
        yield from _unknown(place, area.neighbors, areas)
    for nth, threshold in enumerate(parts.get("thresholds", ())):
        yield from _beyond(nth, threshold)


def _repeated(section: Section, rows: tuple[Any, ...]) -> Iterator[Conflict]:
    seen: set[tuple[Any, ...]] = set()
    names = [one.name for one in cells(section.row) if one.key]
    for nth, row in enumerate(rows):
        key = section.key(row)
        if key in seen:
            where = f"{section.name} {', '.join(str(one) for one in key)}"
            place = Place(section=section.name, nth=nth, key=names[0], where=where)
            yield Conflict(place=place, why="it stands twice", remedy="keep one of them")
        seen.add(key)


def _originals(languages: tuple[Language, ...]) -> Iterator[Conflict]:
    originals = [nth for nth, one in enumerate(languages) if one.original]
    if len(originals) != 1:
        nth = originals[1] if originals else 0
        yield Conflict(
            place=Place(section="languages", nth=nth, key="original", where="the languages"),
            why=f"{len(originals) or 'none'} of them {'are' if originals else 'is'} marked as the original",
            remedy="mark exactly one language with original = true, the one in which texts are written first",
        )


def _unknown(place: Place, codes: tuple[str, ...], known: set[str]) -> Iterator[Conflict]:
    for code in codes:
        if code not in known:
            yield Conflict(
                place=place,
                why=f'{place.key} names "{code}", which the settings do not hold',
                remedy=f"use one of {', '.join(sorted(known))}" if known else f'add "{code}" first',
            )


def _beyond(nth: int, threshold: Threshold) -> Iterator[Conflict]:
    known = KNOWN_THRESHOLDS.get(threshold.code)
    if known and not known.lowest <= threshold.value <= known.highest:
        yield Conflict(
            place=Place(section="thresholds", nth=nth, key="value", where=f'the threshold "{threshold.code}"'),
            why=f"it is {threshold.value:f}, outside {known.lowest} to {known.highest} ({known.default.source})",
            remedy=f"give a number from {known.lowest} to {known.highest}; ARCS ships {known.default.value}",
        )


def _listed(rows: tuple[Service, ...]) -> str:
    return ", ".join(one.code for one in rows) or "none: add services first"


def digest(programme: Programme) -> str:
    """The SHA-256 of the settings in one canonical form, the same for equal settings on every machine and day."""
    rows = {section.name: getattr(programme, section.name) for section in SECTIONS}
    return digest_of({"settings_version": SETTINGS_VERSION, "programme": programme.identity} | rows)
