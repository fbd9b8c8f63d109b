"""Agreement between raters: Krippendorff's alpha, Fleiss' kappa, percentage agreement, with bootstrap intervals.

Answers of one item are an array, types × raters, of floats; NaN is "not answered". "Don't know" is left out of
agreement: it says nothing about the type. Source: Krippendorff (2011), "Computing Krippendorff's
Alpha-Reliability"; Fleiss (1971), "Measuring nominal scale agreement among many raters".
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from arcs.core.disclosure import SMALLEST_PUBLISHABLE_COUNT
from arcs.core.instruments.items import DONT_KNOW, Instrument, Item
from arcs.core.instruments.ratings import Rating

Metric = Literal["nominal", "ordinal", "interval", "ratio"]
Floats = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class Agreement:
    """Agreement on one item. `low` and `high` bound alpha (bootstrap over types); None where it is undefined.

    Alpha is undefined where fewer than two raters share a type, or where all answers are the same: without any
    variation there is nothing that agreement by chance could be told from.
    """

    item: str
    group: str
    raters: int
    types: int
    measure: Metric
    alpha: float | None
    low: float | None
    high: float | None
    percent_agreement: float | None


@dataclass(frozen=True, kw_only=True)
class AnswerGrid:
    """Answers of one item: `values` is types × raters, NaN where not answered; repeats are in `repeated`."""

    item: Item
    call_types: tuple[str, ...]
    raters: tuple[str, ...]
    values: Floats
    repeated: Floats
    dont_know: NDArray[np.bool_]


def answer_grids(
    ratings: Iterable[Rating], instrument: Instrument, call_types: Sequence[str] = ()
) -> dict[str, AnswerGrid]:
    """Lay the ratings out as one array per item."""
    given = [one for one in ratings if one.answer is not None and one.item]
    types = tuple(dict.fromkeys((*call_types, *(one.call_type for one in given))))
    raters = tuple(sorted({one.rater for one in given}))
    row = {name: at for at, name in enumerate(types)}
    column = {name: at for at, name in enumerate(raters)}
    shape = (len(types), len(raters))
    numbers = {item.name: {code: item.number(code) for code in item.codes} for item in instrument.items}
    grids = {
        item.name: AnswerGrid(
            item=item,
            call_types=types,
            raters=raters,
            values=np.full(shape, np.nan),
            repeated=np.full(shape, np.nan),
            dont_know=np.zeros(shape, dtype=np.bool_),
        )
        for item in instrument.items
    }
    for one in given:
        grid = grids.get(one.item)
        if grid is None:
            continue
        at = row[one.call_type], column[one.rater]
        if one.answer == DONT_KNOW:
            if one.repeat == 0:
                grid.dont_know[at] = True
        else:
            into = grid.values if one.repeat == 0 else grid.repeated
            into[at] = numbers[one.item][str(one.answer)]
    return grids


def _counts(values: Floats) -> tuple[Floats, Floats]:
    """How many raters gave each value in each unit (units × values), and the values."""
    present = np.unique(values[~np.isnan(values)])
    counts = np.stack([(values == value).sum(axis=1) for value in present], axis=1) if present.size else None
    if counts is None:
        return np.zeros((values.shape[0], 0)), present
    return counts.astype(np.float64), present


def _distances(totals: Floats, present: Floats, metric: Metric) -> Floats:
    """Squared differences between values, (…, values, values); ordinal ones depend on how often each value occurs."""
    if metric == "ordinal":
        below = np.cumsum(totals, axis=-1) - totals / 2  # middle rank of each value
        return np.asarray((below[..., :, None] - below[..., None, :]) ** 2)
    difference = present[:, None] - present[None, :]
    if metric == "nominal":
        return np.asarray(difference != 0, dtype=np.float64)
    if metric == "interval":
        return np.asarray(difference**2, dtype=np.float64)
    total = present[:, None] + present[None, :]
    return np.asarray(np.divide(difference, total, out=np.zeros_like(difference), where=total != 0) ** 2)


def _alphas(pairs: Floats, present: Floats, metric: Metric) -> Floats:
    """Alpha for each coincidence matrix in `pairs` (draws × values × values); NaN where undefined."""
    totals = pairs.sum(axis=-1)
    whole = totals.sum(axis=-1)
    distances = _distances(totals, present, metric)
    observed = (pairs * distances).sum(axis=(-2, -1))
    expected = (totals[..., :, None] * totals[..., None, :] * distances).sum(axis=(-2, -1))
    undefined = (expected <= 0) | (whole <= 1)
    ratio = np.divide(observed * (whole - 1), expected, out=np.full_like(observed, np.nan), where=~undefined)
    return np.asarray(1.0 - ratio)


def _coincidences(values: Floats) -> tuple[Floats, Floats]:
    """Coincidences of each pairable unit (units × values × values) and the values."""
    counts, present = _counts(values)
    answered = counts.sum(axis=1)
    counts = counts[answered >= 2]
    answered = answered[answered >= 2]
    pairs = counts[:, :, None] * counts[:, None, :]
    diagonal = np.arange(present.size)
    pairs[:, diagonal, diagonal] -= counts
    return pairs / (answered - 1)[:, None, None], present


def krippendorff_alpha(values: Floats, metric: Metric) -> float | None:
    """Krippendorff's alpha of a units × raters array with NaN for missing; None where it is undefined.

    >>> agreed = np.array([[1.0, 1.0], [2.0, 2.0], [3.0, np.nan]])
    >>> krippendorff_alpha(agreed, "nominal")
    1.0
    """
    pairs, present = _coincidences(np.asarray(values, dtype=np.float64))
    alpha = float(_alphas(pairs.sum(axis=0)[None], present, metric)[0]) if len(pairs) else float("nan")
    return None if np.isnan(alpha) else alpha


def alpha_interval(
    values: Floats, metric: Metric, *, chance: np.random.Generator, draws: int = 1000, level: float = 0.95
) -> tuple[float, float] | None:
    """Percentile bootstrap interval of alpha, units (call types) drawn with replacement; None where undefined."""
    pairs, present = _coincidences(np.asarray(values, dtype=np.float64))
    units = len(pairs)
    if units < 2:
        return None
    weights = chance.multinomial(units, np.full(units, 1.0 / units), size=draws).astype(np.float64)
    drawn = (weights @ pairs.reshape(units, -1)).reshape(draws, present.size, present.size)
    alphas = _alphas(drawn, present, metric)
    alphas = alphas[~np.isnan(alphas)]
    if alphas.size < draws / 2:
        return None
    tail = (1 - level) / 2
    low, high = np.quantile(alphas, [tail, 1 - tail])
    return float(low), float(high)


def fleiss_kappa(values: Floats) -> float | None:
    """Fleiss' kappa; every unit must have the same number of answers (ValueError otherwise)."""
    counts, _ = _counts(np.asarray(values, dtype=np.float64))
    return fleiss_kappa_of_counts(counts)


def fleiss_kappa_of_counts(counts: Floats) -> float | None:
    """Fleiss' kappa from a units × categories table of how many raters chose each category."""
    table = np.asarray(counts, dtype=np.float64)
    answered = table.sum(axis=1)
    if table.size == 0 or answered[0] < 2 or (answered != answered[0]).any():
        raise ValueError("Fleiss' kappa needs the same number of answers, two at least, for every unit. Use alpha.")
    within = ((table**2).sum(axis=1) - answered) / (answered * (answered - 1))
    by_chance = float(((table.sum(axis=0) / table.sum()) ** 2).sum())
    if by_chance == 1:
        return None
    return float((within.mean() - by_chance) / (1 - by_chance))


def percent_agreement(values: Floats) -> float | None:
    """Share of pairs of raters who gave the same answer, averaged over units with two answers at least."""
    by_unit = pair_agreement(values)
    return None if np.isnan(by_unit).all() else float(np.nanmean(by_unit))


def pair_agreement(values: Floats) -> Floats:
    """For each unit the share of agreeing pairs of raters; NaN with fewer than two answers."""
    counts, _ = _counts(np.asarray(values, dtype=np.float64))
    answered = counts.sum(axis=1)
    pairs = answered * (answered - 1)
    agreeing = (counts**2).sum(axis=1) - answered
    return np.asarray(np.divide(agreeing, pairs, out=np.full(len(counts), np.nan), where=pairs > 0), dtype=np.float64)


def steadiness(grid: AnswerGrid, rater: str | None = None) -> tuple[int, float | None]:
    """Hidden repeats answered twice, and the share answered the same both times (one rater, or all together)."""
    first, second = grid.values, grid.repeated
    if rater is not None:
        at = grid.raters.index(rater)
        first, second = first[:, [at]], second[:, [at]]
    both = ~np.isnan(first) & ~np.isnan(second)
    times = int(both.sum())
    return times, float((first[both] == second[both]).mean()) if times else None


def agreement_on(
    grid: AnswerGrid, *, chance: np.random.Generator, group: str = "", raters: Sequence[str] = (), draws: int = 1000
) -> Agreement:
    """Agreement on one item among all raters, or among the `raters` of a `group`, by the item's own level."""
    columns = [grid.raters.index(one) for one in raters] if raters else list(range(len(grid.raters)))
    values = grid.values[:, columns]
    measure: Metric = grid.item.level
    interval = alpha_interval(values, measure, chance=chance, draws=draws)
    answered = ~np.isnan(values)
    return Agreement(
        item=grid.item.name,
        group=group,
        raters=int(answered.any(axis=0).sum()),
        types=int((answered.sum(axis=1) >= 2).sum()),
        measure=measure,
        alpha=krippendorff_alpha(values, measure),
        low=interval[0] if interval else None,
        high=interval[1] if interval else None,
        percent_agreement=percent_agreement(values),
    )


def disagreement(
    grids: Iterable[AnswerGrid], smallest_publishable_count: int = SMALLEST_PUBLISHABLE_COUNT
) -> tuple[tuple[str, str, float | None], ...]:
    """Rows (call type, item, share of disagreeing pairs) for the heat map; None for too few raters to be shown."""
    rows: list[tuple[str, str, float | None]] = []
    for grid in grids:
        shares = 1 - pair_agreement(grid.values)
        enough = (~np.isnan(grid.values)).sum(axis=1) >= max(2, smallest_publishable_count)
        rows.extend(
            (call_type, grid.item.name, float(share) if shown else None)
            for call_type, share, shown in zip(grid.call_types, shares, enough, strict=True)
        )
    return tuple(rows)
