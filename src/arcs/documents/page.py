"""The report as one self-contained page: fonts, drawings, style and script inside, nothing fetched from anywhere."""

import base64
from itertools import groupby
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from arcs import __version__
from arcs.core.figures import Column, Table
from arcs.documents.charts.chart import Chart
from arcs.documents.charts.rendering import FONTS, inside_a_page
from arcs.documents.outline import Block, Report, Section
from arcs.documents.paper import BANNER, caption, cover_bars, cover_key, cover_note
from arcs.documents.setting import NUMBERS, shown
from arcs.documents.words.reading import number
from arcs.documents.words.sentences import summary_title

HERE = Path(__file__).parent
LONG_TEXT = 40
WEIGHTS = {400: "Regular", 600: "SemiBold", 700: "Bold"}


def _font_faces() -> str:
    faces = []
    for weight, name in WEIGHTS.items():
        data = base64.b64encode((FONTS / f"PublicSans-{name}.woff2").read_bytes()).decode("ascii")
        faces.append(
            f'@font-face{{font-family:"Public Sans";font-weight:{weight};font-display:swap;'
            f'src:url(data:font/woff2;base64,{data}) format("woff2")}}'
        )
    return "\n".join(faces)


def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(HERE), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )


def _table(environment: Environment, table: Table, identifier: str, title: str, under: str) -> Markup:
    rows = [
        [_cell(table, column, value) for column, value in zip(table.columns, row, strict=True)] for row in table.rows
    ]
    columns = [{"heading": one.heading, "is_number": one.kind in NUMBERS} for one in table.columns]
    page = environment.get_template("page_table.html")
    return Markup(page.render(id=identifier, caption=title, columns=columns, rows=rows, under=under))  # noqa: S704  # autoescaped by the template


def _cell(table: Table, column: Column, value: Any) -> dict[str, Any]:
    exact = number(value)
    is_number = column.kind in NUMBERS
    words = shown(table, column, value)
    return {
        "text": words,
        "look": "n" if is_number else "long" if len(words) > LONG_TEXT else "",
        "value": "" if exact is None or not is_number else f"{exact:f}",
    }


def _inline(drawing: str) -> Markup:
    """A drawing that may stand inside the page: made by us from our own specification, words already escaped."""
    return Markup(inside_a_page(drawing))  # noqa: S704  # the renderer escapes every word of the drawing


def _chart(environment: Environment, chart: Chart, wide: str, narrow: str) -> dict[str, Any]:
    return {
        "title": chart.title,
        "subtitle": chart.subtitle,
        "source": chart.source,
        "alternative": chart.alternative,
        "wide": _inline(wide),
        "narrow": _inline(narrow),
        "table": _table(environment, chart.data, f"data-{chart.name}", chart.data.title, ""),
    }


def _block(block: Block) -> dict[str, Any]:
    """A block as the template wants it: lists grouped, and no name that clashes with a mapping's own."""
    made = dict(block)
    if "items" in made:
        made["items_"] = made.pop("items")
    if "paragraphs" in made:
        made["groups"] = [
            {"is_list": is_list, "texts": [one.removeprefix("- ") for one in group]}
            for is_list, group in groupby(made["paragraphs"], key=lambda one: one.startswith("- "))
        ]
    return made


def _section(section: Section) -> dict[str, Any]:
    return {
        "number": section.number,
        "name": section.name,
        "label": f"{section.number} {section.name}".strip(),
        "finding": section.finding,
        "level": section.level,
        "anchor": section.anchor,
        "blocks": [_block(block) for block in section.blocks],
    }


def html(report: Report, drawings: dict[str, str], phones: dict[str, str]) -> str:
    """The page; `drawings` and `phones` are the charts' SVG by name, for a desk and for a phone."""
    environment = _environment()
    study = report.evaluation
    placed = [block for section in report.sections for block in section.blocks if block["kind"] == "table"]
    tables = {}
    for block in placed:
        table = study.tables[block["name"]]
        said = [f"Source: {table.source.rstrip('.')}." if table.source else "", *table.notes]
        under = " ".join(one for one in said if one)
        name = f"table-{block['name']}"
        tables[block["name"]] = _table(environment, table, name, caption(table, block["label"]), under)
    charts = {name: _chart(environment, chart, drawings[name], phones[name]) for name, chart in report.charts.items()}
    return environment.get_template("page.html").render(
        study=study,
        version=__version__,
        banner=BANNER,
        summary=summary_title(report.measured),
        cover=[(round(height * 100, 2), held) for height, held in cover_bars(report)],
        cover_key=cover_key(report),
        cover_note=cover_note(report),
        sections=[_section(section) for section in report.sections],
        charts=charts,
        tables=tables,
        listing=_table(environment, listing(report), "table-listing", "Tables", ""),
        css=Markup(_font_faces() + (HERE / "page.css").read_text(encoding="utf-8")),  # noqa: S704  # our own file
        script=Markup((HERE / "page.js").read_text(encoding="utf-8")),  # noqa: S704  # our own file
    )


def listing(report: Report) -> Table:
    """Every table of the evaluation with its rows, for the last section."""
    columns = (
        Column(name="sheet", heading="Sheet"),
        Column(name="table", heading="Table"),
        Column(name="rows", heading="Rows", kind="whole"),
    )
    rows = tuple((name, one.title, len(one.rows)) for name, one in report.evaluation.tables.items())
    return Table(name="listing", title="Tables", columns=columns, rows=rows, population="", period="", source="")
