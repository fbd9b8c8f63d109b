"""What a rating sheet shows: one call type with its items and keys, progress, and what is still unanswered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from arcs.core.figures import rounded
from arcs.core.instruments.items import DONT_KNOW, Instrument, Item
from arcs.web.ratings.models import RatingRound, RoundType, Share

LETTERS = "abcdefghijklmnopqrstuvwxyz"
DIGITS = "1234567890"


@dataclass(frozen=True, kw_only=True)
class Choice:
    """One answer of an item: its code, its word, the key that gives it."""

    code: str
    label: str
    key: str
    chosen: bool


@dataclass(frozen=True, kw_only=True)
class Question:
    """One item as a rater sees it; `shape` says how many answers stand in a row."""

    name: str
    number: int
    heading: str
    explanation: str
    choices: tuple[Choice, ...]
    unsure: bool
    shape: str


@dataclass(frozen=True, kw_only=True)
class Done:
    """How far a sheet is."""

    pages: int
    done: int
    minutes_left: int

    @property
    def words(self) -> str:
        """As a rater reads it: "about 40 minutes left"."""
        if self.done == self.pages:
            return _("all answered")
        return ngettext(
            "about %(minutes)s minute left", "about %(minutes)s minutes left", self.minutes_left
        ) % {"minutes": self.minutes_left}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class PageLine:
    """One page in the review: how many of its questions are unanswered."""

    number: int
    call_type: str
    left: int


def questions(instrument: Instrument, given: Mapping[str, str]) -> list[Question]:
    """The items with their answers; words of the shipped instrument are translated, others stand as they are."""
    return [
        Question(
            name=item.name,
            number=at,
            heading=_(item.heading),
            explanation=_(item.explanation) if item.explanation else "",
            choices=_choices(item, given.get(item.name, "")),
            unsure=given.get(item.name) == DONT_KNOW,
            shape=_shape(item),
        )
        for at, item in enumerate(instrument.items, start=1)
    ]


def _choices(item: Item, chosen: str) -> tuple[Choice, ...]:
    keys = DIGITS if len(item.codes) <= len(DIGITS) else LETTERS
    return tuple(
        Choice(code=code, label=_(item.label(code)), key=keys[at] if at < len(keys) else "", chosen=code == chosen)
        for at, code in enumerate(item.codes)
    )


def _shape(item: Item) -> str:
    if len(item.codes) > 5:
        return "ten"
    return "four" if len(item.codes) > 3 else ""


def how_far(of_round: RatingRound, pages: Sequence[Share], answered: Mapping[tuple[str, int], int], items: int) -> Done:
    """How many pages are fully answered, and about how long the others take."""
    done = sum(answered.get((one.call_type, one.repeat), 0) >= items for one in pages)
    minutes = ceil((len(pages) - done) * float(of_round.minutes_per_type))
    return Done(pages=len(pages), done=done, minutes_left=minutes)


def review(pages: Sequence[Share], answered: Mapping[tuple[str, int], int], items: int) -> list[PageLine]:
    """The pages with something unanswered, in order."""
    lines = [
        PageLine(
            number=one.position, call_type=one.call_type, left=items - answered.get((one.call_type, one.repeat), 0)
        )
        for one in pages
    ]
    return [one for one in lines if one.left > 0]


def first_open(pages: Sequence[Share], answered: Mapping[tuple[str, int], int], items: int) -> int:
    """The page to go on with: the first with something unanswered, else the last."""
    lines = review(pages, answered, items)
    return lines[0].number if lines else len(pages)


def volume(of_round: RatingRound, one: RoundType | None) -> str:
    """What is known of a type's volume, in words; nothing where nothing is."""
    if one is None:
        return ""
    said = []
    if one.fte is not None:
        said.append(_("%(fte)s FTE of officer time a year") % {"fte": rounded(one.fte, 2)})
    if one.calls is not None and of_round.calls_from and of_round.calls_until:
        calls = ngettext("%(calls)s call", "%(calls)s calls", one.calls) % {"calls": f"{one.calls:,}"}
        said.append(
            _("%(calls)s from %(first)s to %(last)s")
            % {
                "calls": calls,
                "first": date_format(of_round.calls_from, "DATE_FORMAT"),
                "last": date_format(of_round.calls_until, "DATE_FORMAT"),
            }
        )
    return "; ".join(said)
