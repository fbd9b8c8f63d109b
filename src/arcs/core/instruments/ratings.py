"""Ratings: one officer's answer to one item about one call type, read with every repair reported.

A blank is not answered. "Don't know" is an answer of its own. A glyph that only looks like a code is repaired by a
declared lookup, in closed code sets only, and each repair is reported; what cannot be repaired is refused, with its
place and what is allowed, and all refusals are collected.
"""

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from arcs.core.instruments.items import DONT_KNOW, Instrument, Item
from arcs.core.refusal import Refusal

# Capitals of other alphabets that print like ours. Only whole answers in closed code sets are ever repaired with them.
LOOK_ALIKES: Mapping[str, str] = {
    "Υ": "Y", "У": "Y", "Ү": "Y", "Ρ": "P", "Р": "P", "С": "C", "Ϲ": "C", "Ο": "O", "О": "O", "0": "O",
    "Τ": "T", "Т": "T", "Η": "H", "Н": "H", "Ν": "N", "Ѕ": "S", "Ⅼ": "L", "Ꮮ": "L",
    "у": "Y", "р": "P", "с": "C", "о": "O", "т": "T", "н": "H", "ѕ": "S", "υ": "Y", "ο": "O", "ν": "N", "ρ": "P",
}  # fmt: skip
DIGIT_LOOK_ALIKES: Mapping[str, str] = {"O": "0", "o": "0", "О": "0", "Ο": "0", "l": "1", "I": "1", "|": "1"}
DONT_KNOW_WORDS = frozenset({"?", "??", "dk", "d/k", "don't know", "dont know", "do not know", "unknown", "unsure"})
_INVISIBLE = {ord(mark): None for mark in "\u200b\u200c\u200d\u2060\ufeff\u00ad"}
_FULL_WIDTH = {0xFF01 + offset: 0x21 + offset for offset in range(94)}
_APOSTROPHES = str.maketrans({"’": "'", "ʼ": "'", "‘": "'"})


@dataclass(frozen=True, kw_only=True, slots=True)
class Rating:
    """One answer. `answer` is a code, "?" for "don't know", or None where only a comment was given.

    `item` is "" for a comment on the call type as a whole. `repeat` is 1 where the same rater was shown the type a
    second time (a hidden repeat); repeats measure a rater's steadiness and never enter the codes.
    """

    rater: str
    group: str
    call_type: str
    item: str
    answer: str | None
    comment: str = ""
    repeat: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """One cell as it was given: `where` names file, line and column for a person; `given` is its text."""

    where: str
    rater: str
    group: str
    call_type: str
    item: str
    given: str | None
    comment: str = ""
    repeat: int = 0


@dataclass(frozen=True, kw_only=True)
class Repair:
    """A repaired answer: what was given where, as what it was read, and why."""

    where: str
    item: str
    given: str
    read_as: str
    why: str

    def __str__(self) -> str:
        return f"{self.where}: {self.given!r} was read as {self.read_as} ({self.why})."


@dataclass(frozen=True, kw_only=True)
class RatingsReading:
    """What came of reading: cells read = ratings + blanks + doubled + refused."""

    ratings: tuple[Rating, ...]
    repairs: tuple[Repair, ...]
    refused: tuple[Refusal, ...]
    cells: int
    blank: int
    doubled: int

    @property
    def raters(self) -> tuple[str, ...]:
        """Codes of the raters who gave anything, in order."""
        return tuple(sorted({one.rater for one in self.ratings}))


@lru_cache(maxsize=16_384)  # a study has few different answers, many times
def _tidy(given: str) -> str:
    """Spaces, invisible marks and full-width forms taken away; nothing else."""
    return " ".join(given.translate(_INVISIBLE).translate(_FULL_WIDTH).split())


def _as_number(text: str, item: Item) -> tuple[str, str] | None:
    ascii_digits = "".join(DIGIT_LOOK_ALIKES.get(mark, mark) for mark in text)
    for candidate, why in ((text, "spaces or width"), (ascii_digits, "letter for a digit")):
        whole = re.fullmatch(r"0*(\d{1,6})(?:[.,]0{1,6})?", candidate, flags=re.ASCII)
        if whole and whole[1] in item.codes:
            return whole[1], why
    return None


def _as_code(text: str, item: Item) -> tuple[str, str] | None:
    codes = {code.upper(): code for code in item.codes}
    if text.upper() in codes:
        return codes[text.upper()], "spaces, width or small letter"
    own = item.look_alikes.get(text)
    if own is not None:
        return own, f"{_named(text)} stands for {own} in this item"
    glyphs = "".join(LOOK_ALIKES.get(mark, mark) for mark in text).upper()
    if glyphs in codes:
        return codes[glyphs], f"look-alike {_named(text)}"
    words = {one.label.casefold(): one.code for one in item.answers}
    if text.casefold() in words:
        return words[text.casefold()], "word for a code"
    return None


def _named(text: str) -> str:
    """Code points of what is not ASCII, so that a person can tell look-alikes apart."""
    return " ".join(f"U+{ord(mark):04X}" for mark in text[:4])


def read_answer(given: str | None, item: Item, where: str) -> tuple[str | None, Repair | None]:
    """Read one cell: its code (None for a blank, "?" for don't know) and the repair that was needed, if any.

    Raises Refusal with the place and what is allowed when the answer cannot be repaired.

    >>> from arcs.core.instruments.items import PRESET_INSTRUMENT
    >>> code, repair = read_answer("Υ", PRESET_INSTRUMENT.item("police_mandate"), "line 3")
    >>> code, str(repair)
    ('Y', "line 3: 'Υ' was read as Y (look-alike U+03A5).")
    """
    if given is None or not (text := _tidy(given)):
        return None, None
    if given in item.codes or given == DONT_KNOW:
        return given, None
    if text.translate(_APOSTROPHES).casefold() in DONT_KNOW_WORDS:
        read: tuple[str, str] | None = (DONT_KNOW, "words for don't know")
    else:
        read = _as_number(text, item) if item.level == "interval" else _as_code(text, item)
    if read is None:
        shown = text if len(text) <= 40 else text[:40] + "…"
        raise Refusal(where, f"{shown!r} is no answer to {item.heading}", f"give {item.allowed}, or leave it blank")
    return read[0], Repair(where=where, item=item.name, given=given, read_as=read[0], why=read[1])


def read_entries(
    entries: Iterable[Entry],
    instrument: Instrument,
    call_types: Collection[str] | None = None,
) -> RatingsReading:
    """Read many cells; every repair and every refusal is collected, none stops the others.

    `call_types`, where given, are the study's types: an entry for any other type is refused.
    The same cell given twice with the same answer counts once (`doubled`); with different answers the first is kept
    and the second refused with both places, because nobody but the rater can say which holds.
    """
    items = {one.name: one for one in instrument.items}
    known = None if call_types is None else frozenset(call_types)
    repairs: list[Repair] = []
    refused: list[Refusal] = []
    kept: dict[tuple[str, str, str, int], tuple[Rating, str]] = {}
    cells = blank = doubled = 0
    for entry in entries:
        cells += 1
        try:
            rating = _read_entry(entry, items, known, repairs.append)
        except Refusal as refusal:
            refused.append(refusal)
            continue
        if rating is None:
            blank += 1
            continue
        key = (rating.rater, rating.call_type, rating.item, rating.repeat)
        if key not in kept:
            kept[key] = (rating, entry.where)
        elif kept[key][0] == rating:
            doubled += 1
        else:
            refused.append(_contradiction(entry, kept[key]))
    return RatingsReading(
        ratings=tuple(rating for rating, _ in kept.values()),
        repairs=tuple(repairs),
        refused=tuple(refused),
        cells=cells,
        blank=blank,
        doubled=doubled,
    )


def _read_entry(
    entry: Entry, items: Mapping[str, Item], known: frozenset[str] | None, report: Callable[[Repair], None]
) -> Rating | None:
    if not entry.comment.strip() and not (entry.given and _tidy(entry.given)):
        return None
    if not entry.rater.strip():
        raise Refusal(entry.where, "the rater's code is missing", "write the code of the rater in every row")
    if not entry.call_type or (known is not None and entry.call_type not in known):
        raise Refusal(entry.where, f"{entry.call_type!r} is not a call type of this study", "use its exact name")
    answer: str | None = None
    if entry.item:
        if entry.item not in items:
            raise Refusal(entry.where, f"there is no item {entry.item!r}", f"use one of {', '.join(items)}")
        answer, repair = read_answer(entry.given, items[entry.item], entry.where)
        if repair:
            report(repair)
    return Rating(
        rater=entry.rater.strip(),
        group=entry.group.strip(),
        call_type=entry.call_type,
        item=entry.item,
        answer=answer,
        comment=entry.comment,
        repeat=entry.repeat,
    )


def _contradiction(entry: Entry, first: tuple[Rating, str]) -> Refusal:
    rating, where = first
    return Refusal(
        entry.where,
        f"rater {rating.rater} has already answered {rating.item or 'with a comment'} for {rating.call_type} "
        f"differently at {where}; the first answer is kept",
        "ask the rater which one holds and delete the other",
    )


def of_groups(ratings: Iterable[Rating]) -> dict[str, str]:
    """Group of each rater; a rater found in two groups is refused, because counts by group would then overlap."""
    groups: dict[str, str] = {}
    for one in ratings:
        if groups.setdefault(one.rater, one.group) != one.group:
            raise Refusal(
                f"rater {one.rater}",
                f"stands in two groups, {groups[one.rater]!r} and {one.group!r}",
                "give the rater one group in every row",
            )
    return groups
