"""The layout of an edition in words, from the same cells that read it."""

from typing import Any

from arcs.core.cells import Cell, cells
from arcs.core.protocol import EDITION_VERSION, RESERVED_QUESTIONS, RESERVED_ROUTES, SECTIONS, About

_KINDS = {"yes_no": "true or false", "codes": "list of texts", "spans": "list of hours", "whole": "whole number"}


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
        *_part("[edition]", "Which edition it is. Needed.", About),
    ]
    for section in SECTIONS:
        lines += _part(f"[[{section.name}]]", section.meaning, section.row)
    return "\n".join(lines)


def _listed(codes: tuple[str, ...]) -> str:
    return ", ".join(f"`{one}`" for one in codes)


def _part(name: str, meaning: str, row: type[Any]) -> list[str]:
    lines = [f"## `{name}`", "", meaning, "", "| key | kind | needed | allowed | meaning |", "|---|---|---|---|---|"]
    for one in cells(row):
        kind = _KINDS.get(one.kind, one.kind)
        lines.append(f"| `{one.name}` | {kind} | {'yes' if one.required else ''} | {_allowed(one)} | {one.meaning} |")
    return [*lines, ""]


def _allowed(one: Cell) -> str:
    limits = [f"from {one.minimum}"] * (one.minimum is not None) + [f"to {one.maximum}"] * (one.maximum is not None)
    return ", ".join(choice for choice in one.choices if choice) or " ".join(limits)
