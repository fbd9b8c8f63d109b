"""One whole edition of the protocol, what must agree within it, and the digest that names it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from arcs.core.agency import Holiday, Identity, Language, Programme, Section, Service
from arcs.core.agency.programme import Conflict, Place
from arcs.core.agency.rows import EVERY_SERVICE
from arcs.core.cells import cells, digest_of
from arcs.core.protocol.records import (
    PRESENT,
    About,
    CallType,
    Capability,
    Example,
    MatrixRow,
    Question,
    Route,
    Rule,
    folded,
)
from arcs.core.protocol.words import (
    DISQUALIFIERS,
    EVERY_OTHER,
    LAW_CAPABILITIES,
    RESERVED_QUESTIONS,
    RESERVED_ROUTES,
)
from arcs.core.refusal import Refusal

EDITION_VERSION = 1
MOST_ROWS = {"questions": 60, "capabilities": 48, "matrix": 100, "routes": 200}  # each is a bit or a small number

SECTIONS = (
    Section(
        name="questions",
        title="Questions",
        row=Question,
        meaning="What intake asks. The reserved questions must all be there; an unknown or missing answer to a "
        "disqualifier counts as present.",
    ),
    Section(
        name="capabilities",
        title="Capabilities",
        row=Capability,
        meaning="What responders can do, and the order between it.",
    ),
    Section(
        name="services",
        title="Services and hours",
        row=Service,
        meaning="Hours that routes keep, on the edition's own clock, written as in agency.toml.",
    ),
    Section(name="holidays", title="Holidays", row=Holiday, meaning="Days on which services stay closed."),
    Section(name="routes", title="Routes", row=Route, meaning="Who answers. The reserved routes must all be there."),
    Section(
        name="matrix",
        title="Risk level matrix",
        row=MatrixRow,
        meaning="Rows for behavioral-health calls, the lightest level first. One row is the default.",
    ),
    Section(name="call_types", title="Call types", row=CallType, meaning="Where each call type goes, and why."),
    Section(
        name="rules", title="Rules", row=Rule, meaning="What answers and wishes change. Their order never matters."
    ),
    Section(name="examples", title="Worked calls", row=Example, meaning="Calls that must come out as they stand here."),
)


@dataclass(frozen=True, kw_only=True)
class ProtocolEdition:
    """A protocol as one edition holds it, whole and agreeing with itself."""

    about: About
    questions: tuple[Question, ...]
    capabilities: tuple[Capability, ...]
    services: tuple[Service, ...]
    holidays: tuple[Holiday, ...]
    routes: tuple[Route, ...]
    matrix: tuple[MatrixRow, ...]
    call_types: tuple[CallType, ...]
    rules: tuple[Rule, ...]
    examples: tuple[Example, ...]

    def __post_init__(self) -> None:
        for one in conflicts({section.name: getattr(self, section.name) for section in SECTIONS}):
            raise Refusal(one.place.where, one.why, one.remedy)

    @property
    def hours(self) -> Programme:
        """The edition's services and holidays on its own clock, as settings that know when a service is open."""
        identity = Identity(
            name=self.about.title, short_name=self.about.code, place=self.about.place, time_zone=self.about.time_zone
        )
        english = (Language(code="en", name="English", original=True),)
        return Programme(identity=identity, languages=english, services=self.services, holidays=self.holidays)


def conflicts(parts: dict[str, tuple[Any, ...]]) -> Iterator[Conflict]:
    """Everything in which rows of the edition, each right by itself, do not agree; by section name, in order."""
    for section in SECTIONS:
        yield from _repeated(section, parts.get(section.name, ()))
    yield from _too_many(parts)
    yield from _references(parts)
    yield from _missing("questions", parts.get("questions", ()), RESERVED_QUESTIONS, "question")
    yield from _missing("capabilities", parts.get("capabilities", ()), LAW_CAPABILITIES, "capability")
    yield from _missing("routes", parts.get("routes", ()), RESERVED_ROUTES, "route")
    for nth, question in enumerate(parts.get("questions", ())):
        if question.code in DISQUALIFIERS and question.unknown != PRESENT:
            yield Conflict(
                place=Place(section="questions", nth=nth, key="unknown", where=f'the question "{question.code}"'),
                why="an unknown answer to it is made to count as absent",
                remedy='write unknown = "present": an unknown disqualifier is never safe',
            )
    yield from _reserved_grounds(parts.get("questions", ()))
    yield from _circles(parts.get("capabilities", ()))
    yield from _one_default(parts.get("matrix", ()))
    yield from _same_types(parts.get("call_types", ()))


def _too_many(parts: dict[str, tuple[Any, ...]]) -> Iterator[Conflict]:
    for name, most in MOST_ROWS.items():
        if len(parts.get(name, ())) > most:
            yield Conflict(
                place=Place(section=name, nth=most, key="", where=f"the {name}"),
                why=f"there are {len(parts[name])} of them, and an edition can hold {most}",
                remedy="join those that do the same",
            )


def _repeated(section: Section, rows: tuple[Any, ...]) -> Iterator[Conflict]:
    seen: set[tuple[Any, ...]] = set()
    for nth, row in enumerate(rows):
        key = section.key(row)
        if key in seen:
            name = next(one.name for one in cells(section.row) if one.key)
            where = f"{section.name} {', '.join(str(one) for one in key)}"
            place = Place(section=section.name, nth=nth, key=name, where=where)
            yield Conflict(place=place, why="it stands twice", remedy="keep one of them")
        seen.add(key)


# section, key, and the section whose codes it may name
REFERENCES = (
    ("capabilities", "covers", "capabilities"),
    ("capabilities", "instead", "capabilities"),
    ("routes", "capabilities", "capabilities"),
    ("routes", "service", "services"),
    ("routes", "when_closed", "routes"),
    ("holidays", "closes", "services"),
    ("matrix", "routes", "routes"),
    ("call_types", "base", "routes"),
    ("call_types", "permitted", "routes"),
    ("call_types", "row", "matrix"),
    ("call_types", "ask", "questions"),
    ("rules", "types", "call_types"),
    ("rules", "present", "questions"),
    ("rules", "recorded", "questions"),
    ("rules", "together", "questions"),
    ("rules", "adds", "capabilities"),
    ("rules", "raises_to", "matrix"),
    ("rules", "bars", "routes"),
    ("rules", "prefers", "routes"),
    ("rules", "refers", "routes"),
    ("rules", "on_call_of_unit", "routes"),
    ("examples", "route", "routes"),
    ("examples", "secondary", "routes"),
    ("examples", "rules", "rules"),
)


def _references(parts: dict[str, tuple[Any, ...]]) -> Iterator[Conflict]:
    codes = {name: {_code(row) for row in parts.get(name, ())} for name in {one[2] for one in REFERENCES}}
    codes["services"] = codes["services"] | {EVERY_SERVICE}
    for section, key, named in REFERENCES:
        for nth, row in enumerate(parts.get(section, ())):
            given = getattr(row, key)
            place = Place(section=section, nth=nth, key=key, where=f'{section} "{_code(row)}"')
            listed = given if isinstance(given, tuple) else (given,) * bool(given)
            yield from _unknown(place, listed, codes[named], named)
    for nth, example in enumerate(parts.get("examples", ())):
        place = Place(section="examples", nth=nth, key="answers", where=f'examples "{example.code}"')
        known = {_code(row) for row in parts.get("questions", ())} | {EVERY_OTHER}
        yield from _unknown(place, tuple(example.answered), known, "questions")


def _unknown(place: Place, given: tuple[str, ...], known: set[str], named: str) -> Iterator[Conflict]:
    for one in given:
        if one not in known:
            yield Conflict(
                place=place,
                why=f'{place.key} names "{one}", which is none of the {named}',
                remedy=f"correct it, or add it to the {named} first",
            )


def _code(row: Any) -> str:
    return str(getattr(row, "code", "") or getattr(row, "name", "") or getattr(row, "on", ""))


def _missing(section: str, rows: Iterable[Any], needed: tuple[str, ...], word: str) -> Iterator[Conflict]:
    held = {row.code for row in rows}
    for one in needed:
        if one not in held:
            yield Conflict(
                place=Place(section=section, nth=0, key="", where=f"the {section}"),
                why=f'the {word} "{one}" is missing, which the law of every edition needs',
                remedy=f'add a section [[{section}]] with code = "{one}"',
            )


def _reserved_grounds(questions: tuple[Question, ...]) -> Iterator[Conflict]:
    for nth, question in enumerate(questions):
        if question.ground and question.code in RESERVED_QUESTIONS:
            yield Conflict(
                place=Place(section="questions", nth=nth, key="ground", where=f'the question "{question.code}"'),
                why="it is said to be a ground for police, and of a reserved question the law alone says that",
                remedy="take the ground out: a danger is one by law, and what somebody suffers or is, is none",
            )


def _circles(capabilities: tuple[Capability, ...]) -> Iterator[Conflict]:
    covers = {one.code: one.covers for one in capabilities}
    for nth, one in enumerate(capabilities):
        seen, below = set[str](), list(one.covers)
        while below:
            next_below = below.pop()
            if next_below not in seen:
                seen.add(next_below)
                below.extend(covers.get(next_below, ()))
        if one.code in seen:
            yield Conflict(
                place=Place(section="capabilities", nth=nth, key="covers", where=f'the capability "{one.code}"'),
                why="it covers itself by way of others",
                remedy="take one step out of the circle: a capability is above another or below it",
            )


def _one_default(matrix: tuple[MatrixRow, ...]) -> Iterator[Conflict]:
    defaults = [nth for nth, one in enumerate(matrix) if one.default]
    if len(defaults) != 1:
        yield Conflict(
            place=Place(section="matrix", nth=defaults[1] if defaults else 0, key="default", where="the matrix"),
            why=f"{len(defaults) or 'none'} of its rows {'are' if defaults else 'is'} the default",
            remedy="mark exactly one row with default = true: it applies where a type maps to none",
        )
    for nth, one in enumerate(matrix[1:], 1):
        if one.level < matrix[nth - 1].level:
            yield Conflict(
                place=Place(section="matrix", nth=nth, key="level", where=f'the matrix row "{one.code}"'),
                why=f"its level {one.level} stands after level {matrix[nth - 1].level}",
                remedy="write the rows from the lightest level to the heaviest",
            )


def _same_types(call_types: tuple[CallType, ...]) -> Iterator[Conflict]:
    held: dict[str, str] = {}
    for nth, one in enumerate(call_types):
        for spelling in (one.name, *one.also):
            other = held.setdefault(folded(spelling), one.name)
            if other != one.name:
                yield Conflict(
                    place=Place(section="call_types", nth=nth, key="also", where=f'the call type "{one.name}"'),
                    why=f'"{spelling}" reads the same as a spelling of {other}',
                    remedy="keep each spelling at one type",
                )


def digest(edition: ProtocolEdition) -> str:
    """The SHA-256 of the edition in one canonical form, the same for equal editions on every machine and day."""
    rows = {section.name: getattr(edition, section.name) for section in SECTIONS}
    return digest_of({"edition_version": EDITION_VERSION, "edition": edition.about} | rows)
