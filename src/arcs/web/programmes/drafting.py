"""A programme plan drafted from the board's decisions: the steps of `plan_steps.toml`, dated back from the start.

Every way of answering (route) that was adopted gets its steps; the whole programme gets those that name no route. The
start of a route is the earliest effective date among its categories, that of the programme the earliest of all.
"""

import calendar
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

from arcs.core.evaluation.records import BoardDecision, ProgrammeStep

STEPS_FILE = Path(__file__).with_name("plan_steps.toml")
YEARS = (1990, 2200)
ADOPTED = ("adopted", "adopted_otherwise")


@dataclass(frozen=True, kw_only=True)
class StepPattern:
    """One step as the file writes it: days before the start, or months after it."""

    step: str
    phase: str
    party: str
    task: str
    owner: str
    routes: tuple[str, ...] = ()
    starts: int = 0
    due: int = 0
    months_after: int = 0
    waits_for: str = ""


@dataclass(frozen=True, kw_only=True)
class Draft:
    """The steps, the start of each route, and adopted categories that say no date or no way of answering."""

    steps: tuple[ProgrammeStep, ...]
    starts: Mapping[str, date]
    without_date: tuple[str, ...]


@lru_cache(maxsize=1)
def _file() -> Mapping[str, Any]:
    with STEPS_FILE.open("rb") as file:
        return tomllib.load(file)


def patterns() -> tuple[StepPattern, ...]:
    """The steps of the file, in its order."""
    return tuple(StepPattern(**one | {"routes": tuple(one.get("routes", ()))}) for one in _file()["step"])


def name_of(route: str) -> str:
    """The short name of a way of answering, with which the names of its steps begin.

    >>> name_of("non_sworn")
    'CSO'
    """
    return str(_file()["names"].get(route, route))


def draft(decisions: Iterable[BoardDecision], *, today: date, given: Sequence[StepPattern] | None = None) -> Draft:
    """The plan that these decisions ask for, as of a day: steps before a start are never due after it."""
    adopted = [one for one in decisions if one.decision in ADOPTED]
    starts = starts_of(adopted)
    first = min(starts.values(), default=None)
    made: list[ProgrammeStep] = []
    wanted = patterns() if given is None else tuple(given)
    longest = max((max(one.starts, one.due) for one in wanted), default=0)
    for pattern in wanted if first else ():
        if not pattern.routes and first:
            made.append(_step(pattern, "", first, longest, today))
        made += [_step(pattern, route, starts[route], longest, today) for route in starts if route in pattern.routes]
    lacking = tuple(one.category for one in adopted if not _is_dated(one))
    return Draft(steps=_named(made), starts=starts, without_date=lacking)


def starts_of(decisions: Iterable[BoardDecision]) -> dict[str, date]:
    """The day on which each adopted route begins, earliest first; what names no day or no route is left out."""
    found: dict[str, date] = {}
    for one in decisions:
        if one.decision in ADOPTED and _is_dated(one) and one.effective_on is not None:
            found[one.disposition] = min(one.effective_on, found.get(one.disposition, one.effective_on))
    return dict(sorted(found.items(), key=lambda pair: (pair[1], pair[0])))


def _is_dated(one: BoardDecision) -> bool:
    """Whether a decision says who answers and from when; a year that is a slip of the pen is no date."""
    day = one.effective_on
    return bool(one.disposition) and day is not None and YEARS[0] <= day.year <= YEARS[1]


def months_later(day: date, months: int) -> date:
    """The same day so many months later, or that month's last.

    >>> months_later(date(2026, 8, 31), 6)
    datetime.date(2027, 2, 28)
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _step(pattern: StepPattern, route: str, start: date, longest: int, today: date) -> ProgrammeStep:
    if pattern.months_after:
        begins, due = start, months_later(start, pattern.months_after)
    else:
        begins, due = (_before(start, days, longest, today) for days in (max(pattern.starts, pattern.due), pattern.due))
    return ProgrammeStep(
        step=_filled(pattern.step, route), phase=pattern.phase, party=pattern.party,
        task=pattern.task, disposition=route, owner=pattern.owner,
        starts_on=begins, due_on=due, waits_for=_filled(pattern.waits_for, route),
    )  # fmt: skip


def _before(start: date, days: int, longest: int, today: date) -> date:
    """So many days before the start; fewer, in proportion, where less time is left than the longest step needs."""
    left = max((start - today).days, 0)
    return start - timedelta(days=days if left >= longest else days * left // longest)


def _filled(text: str, route: str) -> str:
    return text.replace("{route}", name_of(route))


def _named(made: Sequence[ProgrammeStep]) -> tuple[ProgrammeStep, ...]:
    """The steps by due date, within a day in the file's order; nothing waits for a step that is not there."""
    names = {one.step for one in made}
    kept = [one if one.waits_for in names else _free(one) for one in made]
    return tuple(sorted(kept, key=lambda one: one.due_on or date.max))


def _free(step: ProgrammeStep) -> ProgrammeStep:
    return ProgrammeStep(**vars(step) | {"waits_for": ""})
