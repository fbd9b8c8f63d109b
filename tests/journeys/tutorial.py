"""A tutorial read as what it tells its reader to do: each of its **names** belongs to a verb, and each verb is done.

So the text and the walk cannot drift apart: the walk knows no name of its own. Whoever writes a tutorial uses these
phrases; a bold name that no verb explains is a fault of the text.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

NAME = r"(?:\*\*(?P<{0}>[^*]+)\*\*|(?<![*\w])\*(?P<{0}_of>[^*\s][^*]*)\*)"
VALUE = r"(?:`(?P<value>[^`]+)`|(?<![*\w])\*(?P<value_of>[^*\s][^*]*)\*)"
PHRASES: Mapping[str, str] = {
    "each": r"for each of (?P<names>\*\*[^*]+\*\*(?:(?:, | and )\*\*[^*]+\*\*)*)",
    "sheet": r"answer each call type by (?P<keys>\*Keys\*)",
    "picture": r"!\[(?P<alt>[^\]]+)\]\((?P<picture>[^)]+)\)",
    "address": r"(?:open|go to) <(?P<address>http[^>]+)>",
    "letter": rf"open the address beside {NAME.format('name')}",
    "keys": rf"press (?:the keys?|key) {VALUE}",
    "fill": rf"write {VALUE} (?:under|into) {NAME.format('under')}",
    "file": rf"give (?:it )?the file {VALUE} under {NAME.format('under')}",
    "choose": rf"choose {NAME.format('name')} under {NAME.format('under')}",
    "tick": rf"tick {NAME.format('name')}",
    "press": rf"(?:press|open|click) (?P<first>the first )?{NAME.format('name')}",
    "heading": rf"heading {NAME.format('name')}",
    "page": rf"(?:page|title) {NAME.format('name')}",
    "download": rf"(?:take) {NAME.format('name')}",
    "read": rf"(?:read|see|says|say|appears|stands?|wait for|and|there is|called) {NAME.format('name')}",
    "back": r"close that window",
}
PATTERN = {kind: re.compile(phrase, re.IGNORECASE) for kind, phrase in PHRASES.items()}
BOLD = re.compile(r"\*\*[^*]+\*\*")
EACH = "For each row of this table"
STEP = re.compile(r"^\d+\. ")


@dataclass(frozen=True, kw_only=True)
class Deed:
    """One thing that the reader does or looks for: its kind, and the names in it."""

    kind: str
    given: Mapping[str, Any]

    def __str__(self) -> str:
        return f"{self.kind} {' / '.join(one for one in self.given.values() if isinstance(one, str) and one)}"


@dataclass(kw_only=True)
class Step:
    """A numbered step with its table; what stands after “for each” is done once for each."""

    part: str
    text: str
    heads: list[str] = field(default_factory=list)
    rows: list[dict[str, str]] = field(default_factory=list)

    def deeds(self) -> Iterator[Deed]:
        """Every deed in the order of the text."""
        for text, row in self._passages():
            for kind, found in phrases_of(text):
                if kind == "sheet":
                    yield Deed(kind=kind, given={"rows": {one[self.heads[0]]: one["Keys"] for one in self.rows}})
                elif kind != "each":
                    yield Deed(kind=kind, given=_given(found, row))

    def _passages(self) -> Iterator[tuple[str, dict[str, str]]]:
        if (named := PATTERN["each"].search(self.text)) is not None:
            yield self.text[: named.start()], {}
            for name in re.findall(r"\*\*([^*]+)\*\*", named["names"]):
                yield self.text[named.end() :], {"the rater": name}
            return
        once, _, each = self.text.partition(EACH)
        yield once, {}
        for row in self.rows:
            yield each, row

    def unexplained(self) -> list[str]:
        """Bold names that no verb explains."""
        spans = [found.span() for _, found in phrases_of(self.text)]
        return [
            one.group()
            for one in BOLD.finditer(self.text)
            if not any(start <= one.start() and one.end() <= end for start, end in spans)
        ]


def _given(found: re.Match[str], row: Mapping[str, str]) -> dict[str, str]:
    """The names of a phrase; one in italics is a column, and stands for what the row says there."""
    said = found.groupdict(default="")
    return {
        name: row[said[f"{name}_of"]] if said.get(f"{name}_of") else value
        for name, value in said.items()
        if not name.endswith("_of")
    }


def phrases_of(text: str) -> list[tuple[str, re.Match[str]]]:
    """Every phrase of a text in order; where two begin at the same place, the one that is named first counts."""
    found: list[tuple[str, re.Match[str]]] = []
    at = 0
    while at < len(text):
        here = [(match.start(), kind, match) for kind, one in PATTERN.items() if (match := one.search(text, at))]
        if not here:
            break
        _, kind, match = min(here, key=lambda one: one[0])
        found.append((kind, match))
        at = match.end()
    return found


def steps_of(page: Path) -> list[Step]:
    """The numbered steps of a tutorial, each with the heading it stands under."""
    steps: list[Step] = []
    part = ""
    for line in page.read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            part = line.lstrip("# ")
        elif STEP.match(line):
            steps.append(Step(part=part, text=STEP.sub("", line)))
        elif line.startswith("   "):
            _go_on(steps[-1], line.strip())
    for before, step in pairwise(steps):
        if not step.rows and PATTERN["sheet"].search(step.text):
            step.heads, step.rows = before.heads, before.rows  # the same sheet again
    return steps


def _go_on(step: Step, line: str) -> None:
    """What is set in below a step's number: more of its text, or its table, whose first row names the columns."""
    if not line.startswith("|"):
        step.text += f" {line}"
        return
    cells = [one.strip().strip("`") for one in line.strip("|").split("|")]
    if set("".join(cells)) <= set("-: "):
        return
    if step.heads:
        step.rows.append(dict(zip(step.heads, cells, strict=True)))
    else:
        step.heads = cells


def numbers_of(page: Path) -> list[tuple[int, str]]:
    """The number of each step as it is written, with the step's first line."""
    lines = page.read_text(encoding="utf-8").splitlines()
    return [(int(line.partition(".")[0]), line) for line in lines if STEP.match(line)]


def bold_outside_steps(page: Path) -> list[str]:
    """Bold names in prose: a reader would take them for names on the screen."""
    inside = BOLD.findall(" ".join(step.text for step in steps_of(page)))
    outside = BOLD.findall(" ".join(page.read_text(encoding="utf-8").split()))
    for one in inside:
        outside.remove(one)
    return outside


def pictures_in(page: Path) -> list[str]:
    """Every picture that the page shows, by its address in the page."""
    return [found["picture"] for found in PATTERN["picture"].finditer(page.read_text(encoding="utf-8"))]
