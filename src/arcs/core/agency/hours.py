"""Hours of a week on the wall clock: several spans a day, over midnight where a shift is."""

import re
from dataclasses import dataclass, fields
from itertools import pairwise
from typing import Self

from arcs.core.refusal import Refusal

DAY = 24 * 60
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_SPAN = re.compile(r"(\d{1,2}):(\d{2})\s*[-–]\s*(\d{1,2}):(\d{2})", re.ASCII)


@dataclass(frozen=True, order=True)
class Span:
    """From `opens` to `closes`, both in minutes after the midnight that begins the day; over 1,440 is the next day."""

    opens: int
    closes: int

    def __post_init__(self) -> None:
        if not 0 <= self.opens < DAY or not self.opens < self.closes <= self.opens + DAY:
            raise Refusal(
                f"the hours from minute {self.opens} to minute {self.closes}",
                "a span begins within its day and lasts up to 24 hours",
                "write the hours as 08:30-17:00, over midnight as 22:00-06:00, a whole day as 00:00-24:00",
            )

    @classmethod
    def parse(cls, text: str) -> Self:
        """Hours as a person writes them; a closing at or before the opening is on the next day.

        >>> Span.parse("08:30-17:00").minutes, Span.parse("22:00-06:00").minutes
        (510, 480)
        """
        found = _SPAN.fullmatch(text.strip())
        if found:
            first_hour, first_minute, last_hour, last_minute = (int(one) for one in found.groups())
            opens, closes = first_hour * 60 + first_minute, last_hour * 60 + last_minute
            if max(first_minute, last_minute) < 60 and opens < DAY and closes <= DAY:
                return cls(opens, closes if closes > opens else closes + DAY)
        raise Refusal(
            f'the hours "{text}"',
            "they are not a time of opening and a time of closing",
            "write them as 08:30-17:00, over midnight as 22:00-06:00, a whole day as 00:00-24:00",
        )

    @property
    def minutes(self) -> int:
        """How long it lasts on the clock."""
        return self.closes - self.opens

    def __str__(self) -> str:
        """The hours as `parse` reads them.

        >>> str(Span(1320, 1800)), str(Span(0, 1440))
        ('22:00-06:00', '00:00-24:00')
        """
        return f"{_clock(self.opens)}-{_clock(self.closes if self.closes <= DAY else self.closes - DAY)}"


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


@dataclass(frozen=True, kw_only=True)
class Week:
    """The spans that begin on each day of the week, in order; a day without spans is closed.

    >>> Week.of("08:30-17:00", days=WEEKDAYS[:5]).minutes / 60
    42.5
    """

    monday: tuple[Span, ...] = ()
    tuesday: tuple[Span, ...] = ()
    wednesday: tuple[Span, ...] = ()
    thursday: tuple[Span, ...] = ()
    friday: tuple[Span, ...] = ()
    saturday: tuple[Span, ...] = ()
    sunday: tuple[Span, ...] = ()

    def __post_init__(self) -> None:
        laid = [(number, span) for number, day in enumerate(self.days) for span in day]
        on_one_line = [(DAY * number + span.opens, DAY * number + span.closes, number) for number, span in laid]
        around = [(first + 7 * DAY, last + 7 * DAY, number) for first, last, number in on_one_line[:1]]
        for (_, closes, day), (opens, _, following) in pairwise(on_one_line + around):
            if opens < closes:
                raise Refusal(
                    f"the hours of {WEEKDAYS[day].capitalize()}",
                    f"a span is not over when the next begins on {WEEKDAYS[following].capitalize()}",
                    "write spans in order of the clock, each beginning after the one before has closed",
                )

    @classmethod
    def of(cls, *spans: str, days: tuple[str, ...] = WEEKDAYS) -> Self:
        """The same hours on each of some days."""
        return cls(**{day: tuple(Span.parse(one) for one in spans) for day in days})

    @property
    def days(self) -> tuple[tuple[Span, ...], ...]:
        """The spans of Monday to Sunday."""
        return tuple(getattr(self, one.name) for one in fields(self))

    @property
    def minutes(self) -> int:
        """Minutes open in an ordinary week, one without a change of clocks or a holiday."""
        return sum(span.minutes for day in self.days for span in day)
