"""Tables as readers see them: shown values, alignment and widths that fit the paper."""

from collections.abc import Sequence
from typing import Any

from arcs.core.figures import Column, Table, Value
from arcs.documents.charts.canvas import text_width
from arcs.documents.words.reading import coded_words, disposition_label, is_marked, item_words, number, risk_label

NUMBERS = {"whole", "number", "share", "money"}
PAPER_WIDTH = 461.0
PADDING = 9.0
BAR = 40.0
CODED = {"permitted", "flag", "flags", "alternative"}
SIZES = (8.4, 7.6, 6.8)


def shown(table: Table, column: Column, value: Value) -> str:
    """A cell as a reader sees it: words for codes in the matrix, a dash where a number is not recorded."""
    if value is None or value == "":
        return "–" if column.kind in NUMBERS else ""
    if isinstance(value, str) and (words := _words(table, column, value)):
        return words
    if column.name == "not_yet":
        return f"◆ {coded_words(column.shown(value))}" if is_marked(value) else ""
    return column.shown(value)


def _words(table: Table, column: Column, code: str) -> str:
    """Words for a code; empty where the column holds no codes that need any."""
    if column.name == "disposition":
        return disposition_label(code)
    if column.name in CODED:
        return coded_words(code)
    if column.name == "item":
        return item_words(code)
    return risk_label(code) if table.name == "matrix" and column.name == "risk" else ""


def laid_out(table: Table, names: Sequence[str], bar: str = "") -> dict[str, Any]:
    """A table for paper: headings, rows of text, alignment and widths; columns that cannot fit are counted."""
    names = [one for one in names if _says_something(table, one)]
    columns = [table.columns[table.index(name)] for name in names]
    at = [table.index(name) for name in names]
    cells = [[shown(table, c, row[i]) for c, i in zip(columns, at, strict=True)] for row in table.rows]
    size = next((one for one in SIZES if _fits(columns, cells, one)), SIZES[-1])
    while len(columns) > 1 and not _fits(columns, cells, size):
        columns, cells = columns[:-1], [row[:-1] for row in cells]
    bars: list[float | None] = []
    if bar in [one.name for one in columns]:
        values = [number(value) for value in table.values(bar)]
        most = max((one for one in values if one is not None), default=None)
        bars = [float(one / most) if one is not None and most and one > 0 else 0.0 for one in values]
    return {
        "headings": [one.heading for one in columns],
        "align": ["right" if one.kind in NUMBERS else "left" for one in columns],
        "widths": _widths(columns, cells, size, bar),
        "rows": cells,
        "size": size,
        "bars": bars,
        "bar_at": [one.name for one in columns].index(bar) if bars else -1,
        "left_out": sum(_says_something(table, one.name) for one in table.columns) - len(columns),
    }


def _says_something(table: Table, name: str) -> bool:
    """Whether a column has any value; the tables of the report that is followed are printed as they stand."""
    return table.name.startswith("table_") or any(value not in (None, "") for value in table.values(name))


def _least(column: Column, texts: Sequence[str], size: float) -> float:
    """The narrowest a column may be: its longest word, or its longest number."""
    words = [word for text in (*texts, column.heading) for word in text.replace("/", "/ ").split()] or [""]
    longest = max(text_width(one, size) for one in words)
    return min(longest, 110.0) + PADDING


def _fits(columns: Sequence[Column], cells: Sequence[Sequence[str]], size: float) -> bool:
    return sum(_least(c, [row[i] for row in cells], size) for i, c in enumerate(columns)) <= PAPER_WIDTH


def _widths(columns: Sequence[Column], cells: Sequence[Sequence[str]], size: float, bar: str) -> list[float]:
    """Widths in pt that fill the paper: everything its least, and the rest shared by what the texts still need."""
    texts = [[row[i] for row in cells] for i in range(len(columns))]
    least = [_least(c, t, size) + (BAR if c.name == bar else 0) for c, t in zip(columns, texts, strict=True)]
    wanted = [max([text_width(one, size) for one in t] + [0.0]) + PADDING for t in texts]
    wanted = [max(w, low) for w, low in zip(wanted, least, strict=True)]
    spare = PAPER_WIDTH - sum(least)
    need = [(w - low) ** 0.75 if w > low else 0.0 for w, low in zip(wanted, least, strict=True)]
    if sum(wanted) <= PAPER_WIDTH:
        need = [w - low for w, low in zip(wanted, least, strict=True)]
        grown = [low + n for low, n in zip(least, need, strict=True)]
        extra = (PAPER_WIDTH - sum(grown)) / len(columns)
        return [round(one + extra, 2) for one in grown]
    whole = sum(need) or 1.0
    return [round(low + spare * n / whole, 2) for low, n in zip(least, need, strict=True)]
