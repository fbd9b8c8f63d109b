"""The store of calls: rows that are held are the rows that are asked for, each made when it is looked at."""

from datetime import datetime

import duckdb
import ibis
from hypothesis import given
from hypothesis import strategies as st

from arcs.files.call_store import AT_ONCE, DuckDBCallStore

SCHEMA = ibis.schema({"number": "int64", "word": "string", "at": "timestamp(6)"})
ROW = st.tuples(
    st.integers(0, 9),
    st.none() | st.sampled_from(["", "Müller", "a,b"]),
    st.none() | st.datetimes(datetime(1900, 1, 1), datetime(2100, 1, 1)),
)


@given(
    st.lists(ROW, max_size=12), st.none() | st.integers(-14, 14), st.none() | st.integers(-14, 14), st.integers(-3, 3)
)
def test_held_rows_are_the_rows_by_place_by_slice_and_in_order(
    rows: list[tuple], start: int | None, stop: int | None, step: int
) -> None:
    with duckdb.connect() as connection:
        store = DuckDBCallStore(connection=connection)
        held = store.held(store.put("kept", SCHEMA, rows))
    assert len(held) == len(rows)
    assert list(held) == rows
    assert [held[at] for at in range(-len(rows), len(rows))] == rows + rows
    assert list(held[slice(start, stop, step or None)]) == rows[slice(start, stop, step or None)]


def test_more_rows_than_are_made_at_once_come_whole_and_in_order() -> None:
    many = [(number, str(number), None) for number in range(2 * AT_ONCE + 1)]
    with duckdb.connect() as connection:
        store = DuckDBCallStore(connection=connection)
        assert list(store.held(store.put("kept", SCHEMA, many).order_by("number"))) == many
