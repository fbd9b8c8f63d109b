"""The layout of `agency.toml` in words, from the same cells that read it."""

from arcs.core.agency import KNOWN_THRESHOLDS, SECTIONS, Identity
from arcs.core.agency.programme import SETTINGS_VERSION
from arcs.files.cell_tables import described


def describe_agency() -> str:
    """A page of Markdown for the reference.

    >>> describe_agency().splitlines()[0]
    '# The settings of a programme: agency.toml'
    """
    lines = [
        "# The settings of a programme: agency.toml",
        "",
        f"One file, UTF-8, headed `schema_version = {SETTINGS_VERSION}`. A key that is left out is not recorded. Keys",
        "and sections that ARCS does not know are refused with their line; nothing is dropped in silence.",
        "An example is `examples/oak_park/agency.toml`.",
        "",
        "Hours stand on the programme's own clock. On the night when clocks go forward, what begins or ends in the",
        "skipped hour does so at the jump; when they go back, what opens in the repeated hour opens at its first",
        "passing and what closes in it closes at its last. A holiday takes away the hours that would begin on its day.",
        "",
        *described("[programme]", "Who the programme is. Needed.", Identity, codes="codes"),
    ]
    for section in SECTIONS:
        lines += described(f"[[{section.name}]]", section.meaning, section.row, codes="codes")
    lines += [
        "## Thresholds that ARCS knows",
        "",
        "| code | ARCS ships | allowed | unit | what happens at it | source |",
        "|---|---|---|---|---|---|",
    ]
    for known in KNOWN_THRESHOLDS.values():
        one = known.default
        lines.append(
            f"| `{one.code}` | {one.value} | {known.lowest} to {known.highest} | {one.unit} | {one.definition} "
            f"| {one.source} |"
        )
    return "\n".join([*lines, ""])
