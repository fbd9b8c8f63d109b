"""The report on paper: a tagged PDF/UA-1 through Typst, fed with JSON only."""

import json
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import typst

from arcs.core.figures import Table
from arcs.documents.charts.chart import Chart
from arcs.documents.charts.rendering import FONTS
from arcs.documents.outline import Block, Report
from arcs.documents.setting import laid_out
from arcs.documents.words.grammar import plural
from arcs.documents.words.sentences import cover_line, summary_title

TEMPLATE = Path(__file__).parent / "report.typ"
BANNER = "◇ Invented figures: made by a program to show the method. No person, call or agency here is real."


def caption(table: Table, label: str) -> str:
    """A table's caption: its number in the report, where it has one, and its title.

    >>> caption(Table(name="t", title="Terms", columns=(), rows=(), population="", period="", source=""), "Table C.1")
    'Table C.1: Terms'
    """
    if not label or table.title.lower().startswith(label.lower()):
        return table.title
    return f"{label}: {table.title}"


def under(table: Table, left_out: int, rows_left_out: int = 0) -> str:
    """What stands below a table: source, notes, and where its other columns and rows are."""
    said = [f"Source: {table.source.rstrip('.')}." if table.source else "", *table.notes]
    if left_out:
        said.append(
            f"{left_out} more {plural(left_out, 'column is', 'columns are')} in the workbook, sheet {table.name}."
        )
    if rows_left_out:
        said.append(f"{rows_left_out} more {plural(rows_left_out, 'row is', 'rows are')} in the same sheet.")
    return " ".join(one for one in said if one)


def _table(report: Report, block: Block) -> dict[str, Any]:
    table = report.evaluation.tables[block["name"]]
    part = replace(table, rows=tuple(table.rows[at] for at in block["rows"]))
    made = laid_out(part, block["columns"], block["bar"])
    rest = len(table.rows) - len(part.rows)
    return {**made, "caption": caption(table, block["label"]), "under": under(table, made["left_out"], rest)}


def _chart(chart: Chart) -> dict[str, str]:
    return {
        "title": chart.title,
        "subtitle": chart.subtitle,
        "source": chart.source,
        "alternative": chart.alternative,
        "file": f"{chart.name}.svg",
    }


def cover_bars(report: Report) -> list[list[Any]]:
    """One bar per category: its height as a part of the tallest, and whether it is "not yet"."""
    found = report.measured.categories
    most = max((one.fte for one in found), default=None)
    held = {one.name for one in report.measured.not_yet()}
    return [[float(one.fte / most), one.name in held] for one in found] if most else []


def cover_key(report: Report) -> str:
    """What the bars of the cover mean."""
    many = report.measured.category_count()
    brown = " Brown: “not yet”." if report.measured.not_yet() else ""
    noun = plural(many, "category", "categories")
    return f"Each bar is one of {many} {noun} that may not need an officer. Its height is officer time.{brown}"


def as_data(report: Report) -> dict[str, Any]:
    """Everything that the template prints, as JSON can carry it."""
    study = report.evaluation
    blocks = [block for section in report.sections for block in section.blocks]
    tables = {block["name"]: _table(report, block) for block in blocks if block["kind"] == "table"}
    listing = [[name, one.title, f"{len(one.rows):,}"] for name, one in study.tables.items()]
    return {
        "title": study.title,
        "short_title": study.title if len(study.title) <= 50 else study.title[:49].rstrip() + "…",
        "place": study.place,
        "subtitle": study.subtitle,
        "prepared_by": study.prepared_by,
        "summary": summary_title(report.measured),
        "year": study.version_date.year,
        "month": study.version_date.month,
        "day": study.version_date.day,
        "invented": study.invented,
        "banner": BANNER,
        "cover": cover_bars(report),
        "cover_key": cover_key(report),
        "cover_line": cover_line(report.measured),
        "cover_note": cover_note(report),
        "charts": {name: _chart(chart) for name, chart in report.charts.items()},
        "tables": tables,
        "has_charts": any(block["kind"] == "chart" for block in blocks),
        "has_tables": bool(tables),
        "listing": listing,
        "sections": [
            {
                "number": section.number,
                "name": section.name,
                "finding": section.finding,
                "level": section.level,
                "anchor": section.anchor,
                "starts_page": section.starts_page,
                "blocks": list(section.blocks),
            }
            for section in report.sections
        ],
    }


def cover_note(report: Report) -> str:
    """Who prepared the study and when; how printed and recomputed numbers are treated."""
    study = report.evaluation
    dated = f"{study.version_date:%B} {study.version_date.day}, {study.version_date.year}"
    return (
        f"Prepared by {study.prepared_by}. Dated {dated}. Every figure is generated from the study’s tables by ARCS. "
        "Where a printed and a recomputed number differ, both are shown."
    )


def pdf(report: Report, drawings: dict[str, str]) -> bytes:
    """The report as a tagged PDF/UA-1; `drawings` are the charts' SVG by name. No clock is read."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        (root / "report.json").write_text(json.dumps(as_data(report), ensure_ascii=False), encoding="utf-8")
        (root / "report.typ").write_bytes(TEMPLATE.read_bytes())
        for name, drawing in drawings.items():
            (root / f"{name}.svg").write_text(drawing, encoding="utf-8")
        compiler = typst.Compiler(
            str(root / "report.typ"), root=str(root), font_paths=[str(FONTS)], ignore_system_fonts=True
        )
        made = compiler.compile(format="pdf", pdf_standards="ua-1")
    if not isinstance(made, bytes):
        raise TypeError("Typst gave no single PDF; a PDF is always one file.")
    return made
