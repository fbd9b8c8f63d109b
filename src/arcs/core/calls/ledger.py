"""The ledger of data quality: what became of every record read, and what is missing or odd in those that were kept."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field

NO_CALL_TYPE = "no call type"
NO_TIME = "no received time"
UNREADABLE_TIME = "unreadable time"
IDENTICAL_ROW = "identical full row"
NO_CALL_COLUMNS = "not a table of calls"
_ROW_KINDS = {
    "call": "a row is a call",
    "unit": "a row is a unit's response",
    "packed": "a row is a call, with its units' times packed in cells",
    "duration": "a row is a call, with a duration only",
}


@dataclass(frozen=True, kw_only=True)
class SetAsideExample:
    """A record that is not in the call table: where it stands and what stood there (at most 200 characters)."""

    source_file: str
    source_line: int | None
    reason: str
    column: str | None
    given: str | None


@dataclass(frozen=True, kw_only=True)
class IntervalQuality:
    """One interval over the kept rows: `rows` = missing + negative + over_long + usable."""

    start: str
    end: str
    rows: int
    missing: int
    negative: int
    over_long: int

    @property
    def usable(self) -> int:
        """Rows whose interval is recorded, not negative and not over-long."""
        return self.rows - self.missing - self.negative - self.over_long


@dataclass(frozen=True, kw_only=True)
class Repair:
    """A code whose look-alike letters were put right, for example a Greek Y in a yes/no column."""

    column: str
    given: str
    repaired: str | None
    rows: int


@dataclass(frozen=True, kw_only=True)
class VolumeBreak:
    """A source of calls whose weekly volume changes abruptly and for good inside the data."""

    column: str
    value: str
    week_starting: str
    weekly_before: float
    weekly_after: float


@dataclass(frozen=True, kw_only=True)
class QualityLedger:
    """Every record read is kept or set aside for one reason; every statement carries its count.

    `rows_read` = `rows_kept` + the sum of `set_aside`. `calls` can be fewer than `rows_kept` where a row is a unit's
    response. Intervals are over kept rows; hours above `over_long_hours` count as over-long and are kept.
    """

    rows_read: int
    rows_kept: int
    calls: int
    row_kind: str
    timezone: str | None
    set_aside: Mapping[str, int]
    set_aside_examples: tuple[SetAsideExample, ...] = ()
    intervals: tuple[IntervalQuality, ...] = ()
    over_long_hours: float = 24.0
    not_recorded: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    unreadable: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    repairs: tuple[Repair, ...] = ()
    look_alike_types: tuple[tuple[str, ...], ...] = ()
    breaks: tuple[VolumeBreak, ...] = ()
    counts: Mapping[str, int] = field(default_factory=dict)
    statements: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.rows_read != self.rows_kept + sum(self.set_aside.values()):
            raise ValueError(
                f"{self.rows_read} rows were read, but {self.rows_kept} kept and "
                f"{sum(self.set_aside.values())} set aside do not add up to that"
            )

    def as_json(self) -> dict[str, object]:
        """The ledger as plain data, ready for `json.dump`.

        >>> ledger = QualityLedger(rows_read=2, rows_kept=1, calls=1, row_kind="call", timezone=None,
        ...                        set_aside={"no call type": 1})
        >>> ledger.as_json()["rows_kept"]
        1
        """
        plain = asdict(self)
        plain["intervals"] = {
            f"{one.start}_to_{one.end}": {
                "rows": one.rows,
                "missing": one.missing,
                "negative": one.negative,
                "over_long": one.over_long,
                "usable": one.usable,
            }
            for one in self.intervals
        }
        return plain

    def as_text(self) -> str:
        """The ledger for a reader: one sentence or line per statement, counts first."""
        lines = [
            f"{self.rows_read:,} rows read = {self.rows_kept:,} kept + {sum(self.set_aside.values()):,} set aside.",
            *(f"  {count:,} set aside: {reason}" for reason, count in self.set_aside.items()),
            f"{self.calls:,} calls ({_ROW_KINDS[self.row_kind]}).",
            f"Time zone: {self.timezone or 'not stated; local clocks are kept and UTC stays empty'}.",
        ]
        lines += [_example_line(one) for one in self.set_aside_examples]
        lines += [_interval_line(one, self.over_long_hours) for one in self.intervals]
        for title, words in (("not recorded", self.not_recorded), ("unreadable", self.unreadable)):
            for column, counts in words.items():
                given = ", ".join(f"{word!r} {count:,}" for word, count in counts.items())
                lines.append(f"{column}: {title}: {given}")
        lines += [
            f"{one.column}: {one.given!r} read as {one.repaired or 'not recorded'!r} on {one.rows:,} rows"
            for one in self.repairs
        ]
        lines += [f"Call types that look alike, kept as given: {' | '.join(group)}" for group in self.look_alike_types]
        lines += [_break_line(one) for one in self.breaks]
        return "\n".join([*lines, *self.statements]) + "\n"


def _example_line(one: SetAsideExample) -> str:
    where = f"{one.source_file} line {one.source_line}" if one.source_line is not None else one.source_file
    what = f" ({one.column}: {one.given!r})" if one.column else ""
    return f"  e.g. {where}: {one.reason}{what}"


def _interval_line(one: IntervalQuality, over_long_hours: float) -> str:
    return (
        f"{one.start} to {one.end}: {one.usable:,} of {one.rows:,} usable; {one.missing:,} missing, "
        f"{one.negative:,} negative, {one.over_long:,} longer than {over_long_hours:g} h"
    )


def _break_line(one: VolumeBreak) -> str:
    return (
        f"{one.column} {one.value!r}: {one.weekly_before:.1f} calls a week before {one.week_starting}, "
        f"{one.weekly_after:.1f} from then on; totals across that week do not compare"
    )


def volume_breaks(
    weekly: Mapping[tuple[str, str], Mapping[int, int]], weeks: tuple[str, ...]
) -> tuple[VolumeBreak, ...]:
    """Where a source's weekly volume jumps and stays: three times or a third, by at least ten calls a week.

    `weekly` gives, for each (column, value), the calls in each week number; `weeks` the first day of each whole week.
    The mean of all weeks before is compared with the mean of all weeks from then on, with at least two on each side;
    the week that explains most of the variance is named.

    >>> before_after = {("reception", "OFFICER"): {0: 1, 1: 2, 2: 90, 3: 95}}
    >>> found = volume_breaks(before_after, ("2025-01-05", "2025-01-12", "2025-01-19", "2025-01-26"))
    >>> found[0].week_starting, found[0].weekly_before, found[0].weekly_after
    ('2025-01-19', 1.5, 92.5)
    """
    found = []
    for (column, value), by_week in sorted(weekly.items()):
        volumes = [by_week.get(number, 0) for number in range(len(weeks))]
        best: tuple[float, int, float, float] | None = None
        for split in range(2, len(volumes) - 1):
            before = sum(volumes[:split]) / split
            after = sum(volumes[split:]) / (len(volumes) - split)
            explained = (after - before) ** 2 * split * (len(volumes) - split)
            if best is None or explained > best[0]:
                best = (explained, split, before, after)
        if best is None or abs(best[3] - best[2]) < 10 or max(best[2:]) < 3 * min(best[2:]):
            continue
        found.append(
            VolumeBreak(
                column=column,
                value=value,
                week_starting=weeks[best[1]],
                weekly_before=round(best[2], 1),
                weekly_after=round(best[3], 1),
            )
        )
    return tuple(found)
