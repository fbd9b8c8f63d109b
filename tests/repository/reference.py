"""The generated pages of docs/reference: made from the code, compared by a test, written by `script/docs`."""

from pathlib import Path

import click
from tests.repository.permissions_page import permissions_page
from tests.repository.tree import ROOT

from arcs.cli.program import COMMANDS, arcs
from arcs.core.calls.columns import RELATIONS, CallColumn
from arcs.core.suitability.rules import ALL_RULES, CategoryEvidence, Rule
from arcs.files.agency import describe_agency
from arcs.files.protocol import describe_crisis_codes, describe_protocol
from arcs.files.studies import describe_schema

FRESH = "<!-- Generated from the code by script/docs. Change the code, then run it again. -->\n\n"
FOLDER = ROOT / "docs" / "reference"


def pages() -> dict[Path, str]:
    """Each generated page's path and text."""
    return {
        FOLDER / "call-table.md": FRESH + _call_table(),
        FOLDER / "study-folder.md": FRESH + describe_schema(),
        FOLDER / "command-line.md": FRESH + _command_line(),
        FOLDER / "agency-settings.md": FRESH + describe_agency(),
        FOLDER / "protocol.md": FRESH + describe_protocol(),
        FOLDER / "state-police-codes.md": FRESH + describe_crisis_codes(),
        FOLDER / "suitability-rules.md": FRESH + _rules(),
        FOLDER / "who-may-open-what.md": FRESH + permissions_page(),
    }


def _call_table() -> str:
    parts = [
        "# The call table\n",
        "`arcs cad read` writes these relations as Parquet, whatever the dispatch system. NULL means “not recorded”,",
        "never “no”. Times are timestamps without zone: `_utc` for differences (empty where no time zone was stated),",
        "`_local` as the wall clock showed. Required columns are never NULL.\n",
    ]
    for relation, columns in RELATIONS.items():
        parts.append(f"## {relation}\n\n| column | type | required | meaning |\n|---|---|---|---|")
        parts.extend(_row(column) for column in columns)
        parts.append("")
    return "\n".join(parts)


def _row(column: CallColumn) -> str:
    allowed = f" One of: {', '.join(column.allowed)}." if column.allowed else ""
    kind = column.dtype.replace("(6)", " (microseconds)")
    return f"| `{column.name}` | {kind} | {'yes' if column.required else ''} | {column.meaning}.{allowed} |"


_EFFECTS = {
    "officer": "the category stays with officers",
    "bars": "telephone or online is not permitted",
    "condition": "an alternative is permitted under this condition",
    "mark": "a note for the board",
}


def _rules() -> str:
    parts = [
        "# The rules of suitability\n",
        "Each rule carries its worked examples, which a test runs. How they work together is told in",
        "[How a disposition is found](../explanation/how-a-disposition-is-found.md).\n",
    ]
    for rule in ALL_RULES:
        parts.append(f"## {rule.name[0].upper()}{rule.name[1:]}\n\n{rule.sentence}\n")
        parts.append(f"Effect: {_EFFECTS[rule.effect]}. Source: {rule.source}.\n")
        parts.append("| example | the rule |\n|---|---|")
        parts.extend(_example(rule, evidence, speaks=speaks) for evidence, speaks in rule.examples)
        parts.append("")
    return "\n".join(parts)


def _example(rule: Rule, evidence: CategoryEvidence, *, speaks: bool) -> str:
    plain = CategoryEvidence(category=evidence.category)
    said = [
        f"{name.replace('_', ' ')} {_word(value)}"
        for name, value in vars(evidence).items()
        if name != "category" and value != getattr(plain, name)
    ]
    answer = "speaks" if speaks else "cannot be evaluated" if rule.undecidable(evidence) else "is silent"
    return f"| {', '.join(said) or 'nothing known'} | {answer} |"


def _word(value: object) -> str:
    if isinstance(value, frozenset):
        return " and ".join(sorted(str(one).replace("_", " ") for one in value))
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


def _command_line() -> str:
    parts = [
        "# The command line\n",
        "Exit codes: 0 done; 1 a check found faults; 2 the request or an input cannot be used",
        "(one clear sentence on the error stream).\n",
    ]
    context = click.Context(arcs, info_name="arcs", **arcs.context_settings)
    for name in COMMANDS:
        command = arcs.get_command(context, name)
        if command is None:
            raise LookupError(f"The command {name} is listed and cannot be loaded.")
        parts.extend(_command(command, click.Context(command, info_name=name, parent=context)))
    return "\n".join(parts)


def _command(command: click.Command, context: click.Context) -> list[str]:
    context.max_content_width = 100
    context.terminal_width = 100
    parts = [f"## {context.command_path}\n", "```text", command.get_help(context).rstrip(), "```", ""]
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            below = command.get_command(context, name)
            if below is not None:
                parts.extend(_command(below, click.Context(below, info_name=name, parent=context)))
    return parts


def write() -> None:
    """Write every page anew."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for path, text in pages().items():
        path.write_text(text, encoding="utf-8")
        print(path.relative_to(ROOT))


if __name__ == "__main__":
    write()
