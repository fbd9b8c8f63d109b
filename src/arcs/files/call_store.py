"""DuckDB as the store of calls: Ibis expressions in, plain rows out, without pandas and without a second connection."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, overload

import duckdb
import ibis
import pyarrow

from arcs.files.sql import identifier

AT_ONCE = 2048  # rows that are made together where all are looked at


@lru_cache(maxsize=64)
def written(operation: Any) -> str:
    """An Ibis operation as DuckDB's SQL; writing it out takes longer than asking it of a small table."""
    return str(ibis.to_sql(operation.to_expr(), dialect="duckdb"))


class ArrowRows(Sequence[tuple[Any, ...]]):
    """Rows of an Arrow table as plain tuples, each made when it is looked at: most of many never are."""

    def __init__(self, table: pyarrow.Table) -> None:
        self._table = table

    def __len__(self) -> int:
        return int(self._table.num_rows)

    @overload
    def __getitem__(self, at: int) -> tuple[Any, ...]: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[tuple[Any, ...]]: ...
    def __getitem__(self, at: int | slice) -> tuple[Any, ...] | Sequence[tuple[Any, ...]]:
        if isinstance(at, slice):
            return ArrowRows(self._table.take(pyarrow.array(range(*at.indices(len(self))), pyarrow.int64())))
        return tuple(column[at].as_py() for column in self._table.columns)

    def __iter__(self) -> Iterator[tuple[Any, ...]]:
        for batch in self._table.to_batches(max_chunksize=AT_ONCE):
            yield from zip(*(column.to_pylist() for column in batch.columns), strict=True)


@dataclass(frozen=True, kw_only=True)
class DuckDBCallStore:
    """A plain DuckDB connection that answers Ibis expressions over its tables and views."""

    connection: duckdb.DuckDBPyConnection

    def rows(self, expression: ibis.Table) -> list[tuple[Any, ...]]:
        """The expression's rows, in its column order."""
        return self.connection.execute(written(expression.op())).fetchall()

    def held(self, expression: ibis.Table) -> "ArrowRows":
        """The same, each made when it is looked at; sums beyond 64 bits are for `rows`, which keeps them exact."""
        return ArrowRows(self.connection.execute(written(expression.op())).to_arrow_table())

    def keep(self, name: str, expression: ibis.Table) -> ibis.Table:
        """Keep the expression's rows in a temporary table, in place of an earlier one of that name."""
        self.connection.execute(f"CREATE OR REPLACE TEMP TABLE {identifier(name)} AS {written(expression.op())}")
        return ibis.table(expression.schema(), name=name)

    def put(self, name: str, schema: ibis.Schema, rows: Sequence[Sequence[Any]]) -> ibis.Table:
        """Put plain rows into a temporary table, in place of an earlier one of that name."""
        columns = {one: [row[at] for row in rows] for at, one in enumerate(schema.names)}
        given = pyarrow.table(columns, schema=schema.to_pyarrow())
        self.connection.register("given_rows", given)
        self.connection.execute(f"CREATE OR REPLACE TEMP TABLE {identifier(name)} AS SELECT * FROM given_rows")
        self.connection.unregister("given_rows")
        return ibis.table(schema, name=name)
