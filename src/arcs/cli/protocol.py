"""`arcs protocol`: prove an edition, ask it about calls, say how two editions differ."""

import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:  # help must answer at once
    from arcs.core.protocol import BoundEdition, Recommendation
    from arcs.files.protocol import CaseLine

EDITION = click.Path(path_type=Path)


@click.group()
def protocol() -> None:
    """Prove an edition of the protocol, ask it about calls, or compare two editions."""


@protocol.command()
@click.argument("edition", type=EDITION, metavar="EDITION")
def check(edition: Path) -> int:
    """List everything that keeps the edition in the TOML file EDITION from being used.

    Its rows and how they agree; its worked calls; and the law over every answer to every question of every call type:
    danger brings officers, medical need brings medics, unknown is never safe, no danger ever lightens a response, and
    on a behavioral-health call police go only on a recorded ground.

    Exit codes: 0 nothing is wrong; 1 there are faults; 2 there is no edition.
    """
    from arcs.core.protocol import check as prove  # noqa: PLC0415 - help must answer at once
    from arcs.files.protocol import parse_protocol  # noqa: PLC0415 - help must answer at once
    from arcs.files.toml_sections import content_of  # noqa: PLC0415 - help must answer at once

    read, faults = parse_protocol(content_of(edition), edition.name)
    found = [str(one) for one in (faults if read is None else prove(read))]
    for one in found:
        click.echo(one)
    if read is None or found:
        click.echo(f"{len(found)} fault{'s' if len(found) != 1 else ''} in {edition}.")
        return 1
    click.echo(f"No faults in {edition}: {len(read.call_types)} call types, {len(read.rules)} rules, "
               f"{len(read.routes)} routes, {len(read.examples)} worked calls, every answer tried.")  # fmt: skip
    return 0


@protocol.command()
@click.argument("edition", type=EDITION, metavar="EDITION")
@click.option("--cases", type=EDITION, required=True, help="Calls, a line of JSON each.", metavar="FILE.jsonl")
def recommend(edition: Path, cases: Path) -> int:
    """Say who should answer each call of a file, by the edition in the TOML file EDITION.

    A line holds call_type, answers {question: yes, no or unknown; "*": what every other question is answered},
    local_time (2026-03-10T10:00, on the edition's clock) and wishes (officer, telephone, interpreter, no_internet).
    A line of JSON comes back for each, in the same order: route, secondary, rules, because, fallback, edition.

    A line that cannot be used, and an edition that cannot, are answered with the safest route, and said to be so.

    Exit codes: 0 done; 1 lines were malformed; 2 the edition or the file cannot be used.
    """
    from arcs.core.protocol import BoundEdition  # noqa: PLC0415 - help must answer at once
    from arcs.core.refusal import Refusal  # noqa: PLC0415 - help must answer at once
    from arcs.files.protocol import read_cases, read_protocol  # noqa: PLC0415 - help must answer at once

    bound, why_not = None, None
    lines = list(read_cases(cases))
    try:
        bound = BoundEdition(read_protocol(edition))
    except Refusal as refused:
        why_not = refused
    for one in _answered(bound, why_not, lines):
        click.echo(json.dumps(asdict(one)))
    if why_not:
        raise why_not
    malformed = [one.line for one in lines if one.wrong or one.case.malformed]
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
