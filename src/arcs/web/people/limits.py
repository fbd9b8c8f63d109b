"""The limits of the door: when a session locks, when failures lock out, when an unused account is off.

They are the programme's thresholds; a room above this one says where those are read (`read_limits_from`). Before there
are any, the installation's settings hold. Neither can be weaker than the rule behind a threshold allows.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest

from arcs.core.agency import KNOWN_THRESHOLDS

SESSION_LOCK, FAILED_SIGN_INS = "session_lock_minutes", "failed_sign_ins"
LOCK_OUT, IDLE = "lock_out_minutes", "idle_days"
CODES = (SESSION_LOCK, FAILED_SIGN_INS, LOCK_OUT, IDLE)
Limits = Mapping[str, Decimal]
_sources: list[Callable[[], Limits | None]] = []
_kept: ContextVar[dict[str, Decimal] | None] = ContextVar("arcs_limits", default=None)


def read_limits_from(source: Callable[[], Limits | None]) -> None:
    """Name the function that gives the programme's limits by code, or None while there is no programme."""
    _sources[:] = [source]


@contextmanager
def read_once() -> Iterator[None]:
    """Within the block (one request) the limits are read from the database at most once."""
    token = _kept.set({})
    try:
        yield
    finally:
        _kept.reset(token)


def session_lock() -> timedelta:
    """After so long without a touch a session locks."""
    return timedelta(minutes=float(_limit(SESSION_LOCK)))


def lock_out() -> timedelta:
    """Failures are counted over this time, and after it a locked-out person may try again."""
    return timedelta(minutes=float(_limit(LOCK_OUT)))


def idle_days() -> int:
    """An account without a sign-in for so many days is off."""
    return int(_limit(IDLE))


def failed_sign_ins() -> int:
    """So many failures lock out."""
    return int(_limit(FAILED_SIGN_INS))


def axes_failure_limit(request: HttpRequest | None, credentials: Any) -> int:
    """The same, as axes asks for it."""
    return failed_sign_ins()


def axes_cool_off(request: HttpRequest | None) -> timedelta:
    """The lock-out time, as axes asks for it."""
    return lock_out()


def _limit(code: str) -> Decimal:
    known = KNOWN_THRESHOLDS[code]
    return min(max(_limits()[code], known.lowest), known.highest)


def _limits() -> Limits:
    kept = _kept.get()
    if kept:
        return kept
    found = dict(_read())
    if kept is not None:
        kept.update(found)
    return found


def _read() -> Limits:
    given: Limits | None = None
    if _sources:
        with transaction.atomic():
            given = _sources[0]()
    return {code: Decimal(str(settings.ARCS_LIMITS[code])) for code in CODES} if given is None else given
