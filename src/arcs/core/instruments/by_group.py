"""Agreement on each item, among all raters and within groups, with nothing about too few raters."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from arcs.core.disclosure import SMALLEST_PUBLISHABLE_COUNT, Statistic, publishable
from arcs.core.instruments.agreement import Agreement, AnswerGrid, agreement_on

EVERYONE = ""


@dataclass(frozen=True, kw_only=True)
class GroupAgreement:
    """Agreement of one group (`""`: all raters) on one item; `agreement` is None where it is held back."""

    item: str
    group: str
    agreement: Agreement | None

    @property
    def suppressed(self) -> bool:
        """Whether it is held back."""
        return self.agreement is None


def agreement_by_group(
    grids: Iterable[AnswerGrid],
    groups: Mapping[str, str],
    *,
    chance: np.random.Generator,
    draws: int = 1000,
    smallest_publishable_count: int = SMALLEST_PUBLISHABLE_COUNT,
    releases: Iterable[Statistic] = (),
) -> tuple[tuple[GroupAgreement, ...], tuple[Statistic, ...]]:
    """Agreement per item in total and by group of raters (`groups`: {rater: group}, see `ratings.of_groups`).

    Returns the rows and what was released, to be handed to the next call as `releases`. Groups of raters who rated
    nothing have no row.
    """
    names = sorted({group for group in groups.values() if group})
    behind: dict[tuple[str, str], tuple[AnswerGrid, list[str]]] = {}
    for grid in grids:
        answered = ~np.isnan(grid.values)
        active = [rater for at, rater in enumerate(grid.raters) if answered[:, at].any()]
        for group in (EVERYONE, *names):
            raters = [rater for rater in active if group in (EVERYONE, groups.get(rater, EVERYONE))]
            if raters:
                behind[grid.item.name, group] = (grid, raters)
    statistics = [
        Statistic.about(("agreement", item, group), ("agreement", item), raters, keep=int(group == EVERYONE))
        for (item, group), (_, raters) in behind.items()
    ]
    decided = publishable(statistics, releases=releases, smallest_publishable_count=smallest_publishable_count)
    rows = tuple(
        GroupAgreement(
            item=item,
            group=group,
            agreement=agreement_on(grid, chance=chance, group=group, raters=raters, draws=draws)
            if decided.may_show(("agreement", item, group))
            else None,
        )
        for (item, group), (grid, raters) in behind.items()
    )
    return rows, decided.release
