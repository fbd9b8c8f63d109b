"""Which calls are asked for: `--where column=value`, by the names of the call table and the values as they stand."""

from collections.abc import Sequence

import ibis

from arcs.core.refusal import Refusal

# Columns by whose value calls can be chosen, in the order a person meets them.
CHOOSABLE = (
    "agency",
    "discipline",
    "call_type",
    "initial_call_type",
    "final_call_type",
    "priority",
    "reception",
    "beat",
    "source_file",
)


def conditions(given: Sequence[str]) -> dict[str, str]:
    """`column=value` texts as a mapping; refuses another form, another column, and two values for one column.

    >>> conditions(["agency=POLICE", "priority=2"])
    {'agency': 'POLICE', 'priority': '2'}
    """
    asked: dict[str, str] = {}
    for one in given:
        column, sign, value = one.partition("=")
        column = column.strip()
        if not sign or not value:
            raise Refusal(f"--where {one}", "it is not of the form column=value", "write for example agency=POLICE")
        if column not in CHOOSABLE:
            raise Refusal(
                f"--where {one}",
                f"calls cannot be chosen by {column or 'nothing'}",
                f"use one of {', '.join(CHOOSABLE)}",
            )
        if asked.get(column, value) != value:
            raise Refusal(
                f"--where {one}",
                f"{column}={asked[column]} was asked for too, and no call has two values of {column}",
                "run once for each value",
            )
        asked[column] = value
    return asked


def chosen(committed: ibis.Table, asked: dict[str, str]) -> ibis.Table:
    """The rows of calls that meet every condition."""
    for column, value in asked.items():
        committed = committed.filter(committed[column] == value)
    return committed


def most_frequent(committed: ibis.Table, column: str, many: int = 8) -> ibis.Table:
    """The values that occur most often in a column, with the number of calls."""
    counted = (
        committed.filter(committed[column].notnull()).group_by(column).agg(calls=committed.is_first_response.sum())
    )
    return counted.order_by([counted.calls.desc(), counted[column]]).limit(many)


def never_occurs(column: str, value: str, frequent: Sequence[str]) -> Refusal:
    """The refusal of a value that no call has."""
    seen = ", ".join(frequent)
    return Refusal(
        f"--where {column}={value}",
        f"no call has that {column}" + (f"; the most frequent are: {seen}" if seen else f", nor any {column} at all"),
        "copy a value exactly as it stands, capitals included" if seen else "leave this condition out",
    )
