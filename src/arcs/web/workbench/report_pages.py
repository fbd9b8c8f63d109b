"""The report before it is made: its sections with the sentences that ARCS writes and the words that people write."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from arcs.core.figures import Table
from arcs.web.sheets.models import StudyRow
from arcs.web.studies.models import StudyDocument, StudyTable
from arcs.web.ui.tables import TableShown, shown_table
from arcs.web.workbench.report_drawings import drawing_of

SECTIONS_PART, WORDS_PART, VERSIONS_PART = "report_sections.csv", "narrative", "versions.csv"
MOST_ROWS = 8
SILENT = {"flush", "workbook"}
KINDS = {
    "chart": gettext_lazy("chart"),
    "table": gettext_lazy("table"),
    "study": gettext_lazy("your words"),
    "limits": gettext_lazy("limits"),
}


@dataclass(frozen=True, kw_only=True)
class Piece:
    """One block of a section: a generated sentence, list, chart or table, or the study's own words."""

    kind: str
    text: str = ""
    title: str = ""
    pairs: tuple[tuple[str, ...], ...] = ()
    paragraphs: tuple[str, ...] = ()
    table: TableShown | None = None
    more: int = 0
    note: str = ""
    wide: str = ""
    narrow: str = ""


@dataclass(frozen=True, kw_only=True)
class SectionLine:
    """One section in the builder's list."""

    number: str
    name: str
    finding: str
    holds: str
    is_printed: bool
    is_left_out_above: bool
    reason: str
    can_be_left_out: bool
    level: int


@dataclass(frozen=True, kw_only=True)
class SectionPage:
    """One section to be worked on: its pieces in order; `words` are the study's own, in the place of `at`."""

    number: str
    name: str
    finding: str
    before: tuple[Piece, ...]
    after: tuple[Piece, ...]
    words: str
    version: int
    previous: str
    following: str


def lines_of(report: Any, chosen: Mapping[str, StudyRow]) -> tuple[SectionLine, ...]:
    """Every section in the order of the report, with whether it is printed."""
    out = {number for number, row in chosen.items() if row.cells.get("printed") == "N"}
    return tuple(_line(one, chosen, out) for one in report.sections)


def _line(section: Any, chosen: Mapping[str, StudyRow], out: set[str]) -> SectionLine:
    number = section.number
    above = {".".join(number.split(".")[:2]), number.split(".", maxsplit=1)[0] + ".0"} - {number}
    row = chosen.get(number)
    return SectionLine(
        number=number, name=section.name, finding=section.finding, holds=_holds(section), is_printed=number not in out,
        is_left_out_above=bool(number[:1].isdigit() and above & out), reason=row.cells.get("reason", "") if row else "",
        can_be_left_out=bool(number), level=section.level,
    )  # fmt: skip


def _holds(section: Any) -> str:
    counts: dict[str, int] = {}
    for block in section.blocks:
        kind = block["kind"]
        if kind not in SILENT:
            word = str(KINDS.get(kind, _("generated sentences")))
            counts[word] = counts.get(word, 0) + 1
    return ", ".join(f"{many} × {word}" if many > 1 else word for word, many in counts.items())


def section_page(report: Any, number: str, words: Mapping[str, StudyRow]) -> SectionPage | None:
    """One section by its number; None where the report has no such section."""
    sections = [one for one in report.sections if one.number[:1].isdigit()]
    numbers = [one.number for one in sections]
    if number not in numbers:
        return None
    at = numbers.index(number)
    section, row = sections[at], words.get(number)
    pieces = [piece_of(block, report) for block in section.blocks if block["kind"] not in SILENT]
    own = next((place for place, piece in enumerate(pieces) if piece.kind == "study"), 0)
    return SectionPage(
        number=number, name=section.name, finding=section.finding, before=tuple(pieces[:own]),
        after=tuple(piece for piece in pieces[own:] if piece.kind != "study"),
        words=row.cells.get("words", "") if row else "", version=row.version if row else 0,
        previous=numbers[at - 1] if at else "", following=numbers[at + 1] if at + 1 < len(numbers) else "",
    )  # fmt: skip


def preview_of(report: Any, chosen: Mapping[str, StudyRow]) -> list[tuple[Any, tuple[Piece, ...]]]:
    """The sections that are printed, each with all of its pieces."""
    printed = {one.number for one in lines_of(report, chosen) if not one.is_printed or one.is_left_out_above}
    return [
        (one, tuple(piece_of(block, report) for block in one.blocks if block["kind"] not in SILENT))
        for one in report.sections
        if not one.number or one.number not in printed
    ]


def piece_of(block: Mapping[str, Any], report: Any) -> Piece:
    """A block of the report as a page shows it; a chart with its drawings and the table behind it."""
    kind = str(block["kind"])
    if kind == "chart":
        return _chart(report.charts[block["name"]])
    if kind == "table":
        return _table(block, report.evaluation.tables[block["name"]])
    if kind in {"numbers", "findings", "steps", "pairs"}:
        return Piece(kind=kind, pairs=tuple(tuple(str(one) for one in item) for item in block["items"]))
    if "paragraphs" in block:
        return Piece(kind=kind, paragraphs=tuple(one.removeprefix("- ") for one in block["paragraphs"]))
    return Piece(kind=kind, title=block.get("title", ""), text=block.get("text", ""))


def _chart(chart: Any) -> Piece:
    return Piece(
        kind="chart", title=chart.title, text=chart.alternative, note=" ".join((chart.subtitle, chart.source)).strip(),
        table=shown_table(chart.data), wide=drawing_of(chart.print), narrow=drawing_of(chart.phone),
    )  # fmt: skip


def _table(block: Mapping[str, Any], table: Table) -> Piece:
    at = [table.index(name) for name in block["columns"]]
    rows = [table.rows[place] for place in block["rows"]]
    short = Table(
        name=table.name, title=f"{block['label']} {table.title}".strip(),
        columns=tuple(table.columns[one] for one in at),
        rows=tuple(tuple(row[one] for one in at) for row in rows[:MOST_ROWS]), population=table.population,
        period=table.period, source=table.source, notes=table.notes,
    )  # fmt: skip
    return Piece(kind="table", title=short.title, table=shown_table(short), more=max(0, len(rows) - MOST_ROWS))


# ---- what a report was made from, and what changed since another one


@dataclass(frozen=True, kw_only=True)
class Changed:
    """One table or file of two evaluations that is not the same in both, and how."""

    name: str
    words: str


@dataclass(frozen=True, kw_only=True)
class Compared:
    """Two evaluations side by side: how many tables and files are the same to the last digit, and which are not."""

    tables_same: int
    files_same: int
    tables: tuple[Changed, ...]
    files: tuple[Changed, ...]

    @property
    def is_identical(self) -> bool:
        """Whether nothing at all differs."""
        return not self.tables and not self.files


def compared(
    then: Sequence[StudyTable], now: Sequence[StudyTable], files_then: Sequence[StudyDocument],
    files_now: Sequence[StudyDocument],
) -> Compared:  # fmt: skip
    """What differs between two evaluations, table by table and file by file (by SHA-256)."""
    before, after = {one.name: one for one in then}, {one.name: one for one in now}
    tables = [
        Changed(name=(after.get(name) or before[name]).title, words=said)
        for name in dict.fromkeys((*before, *after))
        if (said := _how(before.get(name), after.get(name)))
    ]
    hashes, new = {one.name: one.sha256 for one in files_then}, {one.name: one.sha256 for one in files_now}
    files = [
        Changed(
            name=name, words=_("only in one of them") if name not in hashes or name not in new else _("other bytes")
        )
        for name in dict.fromkeys((*hashes, *new))
        if hashes.get(name) != new.get(name)
    ]
    return Compared(
        tables_same=len(dict.fromkeys((*before, *after))) - len(tables),
        files_same=len(dict.fromkeys((*hashes, *new))) - len(files), tables=tuple(tables), files=tuple(files),
    )  # fmt: skip


def _how(then: StudyTable | None, now: StudyTable | None) -> str:
    if then is None or now is None:
        return _("only in the later one") if then is None else _("only in the earlier one")
    if (then.columns, then.rows, then.notes) == (now.columns, now.rows, now.notes):
        return ""
    if then.columns != now.columns:
        return _("other columns")
    before, after = [str(row) for row in then.rows], [str(row) for row in now.rows]
    gone, come = len(_less(before, after)), len(_less(after, before))
    if not gone and not come:
        return _("the same rows in another order, or another note")
    return _("%(gone)s rows of the earlier one are not in the later, %(come)s are new") % {"gone": gone, "come": come}


def _less(first: Sequence[str], second: Sequence[str]) -> list[str]:
    left = list(second)
    kept = []
    for one in first:
        if one in left:
            left.remove(one)
        else:
            kept.append(one)
    return kept


def is_uuid(text: str) -> UUID | None:
    """The UUID that a text is, or None."""
    try:
        return UUID(text)
    except ValueError:
        return None
