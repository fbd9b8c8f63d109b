"""The report as sections and blocks, before it becomes paper or page: both print the same words and tables."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from arcs.core.evaluation import Evaluation
from arcs.core.figures import Table, Value
from arcs.documents.charts.chart import Chart
from arcs.documents.words.measured import Measured
from arcs.documents.words.reading import amount

Block = dict[str, Any]
RowTest = Callable[[Mapping[str, Value]], bool]


@dataclass(frozen=True, kw_only=True)
class Section:
    """A section: its number in the report, its name, the finding that heads it, and its blocks in order."""

    number: str
    name: str
    finding: str
    level: int
    blocks: tuple[Block, ...]
    starts_page: bool = False

    @property
    def anchor(self) -> str:
        """An identifier that a link can point to."""
        base = self.number or self.name
        return "section-" + "".join(one if one.isalnum() else "-" for one in base.lower())


@dataclass(frozen=True, kw_only=True)
class Report:
    """All that a document prints."""

    evaluation: Evaluation
    measured: Measured
    charts: Mapping[str, Chart]
    left_out: tuple[str, ...]
    sections: tuple[Section, ...]


@dataclass
class Placed:
    """What has been placed so far, so that nothing is printed twice and nothing is forgotten."""

    evaluation: Evaluation
    charts: Mapping[str, Chart]
    tables: set[str] = field(default_factory=set)
    spoken: set[str] = field(default_factory=set)

    def chart(self, name: str, *, still: bool = False) -> list[Block]:
        """A chart's block, where it could be drawn; a `still` one stays on paper where it is told, others may float."""
        return [{"kind": "chart", "name": name, "still": still}] if name in self.charts else []

    def table(
        self, name: str, *, label: str = "", columns: Sequence[str] = (), bar: str = "", only: RowTest | None = None
    ) -> list[Block]:
        """A table's block, where the evaluation has it; `columns` are those printed, all where none are named.

        `only` chooses the rows that are printed on paper; the note below then says where all of them are.
        """
        table = self.evaluation.tables.get(name)
        if table is None or not table.rows:
            return []
        self.tables.add(name)
        rows = [at for at, row in enumerate(table.records()) if only is None or only(row)]
        if not rows:
            return []
        if bar and bar in [one.name for one in table.columns]:
            values = table.values(bar)
            rows.sort(key=lambda at: -amount(values[at]))
        shown = _present(table, columns)
        return [{"kind": "table", "name": name, "label": label, "columns": shown, "bar": bar, "rows": rows}]

    def words(self, section: str) -> list[Block]:
        """The study's own words for a section, marked as the study's."""
        paragraphs = [one for one in self.evaluation.statements.get(section, ()) if one.strip()]
        self.spoken.add(section)
        return [{"kind": "study", "section": section, "paragraphs": paragraphs}] if paragraphs else []


def _present(table: Table, columns: Sequence[str]) -> list[str]:
    names = [one.name for one in table.columns]
    kept = [one for one in columns if one in names]
    return kept or names


def deck(text: str) -> list[Block]:
    """A sentence or two under a heading, set larger."""
    return [{"kind": "deck", "text": text}] if text else []


def text(*paragraphs: str) -> list[Block]:
    """Paragraphs in our own words."""
    return [{"kind": "text", "text": one} for one in paragraphs if one]


def note(title: str, words: str) -> list[Block]:
    """A tinted box with a bold start."""
    return [{"kind": "note", "title": title, "text": words}] if words else []
