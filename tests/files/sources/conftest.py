"""Opening sources in a test: one connection, one workspace, and the rows as Python sees them."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest

from arcs.files.sources import Sources, SourceTable, open_sources


@dataclass(frozen=True, kw_only=True)
class Desktop:
    """A connection and a folder in which a test lays its files."""

    connection: duckdb.DuckDBPyConnection
    folder: Path

    def lay(self, name: str, content: bytes | str) -> Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def open(self, *paths: Path) -> Sources:
        return open_sources(paths, self.connection, self.folder / "workspace")

    def table(self, name: str, content: bytes | str) -> SourceTable:
        (table,) = self.open(self.lay(name, content)).tables
        return table

    def rows(self, table: SourceTable) -> list[tuple[str | None, ...]]:
        return self.connection.execute(f'SELECT * FROM "{table.view}"').fetchall()

    def numbered(self, table: SourceTable) -> list[tuple[object, ...]]:
        return self.connection.execute(f'SELECT * FROM "{table.numbered_view}"').fetchall()

    def lines(self, table: SourceTable) -> list[object]:
        return [row[0] for row in self.numbered(table)]

    @staticmethod
    def accounted(table: SourceTable) -> int:
        """Source records: rows and what was set aside."""
        return table.rows + len(table.set_aside)

    @staticmethod
    def reasons(table: SourceTable) -> list[tuple[int, str]]:
        return [(one.line, one.reason) for one in table.set_aside]


@pytest.fixture
def desk(tmp_path: Path) -> Desktop:
    return Desktop(connection=duckdb.connect(), folder=tmp_path)


@pytest.fixture
def make_desk(tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Desktop]:
    """For laws: a fresh desk for every example."""
    return lambda: Desktop(connection=duckdb.connect(), folder=tmp_path_factory.mktemp("desk"))
