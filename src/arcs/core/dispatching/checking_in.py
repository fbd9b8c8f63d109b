"""Check-in timers: somebody who is alone on scene taps in time, or the alarm climbs step by step until one does.

Two clocks are kept apart: what the server received is reckoned on the server's clock alone, and what the device says
of its own time is kept beside it. A wrong device clock can neither silence an alarm nor lose a tap.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from arcs.core.refusal import Refusal


class TimerState(StrEnum):
    """Where a timer stands."""

    RUNNING = "running"
    DUE = "due"
    OVERDUE = "overdue"
    STOPPED = "stopped"


@dataclass(frozen=True, kw_only=True)
class Step:
    """Who is to be told so many minutes after the check-in was due."""

    after_minutes: int
    tells: str


@dataclass(frozen=True, kw_only=True)
class Plan:
    """How often somebody checks in, when the device reminds, and who is told when nothing comes."""

    every_minutes: int
    remind_minutes: int
    steps: tuple[Step, ...]

    def __post_init__(self) -> None:
        where = "the check-in plan"
        if not 0 <= self.remind_minutes < self.every_minutes:
            raise Refusal(
                where,
                f"it reminds {self.remind_minutes} minutes before each {self.every_minutes} minutes are over",
                "give a reminder shorter than the time between two check-ins",
            )
        after = [one.after_minutes for one in self.steps]
        if not after or after != sorted(set(after)) or after[0] < 0:
            raise Refusal(where, "its steps do not climb in time", "give at least one step, each later than the last")


@dataclass(frozen=True, kw_only=True)
class Tap:
    """One tap, by its own key; `received_at` is the server's clock, `device_time` only what the device said.

    `waited` is how long it lay on a device without link, counted there as a span and not read from its clock.
    Raises `Refusal` where it is less than nothing.
    """

    key: str
    received_at: datetime
    waited: timedelta = timedelta()
    device_time: datetime | None = None
    ends: bool = False

    def __post_init__(self) -> None:
        if self.waited < timedelta():
            raise Refusal(f"the tap {self.key}", f"it waited {self.waited}, less than nothing", "send the span waited")

    @property
    def made_at(self) -> datetime:
        """When somebody tapped, on the server's clock."""
        return self.received_at - self.waited


@dataclass(frozen=True, kw_only=True)
class Standing:
    """Where a timer stands at a moment: when it is or was due, the steps reached, and the words for it.

    `reached` are those who must be told by now. Whether they were is a fact that somebody recorded, and no matter of
    time: the words claim nothing of it.
    """

    state: TimerState
    due_at: datetime
    reached: tuple[Step, ...]
    words: str


def standing(plan: Plan, *, begun_at: datetime, taps: Iterable[Tap] = (), now: datetime) -> Standing:
    """Where a timer stands. Any tap resets it from when it was made, and their order never matters.

    A tap that comes twice is one, as it first came: sent again, it must not put an alarm off.

    >>> plan = Plan(every_minutes=15, remind_minutes=3, steps=(Step(after_minutes=0, tells="dispatcher"),
    ...     Step(after_minutes=5, tells="supervisor")))
    >>> begun = datetime(2026, 3, 10, 18)
    >>> late = standing(plan, begun_at=begun, now=begun + timedelta(minutes=21))
    >>> late.words, [one.tells for one in late.reached]
    ('overdue by 6 min', ['dispatcher', 'supervisor'])
    """
    first: dict[str, Tap] = {}
    for one in sorted(taps, key=lambda one: (one.received_at, one.made_at), reverse=True):
        if one.received_at <= now:
            first[one.key] = one
    ended = any(one.ends for one in first.values())
    last = max([begun_at, *(one.made_at for one in first.values())])
    due = last + timedelta(minutes=plan.every_minutes)
    if ended:
        return Standing(state=TimerState.STOPPED, due_at=due, reached=(), words="stopped")
    if now >= due:
        late = now - due
        reached = tuple(one for one in plan.steps if timedelta(minutes=one.after_minutes) <= late)
        words = f"overdue by {int(late.total_seconds()) // 60} min"
        return Standing(state=TimerState.OVERDUE, due_at=due, reached=reached, words=words)
    left = -(-int((due - now).total_seconds()) // 60)
    reminding = now >= due - timedelta(minutes=plan.remind_minutes)
    state = TimerState.DUE if reminding else TimerState.RUNNING
    return Standing(state=state, due_at=due, reached=(), words=f"check in within {left} min")


def clock_gap(tap: Tap, *, more_than: timedelta = timedelta(minutes=2)) -> str:
    """That a device's clock differs, in words; nothing where it does not, or did not say.

    The gap holds the way to the server too: a tap that waited offline is told the same way.
    """
    if tap.device_time is None:
        return ""
    gap = tap.received_at - tap.device_time
    if abs(gap) <= more_than:
        return ""
    side = "before" if gap > timedelta() else "after"
    minutes = int(abs(gap).total_seconds()) // 60
    return f"the device says {minutes} min {side} the server's clock; the server's clock counts"
