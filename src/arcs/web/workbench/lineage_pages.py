"""How call types became categories: each step's counts, the types behind a count, and the path of one type."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from urllib.parse import urlencode

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from arcs.core.evaluation import Study
from arcs.core.suitability.lineage import Lineage, LineageEntry, trace
from arcs.core.suitability.records import AdministrationCode

ALL, MERGING, WAITING = "all", "merging", "not in a category yet"
STEP_WORDS: dict[str, str | Promise] = {
    ALL: gettext_lazy("Call types"),
    "volume": gettext_lazy("Volume"),
    "volume or coding": gettext_lazy("Volume or coding"),
    "coding": gettext_lazy("Administration coding"),
    MERGING: gettext_lazy("Merging"),
}
OUTCOME_WORDS: dict[str, str | Promise] = {
    ALL: gettext_lazy("in the dispatch system"),
    "kept": gettext_lazy("to be coded"),
    "left out": gettext_lazy("left out"),
    "left out, the source does not say where": gettext_lazy("left out; the source does not say at which step"),
    "officer required": gettext_lazy("stay with officers"),
    "to survey": gettext_lazy("open to others"),
    "not coded yet": gettext_lazy("not coded yet"),
    "category": gettext_lazy("in a category of the survey"),
    WAITING: gettext_lazy("not in a category yet"),
}
CERTAINTY_WORDS = {
    "certain": gettext_lazy("certain"),
    "counted": gettext_lazy("counted"),
    "probable": gettext_lazy("probable"),
    "cannot_be_told": gettext_lazy("cannot be told"),
}
MAIN = ((ALL, ALL), ("volume", "kept"), ("coding", "to survey"), (MERGING, "category"))


@dataclass(frozen=True, kw_only=True)
class Count:
    """One count of the flow: its types, their FTE, and the address that opens them; `width` is percent of all types."""

    step: str
    outcome: str
    words: str
    types: int
    fte: str
    url: str
    width: str
    is_here: bool


@dataclass(frozen=True, kw_only=True)
class Stage:
    """One stage of the flow: those who go on, then those who leave at it."""

    goes_on: Count
    leaves: tuple[Count, ...]


@dataclass(frozen=True, kw_only=True)
class TypeLine:
    """One call type behind a count."""

    call_type: str
    fte: str
    category: str
    certainty: str
    evidence: str
    url: str


@dataclass(frozen=True, kw_only=True)
class Flow:
    """The flow, the rows behind the chosen count, and the path of the chosen type."""

    stages: tuple[Stage, ...]
    categories: int
    counts: tuple[Count, ...]
    chosen: str
    rows: tuple[TypeLine, ...]
    path: tuple[tuple[str, str, LineageEntry, str], ...]
    call_type: str


def flow_page(
    study: Study, codes: Sequence[AdministrationCode], *, step: str = "", outcome: str = "", call_type: str = ""
) -> Flow:
    """The flow as the codes that may be seen tell it."""
    lineage = trace(call_types=study.call_types, codes=codes, notes=study.lineage, merges=study.merges)
    groups = _groups(study, lineage)
    fte = {one.call_type: one.fte for one in study.call_types}
    made = {key: _count(key, names, fte, len(study.call_types), (step, outcome)) for key, names in groups.items()}
    named = fte if call_type in fte else {}
    return Flow(
        stages=_stages(made), categories=len(study.categories), counts=tuple(made.values()),
        chosen=made[step, outcome].words if (step, outcome) in made else "",
        rows=_rows(groups.get((step, outcome), ()), lineage, fte),
        path=tuple(_told(one) for one in lineage.of_type(call_type)), call_type=call_type if named else "",
    )  # fmt: skip


def _groups(study: Study, lineage: Lineage) -> dict[tuple[str, str], tuple[str, ...]]:
    """The types of each count: all of them, then by step and outcome, then those open to others without a category."""
    found: dict[tuple[str, str], list[str]] = {(ALL, ALL): [one.call_type for one in study.call_types]}
    for one in lineage.entries:
        found.setdefault((one.step, one.outcome), []).append(one.call_type)
    merged = set(found.get((MERGING, "category"), ()))
    waiting = [name for name in found.get(("coding", "to survey"), ()) if name not in merged]
    if waiting:
        found[MERGING, WAITING] = waiting
    order = list(STEP_WORDS)
    return {key: tuple(found[key]) for key in sorted(found, key=lambda key: order.index(key[0]))}


def _count(
    key: tuple[str, str], names: Sequence[str], fte: dict[str, Decimal | None], whole: int, chosen: tuple[str, str]
) -> Count:
    step, outcome = key
    return Count(
        step=str(STEP_WORDS[step]), outcome=str(OUTCOME_WORDS[outcome]),
        words=f"{STEP_WORDS[step]}: {OUTCOME_WORDS[outcome]}", types=len(names),
        fte=f"{sum((fte[name] or Decimal(0) for name in names), Decimal(0)):,.2f}",
        url=f"?{urlencode({'step': step, 'outcome': outcome})}#types",
        width=f"{len(names) / whole * 100 if whole else 0:.1f}%", is_here=key == chosen,
    )  # fmt: skip


def _stages(made: dict[tuple[str, str], Count]) -> tuple[Stage, ...]:
    """Each main count with those that left before the next one; a stage at which nobody goes on yet shows 0."""
    stages = []
    for key in MAIN:
        left = [one for other, one in made.items() if other not in MAIN and _belongs(other[0]) == key[0]]
        if key in made or left:
            stages.append(Stage(goes_on=made.get(key) or _count(key, (), {}, 0, ("", "")), leaves=tuple(left)))
    return tuple(stages)


def _belongs(step: str) -> str:
    """The stage at which those who leave are shown; where the source does not say, the earlier one."""
    return "volume" if step == "volume or coding" else step


def _rows(names: Sequence[str], lineage: Lineage, fte: dict[str, Decimal | None]) -> tuple[TypeLine, ...]:
    last = {one.call_type: one for one in lineage.entries}
    return tuple(
        TypeLine(
            call_type=name, fte="–" if fte[name] is None else f"{fte[name]:,.2f}", category=last[name].category,
            certainty=str(CERTAINTY_WORDS[last[name].certainty]), evidence=last[name].evidence,
            url=f"?{urlencode({'type': name})}#path",
        )
        for name in sorted(names, key=lambda name: (-(fte[name] or Decimal(0)), name))
    )  # fmt: skip


def _told(one: LineageEntry) -> tuple[str, str, LineageEntry, str]:
    outcome = _("into “%(category)s”") % {"category": one.category} if one.category else str(OUTCOME_WORDS[one.outcome])
    return str(STEP_WORDS[one.step]), outcome, one, str(CERTAINTY_WORDS[one.certainty])
