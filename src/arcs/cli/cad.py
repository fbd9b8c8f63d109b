"""`arcs cad inspect | read`: see how a dispatch export would be read, and write its call table."""

import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
from pathlib import Path

import click
import duckdb
from rich.console import Console
from rich.table import Table
from rich.text import Text

from arcs.core.agency.clock import known_zone
from arcs.files.exports import Mapping, propose_mapping, read_calls, read_mapping, write_mapping
from arcs.files.exports.settling import sampled, settle
from arcs.files.exports.writing import inputs_of, is_current, write_call_table
from arcs.files.sources import Sources, SourceTable, open_sources

_files = click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
_mapping = click.option(
    "--mapping",
    "mapping_file",
    type=click.Path(path_type=Path),
    help="A mapping in TOML; what it leaves out is proposed.",
)
_timezone = click.option("--timezone", help="The export's time zone, such as America/Chicago.")
_day_first = click.option(
    "--day-first", "day_order", flag_value="day-first", help="Dates such as 03/04/2024 are 3 April."
)
_month_first = click.option(
    "--month-first", "day_order", flag_value="month-first", help="Dates such as 03/04/2024 are March 4."
)


@click.group()
def cad() -> None:
    """Inspect and read dispatch (CAD) exports."""


@contextmanager
def _opened(files: tuple[Path, ...]) -> "Iterator[tuple[Sources, duckdb.DuckDBPyConnection]]":
    with tempfile.TemporaryDirectory(prefix="arcs-") as workspace, duckdb.connect() as connection:
        yield open_sources(files, connection, Path(workspace)), connection


def completed_mapping(
    sources: Sources, mapping_file: Path | None, timezone: str | None, day_order: str | None
) -> Mapping:
    """The stated mapping, completed by the proposal and by what the command line says."""
    stated = read_mapping(mapping_file) if mapping_file else Mapping()
    if timezone:
        known_zone(timezone)
    mapping = stated.completed_by(propose_mapping(sources))
    return replace(mapping, timezone=timezone or mapping.timezone, day_order=day_order or mapping.day_order)


@cad.command()
@_files
@click.option("--write", "write_to", type=click.Path(path_type=Path), help="Write the mapping here, to be edited.")
@_mapping
@_timezone
@_day_first
@_month_first
@click.option("--json", "as_json", is_flag=True, help="Print the mapping as JSON.")
def inspect(
    *,
    files: tuple[Path, ...],
    write_to: Path | None,
    mapping_file: Path | None,
    timezone: str | None,
    day_order: str | None,
    as_json: bool,
) -> None:
    """Propose what each column of an export means, with a confidence and the evidence for it."""
    with _opened(files) as (sources, connection):
        mapping = completed_mapping(sources, mapping_file, timezone, day_order)
        mapping, told = settle(mapping, _tables_with_types(sources, mapping), connection)
        if as_json:
            click.echo(json.dumps({**asdict(mapping), "statements": told}, indent=2, ensure_ascii=False))
        else:
            _show(mapping, sources, told)
        if write_to:
            write_mapping(mapping, write_to)
            if not as_json:
                click.echo(f"Mapping written to {write_to}; edit it and give it back with --mapping {write_to}.")


def _tables_with_types(sources: Sources, mapping: Mapping) -> list[SourceTable]:
    types = {name for field in ("final_call_type", "initial_call_type") for name in mapping.columns.get(field, ())}
    return [table for table in sources.tables if types & set(table.columns)] or list(sources.tables)


def _rows(mapping: Mapping) -> Iterator[tuple[str, tuple[str, ...], str, str]]:
    """Meaning, columns, how they are written, and the key of the evidence."""
    for name, given in mapping.columns.items():
        yield name, given, "", name
    for prefix, times in (("", mapping.times), ("unit ", mapping.unit_times)):
        for point, one in times.items():
            columns = (*one.columns, *one.clock_columns, *one.epoch_columns)
            written = ", ".join((*one.formats, *one.clock_formats, *([one.epoch_unit] if one.epoch_columns else [])))
            yield f"{prefix}{point}", columns, written, f"unit_{point}" if prefix else point
    if mapping.duration:
        yield "duration", mapping.duration.columns, mapping.duration.unit, "duration"


def _show(mapping: Mapping, sources: Sources, told: tuple[str, ...]) -> None:
    console = Console()
    table = Table(
        title=f"Proposed mapping; a row is a {mapping.rows or 'call'}", title_justify="left", show_lines=False
    )
    for heading in ("Meaning", "Column", "Sure", "Sample", "Evidence"):
        table.add_column(heading, overflow="fold")
    for meaning, columns, written, key in _rows(mapping):
        evidence = mapping.evidence.get(key)
        values = list(dict.fromkeys(sampled(sources.tables, columns[:1], 50)))[:2] if columns else []
        why = (
            f"{evidence.why.split('; such as')[0]}{'; written as ' + written if written else ''}"
            if evidence
            else "stated in the mapping"
        )
        cells = (
            meaning,
            ", ".join(columns),
            f"{evidence.confidence:.2f}" if evidence else "given",
            " | ".join(value[:30] for value in values),
            why,
        )
        table.add_row(*(Text(cell) for cell in cells))
    console.print(table)
    for column, why in mapping.unmapped.items():
        console.print(Text(f"not used: {column} ({why})"))
    for line in (*told, *(remark for one in sources.tables for remark in one.remarks)):
        console.print(Text(line))


@cad.command()
@_files
@click.option("--out", "folder", required=True, type=click.Path(path_type=Path), help="Folder for the call table.")
@_mapping
@_timezone
@_day_first
@_month_first
@click.option("--invented", is_flag=True, help="The calls are invented; every row is marked so.")
def read(
    *,
    files: tuple[Path, ...],
    folder: Path,
    mapping_file: Path | None,
    timezone: str | None,
    day_order: str | None,
    invented: bool,
) -> None:
    """Write an export's call table as Parquet, with the ledger of its quality."""
    with _opened(files) as (sources, connection):
        mapping = completed_mapping(sources, mapping_file, timezone, day_order)
        inputs = inputs_of(sources, mapping, {"invented": invented})
        if is_current(folder, inputs):
            click.echo(f"{folder} is up to date, nothing written.")
            return
        reading = read_calls(
            sources, mapping, timezone=mapping.timezone, connection=connection, needs=None, invented=invented
        )
        write_call_table(reading, folder, inputs)
        click.echo(reading.ledger.as_text(), nl=False)
        click.echo(f"Call table written to {folder}.")
