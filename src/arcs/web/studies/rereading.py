"""An import's files out of the database again, and read by its confirmed mapping: as its calls were loaded."""

from pathlib import Path

import duckdb

from arcs.files.exports import CallReading, Mapping, propose_mapping, read_calls, read_mapping
from arcs.files.sources import open_sources
from arcs.web.studies.content import write_upload
from arcs.web.studies.models import CallImport, ImportFile

MAPPING_FILE = "mapping.toml"


def written_files(call_import: CallImport, folder: Path) -> list[Path]:
    """The import's files under their own names, each in a folder of its own; call it inside a transaction."""
    paths = []
    files = ImportFile.objects.filter(call_import=call_import).select_related("upload").order_by("position")
    for one in files:
        home = folder / f"{one.position}"
        home.mkdir()
        paths.append(write_upload(one.upload, home))
    return paths


def stated_mapping(call_import: CallImport, folder: Path) -> Mapping | None:
    """The import's mapping as far as it is stated."""
    if not call_import.mapping:
        return None
    stated = folder / MAPPING_FILE
    stated.write_text(call_import.mapping, encoding="utf-8")
    return read_mapping(stated)


def read_again(
    paths: list[Path], folder: Path, connection: duckdb.DuckDBPyConnection, stated: Mapping | None
) -> CallReading:
    """The calls of the files by what is stated, completed by what their columns say."""
    sources = open_sources(paths, connection, folder / "opened")
    proposed = propose_mapping(sources)
    mapping = stated.completed_by(proposed) if stated else proposed
    return read_calls(sources, mapping, timezone=mapping.timezone, connection=connection, needs=None)


def condition_of(call_import: CallImport) -> dict[str, str]:
    """Which of the calls the import counts."""
    return {call_import.where_column: call_import.where_value} if call_import.where_column else {}
