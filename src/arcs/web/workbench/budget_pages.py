"""Staffing and budget: inputs as they were saved or are being tried, and what the core reckons from them."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from arcs.core.cells import Cell
from arcs.core.evaluation import Study
from arcs.core.evaluation.budget_tables import break_even_table, budget_table, positions_needed
from arcs.core.evaluation.claims import check_claims
from arcs.core.evaluation.judging import CategoryView
from arcs.core.evaluation.study import Budget
from arcs.core.evaluation.study_values import study_values
from arcs.core.figures import rounded
from arcs.core.refusal import Refusal
from arcs.files.studies.parts import PARTS, Cells, record_of
from arcs.web.sheets.models import StudyRow
from arcs.web.ui.tables import TableShown, shown_table

RATES, POSTS, SALARIED = "budget.toml:rates", "budget.toml:posts", "budget.toml:salaried"
EQUIPMENT, OUTSOURCING = "budget.toml:equipment", "budget.toml:outsourcing"
FIELDS = {RATES: "rates", POSTS: "posts", SALARIED: "salaried", EQUIPMENT: "equipment", OUTSOURCING: "outsourcing"}
TITLES: dict[str, str | Promise] = {
    RATES: gettext_lazy("Hours and rates"),
    POSTS: gettext_lazy("Posts to be filled"),
    SALARIED: gettext_lazy("Salaried positions"),
    EQUIPMENT: gettext_lazy("Equipment"),
    OUTSOURCING: gettext_lazy("Outsourcing and break-even"),
}
LABELS: dict[str, str | Promise] = {
    "annual_hours": gettext_lazy("Paid hours a year"), "leave_hours": gettext_lazy("Hours of leave and training"),
    "hourly": gettext_lazy("Dollars an hour"), "overhead": gettext_lazy("Overhead, as a share"),
    "positions": gettext_lazy("Positions planned"),
    "sworn_annual_cost": gettext_lazy("One sworn position, dollars a year"),
    "name": gettext_lazy("Name"), "people": gettext_lazy("People at once"),
    "shifts_per_day": gettext_lazy("Shifts a day"), "shift_hours": gettext_lazy("Hours of a shift"),
    "days": gettext_lazy("Days a year"), "number": gettext_lazy("How many"),
    "salary": gettext_lazy("Dollars a year"), "benefits": gettext_lazy("Benefits, as a share"),
    "quantity": gettext_lazy("How many"), "unit_cost": gettext_lazy("Dollars for one"), "note": gettext_lazy("Note"),
    "retainer": gettext_lazy("Dollars a year, fixed"), "per_response": gettext_lazy("Dollars for one response"),
    "units": gettext_lazy("Units a year"), "unit": gettext_lazy("What a unit is"),
    "share_low": gettext_lazy("Lowest share handled"), "share_high": gettext_lazy("Highest share handled"),
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Input:
    """One number or text that may be changed."""

    field: str
    label: str
    value: str
    is_number: bool


@dataclass(frozen=True, kw_only=True)
class PartForm:
    """One part of the budget: its rows of inputs, the last one empty where more may be added."""

    part: str
    title: str
    rows: tuple[tuple[Input, ...], ...]


@dataclass(frozen=True, kw_only=True)
class Pair:
    """A claim of section 7 with what is printed and what these inputs give."""

    claim: str
    printed: str
    recomputed: str
    verdict: str


@dataclass(frozen=True, kw_only=True)
class Reckoned:
    """What the core makes of the inputs; `problems` are what is wrong in them, and then nothing is reckoned."""

    problems: tuple[str, ...]
    positions: str
    budget: TableShown | None
    break_even: TableShown | None
    pairs: tuple[Pair, ...]


Rows = Mapping[str, Sequence[Cells]]


def saved_rows(rows: Mapping[str, Sequence[StudyRow]]) -> dict[str, list[Cells]]:
    """The inputs as they stand in the study."""
    return {part: [one.cells for one in rows.get(part, ())] for part in FIELDS}


def stamp_of(rows: Mapping[str, Sequence[StudyRow]]) -> str:
    """What tells whether the inputs are still those that a page showed."""
    told = [f"{one.pk}:{one.version}" for part in FIELDS for one in rows.get(part, ())]
    return hashlib.sha256(" ".join(told).encode()).hexdigest()[:16]


def typed_rows(given: Mapping[str, str]) -> dict[str, list[Cells]]:
    """The inputs as a form sent them: fields are part, row and column; a row without any text is none."""
    found: dict[str, dict[int, Cells]] = {part: {} for part in FIELDS}
    for field, text in given.items():
        part, _, rest = field.partition("/")
        at, _, column = rest.partition("/")
        if part in found and at.isdigit() and column in {one.name for one in PARTS[part].cells} and text.strip():
            found[part].setdefault(int(at), {})[column] = text.strip()
    return {part: [rows[at] for at in sorted(rows)] for part, rows in found.items()}


def forms_of(rows: Rows) -> tuple[PartForm, ...]:
    """The inputs as a form, with one empty row where more may be added."""
    made = []
    for part in FIELDS:
        given = list(rows[part])
        if PARTS[part].many or not given:
            given.append({})
        lines = tuple(
            tuple(_input(part, at, column, cells) for column in PARTS[part].cells) for at, cells in enumerate(given)
        )
        made.append(PartForm(part=part, title=str(TITLES[part]), rows=lines))
    return tuple(made)


def _input(part: str, at: int, column: Cell, cells: Cells) -> Input:
    return Input(
        field=f"{part}/{at}/{column.name}", label=str(LABELS[column.name]), value=cells.get(column.name, ""),
        is_number=column.kind != "text",
    )  # fmt: skip


def reckoned(study: Study, rows: Rows, views: tuple[CategoryView, ...] | None = None) -> Reckoned:
    """The budget of these inputs, by the core's own tables. `views`: the study's categories, if made already."""
    made: dict[str, object] = {}
    problems: list[str] = []
    for part, field in FIELDS.items():
        records = []
        for line, cells in enumerate(rows[part], start=1):
            record, faults = record_of(PARTS[part], cells, line=line)
            problems += [f"{TITLES[part]}: {one.what}" for one in faults]
            records.append(record)
        made[field] = tuple(records) if PARTS[part].many else (records or [None])[0]
    nothing = Reckoned(problems=tuple(problems), positions="–", budget=None, break_even=None, pairs=())
    if problems:
        return nothing
    tried = replace(study, budget=Budget(**made))  # type: ignore[arg-type]  # each is its own record, by its own part
    try:
        return _reckoned(tried, views)
    except Refusal as refusal:
        return replace(nothing, problems=(f"{refusal.why}. {refusal.remedy}.",))


def _reckoned(study: Study, views: tuple[CategoryView, ...] | None) -> Reckoned:
    needed, table, meets = positions_needed(study), budget_table(study), break_even_table(study)
    return Reckoned(
        problems=(), positions="–" if needed is None else f"{rounded(needed, 2)}",
        budget=shown_table(table) if table else None, break_even=shown_table(meets) if meets else None,
        pairs=_pairs(study, views),
    )  # fmt: skip


def _pairs(study: Study, views: tuple[CategoryView, ...] | None) -> tuple[Pair, ...]:
    own = [one for one in study.claims if one.where.startswith("7")]
    return tuple(
        Pair(claim=one.claim, printed=one.printed, recomputed=one.recomputed, verdict=one.verdict)
        for one in check_claims(own, study_values(study, views))
    )
