"""The evaluation of a study as a page: the matrix of categories with its filters, totals, figures and words."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from arcs.core.figures import Column, Figure, Table, Value
from arcs.core.vocabulary import CallClass, Disposition, Risk
from arcs.documents.sections import NAMES
from arcs.web.studies.frozen_pages import sorted_rows
from arcs.web.studies.models import StudyStatement, StudyTable
from arcs.web.studies.workload_pages import number
from arcs.web.ui import marks
from arcs.web.ui.charts import Chart, share_bar
from arcs.web.ui.pages import Stat

ROUTES = {
    Disposition.OFFICER: "officer",
    Disposition.OUTSIDE: "partner",
    Disposition.NON_SWORN: "cso",
    Disposition.TRU_ONLINE: "tru",
    Disposition.HYBRID: "cso+tru",
}
BAR_LARGEST = 100


@dataclass(frozen=True, kw_only=True)
class MatrixRow:
    """One category: what was measured, what people said, and who should answer. `bar` is percent of the largest FTE."""

    category: str
    marks: str
    risk: SafeString
    call_class: str
    fte: str
    bar: str
    value: str
    cso: str
    tru: str
    disposition: SafeString
    also: str
    holds: str
    fragile: bool


@dataclass(frozen=True, kw_only=True)
class MatrixHead:
    """A sortable heading of the matrix."""

    name: str
    text: str
    unit: str = ""
    is_number: bool = False
    url: str = ""
    direction: str = ""


@dataclass(frozen=True, kw_only=True)
class Choice:
    """One entry of a filter's menu."""

    value: str
    label: str
    chosen: bool


@dataclass(frozen=True, kw_only=True)
class MatrixPage:
    """The matrix as asked for."""

    heads: tuple[MatrixHead, ...]
    rows: tuple[MatrixRow, ...]
    of: int
    total_fte: str
    text: str
    risks: tuple[Choice, ...]
    classes: tuple[Choice, ...]
    dispositions: tuple[Choice, ...]
    sort: str
    is_filtered: bool
    notes: tuple[str, ...]


HEADS = (
    ("category", gettext_lazy("Category"), "", False),
    ("risk", gettext_lazy("Risk"), "", False),
    ("class", gettext_lazy("Class"), "", False),
    ("fte", gettext_lazy("FTE"), "", True),
    ("department_value", gettext_lazy("Value"), "1–10", True),
    ("cso_average", gettext_lazy("CSO"), "1–5", True),
    ("tru_online_average", gettext_lazy("TRU/online"), "1–5", True),
    ("disposition", gettext_lazy("Disposition"), "", False),
    ("robustness", gettext_lazy("Holds"), "", True),
)
FRAGILE_BELOW = Decimal("0.7")


def matrix_page(table: Table, words: Mapping[str, str]) -> MatrixPage:
    """The matrix filtered and sorted by the words of the address; what is no choice is left out."""
    sort = words.get("sort", "-fte")
    text, risk, kind, route = (words.get(name, "").strip() for name in ("q", "risk", "class", "disposition"))
    names = [one.name for one in table.columns]
    records = [dict(zip(names, row, strict=True)) for row in sorted_rows(table, sort)]
    kept = [
        one
        for one in records
        if text.casefold() in str(one["category"]).casefold()
        and risk in ("", one["risk"])
        and kind in ("", one["class"])
        and route in ("", one["disposition"])
    ]
    largest = max((number(one["fte"]) for one in records), default=Decimal(0)) or Decimal(1)
    return MatrixPage(
        heads=tuple(_head(*one, sort=sort) for one in HEADS),
        rows=tuple(_row(one, table, largest) for one in kept),
        of=len(records),
        total_fte=f"{sum(number(one['fte']) for one in kept):,.2f}",
        text=text,
        risks=_choices([(one.value, one.label) for one in Risk], risk),
        classes=_choices([(one.value, one.label) for one in CallClass], kind),
        dispositions=_choices([(one.value, one.label) for one in Disposition], route),
        sort=sort,
        is_filtered=bool(text or risk or kind or route),
        notes=table.notes,
    )


def _choices(given: Iterable[tuple[str, str]], chosen: str) -> tuple[Choice, ...]:
    first = Choice(value="", label=_("Any"), chosen=not chosen)
    return (first, *(Choice(value=value, label=label, chosen=value == chosen) for value, label in given))


def _head(name: str, text: str | Promise, unit: str, is_number: bool, *, sort: str) -> MatrixHead:
    first = f"-{name}" if is_number else name
    other = name if is_number else f"-{name}"
    return MatrixHead(
        name=name, text=str(text), unit=unit, is_number=is_number,
        url=f"?sort={other if sort == first else first}#matrix",
        direction={name: "ascending", f"-{name}": "descending"}.get(sort, ""),
    )  # fmt: skip


def _row(one: Mapping[str, Value], table: Table, largest: Decimal) -> MatrixRow:
    def shown(name: str) -> str:
        return table.columns[table.index(name)].shown(one[name])

    fte, holds = number(one["fte"]), one["robustness"]
    return MatrixRow(
        category=str(one["category"]),
        marks=" ".join(str(one[name]) for name in ("compressed_mark", "multi_need_mark") if one[name]),
        risk=marks.risk_mark(str(one["risk"])) if one["risk"] in {"L", "P", "H"} else SafeString("–"),
        call_class=CallClass(str(one["class"])).label if one["class"] else "–",
        fte="–" if one["fte"] is None else f"{fte:,.2f}",
        bar=f"{float(fte / largest * BAR_LARGEST):.1f}",
        value=shown("department_value") or "–",
        cso=shown("cso_average") or "–",
        tru=shown("tru_online_average") or "–",
        disposition=_tag(one["disposition"]),
        also=_alternatives(one["not_yet"]),
        holds=shown("robustness"),
        fragile=holds is not None and number(holds) < FRAGILE_BELOW,
    )


def _tag(value: Value) -> SafeString:
    known = {one.value: one for one in Disposition}
    found = known.get(str(value))
    return marks.route_tag(ROUTES[found], found.label) if found else SafeString("–")


def finding(matrix: Table, totals: Table | None) -> str:
    """The page's title: how much of the measured time somebody other than an officer can answer."""
    fte = sum(number(value) for value in matrix.values("fte"))
    if totals is None or not fte:
        return _("Evaluation of %(many)s categories of calls") % {"many": len(matrix.rows)}
    kept = sum(number(row["fte"]) for row in totals.records() if row["disposition"] == Disposition.OFFICER.value)
    share = Column(name="share", heading="", kind="share").shown((fte - kept) / fte)
    return _("%(share)s of %(fte)s FTE in %(many)s categories can be answered by somebody other than an officer") % {
        "share": share,
        "fte": f"{fte:,.2f}",
        "many": len(matrix.rows),
    }


def totals_chart(totals: Table | None) -> Chart | None:
    """FTE by disposition in one bar."""
    if totals is None or not any(number(value) for value in totals.values("fte")):
        return None
    kept = [totals.index("label"), totals.index("fte")]
    shown = Table(
        name=totals.name, title=totals.title, columns=tuple(totals.columns[at] for at in kept),
        rows=tuple(tuple(row[at] for at in kept) for row in totals.rows), population=totals.population,
        period=totals.period, source=totals.source,
    )  # fmt: skip
    whole = sum(number(value) for value in totals.values("fte"))
    return share_bar(shown, title=_("%(fte)s FTE by who should answer") % {"fte": f"{whole:,.2f}"})


def stats_of(figures: Sequence[tuple[Figure, str]], wanted: Sequence[tuple[str, str]]) -> tuple[Stat, ...]:
    """The figures named in `wanted`, with their labels; each opens its own page."""
    by_name = {figure.name: (figure, url) for figure, url in figures}
    return tuple(
        Stat(label=label, figure=by_name[name][0], url=by_name[name][1]) for name, label in wanted if name in by_name
    )


@dataclass(frozen=True, kw_only=True)
class Section:
    """The study's own words under one number and its name, as in the report."""

    number: str
    name: str
    paragraphs: tuple[str, ...]


def sections_of(statements: Iterable[StudyStatement]) -> list[Section]:
    """The study's words by section, in order."""
    found: dict[str, list[str]] = {}
    for one in statements:
        found.setdefault(one.section, []).append(one.text)
    return [
        Section(number=number, name=NAMES.get(number, ""), paragraphs=tuple(texts))
        for number, texts in found.items()
        if number != "limits"
    ]


def limits_of(statements: Iterable[StudyStatement]) -> list[str]:
    """What the evaluation does not show."""
    return [one.text for one in statements if one.section == "limits"]


def named(tables: Iterable[StudyTable]) -> dict[str, StudyTable]:
    """The tables by name."""
    return {one.name: one for one in tables}


# The alternatives' codes in the evaluation's tables, in the words of the report.
ALTERNATIVES = {"cso": gettext_lazy("CSO"), "tru_online": gettext_lazy("telephone or online report")}


def _alternatives(codes: Value) -> str:
    """Codes such as "cso; tru_online" in words."""
    given = [code.strip() for code in str(codes or "").split(";") if code.strip()]
    return ", ".join(str(ALTERNATIVES.get(code, code.replace("_", " "))) for code in given)
