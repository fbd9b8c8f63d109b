"""DuckDB as the store of calls: Ibis expressions in, plain rows out, without pandas and without a second connection."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import duckdb
import ibis
import pyarrow

from arcs.files.sql import identifier


@lru_cache(maxsize=64)
def written(operation: Any) -> str:
    """An Ibis operation as DuckDB's SQL; writing it out takes longer than asking it of a small table."""
    return str(ibis.to_sql(operation.to_expr(), dialect="duckdb"))


@dataclass(frozen=True, kw_only=True)
class DuckDBCallStore:
    """A plain DuckDB connection that answers Ibis expressions over its tables and views."""

    connection: duckdb.DuckDBPyConnection

    def rows(self, expression: ibis.Table) -> list[tuple[Any, ...]]:
        """The expression's rows, in its column order."""
        return self.connection.execute(written(expression.op())).fetchall()

    def columns(self, expression: ibis.Table) -> list[list[Any]]:
        """The same by columns, which takes half as long; sums beyond 64 bits are for `rows`, which keeps them exact."""
        columns = self.connection.execute(written(expression.op())).fetchnumpy()
        return [one.tolist() for one in columns.values()]

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
