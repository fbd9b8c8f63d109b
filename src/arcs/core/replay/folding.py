"""Calls folded to what an edition reads of them, as Ibis expressions over the call table."""

import ibis

from arcs.core.workload.intervals import Interval, measured

# An export's words beside the edition's: which type a call's type is, which outcome a disposition tells.
TYPES = ibis.schema({"given_type": "string", "edition_type": "string"})
OUTCOMES = ibis.schema({"given_disposition": "string", "told_outcome": "string"})
# Which set of services is open, by its number, in each slot of the wall clock: minutes since 1970 over a slot's length.
HOURS = ibis.schema({"slot": "int64", "pattern": "int32"})
# Each vector with who leads at best and at worst.
DECIDED = ibis.schema(
    {"of_type": "string", "of_pattern": "int32", "of_needs": "int32", "best": "string", "worst": "string"}
)

# What of a call's history says that less than an officer would have been regretted.
REGRETS = ("arrest", "force", "injury", "weapon", "backup", "upgraded")
NATURES = ("mental_health", "juvenile", "unhoused")
VECTOR = ("edition_type", "pattern", "needs")
NO_HOUR = -1


def per_call(
    calls: ibis.Table, types: ibis.Table, outcomes: ibis.Table, hours: ibis.Table, *, slot_minutes: int
) -> ibis.Table:
    """One row per call with its vector: the edition's word for its type, the services open, the needs recorded."""
    slot = (calls.received_local.epoch_seconds() // (60 * slot_minutes)).cast("int64")
    calls = calls.mutate(received_slot=slot)
    named = calls.left_join(types, calls.call_type == types.given_type).drop("given_type")
    told = named.left_join(outcomes, named.disposition == outcomes.given_disposition).drop("given_disposition")
    timed = told.left_join(hours, told.received_slot == hours.slot).drop("slot", "received_slot")
    return timed.mutate(
        edition_type=ibis.coalesce(timed.edition_type, timed.call_type),
        pattern=ibis.coalesce(timed.pattern, ibis.literal(NO_HOUR, "int32")),
        needs=_needs(timed),
        area=ibis.coalesce(timed.area, timed.beat, ibis.literal("")),
        hour=timed.received_local.hour().cast("int16"),
    )


def _needs(calls: ibis.Table) -> ibis.expr.types.Column:
    """The recorded needs as one number: for each 0 not recorded, 1 no, 2 yes."""
    digits = [ibis.coalesce(calls[f"nature_{one}"].cast("int32") + 1, ibis.literal(0, "int32")) for one in NATURES]
    return sum(((3**at) * digit for at, digit in enumerate(digits)), ibis.literal(0, "int32")).cast("int32")


def needs_of(number: int) -> tuple[bool | None, ...]:
    """The recorded needs out of their number.

    >>> needs_of(5)
    (True, False, None)
    """
    return tuple((None, False, True)[number // 3**at % 3] for at in range(len(NATURES)))


def spent(committed: ibis.Table) -> ibis.Table:
    """Committed milliseconds of each call, over all its units."""
    rows = measured(committed, Interval())
    return rows.group_by(spent_on=rows.call_key).agg(spent_ms=rows.interval_ms.sum())


def narrow(rows: ibis.Table, spent_by_call: ibis.Table) -> ibis.Table:
    """Of each call only its vector, its hour, its area and its committed time."""
    timed = rows.left_join(spent_by_call, rows.call_key == spent_by_call.spent_on)
    return timed.select(*VECTOR, "hour", "area", "spent_ms")


def folded(rows: ibis.Table) -> ibis.Table:
    """The distinct vectors with their calls and committed milliseconds, in one order whatever the machine."""
    found = rows.group_by(list(VECTOR)).agg(calls=rows.count(), spent_ms=rows.spent_ms.sum())
    return found.order_by(list(VECTOR))


def _with_routes(rows: ibis.Table, decided: ibis.Table) -> ibis.Table:
    return rows.inner_join(
        decided,
        [rows.edition_type == decided.of_type, rows.pattern == decided.of_pattern, rows.needs == decided.of_needs],
    )


def split(rows: ibis.Table, decided: ibis.Table, by: str) -> ibis.Table:
    """Calls and committed milliseconds by one column and by who leads at best and at worst."""
    routed = _with_routes(rows, decided)
    keys = [by, "best", "worst"]
    found = routed.group_by(keys).agg(calls=routed.count(), spent_ms=routed.spent_ms.sum())
    return found.order_by(keys)


def harmed(rows: ibis.Table, decided: ibis.Table, police: tuple[str, ...]) -> ibis.Table:
    """Calls that leave the police at best and were recorded with an outcome that makes this regretted."""
    any_of = rows.told_outcome.isin(REGRETS).fill_null(False)
    for one in REGRETS:
        any_of = any_of | rows[f"outcome_{one}"].fill_null(False)
    routed = _with_routes(rows.filter(any_of), decided)
    left = routed.filter(routed.best.notin(police)).order_by(["received_local", "call_key"])
    return left.select(
        "source_file",
        "source_line",
        "call_number",
        "received_local",
        "call_type",
        "best",
        "disposition",
        "told_outcome",
        **{one: left[f"outcome_{one}"] for one in REGRETS},
    )
