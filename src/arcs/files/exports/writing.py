"""Write the call table to a folder, and leave it alone while its inputs are the same."""

import hashlib
import json
from collections.abc import Mapping as MappingOf
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from arcs import __version__
from arcs.core.calls.columns import schema
from arcs.files.exports.mapping import Mapping, mapping_text
from arcs.files.exports.reading import CallReading
from arcs.files.hashing import sha256_of
from arcs.files.sources import Sources

_RELATIONS = {
    "calls": ("arcs_calls_table", "source_file, source_line, call_key"),
    "unit_responses": ("arcs_unit_responses", "call_key, unit_row"),
    "set_aside": ("arcs_set_aside", "source_file, source_line, reason"),
}
WRITTEN = (
    "calls.parquet",
    "unit_responses.parquet",
    "set_aside.parquet",
    "quality.json",
    "quality.txt",
    "mapping.toml",
)


def inputs_of(sources: Sources, mapping: Mapping, options: MappingOf[str, object]) -> dict[str, object]:
    """What the call table is made from: two equal inputs give the same table.

    A mapping that was not stated is made from the sources and this version, so both are part of the inputs.
    """
    return {
        "version": __version__,
        "sources": [
            {"file": table.file, "sha256": table.sha256, "source_id": table.source_id} for table in sources.tables
        ],
        "mapping": hashlib.sha256(mapping_text(mapping).encode()).hexdigest(),
        "options": dict(options),
    }


def is_current(folder: Path, inputs: MappingOf[str, object]) -> bool:
    """The folder already holds the call table of these inputs, whole and unchanged."""
    manifest = folder / "manifest.json"
    if not manifest.is_file():
        return False
    try:
        known = json.loads(manifest.read_text(encoding="utf-8"))
    except (json.JSONDecodeError, UnicodeDecodeError):
        return False
    if not isinstance(known, dict) or known.get("inputs") != inputs:
        return False
    outputs = known.get("outputs", {})
    return all((folder / name).is_file() and sha256_of(folder / name) == outputs.get(name) for name in WRITTEN)


def write_call_table(reading: CallReading, folder: Path, inputs: MappingOf[str, object]) -> None:
    """Write Parquet, ledger, mapping and manifest; each file appears whole or not at all, the manifest last."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "manifest.json").unlink(missing_ok=True)
    for relation in _RELATIONS:
        _write_parquet(reading, relation, folder / f"{relation}.parquet")
    _write_text(folder / "quality.json", json.dumps(reading.ledger.as_json(), indent=2, ensure_ascii=False) + "\n")
    _write_text(folder / "quality.txt", reading.ledger.as_text())
    _write_text(folder / "mapping.toml", mapping_text(reading.mapping))
    manifest = {"inputs": dict(inputs), "outputs": {name: sha256_of(folder / name) for name in WRITTEN}}
    _write_text(folder / "manifest.json", json.dumps(manifest, indent=2, ensure_ascii=False) + "\n")


def _write_text(path: Path, text: str) -> None:
    temporary = path.with_name(f".{path.name}.partial")
    temporary.write_text(text, encoding="utf-8")
    temporary.replace(path)


def arrow_schema(relation: str) -> pa.Schema:
    """The relation's Arrow schema, with required columns marked as such."""
    kinds = {
        "string": pa.string(), "int16": pa.int16(), "int32": pa.int32(), "int64": pa.int64(), "boolean": pa.bool_(),
        "float64": pa.float64(), "timestamp(6)": pa.timestamp("us"),
    }  # fmt: skip
    return pa.schema(
        [
            pa.field(name, kinds[str(dtype).removeprefix("!")], nullable=dtype.nullable)
            for name, dtype in schema(relation).items()
        ]
    )


def _write_parquet(reading: CallReading, relation: str, path: Path) -> None:
    view, order = _RELATIONS[relation]
    reading.connection.execute(f"SELECT * FROM {view} ORDER BY {order}")
    wanted = arrow_schema(relation)
    temporary = path.with_name(f".{path.name}.partial")
    with pq.ParquetWriter(temporary, wanted, compression="zstd") as writer:
        for batch in reading.connection.to_arrow_reader(200_000):
            writer.write_batch(batch.cast(wanted))
    temporary.replace(path)
