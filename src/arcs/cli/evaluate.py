"""`arcs evaluate`: a study folder into tables, charts and a report for the board."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from arcs.core.refusal import Refusal

if TYPE_CHECKING:
    from arcs.core.evaluation import Study
    from arcs.core.figures import Table


@click.command()
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
@click.option("--out", type=click.Path(path_type=Path), required=True, help="Folder for the report and its tables.")
@click.option("--seed", type=click.IntRange(min=0), default=2022, show_default=True, help="Seed of the draws.")
def evaluate(folder: Path, out: Path, seed: int) -> None:
    """Evaluate the study in DIR: report.pdf, report.html, tables.xlsx, tables/, charts/ and manifest.json in OUT.

    The study is checked first; a study with faults is not evaluated (see: arcs study check DIR).
    """
    from arcs.core.evaluation import evaluate as evaluated  # noqa: PLC0415 - help must answer at once
    from arcs.documents.package import write_report  # noqa: PLC0415 - loaded when it is needed
    from arcs.files.studies import check_study, read_study  # noqa: PLC0415 - loaded when it is needed
    from arcs.files.studies.inputs import hashes_of  # noqa: PLC0415 - loaded when it is needed
    from arcs.files.studies.schema import SCHEMA_VERSION  # noqa: PLC0415 - loaded when it is needed

    _refuse_inside(folder, out)
    faults = check_study(folder)
    if faults:
        first, others = faults[0], len(faults) - 1
        place = f"{folder / first.file}" + (f" line {first.line}" if first.line else "")
        noun = "fault" if others == 1 else "faults"
        more = f"; then see the {others} other {noun}: arcs study check {folder}" if others else ""
        raise Refusal(place, first.what, first.remedy + more)
    study = read_study(folder)
    evaluation = evaluated(study, seed=seed, workload_tables=_calls_tables(study, folder))
    written = write_report(
        evaluation, out, progress=lambda step: click.echo(f"{step} …", err=True),
        inputs=hashes_of(folder, study), parameters={"seed": seed, "schema_version": SCHEMA_VERSION},
    )  # fmt: skip
    click.echo(f"{len(evaluation.tables)} tables and {len(evaluation.figures)} figures of {evaluation.title}.")
    click.echo(f"Wrote {len(written)} files to {out}; begin with {out / 'report.pdf'} or {out / 'report.html'}.")


def _calls_tables(study: "Study", folder: Path) -> "Mapping[str, Table]":
    """Tables of the study's dispatch exports; a study without any must not wait for DuckDB."""
    if not study.calls:
        return {}
    from arcs.files.studies.calls_measured import calls_tables  # noqa: PLC0415 - loads DuckDB and Ibis

    return calls_tables(study, folder)


def _refuse_inside(folder: Path, out: Path) -> None:
    """A report written into the study's own folder would mix what people edit with what is made."""
    if out.resolve() == folder.resolve():
        raise Refusal(str(out), "it is the study's own folder", "name another folder for the report")
