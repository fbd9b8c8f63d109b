"""How a plan stands on a day: what is done, late, blocked, waiting, and what comes next. Pure rules."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from arcs.core.evaluation.records import ProgrammeStep


@dataclass(frozen=True, kw_only=True)
class PlanStep:
    """One step with the row that holds it, its place in the plan, and the version that a page shows."""

    row: UUID
    version: int
    position: int
    step: ProgrammeStep

    @property
    def name(self) -> str:
        """The step's short name."""
        return self.step.step


@dataclass(frozen=True, kw_only=True)
class Standing:
    """One step on a day: `late` and `left` in days; `waits_for` is the step that is not done yet."""

    of: PlanStep
    is_done: bool
    late: int = 0
    left: int | None = None
    blocked: str = ""
    waits_for: str = ""

    @property
    def can_go_on(self) -> bool:
        """Whether somebody can work on it now."""
        return not (self.is_done or self.blocked or self.waits_for)


@dataclass(frozen=True, kw_only=True)
class Plan:
    """Every step with its standing, and the counts of the first glance."""

    steps: tuple[Standing, ...]
    today: date

    @property
    def done(self) -> int:
        """How many steps are done."""
        return sum(one.is_done for one in self.steps)

    @property
    def blocked(self) -> tuple[Standing, ...]:
        """Steps with something in their way, those due first at the top."""
        return tuple(sorted((one for one in self.steps if one.blocked), key=_by_due))

    @property
    def late(self) -> tuple[Standing, ...]:
        """Steps that are not done and past their day."""
        return tuple(sorted((one for one in self.steps if one.late), key=_by_due))

    @property
    def next(self) -> Standing | None:
        """The step that is due first among those on which somebody can work."""
        return min((one for one in self.steps if one.can_go_on), key=_by_due, default=None)

    def of(self, row: UUID) -> Standing | None:
        """The standing of one row."""
        return next((one for one in self.steps if one.of.row == row), None)


def plan_of(steps: Iterable[PlanStep], today: date) -> Plan:
    """How every step stands on a day."""
    given = tuple(steps)
    by_name = {one.name: one for one in given}
    return Plan(steps=tuple(_standing(one, by_name, today) for one in given), today=today)


def _standing(one: PlanStep, by_name: Mapping[str, PlanStep], today: date) -> Standing:
    step = one.step
    if step.done_on is not None:
        return Standing(of=one, is_done=True)
    before = by_name.get(step.waits_for)
    waits = step.waits_for if before is not None and before.step.done_on is None else ""
    days = None if step.due_on is None else (step.due_on - today).days
    return Standing(
        of=one, is_done=False, late=max(0, -(days or 0)), left=days, blocked=step.blocked, waits_for=waits,
    )  # fmt: skip


def _by_due(one: Standing) -> tuple[date, int]:
    return (one.of.step.due_on or date.max, one.of.position)


def waits_in_a_circle(steps: Sequence[ProgrammeStep]) -> tuple[str, ...]:
    """The names of steps that wait for themselves by way of others; none where the plan can be carried out.

    >>> one = ProgrammeStep(step="a", phase="policy", party="agency", task="A", waits_for="b")
    >>> two = ProgrammeStep(step="b", phase="policy", party="agency", task="B", waits_for="a")
    >>> waits_in_a_circle([one, two])
    ('a', 'b')
    """
    before = {one.step: one.waits_for for one in steps}
    for start in before:
        seen: list[str] = []
        at = start
        while at in before and at not in seen:
            seen.append(at)
            at = before[at]
        if at in seen:
            return tuple(seen[seen.index(at) :])
    return ()


def depending_on(name: str, steps: Iterable[PlanStep]) -> tuple[PlanStep, ...]:
    """The steps that wait for one."""
    return tuple(one for one in steps if one.step.waits_for == name)
