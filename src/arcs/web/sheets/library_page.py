"""The library's cards and what narrows them; hours and cost count only where the source states them."""

from collections.abc import Mapping
from dataclasses import dataclass

from arcs.core.evaluation.records import AlternativeModel
from arcs.web.people.models import Staff
from arcs.web.sheets.models import StudyRow
from arcs.web.sheets.queries import records, rows_of
from arcs.web.studies.models import Study

PART = "alternative_models.csv"


@dataclass(frozen=True, kw_only=True)
class Library:
    """The models after the filter, how many there are, and what may be chosen."""

    cards: tuple[tuple[StudyRow, AlternativeModel], ...]
    all: int
    teams: tuple[str, ...]
    words: str
    team: str
    hours: str
    cost: str
    part: str = PART

    @property
    def is_filtered(self) -> bool:
        """Whether a filter leaves models out."""
        return bool(self.words or self.team or self.hours or self.cost)


def library(who: Staff, study: Study, asked: Mapping[str, str]) -> Library:
    """Every model of the study that fits, in the table's order, by one query."""
    rows = rows_of(who, study, PART)
    pairs = list(zip(rows, records(PART, [one.cells for one in rows]), strict=True))
    words, team = asked.get("q", "").strip(), asked.get("team", "")
    hours, cost = asked.get("hours", ""), asked.get("cost", "")
    return Library(
        cards=tuple(
            (row, one)
            for row, one in pairs
            if words.casefold() in " ".join(row.cells.values()).casefold()
            and team in ("", one.team)
            and _stated(hours, one.hours)
            and _stated(cost, one.annual_cost)
        ),
        all=len(pairs), teams=tuple(sorted({one.team for _row, one in pairs if one.team})),
        words=words, team=team, hours=hours, cost=cost,
    )  # fmt: skip


def _stated(wanted: str, text: str) -> bool:
    """Whether a model fits "stated" or "not"; everything fits where nothing was asked.

    >>> _stated("stated", "24 hours"), _stated("not", "24 hours"), _stated("", "")
    (True, False, True)
    """
    return {"stated": bool(text), "not": not text}.get(wanted, True)
