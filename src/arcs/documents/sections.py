"""What stands in each section of the report: sections 1 to 7 and appendices A to C of the report it follows."""

from collections.abc import Iterable, Mapping

from arcs.core.evaluation import Evaluation
from arcs.core.figures import Value
from arcs.documents.charts import all_charts
from arcs.documents.charts.acceptance import scatter_title
from arcs.documents.outline import Block, Placed, Report, Section, deck, note, text
from arcs.documents.words import sentences
from arcs.documents.words.measured import Measured
from arcs.documents.words.reading import is_marked, records
from arcs.documents.words.reading import text as plain

NAMES = {
    "1.0": "Introduction",
    "2.0": "Evaluation process",
    "2.1": "Work plan steps",
    "2.2": "Discussion of the process",
    "3.0": "Evaluation results",
    "3.1": "Quantitative data collection",
    "3.1.1": "Data coding protocols",
    "3.1.2": "Administration coding criteria",
    "3.1.3": "Administration coding outputs",
    "3.1.4": "Discussion of quantitative results",
    "3.2": "Qualitative data",
    "3.2.1": "Department responses",
    "3.2.2": "Stakeholder responses",
    "3.2.3": "Community responses",
    "3.3": "Data summary",
    "4.0": "Alternatives to the traditional police response",
    "4.1": "Introduction to the research",
    "4.2": "Alternative response models",
    "4.2.1": "Mental health statistics",
    "4.2.2": "Methods of service",
    "4.2.3": "Staffing models",
    "4.2.4": "Funding",
    "4.2.5": "Grants",
    "4.2.6": "Creation of a unit",
    "4.2.7": "Criminal or violent calls with a mental health nexus",
    "4.3": "Conclusion of the research",
    "5.0": "Summary of the evaluation",
    "6.0": "Recommendations",
    "7.0": "Budget implications",
    "7.1": "Staffing",
    "7.2": "Equipment",
    "7.3": "Outsourcing",
}
TABLE_3_2 = (
    "cfs_type", "category", "fte", "risk", "type", "police_mandate", "immediate_response", "other_resources",
    "alternative_response", "police_department_value", "cso_average", "tru_online_average", "alternative",
)  # fmt: skip
TABLE_A1 = (
    "cfs_category", "police_mandate", "risk", "immediate_response", "type", "other_resources", "alternative_response",
    "fte", "police_department_value",
)  # fmt: skip
MATRIX = ("category", "fte", "risk", "disposition", "permitted", "not_yet", "robustness")


PLAN = ("step", "phase", "party", "task", "owner", "due_on", "done_on")
NATURE = ("flag", "fte_low", "fte_high", "basis")
PRESETS = ("name", "item", "report", "majority", "two_thirds", "share_of_yes")
WHY = ("category", "disposition", "conditions", "rules_applied", "decided_by")


def _joins_types(row: Mapping[str, Value]) -> bool:
    """A proposed type that gathers several of today's."""
    return ";" in plain(row.get("from_types"))


def _differs(row: Mapping[str, Value]) -> bool:
    """A rule that would code a category otherwise than the report's; call types are in the workbook."""
    return is_marked(row.get("differs")) and plain(row.get("level")) == "category"


def _is_shown(row: Mapping[str, Value]) -> bool:
    """Agreement that is not held back."""
    return row.get("percent_agreement") is not None


def _sums_up(row: Mapping[str, Value]) -> bool:
    """The row of a need over all call types."""
    return not plain(row.get("call_type"))


def _section(number: str, blocks: Iterable[Block], *, finding: str = "", page: bool = False, name: str = "") -> Section:
    level = 1 if number.endswith(".0") or not number[:1].isdigit() else 2 if number.count(".") == 1 else 3
    named = name or NAMES.get(number, f"Section {number}")
    return Section(number=number, name=named, finding=finding, level=level, blocks=tuple(blocks), starts_page=page)


def _kept(sections: Iterable[Section]) -> list[Section]:
    """Sections with something to read; a parent stays when one of its children does."""
    every = list(sections)
    speaking = {one.number for one in every if one.blocks}
    stems = {stem for number in speaking for stem in (number.split(".")[0] + ".0", ".".join(number.split(".")[:2]))}
    return [one for one in every if one.blocks or one.number in stems or one.finding]


def _summary(measured: Measured) -> Section:
    blocks: list[Block] = deck(sentences.summary_deck(measured))
    blocks.append({"kind": "numbers", "items": [list(one) for one in sentences.summary_numbers(measured)]})
    blocks.append({"kind": "findings", "items": [list(one) for one in sentences.summary_findings(measured)]})
    blocks += note("How to read FTE.", sentences.how_to_read_fte(measured))
    steps = sentences.summary_steps(measured)
    if steps:
        blocks.append({"kind": "steps", "items": [list(one) for one in steps]})
    return _section("", blocks, name="Summary", finding=sentences.summary_title(measured), page=True)


def _process(placed: Placed) -> list[Section]:
    return [
        _section("1.0", [*placed.words("1.0"), *placed.table("table_i", label="Table i")], page=True),
        _section("2.0", placed.words("2.0")),
        _section("2.1", [*placed.words("2.1")] or placed.table("work_plan")),
        _section(
            "2.2",
            [
                *placed.words("2.2"),
                *placed.table("table_2_1", label="Table 2.1"),
                *placed.table("table_2_2", label="Table 2.2"),
            ],
        ),
    ]


def _quantitative(measured: Measured, placed: Placed) -> list[Section]:
    results: list[Block] = []
    largest = placed.chart("pareto") if measured.head() else []
    if measured.asked():
        results += deck(sentences.acceptance_deck(measured))
    results += [*placed.chart("acceptance"), *placed.chart("hours_acceptance")]
    results += text(sentences.respondents_note(measured) if measured.asked() else "")
    results += placed.words("3.1.4")
    if "table_3_2" in placed.evaluation.tables and placed.evaluation.statements.get("3.1.4"):
        results.append({"kind": "flush"})  # words fill the pages between charts; where there are none, the table does
    results += placed.table("table_3_2", label="Table 3.2", columns=TABLE_3_2)
    results += placed.table("table_3_3", label="Table 3.3")
    results += placed.table("table_3_4", label="Table 3.4")
    calls = [*placed.chart("workload"), *placed.chart("hour_of_week"), *placed.table("quality"),
             *placed.table("by_source"), *placed.table("by_priority")]  # fmt: skip
    return [
        _section(
            "3.0", [*placed.words("3.0"), *largest], finding=sentences.pareto_title(measured) if measured.head() else ""
        ),
        _section(
            "3.1",
            [
                *placed.words("3.1"),
                *placed.table("table_3_1", label="Table 3.1", columns=("category", "rating", "explanation")),
                *calls,
            ],
        ),
        _section(
            "3.1.1",
            [
                *placed.words("3.1.1"),
                *placed.table("agreement", only=_is_shown),
                *placed.table("presets_summary"),
                *placed.chart("agreement"),
            ],
        ),
        _section("3.1.2", placed.words("3.1.2")),
        _section("3.1.3", [*placed.words("3.1.3"), *placed.chart("lineage"), *placed.table("lineage_steps")]),
        _section("3.1.4", results, finding=scatter_title(measured) if measured.asked() else ""),
    ]


def _qualitative(placed: Placed) -> list[Section]:
    return [
        _section("3.2", placed.words("3.2")),
        *(_section(number, placed.words(number)) for number in ("3.2.1", "3.2.2", "3.2.3")),
        _section("3.3", [*placed.words("3.3"), *placed.table("interviews"), *placed.table("partner_offers")]),
    ]


def _rest_of(prefix: str, placed: Placed) -> list[Section]:
    """Whatever else the study says under a chapter, in the order of its numbers."""
    found = [one for one in placed.evaluation.statements if one.startswith(prefix) and one not in placed.spoken]
    return [_section(number, placed.words(number)) for number in sorted(found, key=_by_number)]


def _by_number(number: str) -> tuple[int, ...]:
    return tuple(int(part) if part.isdigit() else 0 for part in number.split("."))


def _judgement(measured: Measured, placed: Placed) -> list[Section]:
    dispositions = [*deck(sentences.robustness_deck(measured) if measured.categories else "")]
    dispositions += [*placed.chart("dispositions", still=True), *placed.words("5.0")]
    dispositions += placed.table("matrix", columns=MATRIX, bar="fte")
    finding = placed.charts["dispositions"].title if "dispositions" in placed.charts else ""
    return [
        _section("5.0", dispositions, finding=finding),
        _section(
            "6.0",
            [
                *placed.words("6.0"),
                *placed.table("cad_types_proposed", only=_joins_types),
                *placed.table("nature", columns=NATURE, only=_sums_up),
                *placed.table("board_decisions"),
                *placed.table("programme_plan", columns=PLAN),
            ],
        ),
    ]


def _budget(measured: Measured, placed: Placed) -> list[Section]:
    found = [sentences.printed_and_recomputed(row) for row in records(measured.evaluation, "discrepancies")]
    pairs = [list(one) for one in found if one is not None][:3]
    shown: list[Block] = [{"kind": "pairs", "items": pairs}] if pairs else []
    checked = [*deck("A printed number is kept, ours stands beside it, and the formula says how.")]
    checked += [*shown, *placed.table("discrepancies", columns=("claim", "where", "printed", "recomputed", "formula"))]
    finding = sentences.discrepancy_title(measured)
    return [
        _section("7.0", [*placed.words("7.0"), *placed.table("budget"), *placed.table("break_even")]),
        *(_section(number, placed.words(number)) for number in ("7.1", "7.2", "7.3")),
        *_rest_of("7.", placed),
        *([_section("", checked, name="Printed and recomputed", finding=finding)] if found else []),
        *_assumptions(measured, placed),
    ]


def _assumptions(measured: Measured, placed: Placed) -> list[Section]:
    """The hours under other assumptions, with the chart where the heading is."""
    if "sensitivity" not in placed.charts:
        return []
    blocks = [*deck(sentences.assumptions_deck()), *placed.chart("sensitivity", still=True)]
    return [_section("", blocks, name="Other assumptions", finding=placed.charts["sensitivity"].title)]


def _is_left_out(number: str, evaluation: Evaluation) -> bool:
    """Whether a section, or the one above it, is not to be printed."""
    above = (number, ".".join(number.split(".")[:2]), number.split(".", maxsplit=1)[0] + ".0")
    return bool(number) and any(one in evaluation.sections_left_out for one in above)


def _limits(placed: Placed, left_out: tuple[str, ...]) -> Section:
    blocks = placed.words("limits")
    for block in blocks:
        block["kind"] = "limits"
    chosen = [
        f"Section {number} is left out{': ' + reason if reason else ''}."
        for number, reason in placed.evaluation.sections_left_out.items()
    ]
    if said := [*left_out, *chosen]:
        blocks.append({"kind": "limits", "paragraphs": [f"- {one}" for one in said]})
    return _section("", blocks, name="Method and limits", finding="What these figures do not say")


def _appendices(placed: Placed) -> list[Section]:
    columns_b, columns_c = ("city", "model", "data_notes", "costs"), ("term", "definition")
    made = [
        ("Appendix A", "Call types as rated", placed.table("table_a1", label="Table A.1", columns=TABLE_A1)),
        ("Appendix B", "Alternative response models", placed.table("table_b1", label="Table B.1", columns=columns_b)),
        ("Appendix C", "Terms", placed.table("table_c1", label="Table C.1", columns=columns_c)),
        ("Appendix D", "Why each category has its disposition", placed.table("dispositions", columns=WHY)),
        ("Appendix E", "Every claim that was checked", placed.table("claims")),
        (
            "Appendix F",
            "Where another coding rule would decide otherwise",
            placed.table("presets", columns=PRESETS, only=_differs),
        ),
    ]
    return [_section(number, blocks, name=name) for number, name, blocks in made if blocks]


def compose(evaluation: Evaluation) -> Report:
    """The whole report of an evaluation; what its tables do not hold is left out and said to be."""
    measured = Measured(evaluation)
    charts, left_out = all_charts(measured)
    placed = Placed(evaluation, charts)
    body = [
        *_process(placed),
        *_quantitative(measured, placed),
        *_qualitative(placed),
        _section("4.0", placed.words("4.0")),
        *_rest_of("4.", placed),
        *_judgement(measured, placed),
        *_budget(measured, placed),
        _limits(placed, left_out),
        *_appendices(placed),
    ]
    kept = _kept(one for one in body if not _is_left_out(one.number, evaluation))
    elsewhere: Block = {"kind": "workbook"}
    last = _section("", [elsewhere], name="Every table of this evaluation", finding="")
    return Report(
        evaluation=evaluation,
        measured=measured,
        charts=charts,
        left_out=left_out,
        sections=(_summary(measured), *kept, last),
    )
