"""The work plan as people need it: what is late first, then what is due, then what is done."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from arcs.core.evaluation.records import ReportVersion, WorkStep
from arcs.web.sheets.models import StudyRow

SOON = timedelta(days=14)


@dataclass(frozen=True, kw_only=True)
class PlannedStep:
    """One step with its row, and where it stands today: a word, a tone that also gives the shape, and its rank."""

    row: StudyRow
    step: WorkStep
    word: str
    tone: str
    rank: int

    @property
    def is_late(self) -> bool:
        """Whether it should be done by now."""
        return self.rank == 0


@dataclass(frozen=True, kw_only=True)
class Versioned:
    """One version of the report with its row."""

    row: StudyRow
    version: ReportVersion


def planned(rows: Iterable[StudyRow], steps: Iterable[WorkStep], *, today: date) -> list[PlannedStep]:
    """Every step with where it stands: late ones first, the longest late at the top; done ones last."""
    found = [_planned(row, step, today) for row, step in zip(rows, steps, strict=True)]
    return sorted(found, key=lambda one: (one.rank, one.step.due_on or date.max, one.step.step))


def _planned(row: StudyRow, step: WorkStep, today: date) -> PlannedStep:
    word, tone, rank = _stands(step, today)
    return PlannedStep(row=row, step=step, word=word, tone=tone, rank=rank)


def _stands(step: WorkStep, today: date) -> tuple[str, str, int]:
    if step.done_on is not None:
        return _("Done"), "good", 4
    if step.due_on is not None and step.due_on < today:
        days = (today - step.due_on).days
        return ngettext("Late by %(days)s day", "Late by %(days)s days", days) % {"days": days}, "alarm", 0
    if step.due_on is not None and step.due_on <= today + SOON:
        days = (step.due_on - today).days
        said = ngettext("Due in %(days)s day", "Due in %(days)s days", days) % {"days": days}
        return (said if days else _("Due today")), "warn", 1
    if step.starts_on is not None and step.starts_on <= today:
        return _("Begun"), "info", 2
    return (_("Planned") if step.due_on or step.starts_on else _("No day set")), "", 3
