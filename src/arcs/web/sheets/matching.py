"""Which code of another system a call type is likely to be, by its words: always to be confirmed by a person."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

Confidence = Literal["sure", "likely", "guess"]
LIKELY, GUESS = 0.6, 0.3
EMPTY_WORDS = frozenset({"a", "an", "and", "of", "or", "the", "in", "on", "to", "by", "for", "with", "other", "all"})


@dataclass(frozen=True, kw_only=True)
class OtherCode:
    """One code of a system that the user brought, and what it means."""

    code: str
    label: str


@dataclass(frozen=True, kw_only=True)
class Match:
    """The code whose words are nearest to a call type's, how sure that is, and the words that they share."""

    call_type: str
    code: OtherCode
    confidence: Confidence
    shared: tuple[str, ...]


def words_of(text: str) -> frozenset[str]:
    """The words that tell something, in lower case and without a plural's s.

    >>> sorted(words_of("Theft of Motor-Vehicles"))
    ['motor', 'theft', 'vehicle']
    """
    found = re.findall(r"[a-z0-9]+", text.casefold())
    return frozenset(_singular(one) for one in found if one not in EMPTY_WORDS)


def _singular(word: str) -> str:
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


def codes_of(text: str) -> list[OtherCode]:
    """A pasted list: one code a line, its meaning after a tab, semicolon, comma or two spaces; empty lines are left.

    >>> codes_of("23H\\tAll other larceny\\n\\n240;Motor vehicle theft")[1]
    OtherCode(code='240', label='Motor vehicle theft')
    """
    found = []
    for line in text.splitlines():
        code, *label = re.split(r"\t|;|,|\s{2,}", line.strip(), maxsplit=1)
        if code:
            found.append(OtherCode(code=code.strip().strip('"'), label=label[0].strip().strip('"') if label else ""))
    return list(dict.fromkeys(found))


def matches(call_types: Iterable[str], codes: Sequence[OtherCode]) -> list[Match]:
    """The nearest code of each call type; a type with which no code shares enough words has none.

    >>> codes = [OtherCode(code="240", label="Motor vehicle theft"), OtherCode(code="290", label="Vandalism")]
    >>> [(one.code.code, one.confidence) for one in matches(["THEFT OF MOTOR VEHICLE", "THEFT", "NOISE"], codes)]
    [('240', 'sure'), ('240', 'guess')]
    """
    known = [(one, words_of(one.label or one.code)) for one in codes]
    found = []
    for name in call_types:
        own = words_of(name)
        best = max(known, key=lambda pair: (_likeness(own, pair[1]), -len(pair[1])), default=None)
        confidence = _confidence(_likeness(own, best[1])) if best else None
        if best and confidence:
            shared = tuple(sorted(own & best[1]))
            found.append(Match(call_type=name, code=best[0], confidence=confidence, shared=shared))
    return found


def _likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """Shared words among all words of both."""
    return len(one & other) / len(one | other) if one and other else 0.0


def _confidence(likeness: float) -> Confidence | None:
    if likeness == 1:
        return "sure"
    if likeness >= LIKELY:
        return "likely"
    return "guess" if likeness >= GUESS else None
