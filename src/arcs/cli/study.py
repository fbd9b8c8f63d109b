"""`arcs study`: begin a study, check one, write its survey form."""

from datetime import date
from pathlib import Path

import click


@click.group()
def study() -> None:
    """Begin a study, check one, or write its survey form."""


@study.command()
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
@click.option("--types", type=click.Path(path_type=Path), help="Call types: calls.parquet, workload.csv, or a list.")
@click.option("--raters", type=click.IntRange(min=1), help="Officers who will rate; default: as many as are needed.")
@click.option(
    "--title", default="Essential Calls for Service Evaluation", show_default=True, help="Title of the study."
)
@click.option("--place", default="Your city", show_default=True, help="City or village.")
def new(folder: Path, types: Path | None, raters: int | None, title: str, place: str) -> None:
    """Make a study in DIR, with one rating workbook for each officer and the survey form.

    Call types are shared out in blocks: every type has at least eight raters, and nobody sees another's answers.
    """
    from arcs.files.studies.beginning import begin_study, read_types  # noqa: PLC0415 - help must answer at once

    given = read_types(types) if types else ()
    today = date.today()  # noqa: DTZ011 - the day on the wall where the study is begun
    begun = begin_study(folder, types=given, raters=raters, title=title, place=place, today=today)
    click.echo(f"Made a study in {folder} with {begun.call_types} call types.")
    if begun.forms:
        click.echo(f"Wrote {begun.raters} rating workbooks and the survey form to {begun.forms[0].parent}.")
    click.echo(f"Read {folder / 'README.md'} first, then: arcs study check {folder}")


@study.command()
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
def check(folder: Path) -> int:
    """List everything that is wrong in the study in DIR: file, line, what, and what to do.

    Exit codes: 0 nothing is wrong; 1 there are faults; 2 there is no study.
    """
    from arcs.core.suitability.coding import conflicts  # noqa: PLC0415 - loaded when it is needed
    from arcs.files.studies import check_study, read_study  # noqa: PLC0415 - loaded when it is needed

    faults = check_study(folder)
    for one in faults:
        click.echo(str(one))
    if faults:
        click.echo(f"{len(faults)} fault{'s' if len(faults) != 1 else ''} in {folder}.")
        return 1
    found = read_study(folder)
    for conflict in conflicts(found.coding):
        answers = ", ".join(f"{coder} {answer}" for coder, answer in conflict.answers)
        click.echo(f"To settle: coders differ on {conflict.question} of {conflict.call_type}: {answers}.")
    click.echo(f"No faults in {folder}: {len(found.call_types)} call types, {len(found.categories)} categories, "
               f"{len(found.ratings)} ratings, {len(found.survey_answers)} survey answers.")  # fmt: skip
    return 0


@study.command()
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
def survey(folder: Path) -> None:
    """Write the survey form for the categories of the study in DIR."""
    from arcs.files.studies import read_study  # noqa: PLC0415 - loaded when it is needed
    from arcs.files.studies.beginning import survey_form_of  # noqa: PLC0415 - loaded when it is needed

    for path in survey_form_of(folder, read_study(folder)):
        click.echo(f"Wrote {path}.")


@study.command()
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
@click.option(
    "--like", type=click.Path(path_type=Path), required=True, help="A study folder whose types and volumes it takes."
)
@click.option("--year", type=click.IntRange(1970, 2100), default=2025, show_default=True, help="The invented year.")
@click.option("--seed", type=click.IntRange(min=0), default=2022, show_default=True, help="Seed of all chance.")
def invent(folder: Path, like: Path, year: int, seed: int) -> None:
    """Make an invented study in DIR: a year of calls, raters and respondents in the manner of another study.

    For demonstration and test. The calls carry that study's hours by type; ratings and answers merge back to its
    codes and scores. Everything in it is labelled as invented.
    """
    from arcs.files.invented.study import invent_study  # noqa: PLC0415 - loaded when it is needed
    from arcs.files.studies import read_study  # noqa: PLC0415 - loaded when it is needed

    made = invent_study(read_study(like), folder, year=year, seed=seed)
    scored = sum(one.score is not None for one in made.survey_answers)  # some leave a question blank, as people do
    click.echo(f"Made an invented study in {folder}: {len(made.ratings):,} ratings, "
               f"{scored:,} survey answers and a year of calls.")  # fmt: skip
    click.echo(f"Evaluate it: arcs evaluate {folder} --out OUT")
