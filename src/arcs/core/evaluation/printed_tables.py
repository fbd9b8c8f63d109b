"""The tables that a report prints: i, 2.1, 2.2, 3.1, A.1, 3.2, 3.3, 3.4, B.1 and C.1, from the study's rows."""

from decimal import Decimal

from arcs.core.evaluation.judging import CategoryView
from arcs.core.evaluation.study import Study
from arcs.core.evaluation.tabling import column, tabled, text, whole
from arcs.core.figures import Table, Value, rounded

CODES = (
    column("police_mandate", "Police mandate", "code"),
    column("risk", "Risk", "code", definition="H High, P Possible, L Limited"),
    column("immediate_response", "Immediate response", "code"),
    column("type", "Class", "code", definition="C Crime, O Ordinance, T Traffic, S Service"),
    column("other_resources", "Other resources", "code"),
    column("alternative_response", "Alternative response (TRU/online)", "code"),
)
FTE = column("fte", "FTE", "number", places=2, unit="FTE", definition="hours on calls a year over hours per FTE")


def front_tables(study: Study) -> list[Table]:
    """Tables i, 2.1, 2.2 and 3.1."""
    return [
        tabled(
            study,
            "table_i",
            "Report versions",
            (text("version"), text("date"), text("update_reason")),
            [(one.version, one.date, one.update_reason) for one in study.versions],
            "versions of the report",
        ),
        _method(study),
        tabled(
            study,
            "table_2_2",
            "Evaluation legend",
            (text("category"), text("rating"), text("explanation")),
            [(one.category, one.rating, one.explanation) for one in study.method_legend],
            "items of the instrument",
        ),
        tabled(
            study,
            "table_3_1",
            "Survey legend",
            (text("category"), text("rating"), text("explanation"), text("row_kind")),
            [(one.category, one.rating, one.explanation, one.row_kind) for one in study.survey_legend],
            "items and scales",
        ),
    ]


def _method(study: Study) -> Table:
    columns = (text("cfs_activity"), *(text(_plain(one.category), one.category) for one in study.method_legend))
    rows: list[tuple[Value, ...]] = [
        (one.cfs_activity, *(None for _ in study.method_legend)) for one in study.method_activities
    ]
    return tabled(study, "table_2_1", "Evaluation form", columns, rows, "example activities; the form is empty")


def _plain(heading: str) -> str:
    kept = "".join(letter if letter.isalnum() else " " for letter in heading.casefold())
    return "_".join(kept.split())


def table_a1(study: Study) -> Table:
    """Every call type with its codes and volume."""
    columns = (
        text("cfs_category", "Call type"),
        *CODES,
        FTE,
        text("fte_note", "FTE, note"),
        whole("police_department_value", "Value"),
        text("type_note", "Class, note"),
        text("risk_note", "Risk, note"),
    )
    rows: list[tuple[Value, ...]] = [
        (
            one.call_type,
            one.police_mandate,
            one.risk,
            one.immediate_response,
            one.type,
            one.other_resources,
            one.alternative_response,
            one.fte,
            one.fte_note,
            one.police_department_value,
            one.type_note,
            one.risk_note,
        )
        for one in study.call_types
    ]
    return tabled(
        study,
        "table_a1",
        "CFS evaluation data",
        columns,
        rows,
        "call types",
        notes=("FTE is empty where the source prints no number; fte_note says what it prints.",),
    )


def table_3_2(study: Study, views: tuple[CategoryView, ...]) -> Table:
    """Every category as printed, with what its call types give beside it."""
    columns = (
        text("cfs_type", "Category"),
        *CODES,
        FTE,
        text("fte_note", "FTE, note"),
        whole("police_department_value", "Value"),
        whole("cso_average", "CSO"),
        whole("tru_online_average", "TRU/online"),
        text("alternative", "Alternative"),
        text("compressed_mark", "*"),
        text("multi_need_mark", "!"),
        column("fte_recomputed", "FTE recomputed", "number", places=2, unit="FTE"),
        whole("police_department_value_recomputed", "Value recomputed"),
    )
    rows: list[tuple[Value, ...]] = [
        (
            view.category,
            view.code("police_mandate"),
            view.code("risk"),
            view.code("immediate_response"),
            view.code("type"),
            view.code("other_resources"),
            view.code("alternative_response"),
            view.fte,
            view.printed.fte_note,
            view.value,
            _as_printed(view.cso),
            _as_printed(view.tru_online),
            view.printed.alternative,
            view.printed.compressed_mark,
            view.printed.multi_need_mark,
            view.computed.fte,
            view.computed.police_department_value,
        )
        for view in views
    ]
    return tabled(
        study,
        "table_3_2",
        "Survey results",
        columns,
        rows,
        "categories of the survey",
        notes=(
            "* several call types merged. ! may include several needs.",
            "Recomputed: from the call types of each category in Table A.1.",
            "CSO and TRU/online: mean answers as whole numbers, half up; tables acceptance and matrix have the means.",
        ),
    )


def _as_printed(mean: Decimal | None) -> int | None:
    """A mean as this table prints it: a whole number, half up."""
    return None if mean is None else int(rounded(mean, 0))


def appendix_tables(study: Study) -> list[Table]:
    """Tables B.1 and C.1."""
    names = (
        "city",
        "model",
        "data_notes",
        "costs",
        "hours",
        "team",
        "annual_cost",
        "funding",
        "evidence",
        "as_of",
        "source",
    )
    return [
        tabled(
            study,
            "table_b1",
            "Alternative models in use",
            tuple(text(name) for name in names),
            [tuple(getattr(one, name) for name in names) for one in study.alternative_models],
            "models described",
            notes=("Columns after costs are read out of the printed text.",),
        ),
        tabled(
            study,
            "table_c1",
            "Terms",
            (text("term"), text("definition")),
            [(one.term, one.definition) for one in study.terms],
            "terms",
        ),
    ]


def fte_sum(views: tuple[CategoryView, ...]) -> Decimal:
    """FTE of several categories together; a category without one adds nothing."""
    return sum((view.fte or Decimal(0) for view in views), Decimal(0))
