"""`arcs protocol`: draft an edition from a study, prove it, ask it about calls, say how two editions differ."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:  # help must answer at once
    from arcs.core.drafting import Hours
    from arcs.core.protocol import BoundEdition, ProtocolEdition, Recommendation
    from arcs.files.protocol import CaseLine

EDITION = click.Path(path_type=Path)
OWN_SETTINGS = "agency.toml"
# What a recommendation says to a program: a contract, whatever else the core knows of it.
CONTRACT = ("route", "secondary", "rules", "because", "fallback", "edition")


@click.group()
def protocol() -> None:
    """Draft an edition of the protocol from a study, prove it, ask it about calls, or compare two editions."""


@protocol.command()
@click.argument("edition", type=EDITION, metavar="EDITION")
def check(edition: Path) -> int:
    """List everything that keeps the edition in the TOML file EDITION from being used.

    Its rows and how they agree; its worked calls; and the law over every answer to every question of every call type:
    danger brings officers, medical need brings medics, unknown is never safe, no danger ever lightens a response, and
    on a behavioral-health call police go only on a recorded ground.

    Beside the faults stands what nobody can prove and whoever approves must know: every answer and every call type that
    sends police to a crisis, by the kind of ground, with the rule that gives it; and the call types to which police go
    as a duty, whatever anybody's health is. So does what keeps the edition from answering today, and whether its last
    holiday is over.

    Exit codes: 0 nothing is wrong; 1 there are faults; 2 there is no edition.
    """
    from arcs.core.protocol import check as prove  # noqa: PLC0415 - help must answer at once
    from arcs.files.protocol import parse_protocol  # noqa: PLC0415 - help must answer at once
    from arcs.files.toml_sections import content_of  # noqa: PLC0415 - help must answer at once

    read, faults = parse_protocol(content_of(edition), edition.name)
    found = [str(one) for one in (faults if read is None else prove(read))]
    for one in found:
        click.echo(one)
    if read is not None:
        today = date.today()  # noqa: DTZ011 - the day on the wall where the edition is checked
        for one in (*_grounds(read), *_of_the_day(read, today)):
            click.echo(one)
    if read is None or found:
        click.echo(f"{len(found)} fault{'s' if len(found) != 1 else ''} in {edition}.")
        return 1
    click.echo(f"No faults in {edition}: {len(read.call_types)} call types, {len(read.rules)} rules, "
               f"{len(read.routes)} routes, {len(read.examples)} worked calls, every answer tried.")  # fmt: skip
    return 0


def _grounds(edition: "ProtocolEdition") -> Iterator[str]:
    """Every ground on which police go to a crisis: dangers by law, questions, call types counted by ground, duties."""
    from arcs.core.protocol import DANGERS, grounds_by_type  # noqa: PLC0415 - help must answer at once
    from arcs.core.protocol.words import DUTY  # noqa: PLC0415 - help must answer at once

    yield f"Ground for police in a crisis by law: a recorded yes to {', '.join(DANGERS)}."
    for question in (one for one in edition.questions if one.ground):
        yield f"Ground for police in a crisis ({question.ground}): a recorded yes to {question.code}."
    alike: dict[tuple[str, str, str], list[str]] = {}
    for one in grounds_by_type(edition):
        alike.setdefault((one.kind, one.ground, one.rule), []).append(one.call_type)
    for (kind, ground, rule), names in alike.items():
        by = f", by the rule {rule}" if rule else ""
        if kind == DUTY:
            for name in names:
                yield f"Duty of the police whatever anybody's health is: {name} ({ground}{by})."
        else:
            types = f"{len(names)} call type{'s' if len(names) != 1 else ''}"
            yield f"Ground for police in a crisis ({kind}): {ground}{by}, at {types}: {', '.join(names)}."


def _of_the_day(edition: "ProtocolEdition", today: date) -> Iterator[str]:
    """What is no fault of the edition and still keeps it from answering as it stands there, on a day."""
    why_not = edition.about.why_not_in_force(today)
    if why_not:
        yield f"Today the law alone answers every call: {why_not}."
    last = max((one.on for one in edition.holidays), default=today)
    if last < today:
        yield f"The last holiday in it is {last}: on every later one its services count as open."


@protocol.command()
@click.argument("edition", type=EDITION, metavar="EDITION")
@click.option("--cases", type=EDITION, required=True, help="Calls, a line of JSON each.", metavar="FILE.jsonl")
def recommend(edition: Path, cases: Path) -> int:
    """Say who should answer each call of a file, by the edition in the TOML file EDITION.

    A line holds call_type, answers {question: yes, no or unknown; "*": what every other question is answered},
    local_time (2026-03-10T10:00, on the edition's clock, without a zone) and wishes (officer, telephone, interpreter,
    no_internet). Other keys are not read, and that is said. A line of JSON comes back for each, in the same order:
    route, secondary, rules, because, fallback, edition. A blank line is no case, and none comes back for it.

    A line that cannot be used, and an edition that cannot, are answered with the safest route, and said to be so. So is
    a line with a yes or unknown to what is no question of the edition, with an answer outside its answers, or with a
    key that looks like one that the line lacks: it may be a danger that was misspelled.

    Exit codes: 0 done; 1 lines were malformed; 2 the edition or the file cannot be used.
    """
    from arcs.core.protocol import BoundEdition  # noqa: PLC0415 - help must answer at once
    from arcs.core.protocol import what_is_strange as strange  # noqa: PLC0415 - help must answer at once
    from arcs.core.refusal import Refusal  # noqa: PLC0415 - help must answer at once
    from arcs.files.protocol import read_cases, read_protocol  # noqa: PLC0415 - help must answer at once

    bound, why_not = None, None
    lines = list(read_cases(cases))
    try:
        bound = BoundEdition(read_protocol(edition))
    except Refusal as refused:
        why_not = refused
    for one in _answered(bound, why_not, lines):
        click.echo(json.dumps({key: getattr(one, key) for key in CONTRACT}))
    if why_not:
        raise why_not
    malformed = [one.line for one in lines if one.wrong or one.case.malformed or (bound and strange(bound, one.case))]
    if malformed:
        listed = ", ".join(str(one) for one in malformed[:20])
        more = f" and {len(malformed) - 20} more" if len(malformed) > 20 else ""
        click.echo(f"{cases}: {len(malformed)} of {len(lines)} lines were malformed ({listed}{more}); "
                   "each is answered safely and says what was wrong.", err=True)  # fmt: skip
    return 1 if malformed else 0


def _answered(
    bound: "BoundEdition | None", why_not: Exception | None, lines: list["CaseLine"]
) -> Iterator["Recommendation"]:
    from arcs.core.protocol import recommend as ask  # noqa: PLC0415 - help must answer at once
    from arcs.core.protocol import safest  # noqa: PLC0415 - help must answer at once

    for one in lines:
        if one.wrong:
            yield safest(one.case, one.wrong, bound.name if bound else "")
        elif bound is None:
            yield safest(one.case, f"the edition cannot be used ({str(why_not).rstrip('.')})", "")
        else:
            yield ask(bound, one.case)


@protocol.command()
@click.argument("before", type=EDITION, metavar="A")
@click.argument("after", type=EDITION, metavar="B")
def diff(before: Path, after: Path) -> None:
    """Say in plain words what changed from the edition in the TOML file A to the one in B."""
    from arcs.core.protocol import changes  # noqa: PLC0415 - help must answer at once
    from arcs.files.protocol import read_protocol  # noqa: PLC0415 - help must answer at once

    found = changes(read_protocol(before), read_protocol(after))
    for one in found:
        click.echo(one.sentence)
    click.echo(f"{len(found)} change{'s' if len(found) != 1 else ''} from {before} to {after}.")


@protocol.command()
@click.argument("study", type=EDITION, metavar="STUDY")
@click.option("--out", type=EDITION, required=True, help="The new edition, a TOML file.", metavar="EDITION")
@click.option("--settings", type=EDITION, help="The programme's agency.toml; else the one in the study's folder.")
def draft(study: Path, out: Path, settings: Path | None) -> int:
    """Write a draft edition from what was decided in the study folder STUDY.

    The board's decisions (board_decisions.csv) come first. Where the study holds none, what its rules and persons
    propose is drafted. What nobody decided stays with officers. Each call type says why it goes where it goes.

    Lists what stays with officers for lack of a decision, what cannot be as it was decided, what is to be looked at
    and what is assumed; then everything that keeps the draft from being used, as `arcs protocol check` does.

    Exit codes: 0 drafted; 1 drafted, and check found faults in it; 2 there is no draft.
    """
    from arcs.core.drafting import draft_edition  # noqa: PLC0415 - help must answer at once
    from arcs.core.protocol import check as prove  # noqa: PLC0415 - help must answer at once
    from arcs.core.refusal import Refusal  # noqa: PLC0415 - help must answer at once
    from arcs.files.protocol import starting, write_protocol  # noqa: PLC0415 - help must answer at once
    from arcs.files.studies import read_study  # noqa: PLC0415 - help must answer at once

    if out.exists():
        raise Refusal(str(out), "it is there already, and an edited draft would be lost", "name a new file with --out")
    made = draft_edition(read_study(study), starting=starting(), hours=_own_hours(study, settings))
    try:
        write_protocol(made.edition, out)
    except OSError as stopped:
        raise Refusal(
            str(out), f"it cannot be written ({stopped.strerror})", "name a file in a folder of yours"
        ) from None
    for group in made.groups:
        click.echo(str(group))
    found = prove(made.edition)
    for one in found:
        click.echo(str(one))
    edition = made.edition
    faults = f"{len(found)} fault{'s' if len(found) != 1 else ''}"
    click.echo(f"Drafted {out}: {len(edition.call_types)} call types, {len(edition.rules)} rules, "
               f"{len(edition.examples)} worked calls; {faults}.")  # fmt: skip
    return 1 if found else 0


def _own_hours(study: Path, settings: Path | None) -> "Hours | None":
    from arcs.files.agency import read_agency  # noqa: PLC0415 - help must answer at once
    from arcs.files.protocol import hours_of  # noqa: PLC0415 - help must answer at once

    given = settings or study / OWN_SETTINGS
    return hours_of(read_agency(given)) if settings or given.is_file() else None
