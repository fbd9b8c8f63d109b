"""Is a route ready: who answers this way, who of them is current, and why the route is not live. Pure rules.

A person is current on a day when each policy of the route was acknowledged in the version that counts on that day, and
each required training is valid on it. What is not known does not count: a route without people, or without a policy,
is never ready.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID

POLICY, TRAINING = "policy", "training"


@dataclass(frozen=True, kw_only=True)
class Duty:
    """One thing that one person of a route has to hold; `since` and `until` are the days between which it is held.

    `wanted_since` is the day from which the policy's version counts; `ever` says whether an earlier version, or an
    earlier training, was once held. `staff` is None where the asker may not know who it is.
    """

    person: int
    staff: UUID | None
    kind: str
    thing: UUID
    since: date | None = None
    until: date | None = None
    wanted_since: date | None = None
    ever: bool = False

    def is_held(self, on: date) -> bool:
        """Whether it is held on a day."""
        return self.since is not None and self.until is not None and self.since <= on <= self.until

    def lapsed_on(self, on: date) -> date | None:
        """The first day on which it was no longer held; None where it never was, or still is."""
        if self.is_held(on):
            return None
        if self.until is not None:
            return self.until + timedelta(days=1)
        return self.wanted_since if self.ever else None


@dataclass(frozen=True, kw_only=True)
class PersonStanding:
    """One person of a route: what is missing today, and what is held."""

    person: int
    staff: UUID | None
    missing: tuple[Duty, ...]
    held: tuple[Duty, ...]

    @property
    def is_current(self) -> bool:
        """Whether this person may answer this way today."""
        return not self.missing and bool(self.held)


@dataclass(frozen=True, kw_only=True)
class RouteStanding:
    """A route on a day: its people, how many policies it has, and how many people it needs at least."""

    on: date
    people: tuple[PersonStanding, ...]
    policies: int
    least_people: int = 1
    lapses: tuple[date, ...] = field(default=())

    @property
    def current(self) -> int:
        """How many people are current."""
        return sum(one.is_current for one in self.people)

    @property
    def not_current(self) -> tuple[PersonStanding, ...]:
        """The people who are not."""
        return tuple(one for one in self.people if not one.is_current)

    @property
    def is_ready(self) -> bool:
        """Whether everybody is current, somebody is there, there are enough, and there is a policy to act by."""
        return bool(self.policies and self.people and not self.not_current and self.current >= self.least_people)

    @property
    def lapsed(self) -> int:
        """How many people held everything once and lost it."""
        return sum(
            bool(one.missing) and all(duty.lapsed_on(self.on) is not None for duty in one.missing)
            for one in self.not_current
        )


def standing_of(duties: Iterable[Duty], *, people: Sequence[tuple[int, UUID | None]], policies: int, least_people: int,
                on: date) -> RouteStanding:  # fmt: skip
    """How a route stands on a day, from what each of its people has to hold."""
    by_person: dict[int, list[Duty]] = {person: [] for person, _staff in people}
    for duty in duties:
        by_person.setdefault(duty.person, []).append(duty)
    staff = dict(people)
    shown = tuple(
        PersonStanding(
            person=person, staff=staff.get(person),
            missing=tuple(one for one in held if not one.is_held(on)),
            held=tuple(one for one in held if one.is_held(on)),
        )
        for person, held in by_person.items()
    )  # fmt: skip
    days = {day for one in shown for duty in one.missing if (day := duty.lapsed_on(on)) is not None}
    return RouteStanding(
        on=on, people=shown, policies=policies, least_people=least_people, lapses=tuple(sorted(days)),
    )  # fmt: skip
