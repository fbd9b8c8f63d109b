"""What simulated people were told was done, as they read it, to be held against the database afterwards."""

import time
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from threading import Lock
from uuid import UUID

BEFORE_AND_AFTER = 2.0  # seconds around a kill in which a page may fail


@dataclass(frozen=True, kw_only=True)
class Acknowledged:
    """Something that a program or a page said it has: about which call, by whom, and what."""

    call: UUID
    who: UUID
    what: str


@dataclass(frozen=True)
class Send:
    """One unit sent to one call by one dispatcher."""

    unit: str
    call: UUID
    who: UUID


@dataclass(frozen=True, kw_only=True)
class Kill:
    """One part of the programme ended with `kill -9`, from then until it served again."""

    kind: str
    begun: float
    ended: float


@dataclass
class Ledger:
    """All that was acknowledged, by keys that the askers made; safe for many threads.

    `asked` counts each assignment that was asked for, `sent` those of which the page said that they are made and
    `refused` those of which it said that they are not; of the rest nobody heard.
    """

    calls: dict[str, UUID] = field(default_factory=dict)
    decisions: dict[UUID, Acknowledged] = field(default_factory=dict)
    told: dict[UUID, Acknowledged] = field(default_factory=dict)
    closed: dict[UUID, UUID] = field(default_factory=dict)
    asked: Counter[Send] = field(default_factory=Counter)
    sent: Counter[Send] = field(default_factory=Counter)
    refused: Counter[Send] = field(default_factory=Counter)
    meetings: int = 0
    sent_twice: int = 0
    no_answers: int = 0
    took: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    broken: list[tuple[float, int, str]] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    answered_last: float = 0.0  # when the newest question was asked that somebody answered
    kills: list[Kill] = field(default_factory=list)
    assigned_at: dict[tuple[UUID, str], float] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def time(self, page: str, begun: float) -> None:
        """How long one page took that was asked for then, or how long ago something was."""
        with self._lock:
            self.took[page].append(max(0.0, time.monotonic() - begun))
            self.answered_last = max(self.answered_last, begun)

    def fault(self, sentence: str) -> None:
        """Something that must not be, in a sentence."""
        with self._lock:
            self.faults.append(sentence)

    def unanswered(self, page: str, status: int) -> None:
        """Nobody answered, or the answer was an error of the server."""
        with self._lock:
            self.no_answers += 1
            self.broken.append((time.monotonic(), status, f"{page} was answered {status or 'by nobody'}"))

    def count(self, counter: Counter[Send], one: Send) -> None:
        """One more of a send."""
        with self._lock:
            counter[one] += 1
            if counter is self.sent:
                self.assigned_at[one.call, one.unit] = time.monotonic()

    def met(self) -> None:
        """Two dispatchers wanted the same at one instant."""
        with self._lock:
            self.meetings += 1

    def again(self) -> None:
        """A device sent the same thing twice."""
        with self._lock:
            self.sent_twice += 1

    def unexplained(self) -> list[str]:
        """What nobody answered while nothing was killed. Errors of the server are judged by its log."""
        return [words for at, status, words in self.broken if status == 0 and not self.is_around_a_kill(at)]

    @property
    def errors_between(self) -> int:
        """How often the server said that it failed while nothing was killed: more asked than it could take."""
        return sum(bool(status) and not self.is_around_a_kill(at) for at, status, _words in self.broken)

    def is_around_a_kill(self, at: float) -> bool:
        """Whether a part was killed just then, or did not serve again yet."""
        return any(one.begun - BEFORE_AND_AFTER <= at <= one.ended + BEFORE_AND_AFTER for one in self.kills)

    def sums(self) -> str:
        """How much was acknowledged, in a line."""
        return (
            f"{len(self.calls)} calls, {len(self.decisions)} decisions, {self.sent.total()} assignments and "
            f"{self.refused.total()} refused, {len(self.told)} words of the field, {self.outcomes} of them outcomes"
        )

    @property
    def outcomes(self) -> int:
        """How many outcomes the field was told are kept."""
        return sum(one.what == "outcome" for one in self.told.values())
