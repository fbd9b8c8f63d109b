"""A year of invented calls whose committed hours by call type are those given, to the second."""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from arcs.core.refusal import Refusal
from arcs.files.invented.shapes import (
    CANCELLED,
    ENDS,
    NO_REPORT,
    OFFICER_WORDS,
    URGENT_ENDS,
    URGENT_WORDS,
    hourly_weights,
    whole_parts,
)

FILE_NAME = "invented_calls.csv"
COLUMNS = (
    "incident_number",
    "unit",
    "call_type",
    "priority",
    "call_source",
    "beat",
    "received",
    "dispatched",
    "enroute",
    "arrived",
    "cleared",
    "disposition",
    "invented",
)

UNITS_ON_A_CALL = (0.66, 0.25, 0.07, 0.02)  # one, two, three, four
NEVER_DISPATCHED = 0.02
SPREAD = 0.75  # of the logarithm of committed minutes within a type
HOUR = 3600
WEEK = 7 * 24 * HOUR

Whole = NDArray[np.int64]


@dataclass(frozen=True, kw_only=True)
class InventedYear:
    """Rows under `COLUMNS`, a row per unit response in the order received; `calls` counts calls."""

    year: int
    seed: int
    calls: int
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, kw_only=True)
class _Calls:
    """Calls of one type: when each is received and how long it waits; responses, in the order of their calls.

    The responses to call `n` are those from `first[n]` up to `first[n + 1]`, with their committed seconds.
    """

    call_type: str
    received: Whole
    wait: Whole
    first: Whole
    committed: Whole


def invent_year(
    hours_by_type: Mapping[str, Decimal | None],
    *,
    year: int,
    seed: int,
    timezone: str = "America/Chicago",
    beats: int = 8,
) -> InventedYear:
    """Calls of one year, local clock times of `timezone`, dispatched to cleared summing to the given hours per type.

    A type with None hours gets no call; one with 0 hours gets a call that was cancelled before a unit was sent. Each
    type draws from its own stream of chance, so that adding a type changes no other. No call is under way while the
    clocks change, so that its hours are the same however the times are read.
    """
    changes = clock_changes(year, timezone)
    drawn = [
        _calls_of_type(call_type, hours, year, np.random.default_rng([seed, year, *call_type.encode()]), changes)
        for call_type, hours in sorted(hours_by_type.items())
        if hours is not None
    ]
    chance = np.random.default_rng([seed, year])
    everything = [(int(at), one, number) for one in drawn for number, at in enumerate(one.received)]
    everything.sort(key=lambda call: (call[0], call[1].call_type, call[2]))
    drawn_of_each = _described(chance, len(everything), beats)
    ends = np.random.default_rng([seed, year, *b"how it ended"]).random(len(everything)).tolist()
    described = [(*one, end) for one, end in zip(drawn_of_each, ends, strict=True)]
    rows: list[tuple[str, ...]] = []
    for count, (_, calls, number) in enumerate(everything):
        rows += _rows(f"INV{year % 100:02d}-{count + 1:06d}", calls, number, year, described[count])
    return InventedYear(year=year, seed=seed, calls=len(everything), rows=tuple(rows))


def write_invented_year(made: InventedYear, folder: Path) -> Path:
    """Write the year as `invented_calls.csv` into `folder`; the same year gives the same bytes."""
    path = folder / FILE_NAME
    with path.open("w", encoding="utf-8", newline="") as page:
        writer = csv.writer(page, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(made.rows)
    return path


def clock_changes(year: int, timezone: str) -> tuple[int, ...]:
    """Seconds from the year's start, on the local clock, at which the zone's clocks change.

    >>> [at // 86400 + 1 for at in clock_changes(2021, "America/Chicago")]
    [73, 311]
    """
    zone = ZoneInfo(timezone)
    start = datetime(year, 1, 1, tzinfo=UTC)
    offsets = [(start + timedelta(hours=hour)).astimezone(zone).utcoffset() for hour in range(366 * 24)]
    return tuple(
        hour * HOUR + int(before.total_seconds())
        for hour, (before, after) in enumerate(pairwise(offsets), start=1)
        if before is not None and before != after
    )


def _calls_of_type(
    call_type: str, hours: Decimal, year: int, chance: np.random.Generator, changes: Sequence[int]
) -> _Calls:
    seconds = hours * HOUR
    if seconds < 0 or seconds != int(seconds):
        raise Refusal(
            f"hours of {call_type}",
            f"{hours} is not a whole number of seconds of at least none",
            "give hours as a decimal such as 5.25",
        )
    mean = 60 * float(np.clip(chance.lognormal(np.log(26), 0.45), 8, 120))
    responses = max(1, round(int(seconds) / mean)) if seconds else 0
    call_of = _call_of_each_response(chance, responses)
    calls = int(call_of[-1]) + 1 if responses else 1
    never = round(calls * NEVER_DISPATCHED) if responses else 0
    weights = np.cumsum(hourly_weights(year, call_type))
    hour = np.searchsorted(weights, chance.random(calls + never) * weights[-1], side="right")
    received = hour * HOUR + chance.integers(0, HOUR, calls + never)
    wait = np.minimum(chance.lognormal(np.log(150), 0.9, calls + never), 5 * HOUR).astype(np.int64)
    length = chance.lognormal(0, SPREAD, responses)
    length[np.diff(call_of, prepend=-1) == 0] *= 0.6  # backup leaves earlier
    committed = whole_parts(length, int(seconds)) if responses else np.zeros(0, dtype=np.int64)
    last = received + wait
    np.maximum.at(last, call_of, (received + wait)[call_of] + committed)
    return _Calls(
        call_type=call_type,
        received=_clear_of(changes, received, last),
        wait=wait,
        first=np.searchsorted(call_of, np.arange(len(received) + 1)).astype(np.int64),
        committed=committed,
    )


def _call_of_each_response(chance: np.random.Generator, responses: int) -> Whole:
    units = chance.choice(len(UNITS_ON_A_CALL), size=responses, p=UNITS_ON_A_CALL) + 1
    return np.repeat(np.arange(responses), units)[:responses]


def _clear_of(changes: Sequence[int], received: Whole, last: Whole) -> Whole:
    """Calls that would be under way within an hour or two of a clock change come a week earlier or later."""
    moved = received.copy()
    for at in changes:
        under_way = (received < at + 2 * HOUR) & (last > at - 2 * HOUR)
        moved[under_way] += WEEK if at < 180 * 24 * HOUR else -WEEK
    return moved


def _described(chance: np.random.Generator, calls: int, beats: int) -> list[tuple[float, float, int]]:
    """For each call two throws of the dice (priority, reception) and its beat; some beats are busier."""
    busy = 1 / np.sqrt(np.arange(1, beats + 1))
    beat = chance.choice(beats, size=calls, p=busy / busy.sum()) + 1
    return list(zip(chance.random(calls).tolist(), chance.random(calls).tolist(), beat.tolist(), strict=True))


def _rows(
    number: str, calls: _Calls, which: int, year: int, described: tuple[float, float, int, float]
) -> list[tuple[str, ...]]:
    urgency, reception, beat, end = described
    head = (calls.call_type, _priority(calls.call_type, urgency), _reception(calls.call_type, reception), f"B{beat}")
    start = datetime(year, 1, 1)
    received = int(calls.received[which])
    first, after = int(calls.first[which]), int(calls.first[which + 1])
    if first == after:
        return [(number, "", *head, _clock(start, received), "", "", "", "", CANCELLED, "yes")]
    ended = _disposition(calls.call_type, end)
    rows = []
    for unit, at in enumerate(range(first, after)):
        dispatched = received + int(calls.wait[which])
        committed = int(calls.committed[at])
        enroute, arrived = dispatched + min(committed // 20, 90), dispatched + min(committed // 4, 420 + 60 * unit)
        times = (received, dispatched, enroute, arrived, dispatched + committed)
        rows.append(
            (number, f"{beat}A{1 + (which + unit) % 9}", *head, *(_clock(start, time) for time in times), ended, "yes")
        )
    return rows


def _clock(start: datetime, seconds: int) -> str:
    return (start + timedelta(seconds=seconds)).isoformat(sep=" ")


def _priority(call_type: str, throw: float) -> str:
    urgent = any(word in call_type for word in URGENT_WORDS)
    limits = (0.55, 0.9, 1.0) if urgent else (0.04, 0.35, 0.8)
    return str(1 + sum(throw >= limit for limit in limits))


def _disposition(call_type: str, throw: float) -> str:
    ends = URGENT_ENDS if any(word in call_type for word in URGENT_WORDS) else ENDS
    return next((word for word, up_to in ends if throw < up_to), NO_REPORT)


def _reception(call_type: str, throw: float) -> str:
    if any(word in call_type for word in OFFICER_WORDS):
        return "OFFICER" if throw < 0.9 else "PHONE"
    return "E-911" if throw < 0.42 else "PHONE" if throw < 0.86 else "OFFICER" if throw < 0.97 else "WALK-IN"
