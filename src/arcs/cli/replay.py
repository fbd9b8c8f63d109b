"""`arcs replay`: a protocol edition over last year's calls."""

import tempfile
from collections.abc import Sequence
from pathlib import Path

import click

from arcs.core.refusal import Refusal

PATH = click.Path(path_type=Path)


@click.command("replay")
@click.argument("files", nargs=-1, required=True, type=PATH)
@click.option("--edition", required=True, type=PATH, help="The edition, a TOML file.")
@click.option("--out", required=True, type=PATH, help="Folder for the results.")
@click.option("--types", type=PATH, help="CSV: call_type (the export's word), protocol_type (the edition's).")
@click.option(
    "--outcomes", type=PATH, help="CSV: disposition, outcome (arrest, force, injury, weapon, backup, upgraded). "
    "The State Police's own dispositions are known without it.",
)  # fmt: skip
@click.option("--mapping", type=PATH, help="Mapping of columns (see arcs cad inspect --write).")
@click.option("--timezone", help="Time zone of the export's clocks, for example America/Chicago.")
@click.option("--day-first", "day_order", flag_value="day-first", help="Dates such as 03/04/2024 are 3 April.")
@click.option("--month-first", "day_order", flag_value="month-first", help="Dates such as 03/04/2024 are March 4.")
@click.option("--where", multiple=True, metavar="COLUMN=VALUE", help="Only calls with this value; may be repeated.")
def replay(
    *,
    files: Sequence[Path],
    edition: Path,
    out: Path,
    types: Path | None,
    outcomes: Path | None,
    mapping: Path | None,
    timezone: str | None,
    day_order: str | None,
    where: Sequence[str],
) -> None:
    """Say what an edition would have changed over the calls of dispatch exports.

    Writes moved.csv (calls and hours by route, call type, hour and area, at best and at worst), regret.csv (calls sent
    away from police that are recorded with harm), unanswerable.csv (questions and call types that history does not
    answer) and report.html.
    """
    from arcs.core.replay import replay_tables  # noqa: PLC0415 - loads Ibis, which `--help` must not wait for
    from arcs.core.workload.selection import conditions  # noqa: PLC0415 - the same reason
    from arcs.documents.replay_page import replay_page  # noqa: PLC0415 - the same reason
    from arcs.documents.table_files import csv_text  # noqa: PLC0415 - the same reason
    from arcs.files.protocol import read_protocol  # noqa: PLC0415 - the same reason
    from arcs.files.replay import replay_files  # noqa: PLC0415 - the same reason

    if out.exists() and not out.is_dir():
        raise Refusal(str(out), "it is a file, and the results need a folder", "name another folder with --out")
    asked, read = conditions(where), read_protocol(edition)
    with tempfile.TemporaryDirectory(prefix="arcs-") as scratch:
        found = replay_files(
            read,
            files,
            scratch=Path(scratch),
            mapping=mapping,
            timezone=timezone,
            day_order=day_order,
            types=types,
            outcomes=outcomes,
            where=asked,
        )
    chosen = ", ".join(f"{column} {value}" for column, value in asked.items())
    population = f"calls for service kept{f' ({chosen})' if chosen else ''}"
    tables = replay_tables(found.replay, population=population, source=", ".join(found.inputs))
    pages = {f"{name}.csv": csv_text(table) for name, table in tables.items()}
    pages["report.html"] = replay_page(found.replay, tables, {one.code: one.name for one in read.routes})
    out.mkdir(parents=True, exist_ok=True)
    for name, text in pages.items():
        (out / name).write_text(text, encoding="utf-8", newline="")
    best, worst = found.replay.away_from_police("best"), found.replay.away_from_police("worst")
    click.echo(f"{found.replay.calls:,} calls: at best {best[0]:,} and at worst {worst[0]:,} away from police; "
               + (f"{len(found.replay.regrets):,} of them we would regret." if found.replay.telling else
                  "none of them says whether we would regret it."))  # fmt: skip
    click.echo(f"Written to {out}")
