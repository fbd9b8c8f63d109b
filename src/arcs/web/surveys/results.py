"""Acceptance from counted answers: by category, alternative and group, with nothing about fewer than five."""

from collections.abc import Iterable, Iterator, Sequence

from arcs.core.suitability.acceptance import Acceptance, SurveyAnswer, accept_by_group
from arcs.core.vocabulary import Alternative
from arcs.web.surveys.models import AcceptanceResult, SurveyWave
from arcs.web.surveys.sums import Cell

ORDER = [one.value for one in Alternative]


def median_of(distribution: Sequence[int]) -> float | None:
    """The median of answers counted by score 1, 2, 3, 4, 5; None for nobody.

    >>> median_of((0, 2, 0, 2, 0)), median_of((1, 0, 0, 0, 2))
    (3.0, 5.0)
    """
    many = sum(distribution)
    if not many:
        return None

    def at(place: int) -> int:
        passed = 0
        for score, count in enumerate(distribution, start=1):
            passed += count
            if place < passed:
                return score
        raise ValueError(f"place {place} of {many} answers")

    return (at((many - 1) // 2) + at(many // 2)) / 2


def _answers(cells: Iterable[Cell]) -> Iterator[SurveyAnswer]:
    """One answer for each counted one. Only counts matter here, so that each stands for a respondent of its own."""
    for number, one in enumerate(cells):
        for at in range(one.many):
            yield SurveyAnswer(
                respondent=f"{number}.{at}", group=one.group, category=one.category, alternative=one.alternative,
                score=one.score,
            )  # fmt: skip


def acceptance_of(cells: Iterable[Cell]) -> tuple[Acceptance, ...]:
    """Acceptance of all and by group, through the disclosure rule of the core."""
    shown, _ = accept_by_group(_answers(sorted(cells, key=_order)))
    return shown


def _order(one: Cell) -> tuple[str, int]:
    return one.category, ORDER.index(one.alternative)


def store_results(wave: SurveyWave, cells: Iterable[Cell]) -> None:
    """Reckon a closed wave once. What is held back is not stored at all."""
    AcceptanceResult.objects.bulk_create(
        AcceptanceResult(
            study_id=wave.study_id, wave=wave, position=at, category=one.category, alternative=one.alternative,
            group=one.group, n=one.n, distribution=list(one.distribution) if one.distribution else None,
            mean=one.mean, low=one.low, high=one.high, suppressed=one.suppressed,
            median=median_of(one.distribution) if one.distribution else None,
        )
        for at, one in enumerate(acceptance_of(cells))
    )  # fmt: skip
