"""The layout of an edition in words, from the same cells that read it."""

from arcs.core.protocol import EDITION_VERSION, RESERVED_QUESTIONS, RESERVED_ROUTES, SECTIONS, About
from arcs.files.cell_tables import described


def describe_protocol() -> str:
    """A page of Markdown for the reference.

    >>> describe_protocol().splitlines()[0]
    '# An edition of the protocol: protocol.toml'
    """
    lines = [
        "# An edition of the protocol: protocol.toml",
        "",
        f"One file, UTF-8, headed `schema_version = {EDITION_VERSION}`. Keys and sections that ARCS does not know are",
        "refused with their line. `arcs protocol check` proves the edition; the demonstration is",
        "`examples/oak_park/protocol.toml`. What the law keeps is told in",
        "[How a route is found](../explanation/how-a-route-is-found.md).",
        "",
        f"Reserved questions: {_listed(RESERVED_QUESTIONS)}.",
        "",
        f"Reserved routes: {_listed(RESERVED_ROUTES)}.",
        "",
        *described("[edition]", "Which edition it is. Needed.", About, codes="texts"),
    ]
    for section in SECTIONS:
        lines += described(f"[[{section.name}]]", section.meaning, section.row, codes="texts")
    return "\n".join(lines)


def _listed(codes: tuple[str, ...]) -> str:
    return ", ".join(f"`{one}`" for one in codes)
