"""Editions of the settings: each holds from its day until a later one does; none is ever changed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from arcs.core.agency.programme import Programme
from arcs.core.refusal import Refusal


@dataclass(frozen=True, kw_only=True)
class Edition:
    """The settings as one edition holds them, from the day `valid_from` on."""

    number: int
    valid_from: date
    programme: Programme
    note: str = ""


def edition_in_force(editions: Iterable[Edition], on_date: date) -> Edition:
    """The edition that holds on a day: of those begun by then, the one that begins last; of one day, the later made.

    Raises `Refusal` where none has begun by then.
    """
    begun = [one for one in editions if one.valid_from <= on_date]
    if not begun:
        raise Refusal(
            f"the settings of {on_date}",
            "no edition holds on that day",
            "make an edition that is valid from that day or an earlier one",
        )
    return max(begun, key=lambda one: (one.valid_from, one.number))


def editions_to_come(editions: Iterable[Edition], on_date: date) -> tuple[Edition, ...]:
    """Editions that begin after a day and will hold at some time, soonest first.

    One that another of the same day has replaced never holds and is left out.
    """
    by_day: dict[date, Edition] = {}
    for one in sorted(editions, key=lambda one: one.number):
        if one.valid_from > on_date:
            by_day[one.valid_from] = one
    return tuple(by_day[day] for day in sorted(by_day))
