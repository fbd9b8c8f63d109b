"""The State Police's lists as they ship, and their page of the reference."""

from functools import lru_cache
from pathlib import Path

from arcs.core.agency import Section
from arcs.core.protocol.state_report import CodeList, CrisisCode, CrisisCodes, LevelOfCapability, StateReport
from arcs.files.toml_sections import Layout, read_whole

CODES_FILE = Path(__file__).with_name("state_police.toml")
_LAYOUT: Layout[CrisisCodes] = Layout(
    version=1,
    head="report",
    head_row=StateReport,
    sections=(
        Section(name="codes", title="Codes", row=CrisisCode, meaning="Dispositions of a crisis call."),
        Section(name="levels", title="Levels", row=LevelOfCapability, meaning="Which level a capability is."),
    ),
    conflicts=lambda parts: (),
    whole=lambda report, parts: CrisisCodes(report=report, codes=parts["codes"], levels=parts["levels"]),
    head_of=lambda codes: codes.report,
)


@lru_cache(maxsize=1)
def crisis_codes() -> CrisisCodes:
    """The lists that ship."""
    return read_whole(_LAYOUT, CODES_FILE)


def describe_crisis_codes() -> str:
    """A page of Markdown for the reference.

    >>> describe_crisis_codes().splitlines()[0]
    '# Dispositions of a crisis call: the State Police report'
    """
    codes = crisis_codes()
    lines = [
        "# Dispositions of a crisis call: the State Police report",
        "",
        f"{codes.report.name} ({codes.report.source}), due {codes.report.due}. {codes.report.note}",
        "The short codes are ARCS's own, the names those that the rule lists; the file is",
        "`src/arcs/files/protocol/state_police.toml`.",
        "",
    ]
    for which in CodeList:
        lines += [f"## {which.label}", "", "| code | name | meaning | a replay reads |", "|---|---|---|---|"]
        lines += [f"| `{one.code}` | {one.name} | {one.meaning} | {one.tells} |" for one in codes.of(which)]
        lines.append("")
    lines += ["## From an edition's capabilities to levels", "", "| capability | level | why |", "|---|---|---|"]
    lines += [
        f"| `{one.capability}` | {f'`{one.level}`' if one.level else ''} | {one.reason} |" for one in codes.levels
    ]
    return "\n".join([*lines, ""])
