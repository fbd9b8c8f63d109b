"""Calls folded to what an edition reads of them, as Ibis expressions over the call table."""

import ibis

from arcs.core.workload.intervals import Interval, measured

# An export's words beside the edition's: which type a call's type is, which outcome a disposition tells.
TYPES = ibis.schema({"given_type": "string", "edition_type": "string"})
OUTCOMES = ibis.schema({"given_disposition": "string", "told_outcome": "string"})
# From which local time on which set of services is open, by its number.
HOURS = ibis.schema({"from_local": "timestamp(6)", "pattern": "int32"})

# What of a call's history says that less than an officer would have been regretted.
REGRETS = ("arrest", "force", "injury", "weapon", "backup", "upgraded")
NATURES = ("mental_health", "juvenile", "unhoused")
VECTOR = ("edition_type", "pattern", *NATURES, "hour", "area")


def per_call(
    calls: ibis.Table, committed: ibis.Table, types: ibis.Table, outcomes: ibis.Table, hours: ibis.Table
) -> ibis.Table:
    """One row per call: the edition's word for its type, the services open, the needs recorded, its committed time."""
    spent = measured(committed, Interval())
    spent = spent.group_by(spent_on=spent.call_key).agg(spent_ms=spent.interval_ms.sum())
    listed = calls.select(
        "call_key",
        "call_number",
        "source_file",
        "source_line",
        "call_type",
        "disposition",
        "received_local",
        **{one: calls[f"nature_{one}"] for one in NATURES},
        **{one: calls[f"outcome_{one}"] for one in REGRETS},
        area=ibis.coalesce(calls.area, calls.beat, ibis.literal("")),
        hour=calls.received_local.hour().cast("int16"),
    )
    timed = listed.left_join(spent, listed.call_key == spent.spent_on).drop("spent_on")
    named = timed.left_join(types, timed.call_type == types.given_type).drop("given_type")
    named = named.mutate(edition_type=ibis.coalesce(named.edition_type, named.call_type))
    told = named.left_join(outcomes, named.disposition == outcomes.given_disposition).drop("given_disposition")
    return told.asof_join(hours, told.received_local >= hours.from_local).drop("from_local")


def folded(rows: ibis.Table) -> ibis.Table:
    """The distinct vectors with their calls and committed milliseconds, in one order whatever the machine."""
    found = rows.group_by(list(VECTOR)).agg(calls=rows.count(), spent_ms=rows.spent_ms.sum())
    return found.order_by([found[one] for one in VECTOR])


def harmed(rows: ibis.Table) -> ibis.Table:
    """Calls recorded with an outcome that would make a lighter response regretted."""
    any_of = rows.told_outcome.isin(REGRETS).fill_null(False)
    for one in REGRETS:
        any_of = any_of | rows[one].fill_null(False)
    found = rows.filter(any_of).order_by(["received_local", "call_key"])
    return found.select(
        *VECTOR,
        "source_file",
        "source_line",
        "call_number",
        "received_local",
        "call_type",
        "disposition",
        "told_outcome",
        *REGRETS,
    )
