"""What is done by the clock: each minute or daily, by exactly one worker, in the name of a standing identity."""

import logging
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db import InterfaceError, OperationalError
from django.utils import timezone

from arcs.web.jobs import claims
from arcs.web.jobs.liveness import Locks
from arcs.web.jobs.models import ClockTick
from arcs.web.wall.acting import Standing, acting_as

log = logging.getLogger("arcs.clock")


@dataclass(frozen=True, kw_only=True)
class ClockWork:
    """Something that is due once in each period; `hour` (UTC) is when a day's begins."""

    name: str
    period: timedelta
    hour: int
    standing: Standing
    function: Callable[[], object]

    def period_of(self, moment: datetime) -> int:
        """The number of the period in which a moment lies.

        >>> daily = ClockWork(name="a", period=timedelta(days=1), hour=3, standing=Standing.CLERK, function=print)
        >>> day = datetime(2026, 5, 4, 3, 0, tzinfo=UTC)
        >>> daily.period_of(day) - daily.period_of(day - timedelta(seconds=1))
        1
        """
        since = moment - datetime(2000, 1, 1, self.hour, tzinfo=UTC)
        return since // self.period


WORKS: dict[str, ClockWork] = {}
Function = Callable[[], object]


def _declare(name: str, period: timedelta, hour: int, standing: Standing) -> Callable[[Function], Function]:
    def declare(function: Function) -> Function:
        known = WORKS.get(name)
        if known and known.function.__qualname__ != function.__qualname__:
            raise ValueError(f"{name} is already done by the clock: {known.function.__qualname__}.")
        WORKS[name] = ClockWork(name=name, period=period, hour=hour, standing=standing, function=function)
        return function

    return declare


def often(name: str, *, seconds: int, standing: Standing) -> Callable[[Function], Function]:
    """Decorator: done once in so many seconds, outside any transaction (it opens its own)."""
    return _declare(name, timedelta(seconds=seconds), 0, standing)


def each_minute(name: str, *, standing: Standing) -> Callable[[Function], Function]:
    """Decorator: done once a minute, outside any transaction (it opens its own)."""
    return _declare(name, timedelta(minutes=1), 0, standing)


def daily(name: str, *, hour: int, standing: Standing) -> Callable[[Function], Function]:
    """Decorator: done once a day from this hour (UTC) on, outside any transaction (it opens its own)."""
    return _declare(name, timedelta(days=1), hour, standing)


def tick(locks: Locks, *, stop: Callable[[], bool] = lambda: False, now: datetime | None = None) -> list[str]:
    """Do what is due and what no other worker is doing; the names of what was done. A fault in one stops no other."""
    did = []
    for clock_work in WORKS.values():
        if stop():
            break
        if _is_due(clock_work, now or timezone.now()):
            with locks.held("clock", clock_work.name) as free:
                # Asked again: another worker may have done it between the look and the lock.
                if free and _is_due(clock_work, now or timezone.now()):
                    _do(clock_work, now or timezone.now())
                    did.append(clock_work.name)
    return did


def _is_due(clock_work: ClockWork, now: datetime) -> bool:
    with claims.as_clerk():
        last = ClockTick.objects.filter(name=clock_work.name).values_list("started_at", flat=True).first()
    return last is None or clock_work.period_of(last) < clock_work.period_of(now)


def _do(clock_work: ClockWork, now: datetime) -> None:
    with claims.as_clerk():
        ClockTick.objects.update_or_create(name=clock_work.name, defaults={"started_at": now, "finished_at": None})
    fault = ""
    try:
        with acting_as(clock_work.standing):
            clock_work.function()
    except (OperationalError, InterfaceError):
        raise
    except Exception:
        log.exception("%s failed", clock_work.name)
        fault = traceback.format_exc()[-claims.LONGEST_TRACEBACK :]
    with claims.as_clerk():
        ClockTick.objects.filter(name=clock_work.name).update(finished_at=timezone.now(), fault=fault)


@daily("jobs.expire", hour=4, standing=Standing.CLERK)
def expire_jobs() -> None:
    """Clear away jobs whose time has come."""
    while claims.expire():
        pass
