"""Items and their scales: what officers are asked about each call type, as data that a study may extend.

The seven items are those of Tables 2.1, 2.2 and 3.1 of the Oak Park report (its "Survey Legend"). A study writes its
own list as plain dicts (TOML), see `Instrument.to_dict` and `instrument_from_dict`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

from arcs.core.refusal import Refusal

Level = Literal["nominal", "ordinal", "interval"]
DONT_KNOW = "?"
LEVELS: tuple[Level, ...] = ("nominal", "ordinal", "interval")


@dataclass(frozen=True, kw_only=True)
class Answer:
    """One code that an item allows and the word a person reads."""

    code: str
    label: str


@dataclass(frozen=True, kw_only=True)
class Item:
    """One question about a call type.

    `answers` are the allowed codes (ordinal: lowest first); an interval item has `lowest` and `highest` whole numbers
    instead. `caution` lists codes from most to least cautious and decides ties. `look_alikes` are glyphs seen for a
    code in this item only (Ø was printed for S among the classes). "Don't know" (`?`) is allowed in every item.
    """

    name: str
    heading: str
    explanation: str
    level: Level
    answers: tuple[Answer, ...] = ()
    lowest: int = 1
    highest: int = 10
    caution: tuple[str, ...] = ()
    look_alikes: Mapping[str, str] = field(default_factory=dict)
    asks_comment: bool = False

    def __post_init__(self) -> None:
        where = f"item {self.name}"
        if self.level not in LEVELS:
            raise Refusal(where, f"the level is {self.level!r}", f"use one of {', '.join(LEVELS)}")
        if self.level == "interval" and self.lowest >= self.highest:
            raise Refusal(where, f"its scale runs from {self.lowest} to {self.highest}", "give lowest below highest")
        if self.level != "interval" and len(set(self.codes)) < max(2, len(self.codes)):
            raise Refusal(where, "it needs at least two answers, each with a code of its own", "list its answers")
        if DONT_KNOW in self.codes:
            raise Refusal(where, 'the code "?" is kept for "don\'t know"', "choose another code")
        stray = [code for code in self.caution if code not in self.codes]
        if stray:
            raise Refusal(where, f"caution names {stray[0]!r}, which is no answer of it", "list its own codes only")

    @cached_property
    def codes(self) -> tuple[str, ...]:
        """Allowed codes, "don't know" left aside.

        >>> PRESET_INSTRUMENT.item("risk").codes
        ('L', 'P', 'H')
        """
        if self.level == "interval":
            return tuple(str(number) for number in range(self.lowest, self.highest + 1))
        return tuple(answer.code for answer in self.answers)

    @property
    def has_yes(self) -> bool:
        """Whether a share of Yes can be shown for it."""
        return "Y" in self.codes

    @property
    def allowed(self) -> str:
        """The allowed answers in one phrase for a person.

        >>> PRESET_INSTRUMENT.item("police_mandate").allowed
        "Y (Yes), N (No) or ? (don't know)"
        """
        if self.level == "interval":
            return f"a whole number from {self.lowest} to {self.highest} or ? (don't know)"
        return ", ".join(f"{one.code} ({one.label})" for one in self.answers) + " or ? (don't know)"

    def label(self, code: str) -> str:
        """The word for a code; the code itself where it is a number."""
        if code == DONT_KNOW:
            return "Don't know"
        return next((one.label for one in self.answers if one.code == code), code)

    def rank(self, code: str) -> int:
        """Place of a code from most cautious (0) on; codes without a stated place come last, in scale order."""
        order = (*self.caution, *(code for code in self.codes if code not in self.caution))
        return order.index(code) if code in order else len(order)

    def number(self, code: str) -> float:
        """A code as the number that measures of agreement use: its place on the scale, or the value itself."""
        return float(code) if self.level == "interval" else float(self.codes.index(code))

    def to_dict(self) -> dict[str, Any]:
        """Plain dict for TOML; `item_from_dict` reads it back."""
        plain: dict[str, Any] = {
            "name": self.name,
            "heading": self.heading,
            "explanation": self.explanation,
            "level": self.level,
        }
        if self.level == "interval":
            plain |= {"lowest": self.lowest, "highest": self.highest}
        else:
            plain["answers"] = [{"code": one.code, "label": one.label} for one in self.answers]
        if self.caution:
            plain["caution"] = list(self.caution)
        if self.look_alikes:
            plain["look_alikes"] = dict(self.look_alikes)
        if self.asks_comment:
            plain["asks_comment"] = True
        return plain


@dataclass(frozen=True, kw_only=True)
class Instrument:
    """The list of items that every rater answers for a call type, with its version."""

    name: str
    version: int
    items: tuple[Item, ...]

    def __post_init__(self) -> None:
        names = [one.name for one in self.items]
        doubled = sorted({name for name in names if names.count(name) > 1})
        if doubled:
            raise Refusal(
                f"instrument {self.name}", f"the item {doubled[0]} stands twice", "give each a name of its own"
            )
        if not names:
            raise Refusal(f"instrument {self.name}", "it has no items", "list at least one item")

    def item(self, name: str) -> Item:
        """An item by its name; a Refusal lists the names there are."""
        for one in self.items:
            if one.name == name:
                return one
        known = ", ".join(one.name for one in self.items)
        raise Refusal(f"item {name!r}", "the instrument has no such item", f"use one of {known}, or add it")

    def with_items(self, *more: Item) -> "Instrument":
        """The same instrument with custom items added at the end."""
        return Instrument(name=self.name, version=self.version, items=(*self.items, *more))

    def to_dict(self) -> dict[str, Any]:
        """Plain dict for TOML: `name`, `version` and a list of tables `item`."""
        return {"name": self.name, "version": self.version, "item": [one.to_dict() for one in self.items]}

    def legend(self) -> tuple[tuple[str, str, str], ...]:
        """Rows (category, rating, explanation) as in Table 3.1, for the workbook's legend sheet."""
        return tuple((one.heading, one.allowed, one.explanation) for one in self.items)


def _field(plain: Mapping[str, Any], name: str, kind: type, where: str, default: Any = None) -> Any:
    value = plain.get(name, default)
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        found = "is missing" if value is None else f"is {value!r}"
        raise Refusal(where, f"{name} {found}", f"give {name} as {'a whole number' if kind is int else 'text'}")
    return value


def _answer(plain: Any, where: str) -> Answer:
    if not isinstance(plain, Mapping):
        raise Refusal(where, f"an answer is {plain!r}", 'write each answer as { code = "Y", label = "Yes" }')
    code = _field(plain, "code", str, where)
    return Answer(code=code, label=_field(plain, "label", str, where, code))


def item_from_dict(plain: Mapping[str, Any], where: str = "instrument") -> Item:
    """Read one item from a plain dict; a Refusal says which field is wrong."""
    name = _field(plain, "name", str, where)
    here = f"{where}, item {name}"
    unknown = sorted(set(plain) - set(Item.__dataclass_fields__))
    if unknown:
        raise Refusal(here, f"the field {unknown[0]!r} is not known", "check its spelling")
    answers: Sequence[Any] = plain.get("answers", ())
    return Item(
        name=name,
        heading=_field(plain, "heading", str, here, name.replace("_", " ").capitalize()),
        explanation=_field(plain, "explanation", str, here, ""),
        level=_field(plain, "level", str, here),
        answers=tuple(_answer(one, here) for one in answers),
        lowest=_field(plain, "lowest", int, here, 1),
        highest=_field(plain, "highest", int, here, 10),
        caution=tuple(str(code) for code in plain.get("caution", ())),
        look_alikes={str(given): str(code) for given, code in dict(plain.get("look_alikes", {})).items()},
        asks_comment=bool(plain.get("asks_comment", False)),
    )


def instrument_from_dict(plain: Mapping[str, Any], where: str = "instrument") -> Instrument:
    """Read an instrument from a plain dict (as `tomllib` gives it).

    >>> instrument_from_dict(PRESET_INSTRUMENT.to_dict()) == PRESET_INSTRUMENT
    True
    """
    items = plain.get("item", ())
    if not isinstance(items, Sequence) or isinstance(items, str) or not all(isinstance(one, Mapping) for one in items):
        raise Refusal(where, "item is not a list of tables", "write each item as [[item]]")
    return Instrument(
        name=_field(plain, "name", str, where),
        version=_field(plain, "version", int, where, 1),
        items=tuple(item_from_dict(one, where) for one in items),
    )


_YES, _NO = Answer(code="Y", label="Yes"), Answer(code="N", label="No")

PRESET_INSTRUMENT = Instrument(
    name="Essential CFS rating",
    version=1,
    items=(
        Item(
            name="police_mandate",
            heading="Police Mandate",
            explanation="Legal requirement for response (or reporting)",
            level="nominal",
            answers=(_YES, _NO),
            caution=("Y", "N"),
        ),
        Item(
            name="risk",
            heading="Risk/Potential Danger",
            explanation="As assessed by call type and category",
            level="ordinal",
            answers=(
                Answer(code="L", label="Limited"),
                Answer(code="P", label="Possible"),
                Answer(code="H", label="High"),
            ),
            caution=("H", "P", "L"),
            look_alikes={"\u2519": "L"},
        ),
        Item(
            name="immediate_response",
            heading="Immediate Response",
            explanation="24/7 response necessary/expected",
            level="nominal",
            answers=(_YES, _NO),
            caution=("Y", "N"),
        ),
        Item(
            name="type",
            heading="Type: Crime, Ordinance, Traffic, Service",
            explanation="CFS category assigned",
            level="nominal",
            answers=(
                Answer(code="C", label="Crime"),
                Answer(code="O", label="Ordinance"),
                Answer(code="T", label="Traffic"),
                Answer(code="S", label="Service"),
            ),
            # No class is more cautious than another. A tie goes to the class that claims least: the report prints
            # Service for Lost Property, which merges one Service and one Crime type.
            caution=("S", "T", "O", "C"),
            look_alikes={"\u00d8": "S"},
        ),
        Item(
            name="other_resources",
            heading="Other Resources Available",
            explanation="Current (Y or N), Limited (to some extent), or TBD (possible)",
            level="nominal",
            answers=(_YES, _NO, Answer(code="L", label="Limited"), Answer(code="T", label="TBD")),
            caution=("N", "T", "L", "Y"),
            asks_comment=True,
        ),
        Item(
            name="alternative_response",
            heading="Alternative Response",
            explanation="Telephone Response Unit (TRU) or online reporting options",
            level="nominal",
            answers=(_YES, _NO),
            caution=("N", "Y"),
            asks_comment=True,
        ),
        Item(
            name="department_value",
            heading="Importance Rating",
            explanation="1 = least important; 10 = most important",
            level="interval",
            lowest=1,
            highest=10,
        ),
    ),
)
