"""`arcs workload`: committed unit time and FTE from dispatch exports, as CSV that other tools read."""

import tempfile
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from pathlib import Path

import click

from arcs.core.calls.columns import POINTS
from arcs.core.refusal import Refusal

POINT = click.Choice(list(POINTS))


class _Hours(click.ParamType[Decimal]):
    """Hours as an exact decimal."""

    name = "hours"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> Decimal:
        """The decimal, or click's own refusal."""
        try:
            return Decimal(str(value))
        except InvalidOperation:
            self.fail(f"{value!r} is not a number of hours", param, ctx)


@click.command("workload")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--out", required=True, type=click.Path(path_type=Path), help="Folder for the results.")
@click.option("--mapping", type=click.Path(path_type=Path), help="Mapping of columns (see arcs cad inspect --write).")
@click.option("--timezone", help="Time zone of the export's clocks, for example America/Chicago.")
@click.option("--day-first", "day_order", flag_value="day-first", help="Dates such as 03/04/2024 are 3 April.")
@click.option("--month-first", "day_order", flag_value="month-first", help="Dates such as 03/04/2024 are March 4.")
@click.option("--from", "start", type=POINT, default="dispatched", show_default=True, help="Interval begins here.")
@click.option("--to", "end", type=POINT, default="cleared", show_default=True, help="Interval ends here.")
@click.option("--where", multiple=True, metavar="COLUMN=VALUE", help="Only calls with this value; may be repeated.")
@click.option("--max-hours", type=_Hours(), help="Leave longer intervals out of sums; no cap without it.")
@click.option("--annualise", is_flag=True, help="Scale FTE to 365 days by the days covered.")
@click.option(
    "--memory-limit", help="Memory for the database, for example 512MB; reading takes up to some 700 MB beside it."
)
def workload(
    *,
    files: Sequence[Path],
    out: Path,
    mapping: Path | None,
    timezone: str | None,
    day_order: str | None,
    start: str,
    end: str,
    where: Sequence[str],
    max_hours: Decimal | None,
    annualise: bool,
    memory_limit: str | None,
) -> None:
    """Committed unit time and FTE by call type, hour of the week, month, beat, priority and source."""
    from arcs.core.workload.intervals import Interval  # noqa: PLC0415 - loads Ibis, which `--help` must not wait for
    from arcs.core.workload.measurement import Request  # noqa: PLC0415 - the same reason
    from arcs.core.workload.selection import conditions  # noqa: PLC0415 - the same reason

    request = Request(
        interval=Interval(start=start, end=end, max_hours=max_hours), where=conditions(where), annualise=annualise
    )
    if out.exists() and not out.is_dir():
        raise Refusal(str(out), "it is a file, and the results need a folder", "name another folder with --out")

    from arcs.cli.workload_files import summary, write_workload  # noqa: PLC0415 - the same reason
    from arcs.files.workload import measure_files  # noqa: PLC0415 - the same reason

    with tempfile.TemporaryDirectory(prefix="arcs-") as scratch:
        found = measure_files(
            files,
            request,
            mapping=mapping,
            timezone=timezone,
            day_order=day_order,
            memory_limit=memory_limit,
            scratch=Path(scratch),
        )
        write_workload(found, out)
    for warning in found.warnings:
        click.echo(f"Warning: {warning}", err=True)
    click.echo(summary(found))
    click.echo(f"\nWritten to {out}")
