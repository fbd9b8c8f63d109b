"""Calls folded to what an edition reads of them, as Ibis expressions over the call table.

A vector is a call type and one number: which needs are recorded, and which services are open at that hour. The unit
responses are read twice: once to find the distinct vectors, and once, when these are decided, to add up where they go.
"""

from functools import lru_cache, reduce
from operator import or_
from typing import NamedTuple

import ibis
from ibis import _
from ibis.expr import operations as ops

from arcs.core.replay.answering import NATURES, NO_HOUR
from arcs.core.workload.intervals import Interval, measured

# An export's words for how a call ended, beside the outcomes that they tell: a bit for each of `REGRETS`.
WORDS = ibis.table({"given_disposition": "string", "told": "int32"}, name="replay_told")
# Which set of services is open, by its number, in each slot of the wall clock: minutes since 1970 over a slot's length.
SLOTS = ibis.table({"slot": "int64", "open_set": "int32"}, name="replay_hours")
# Each vector with the number of what the edition answers to it, and who leads where it leaves the police at best.
ANSWERED = ibis.table(
    {"of_type": "string", "of_vector": "int32", "answer": "int32", "route": "string"}, name="replay_answered"
)

# What of a call's history says that less than an officer would have been regretted.
REGRETS = ("arrest", "force", "injury", "weapon", "backup", "upgraded")
_NEEDS = tuple(f"nature_{one}" for one in NATURES)
_KNOWN = int(3 ** len(NATURES))


class Clock(NamedTuple):
    """How long a slot of the wall clock is, and the set of services of a moment in none of `SLOTS`."""

    slot_minutes: int
    outside: int


class Plans(NamedTuple):
    """What a replay asks of a store, over `SLOTS`, and `ANSWERED` once the vectors are."""

    vectors: ibis.Table
    split: ibis.Table
    harmed: ibis.Table
    telling: ibis.Table


@lru_cache(maxsize=32)
def plans_of(calls: ops.Relation, committed: ops.Relation, clock: Clock, *, with_words: bool) -> Plans:
    """The plans over calls and their unit responses; kept, for to build them takes as long as some of the asking.

    `with_words`: the export's words for how a call ended stand in `WORDS`.
    """
    called, words = calls.to_expr(), WORDS if with_words else None
    responses = told(committed.to_expr(), clock)
    return Plans(vectors(responses), split(responses), harmed(called, words, clock), telling(called, words))


def vector_number(pattern: int, needs: int) -> int:
    """The number of a vector; `vector_parts` gives its parts again.

    >>> vector_parts(vector_number(NO_HOUR, 5))
    (-1, 5)
    """
    return (pattern - NO_HOUR) * _KNOWN + needs


def vector_parts(number: int) -> tuple[int, int]:
    """Which services are open, and the needs recorded, of a vector's number."""
    pattern, needs = divmod(number, _KNOWN)
    return pattern + NO_HOUR, needs


def told(committed: ibis.Table, clock: Clock) -> ibis.Table:
    """The unit responses with their time, and their call's vector, hour and place."""
    carried = ("call_type", "received_local", *_NEEDS, "is_first_response", "beat", "area")
    return _with_vector(
        measured(committed, Interval(), carried),
        clock,
        "call_type",
        "is_first_response",
        "interval_ms",
        hour=_.received_local.hour().cast("int16"),
        place=ibis.coalesce(_.area, _.beat, ""),
    )


def vectors(responses: ibis.Table) -> ibis.Table:
    """The distinct vectors with their calls and committed milliseconds, in one order whatever the machine."""
    found = responses.group_by(["call_type", "vector"]).agg(**_sums(responses))
    return found.order_by(["call_type", "vector"])


def split(responses: ibis.Table) -> ibis.Table:
    """Calls and committed milliseconds by hour, area and what the edition answers."""
    rows = _decided(responses, ANSWERED)
    return rows.group_by(["hour", "place", "answer"]).agg(**_sums(rows))


def _sums(rows: ibis.Table) -> dict[str, ibis.expr.types.Column]:
    """Calls, each counted at its first response, and the time of all responses."""
    return {
        "calls": rows.count(where=rows.is_first_response),
        "spent_ms": ibis.coalesce(rows.interval_ms.sum().cast("int64"), 0),
    }


def _with_vector(rows: ibis.Table, clock: Clock, *kept: str, **more: ibis.Value) -> ibis.Table:
    """Some columns of the rows, and their call's vector."""
    slot = rows.received_local.epoch_seconds().cast("int64") // (60 * clock.slot_minutes)
    found = rows.left_join(SLOTS, slot == SLOTS.slot).select(*rows.columns, "open_set")
    at_no_slot = found.received_local.isnull().ifelse(NO_HOUR, clock.outside)
    pattern = ibis.coalesce(found.open_set, at_no_slot)
    vector = ((pattern - NO_HOUR) * _KNOWN + _needs(found)).cast("int32")
    return found.select(*kept, **more, vector=vector)


def _needs(calls: ibis.Table) -> ibis.expr.types.Column:
    """The recorded needs as one number: for each 0 not recorded, 1 no, 2 yes."""
    digits = [
        calls[one].cases((True, 2 * 3**at), (False, 3**at), else_=0).cast("int32") for at, one in enumerate(_NEEDS)
    ]
    return sum(digits[1:], digits[0])


def _decided(rows: ibis.Table, decided: ibis.Table) -> ibis.Table:
    return rows.inner_join(decided, [rows.call_type == decided.of_type, rows.vector == decided.of_vector])


def telling(calls: ibis.Table, outcomes: ibis.Table | None) -> ibis.Table:
    """One row: how many calls say at all whether one of `REGRETS` came about; of the others nothing is known."""
    said = reduce(or_, (calls[f"outcome_{one}"].notnull() for one in REGRETS))
    if outcomes is not None:
        said = said | calls.disposition.isin(outcomes.given_disposition).fill_null(False)
    return calls.agg(known=said.cast("int32").sum().cast("int64"))


def harmed(calls: ibis.Table, outcomes: ibis.Table | None, clock: Clock) -> ibis.Table:
    """Calls that leave the police at best and were recorded with an outcome that makes this regretted.

    What was recorded is one number: a bit for each of `REGRETS`.
    """
    where = ("source_file", "source_line", "call_number", "received_local", "call_type", "disposition")
    flags = [calls[f"outcome_{one}"] for one in REGRETS]
    if outcomes is None:  # the few that are marked first: everything else is then done to them alone
        calls = calls.filter(reduce(or_, flags))
    bits = [ibis.cases((flag, 2**at), else_=0).cast("int32") for at, flag in enumerate(flags)]
    marked = _marked(calls.select(*where, *_NEEDS, recorded=sum(bits[1:], bits[0])), outcomes)
    gone = _decided(_with_vector(marked, clock, *where, "recorded"), ANSWERED.filter(ANSWERED.route.notnull()))
    texts = {one: ibis.coalesce(gone[one], "") for one in ("source_file", "call_number", "disposition")}
    found = gone.select(**{one: texts.get(one, gone[one]) for one in (*where, "route", "recorded")})
    return found.order_by(["received_local", "source_file", "source_line", "call_number"])


def _marked(calls: ibis.Table, outcomes: ibis.Table | None) -> ibis.Table:
    if outcomes is None:
        return calls
    told = calls.left_join(outcomes, calls.disposition == outcomes.given_disposition)
    recorded = (told.recorded | ibis.coalesce(told.told, 0)).cast("int32")
    both = told.mutate(recorded=recorded).select(*calls.columns)
    return both.filter(both.recorded > 0)
