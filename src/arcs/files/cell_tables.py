"""A row's cells as a table of Markdown for the reference: what a file may hold, from what reads it."""

from typing import Any

from arcs.core.cells import Cell, cells

_KINDS = {"yes_no": "true or false", "spans": "list of hours", "whole": "whole number"}


def described(name: str, meaning: str, row: type[Any], *, codes: str) -> list[str]:
    """A section of a TOML file in lines: its name, what it means, and a line for each key. `codes`: what lists hold."""
    lines = [f"## `{name}`", "", meaning, "", "| key | kind | needed | allowed | meaning |", "|---|---|---|---|---|"]
    kinds = _KINDS | {"codes": f"list of {codes}"}
    for one in cells(row):
        needed = "yes" if one.required else ""
        lines.append(f"| `{one.name}` | {kinds.get(one.kind, one.kind)} | {needed} | {allowed(one)} | {one.meaning} |")
    return [*lines, ""]


def allowed(one: Cell) -> str:
    """What a cell may hold: its choices, else its limits, else nothing to say."""
    limits = [f"from {one.minimum}"] * (one.minimum is not None) + [f"to {one.maximum}"] * (one.maximum is not None)
    return ", ".join(choice for choice in one.choices if choice) or " ".join(limits)
