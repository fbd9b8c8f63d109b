"""The matrix as it stands now beside the last evaluation, and what moves when ratings are coded by another rule."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from arcs.core.figures import Table
from arcs.core.instruments.presets import PRESETS
from arcs.core.vocabulary import Disposition
from arcs.web.workbench.current import Standing
from arcs.web.workbench.why_pages import tag


@dataclass(frozen=True, kw_only=True)
class Newer:
    """How the matrix differs from the one last evaluated: categories with another row, and with another disposition."""

    rows: tuple[str, ...]
    dispositions: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.rows)


def newer_than(live: Table, stored: Table | None) -> Newer:
    """What is shown now and was not there when the study was last evaluated; nothing before a first evaluation."""
    if stored is None:
        return Newer(rows=(), dispositions=())
    now = {str(row["category"]): row for row in live.records()}
    then = {str(row["category"]): row for row in stored.records()}
    other = [name for name in dict.fromkeys((*now, *then)) if now.get(name) != then.get(name)]
    moved = [name for name in other if now.get(name, {}).get("disposition") != then.get(name, {}).get("disposition")]
    return Newer(rows=tuple(other), dispositions=tuple(moved))


@dataclass(frozen=True, kw_only=True)
class Moved:
    """One category that some rule of coding would judge otherwise."""

    category: str
    fte: str
    by_preset: tuple[tuple[SafeString, bool], ...]


@dataclass(frozen=True, kw_only=True)
class PresetHead:
    """One rule of coding: its words, and how much moves under it."""

    name: str
    title: str
    is_chosen: bool
    moves: str


@dataclass(frozen=True, kw_only=True)
class Presets:
    """All rules side by side."""

    heads: tuple[PresetHead, ...]
    rows: tuple[Moved, ...]
    of: int
    has_ratings: bool


def presets_page(standing: Standing, under: Mapping[str, Mapping[str, str]]) -> Presets:
    """Which categories would get another disposition by rules alone, under each rule of coding."""
    study = standing.judged.study
    chosen = study.coding_choice.preset
    base = under[chosen]
    fte = {view.category: view.fte or Decimal(0) for view in standing.judged.views}
    moved = [name for name in base if len({one[name] for one in under.values()}) > 1]
    moved.sort(key=lambda name: (-fte[name], name))
    return Presets(
        heads=tuple(_head(name, chosen, base, under[name], fte) for name in PRESETS),
        rows=tuple(_moved(name, fte[name], base, under) for name in moved),
        of=len(base), has_ratings=bool(study.ratings),
    )  # fmt: skip


def _head(
    name: str, chosen: str, base: Mapping[str, str], own: Mapping[str, str], fte: Mapping[str, Decimal]
) -> PresetHead:
    other = [one for one in base if own[one] != base[one]]
    amount = sum((fte[one] for one in other), Decimal(0))
    words = _("%(many)s categories move, %(fte)s FTE") % {"many": len(other), "fte": f"{amount:,.2f}"}
    return PresetHead(
        name=name, title=PRESETS[name].title, is_chosen=name == chosen,
        moves=_("The study’s rule") if name == chosen else words,
    )  # fmt: skip


def _moved(name: str, fte: Decimal, base: Mapping[str, str], under: Mapping[str, Mapping[str, str]]) -> Moved:
    shown = tuple((tag(Disposition(under[one][name])), under[one][name] != base[name]) for one in PRESETS)
    return Moved(category=name, fte=f"{fte:,.2f}", by_preset=shown)


def largest(table: Table, names: Sequence[str] = ()) -> str:
    """The category with most officer time."""
    rows = sorted(table.records(), key=lambda row: -Decimal(str(row["fte"] or 0)))
    return str(rows[0]["category"]) if rows else ""
