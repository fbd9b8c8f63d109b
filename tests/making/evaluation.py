"""Evaluations for tests: the published one, and invented ones of every shape."""

from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from arcs.core.evaluation import Evaluation, evaluate
from arcs.core.figures import Column, Table, Value
from arcs.files.studies import read_study

OAK_PARK = Path(__file__).parents[2] / "examples" / "oak_park"


@cache
def oak_park() -> Evaluation:
    """The published evaluation of Oak Park."""
    return evaluate(read_study(OAK_PARK))


def a_table(name: str, columns: tuple[Column, ...], rows: list[tuple[Value, ...]], title: str = "") -> Table:
    """A table of an invented study."""
    return Table(
        name=name,
        title=title or name.replace("_", " ").capitalize(),
        columns=columns,
        rows=tuple(rows),
        population=f"{len(rows)} rows",
        period="an invented year",
        source="Invented for a test",
    )


def an_evaluation(tables: dict[str, Table], **changed: Any) -> Evaluation:
    """An invented evaluation with these tables."""
    front: dict[str, Any] = {
        "title": "Which calls need an officer?",
        "place": "Exampleton",
        "subtitle": "An invented evaluation",
        "prepared_by": "the invented police department",
        "version_date": date(2026, 1, 31),
        "invented": True,
        "figures": {},
        "statements": {"limits": ("Everything here is invented.",)},
    }
    return Evaluation(tables=tables, **{**front, **changed})


NUMBER = {"fte": 2, "hours": 1, "cso_average": 2, "tru_online_average": 2, "robustness": 0}
MATRIX = (
    "category", "fte", "hours", "risk", "class", "cso_average", "tru_online_average", "alternative", "disposition",
    "permitted", "not_yet", "robustness",
)  # fmt: skip


def matrix(rows: list[tuple[Value, ...]]) -> Table:
    """A suitability matrix with these rows, in the order of MATRIX."""
    columns = tuple(
        Column(
            name=name,
            heading=name.replace("_", " ").capitalize(),
            kind="share" if name == "robustness" else "number" if name in NUMBER else "text",
            places=NUMBER.get(name, 0),
        )
        for name in MATRIX
    )
    return a_table("matrix", columns, rows)


def a_week() -> Table:
    """Calls by hour of the week, busiest late on Fridays."""
    columns = (
        Column(name="weekday", heading="Day", kind="whole"),
        Column(name="hour", heading="Hour", kind="whole"),
        Column(name="calls", heading="Calls", kind="whole"),
        Column(name="hours", heading="Hours", kind="number", places=1),
    )
    rows: list[tuple[Value, ...]] = [
        (day, hour, 5 + abs(14 - hour) + 30 * (day == 4 and hour >= 22), Decimal(3))
        for day in range(7)
        for hour in range(24)
    ]
    return a_table("by_hour_of_week", columns, rows)


def a_workload() -> Table:
    """Hours by call type."""
    columns = (
        Column(name="call_type", heading="Call type"),
        Column(name="calls", heading="Calls", kind="whole"),
        Column(name="hours", heading="Hours", kind="number", places=4),
    )
    return a_table("workload", columns, [(f"Type {n}", 10 * n, Decimal(n * n)) for n in range(1, 31)])


def some_agreement() -> Table:
    """Share of Yes by call type and item, one of them held back."""
    columns = (
        Column(name="call_type", heading="Call type"),
        Column(name="item", heading="Item"),
        Column(name="share_of_yes", heading="Share of Yes", kind="share"),
        Column(name="suppressed", heading="Held back", kind="mark"),
    )
    rows: list[tuple[Value, ...]] = [
        (f"Type {n}", item, Decimal((n * 7 + k * 13) % 11) / 10, n == 3)
        for n in range(50)
        for k, item in enumerate(("police_mandate", "immediate_response", "alternative_response"))
    ]
    return a_table("agreement_by_type", columns, rows)


def some_answers() -> Table:
    """Answers 1 to 5 for some categories."""
    names = ("category", "alternative", "n", "n1", "n2", "n3", "n4", "n5")
    columns = tuple(Column(name=one, heading=one, kind="text" if at < 2 else "whole") for at, one in enumerate(names))
    rows: list[tuple[Value, ...]] = [(f"Category {n}", "cso", 10 + n, n, 2, 3, 4, 1) for n in range(1, 13)]
    return a_table("acceptance", columns, rows)


def a_full_invention() -> Evaluation:
    """An invented evaluation that has every table a chart may need."""
    rows: list[tuple[Value, ...]] = [
        (f"Category {n}", Decimal(n) / 3, Decimal(175 * n), "LPH"[n % 3], "COTS"[n % 4], Decimal(n % 5 + 1),
         Decimal((n + 2) % 5 + 1), "X" if n % 4 == 0 else None, ("non_sworn", "tru_online", "hybrid")[n % 3],
         "hybrid", "cso" if n % 5 < 2 else None, Decimal("0.93"))
        for n in range(1, 13)
    ]  # fmt: skip
    every = (matrix(rows), a_week(), a_workload(), some_agreement(), some_answers())
    return an_evaluation({one.name: one for one in every})


NAMES = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), min_size=1, max_size=30)
SCORES = st.none() | st.decimals(1, 5, places=2) | st.integers(1, 5).map(Decimal)
ROWS = st.tuples(
    NAMES,
    st.decimals(0, 90, places=2),
    st.none() | st.decimals(0, 9000, places=1),
    st.sampled_from(["L", "P", "H", "", "?"]),
    st.sampled_from(["C", "O", "T", "S"]),
    SCORES,
    SCORES,
    st.sampled_from(["X", "None", None]),
    st.sampled_from(["officer", "outside", "non_sworn", "tru_online", "hybrid", None]),
    st.sampled_from(["hybrid", "outside; non_sworn", None]),
    st.sampled_from(["cso", "cso; tru_online", None]),
    st.none() | st.decimals(0, 1, places=3),
)
SENSITIVITY = (
    Column(name="net_hours", heading="Net hours", kind="whole"),
    Column(name="share_on_calls", heading="Share", kind="number", places=2),
    Column(name="fte", heading="FTE", kind="number", places=2),
)


@st.composite
def evaluations(draw: st.DrawFn) -> Evaluation:
    """Invented evaluations: with and without categories, survey answers, outside resources, claims, assumptions."""
    tables: dict[str, Table] = {}
    if draw(st.booleans()):
        rows = draw(st.lists(ROWS, max_size=30, unique_by=lambda row: row[0]))
        tables["matrix"] = matrix(list(rows))
    if draw(st.booleans()):
        columns = (
            Column(name="cfs_category", heading="Type"),
            Column(name="fte", heading="FTE", kind="number", places=2),
        )
        types = draw(st.lists(st.tuples(NAMES, st.none() | st.decimals(0, 99, places=2)), max_size=12))
        tables["table_a1"] = a_table("table_a1", columns, list(types))
    if draw(st.booleans()):
        cells = [
            (Decimal(h), Decimal(s) / 100, draw(st.decimals(0, 99, places=3))) for h in (1650, 1750) for s in (25, 35)
        ]
        tables["sensitivity"] = a_table("sensitivity", SENSITIVITY, list(cells))
    if draw(st.booleans()):
        names = ("claim", "where", "printed", "recomputed", "formula")
        columns = tuple(Column(name=one, heading=one) for one in names)
        claims = draw(st.lists(st.tuples(*[NAMES] * 5), max_size=4))
        tables["discrepancies"] = a_table("discrepancies", columns, list(claims))
    return an_evaluation(tables)
