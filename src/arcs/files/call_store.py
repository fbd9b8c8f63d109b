"""DuckDB as the store of calls: Ibis expressions in, plain rows out, without pandas and without a second connection."""

from dataclasses import dataclass
from typing import Any

import duckdb
import ibis


@dataclass(frozen=True, kw_only=True)
class DuckDBCallStore:
    """A plain DuckDB connection that answers Ibis expressions over its tables and views."""

    connection: duckdb.DuckDBPyConnection

    def rows(self, expression: ibis.Table) -> list[tuple[Any, ...]]:
        """The expression's rows, in its column order."""
        return self.connection.execute(ibis.to_sql(expression, dialect="duckdb")).fetchall()

    def view(self, name: str, expression: ibis.Table) -> ibis.Table:
        """Name the expression as a temporary view, in place of an earlier one of that name.

        A table would save no time (its texts cost as much to copy as they save) and hold twice the memory.
        """
        quoted = '"' + name.replace('"', '""') + '"'
        self.connection.execute(f"CREATE OR REPLACE TEMP VIEW {quoted} AS {ibis.to_sql(expression, dialect='duckdb')}")
        return ibis.table(expression.schema(), name=name)
