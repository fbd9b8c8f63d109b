"""Calls that nobody made, as a dispatch system would send them: one row each, under the columns of files of calls.

What comes how often follows a study: a call type weighs as much as its committed hours there, since a study prints
hours and no counts. What officers begin themselves is left out. The hours of the day are those of invented years
(`shapes`).
"""

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from arcs.core.dispatching.inventing import Day, InventedCall, invented_calls
from arcs.core.evaluation import Study
from arcs.core.refusal import Refusal
from arcs.core.vocabulary import NatureFlag
from arcs.files.invented.shapes import ALL_DAY, OFFICER_WORDS

NEEDS = tuple(one.value for one in NatureFlag)
SIMULATOR = "Simulator"


@dataclass(frozen=True, kw_only=True)
class Simulation:
    """What is played: types with their weights, from a moment on the place's clock, with so many calls a day."""

    types: Mapping[str, float]
    begins: datetime
    hours: float
    a_day: int
    seed: int

    @property
    def ends(self) -> datetime:
        """The moment, on the place's clock, at which it is over."""
        return self.begins + timedelta(hours=self.hours)

    def calls(self) -> Iterator[InventedCall]:
        """The calls from beginning to end, in order of the clock; the same day and seed give the same calls."""
        day = self.begins.date()
        while day <= self.ends.date():
            made = Day(on=day, calls=self.a_day, types=self.types, hours=ALL_DAY, questions=NEEDS)
            for one in invented_calls(made, random=Random(f"{self.seed} {day}")):  # noqa: S311 - chance for show, no secret
                if self.begins <= one.received_local < self.ends:
                    yield one
            day += timedelta(days=1)


def weights_of(study: Study) -> dict[str, float]:
    """Each call type that comes from outside, with its committed hours; Refusal where none has any."""
    weights = {
        one.call_type: float(one.fte)
        for one in study.call_types
        if one.fte and not any(word in one.call_type for word in OFFICER_WORDS)
    }
    if not weights:
        raise Refusal(
            study.study.title, "none of its call types has hours", "name a study whose call_types.csv has FTE"
        )
    return weights


def row_of(call: InventedCall, *, seed: int, zone: ZoneInfo, received: datetime | None = None) -> dict[str, str]:
    """The columns of an invented call, marked as invented; received at its own moment unless another is given."""
    moment = received or call.received_local.replace(tzinfo=zone)
    return {
        "source_key": f"{call.key}-{seed}",
        "received_at": moment.isoformat(timespec="seconds"),
        "call_type": call.call_type,
        "address": call.address,
        "reception": SIMULATOR,
        "initiated_by": "community",
        "invented": "yes",
        **dict(call.answers),
    }


def csv_of(row: Mapping[str, str]) -> str:
    """A file that holds this one call."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, list(row), lineterminator="\n")
    writer.writeheader()
    writer.writerow(row)
    return text.getvalue()
