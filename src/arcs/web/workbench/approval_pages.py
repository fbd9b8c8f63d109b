"""What the board reads and decides: the finding in plain words, each category as proposed, and the decisions so far."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy

from arcs.core.evaluation.records import APPROVALS
from arcs.core.vocabulary import Disposition
from arcs.web.sheets.models import StudyRow
from arcs.web.ui import marks
from arcs.web.workbench.current import Standing
from arcs.web.workbench.report_pages import Piece, piece_of
from arcs.web.workbench.why_pages import tag

DECISION_WORDS: Mapping[str, str | Promise] = {
    "adopted": gettext_lazy("Adopted as proposed"),
    "adopted_otherwise": gettext_lazy("Adopted otherwise"),
    "put_off": gettext_lazy("Put off"),
    "declined": gettext_lazy("Declined"),
}
TONES = {"adopted": "good", "adopted_otherwise": "info", "put_off": "warn", "declined": "alarm"}


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """One category: who should answer as proposed, and what is decided; `differs` where that is somebody else."""

    category: str
    fte: str
    proposed: SafeString
    disposition: str
    decided: SafeString | None
    decided_as: SafeString | None
    row: StudyRow | None
    keeps_officers: bool
    differs: bool
    effective_on: date | None = None
    decided_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class Approval:
    """Every proposal, and how many are decided."""

    proposals: tuple[Proposal, ...]
    decided: int
    adopted_fte: str

    @property
    def open(self) -> int:
        """How many wait for the board."""
        return len(self.proposals) - self.decided


def approval_page(standing: Standing, rows: Mapping[str, StudyRow]) -> Approval:
    """Every category with the most officer time first; those that stay with officers stand last."""
    judged = standing.judged
    found = [_proposal(standing, view.category, view.fte, rows.get(view.category)) for view in judged.views]
    fte = {view.category: view.fte or Decimal(0) for view in judged.views}
    found.sort(key=lambda one: (one.keeps_officers, -fte[one.category], one.category))
    adopted = [one.category for one in found if one.row and one.row.cells.get("decision", "").startswith("adopted")]
    return Approval(
        proposals=tuple(found), decided=sum(one.row is not None for one in found),
        adopted_fte=f"{sum((fte[one] for one in adopted), Decimal(0)):,.2f}",
    )  # fmt: skip


def _proposal(standing: Standing, category: str, fte: Decimal | None, row: StudyRow | None) -> Proposal:
    found = standing.judged.judgements[category]
    decision = row.cells.get("decision", "") if row else ""
    chosen = row.cells.get("disposition", "") if row else ""
    return Proposal(
        category=category, fte="–" if fte is None else f"{fte:,.2f}", proposed=tag(found.disposition),
        disposition=found.disposition.value,
        decided=marks.status_badge(str(DECISION_WORDS[decision]), TONES[decision]) if decision else None,
        decided_as=tag(Disposition(chosen)) if chosen else None, row=row,
        keeps_officers=found.disposition is Disposition.OFFICER,
        differs=bool(chosen) and chosen != found.disposition.value,
        effective_on=_day(row, "effective_on"), decided_on=_day(row, "decided_on"),
    )  # fmt: skip


def _day(row: StudyRow | None, cell: str) -> date | None:
    """A day of a decision; its row was checked when it was written."""
    text = row.cells.get(cell, "") if row else ""
    return date.fromisoformat(text) if text else None


def summary_of(report: Any) -> tuple[str, tuple[Piece, ...]]:
    """The finding and the sentences of the report's first page."""
    first = report.sections[0]
    return first.finding, tuple(piece_of(block, report) for block in first.blocks)


def limits_of(report: Any) -> tuple[str, ...]:
    """What the report does not say."""
    return tuple(report.evaluation.statements.get("limits", ()))


def decision_choices() -> list[tuple[str, str]]:
    """What a board can decide, in words."""
    return [(one, str(DECISION_WORDS[one])) for one in APPROVALS]


def boards_before(rows: Sequence[StudyRow]) -> str:
    """The board that decided last, so that nobody types it twice."""
    latest = sorted(rows, key=lambda one: one.changed_at, reverse=True)
    return latest[0].cells.get("decided_by", "") if latest else ""
