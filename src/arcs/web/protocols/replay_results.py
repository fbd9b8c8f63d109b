"""A replay as JSON that a row keeps, and back as the core's own replay, from which every table and file is made."""

from collections.abc import Iterable, Mapping
from dataclasses import astuple
from datetime import date
from typing import Any

from arcs.core.replay import REGRETS, Moved, Regret, Replay, Unanswerable
from arcs.web.protocols.models import ReplayRegret

_KEPT_WITHOUT = ("officer", "cit_officer", "co_response", "srt")  # the police of a result that was kept without them


def as_json(found: Replay) -> dict[str, Any]:
    """Everything but the regrets, which have rows of their own."""
    return {
        "edition": found.edition,
        "calls": found.calls,
        "hours": found.hours,
        "first": found.first.isoformat() if found.first else None,
        "last": found.last.isoformat() if found.last else None,
        "moved": [astuple(one) for one in found.moved],
        "unanswerable": [astuple(one) for one in found.unanswerable],
        "regrets": len(found.regrets),
        "police": sorted(found.police),
        "telling": found.telling,
    }


def as_replay(kept: Mapping[str, Any], regrets: Iterable[ReplayRegret] = ()) -> Replay:
    """The replay as it was found."""
    return Replay(
        edition=kept["edition"],
        calls=kept["calls"],
        hours=kept["hours"],
        first=_day(kept["first"]),
        last=_day(kept["last"]),
        moved=tuple(_moved(*one) for one in kept["moved"]),
        unanswerable=tuple(_unanswerable(one) for one in kept["unanswerable"]),
        regrets=tuple(_regret(one) for one in regrets),
        police=frozenset(kept.get("police", _KEPT_WITHOUT)),
        telling=kept["telling"],
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _moved(by: str, value: str, route: str, *numbers: Any) -> Moved:
    calls_best, hours_best, calls_worst, hours_worst = numbers
    return Moved(
        by=by, value=value, route=route, calls_best=calls_best, hours_best=hours_best, calls_worst=calls_worst,
        hours_worst=hours_worst,
    )  # fmt: skip


def _unanswerable(kept: list[Any]) -> Unanswerable:
    kind, code, text, calls, turn, hours = kept
    return Unanswerable(kind=kind, code=code, text=text, calls=calls, calls_that_turn=turn, hours_that_turn=hours)


def _regret(one: ReplayRegret) -> Regret:
    return Regret(
        source_file=one.source_file,
        source_line=one.source_line,
        call_number=one.call_number,
        received_local=one.received_local.replace(tzinfo=None) if one.received_local else None,
        call_type=one.call_type,
        route=one.route,
        recorded=sum(1 << REGRETS.index(each) for each in one.outcomes.split(", ") if each),
        disposition=one.disposition,
    )
