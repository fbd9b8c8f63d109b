"""Acceptance: how far residents and stakeholders accept an alternative, 1 (least) to 5 (most accepting).

A printed whole number hides a range; where only printed values exist the mean is absent and the range stands.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import exp, floor, inf, lgamma, log, sqrt
from statistics import fmean, stdev

from arcs.core.disclosure import SMALLEST_PUBLISHABLE_COUNT, Statistic, publishable
from arcs.core.refusal import Refusal

SCORES = (1, 2, 3, 4, 5)


@dataclass(frozen=True, kw_only=True, slots=True)
class SurveyAnswer:
    """One respondent's answer on one category and alternative; `score` is None where it was left empty.

    `depends_on` holds the words of "it depends on …", `suggestion` a named resource; `weight` is 1 unless raked.
    """

    respondent: str
    group: str
    category: str
    alternative: str
    score: int | None
    depends_on: str = ""
    suggestion: str = ""
    weight: float = 1.0
    where: str = ""


@dataclass(frozen=True, kw_only=True)
class Acceptance:
    """Acceptance of one alternative for one category.

    `n` counts answers, `distribution` those with 1, 2, 3, 4 and 5. `mean` is weighted where weights are given, with a
    95 % interval `low`–`high` (Student's t on the effective number of answers). `printed` is the mean rounded half up,
    `printed_low` ≤ mean < `printed_high` the range that it hides. Everything but n is None for nobody, and all is None
    where the row is `suppressed`.
    """

    category: str
    alternative: str
    group: str
    n: int | None
    distribution: tuple[int, ...] | None
    mean: float | None
    low: float | None
    high: float | None
    printed: int | None
    printed_low: float | None
    printed_high: float | None
    suppressed: bool = False
    note: str = ""


def half_up(value: float) -> int:
    """The whole number a reader with a pencil would print.

    >>> half_up(2.5), half_up(3.4999)
    (3, 3)
    """
    return floor(value + 0.5)


def printed_range(printed: int, lowest: int = 1, highest: int = 5) -> tuple[float, float]:
    """The means that round half up to a printed score: from the first number (included) to the second (excluded).

    The ends of the scale cut the range: a printed 1 hides 1 to 1.5, a printed 5 hides 4.5 to 5 (5 included).

    >>> printed_range(3), printed_range(5)
    ((2.5, 3.5), (4.5, 5.0))
    """
    if not lowest <= printed <= highest:
        raise Refusal(
            f"printed score {printed}",
            f"it lies outside {lowest} to {highest}",
            "check it against the source's table",
        )
    return max(float(lowest), printed - 0.5), min(float(highest), printed + 0.5)


def printed_acceptance(category: str, alternative: str, printed: int) -> Acceptance:
    """Acceptance where only the printed whole number was published: no mean, no n, but the range it hides."""
    low, high = printed_range(printed)
    return Acceptance(
        category=category,
        alternative=alternative,
        group="",
        n=None,
        distribution=None,
        mean=None,
        low=None,
        high=None,
        printed=printed,
        printed_low=low,
        printed_high=high,
        note="Only the printed whole number was published.",
    )


def _measure(category: str, alternative: str, group: str, answers: Sequence[SurveyAnswer]) -> Acceptance:
    scored = [(one.score, one.weight) for one in answers if one.score is not None]
    if not scored:
        return Acceptance(
            category=category, alternative=alternative, group=group, n=0, distribution=(0,) * 5, mean=None, low=None,
            high=None, printed=None, printed_low=None, printed_high=None, note="Nobody answered.",
        )  # fmt: skip
    counts = Counter(score for score, _ in scored)
    mean, low, high = weighted_mean_interval([float(score) for score, _ in scored], [weight for _, weight in scored])
    printed = half_up(round(mean, 9))  # a mean of exactly 2.5 must not fall by a bit in the last place
    hidden = printed_range(printed)
    return Acceptance(
        category=category,
        alternative=alternative,
        group=group,
        n=len(scored),
        distribution=tuple(counts[score] for score in SCORES),
        mean=mean,
        low=low,
        high=high,
        printed=printed,
        printed_low=hidden[0],
        printed_high=hidden[1],
    )


def _by_place(answers: Iterable[SurveyAnswer]) -> dict[tuple[str, str], list[SurveyAnswer]]:
    places: dict[tuple[str, str], list[SurveyAnswer]] = {}
    seen: dict[tuple[str, str, str], SurveyAnswer] = {}
    for one in answers:
        if one.score is not None and one.score not in SCORES:
            raise Refusal(one.where or f"respondent {one.respondent}", f"the score is {one.score}", "give 1 to 5")
        key = (one.respondent, one.category, one.alternative)
        if key in seen:
            raise Refusal(
                one.where or f"respondent {one.respondent}",
                f"{one.category}, {one.alternative} is answered twice",
                "keep the respondent's last answer only",
            )
        seen[key] = one
        places.setdefault((one.category, one.alternative), []).append(one)
    return places


def accept(answers: Iterable[SurveyAnswer]) -> tuple[Acceptance, ...]:
    """Acceptance per category and alternative over all respondents, in the order first met.

    Means of fewer than five respondents are suppressed by `accept_by_group`; here every row is shown with its n, for
    the study's own eyes.
    """
    return tuple(
        _measure(category, alternative, "", given) for (category, alternative), given in _by_place(answers).items()
    )


def accept_by_group(
    answers: Iterable[SurveyAnswer],
    *,
    smallest_publishable_count: int = SMALLEST_PUBLISHABLE_COUNT,
    releases: Iterable[Statistic] = (),
) -> tuple[tuple[Acceptance, ...], tuple[Statistic, ...]]:
    """Acceptance in total (group "") and by group, with nothing about fewer respondents than the count.

    Returns the rows and what was released, to be handed to the next call as `releases`.
    """
    rows: list[Acceptance] = []
    statistics: list[Statistic] = []
    for (category, alternative), given in _by_place(answers).items():
        question = (category, alternative)
        by_group: dict[str, list[SurveyAnswer]] = {}
        for one in given:
            if one.group:
                by_group.setdefault(one.group, []).append(one)
        rows.append(_measure(category, alternative, "", given))
        statistics.append(Statistic.about((*question, ""), question, _answered(given), keep=1))
        for group, members in sorted(by_group.items()):
            rows.append(_measure(category, alternative, group, members))
            statistics.append(Statistic.about((*question, group), question, _answered(members)))
    decided = publishable(statistics, releases=releases, smallest_publishable_count=smallest_publishable_count)
    shown = tuple(
        one if one.n == 0 or decided.may_show((one.category, one.alternative, one.group)) else _suppressed(one)
        for one in rows
    )
    return shown, decided.release


def _answered(answers: Iterable[SurveyAnswer]) -> list[str]:
    return [one.respondent for one in answers if one.score is not None]


def _suppressed(row: Acceptance) -> Acceptance:
    return Acceptance(
        category=row.category, alternative=row.alternative, group=row.group, n=None, distribution=None, mean=None,
        low=None, high=None, printed=None, printed_low=None, printed_high=None, suppressed=True,
        note="Held back: it would show, or let be derived, the answers of too few respondents.",
    )  # fmt: skip


def weighted_mean_interval(
    values: Sequence[float], weights: Sequence[float], level: float = 0.95
) -> tuple[float, float | None, float | None]:
    """Weighted mean with a Student's t interval on the effective number of answers (Kish: (Σw)² / Σw²).

    The interval is None for a single answer and is cut at the ends of the scale of 1 to 5.
    """
    whole = sum(weights)
    if whole <= 0:
        raise Refusal("survey weights", "they sum to zero", "give every respondent a weight above zero")
    mean = sum(value * weight for value, weight in zip(values, weights, strict=True)) / whole
    effective = whole**2 / sum(weight**2 for weight in weights)
    if effective <= 1.0 + 1e-9:
        return mean, None, None
    if len(set(weights)) == 1:
        mean = fmean(values)
        spread = stdev(values)
    else:
        variance = sum(w * (value - mean) ** 2 for value, w in zip(values, weights, strict=True)) / whole
        spread = sqrt(variance * effective / (effective - 1))
    reach = student_t(level, effective - 1) * spread / sqrt(effective)
    return mean, max(1.0, mean - reach), min(5.0, mean + reach)


@lru_cache(maxsize=4096)
def student_t(level: float, freedom: float) -> float:
    """The two-sided quantile of Student's t, to nine digits, by bisection of its distribution function.

    >>> round(student_t(0.95, 10), 3), round(student_t(0.95, 1), 2)
    (2.228, 12.71)
    """
    low, high = 0.0, 1.0
    while _t_inside(high, freedom) < level:
        high *= 2
    for _ in range(80):
        middle = (low + high) / 2
        low, high = (middle, high) if _t_inside(middle, freedom) < level else (low, middle)
    return (low + high) / 2


def _t_inside(t: float, freedom: float) -> float:
    """P(|T| ≤ t) through the regularised incomplete beta function."""
    return 1.0 - _incomplete_beta(freedom / 2, 0.5, freedom / (freedom + t * t))


def _incomplete_beta(a: float, b: float, x: float) -> float:
    if x <= 0 or x >= 1:
        return min(max(x, 0.0), 1.0)
    if x > (a + 1) / (a + b + 2):
        return 1.0 - _incomplete_beta(b, a, 1 - x)
    front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log(1 - x)) / a
    # Lentz's method for the continued fraction (Numerical Recipes, 6.4).
    tiny = 1e-300
    fraction, c, d = 1.0, 1.0, 0.0
    for step in range(300):
        m = step // 2
        if step == 0:
            term = 1.0
        elif step % 2:
            term = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        else:
            term = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        d = 1.0 / (1.0 + term * d or tiny)
        c = 1.0 + term / c or tiny
        change = c * d
        fraction *= change
        if abs(1.0 - change) < 1e-14:
            break
    return front * (fraction - 1.0)


@dataclass(frozen=True, kw_only=True)
class Raking:
    """Weights by respondent (mean 1), whether they converged, after how many rounds, and how many were trimmed."""

    weights: Mapping[str, float]
    converged: bool
    rounds: int
    largest_miss: float
    trimmed: int
    statement: str


def rake(
    respondents: Mapping[str, Mapping[str, str]],
    margins: Mapping[str, Mapping[str, float]],
    *,
    trim_at: float | None = 5.0,
    rounds: int = 200,
    tolerance: float = 1e-6,
) -> Raking:
    """Iterative proportional fitting of respondents' weights to known shares of the population.

    `respondents` are {respondent: {variable: value}}; `margins` {variable: {value: share}}, shares summing to 1.
    Weights above `trim_at` times the mean are cut after every round and the rest is spread over the others (None:
    never); the statement says how many. Cut weights may keep the margins from being met: then it has not converged.
    Refused where a margin names a value that no respondent has, or a respondent a value that no margin names.

    >>> people = {"a": {"area": "north"}, "b": {"area": "south"}, "c": {"area": "south"}}
    >>> raked = rake(people, {"area": {"north": 0.5, "south": 0.5}})
    >>> {who: round(weight, 3) for who, weight in raked.weights.items()}, raked.converged
    ({'a': 1.5, 'b': 0.75, 'c': 0.75}, True)
    """
    _check_margins(respondents, margins)
    if trim_at is not None and trim_at <= 1:
        raise Refusal("raking", f"weights are to be cut at {trim_at:g} times their mean", "give more than 1")
    weights = dict.fromkeys(respondents, 1.0)
    size, ceiling = len(weights), inf if trim_at is None else trim_at
    miss, done, trimmed = inf, 0, 0
    while done < rounds and miss > tolerance:
        done += 1
        for variable, shares in margins.items():
            sums = dict.fromkeys(shares, 0.0)
            for who, weight in weights.items():
                sums[respondents[who][variable]] += weight
            for who in weights:
                value = respondents[who][variable]
                weights[who] *= shares[value] * size / sums[value]
        weights, trimmed = _trim(weights, ceiling)
        miss = _largest_miss(weights, respondents, margins)
    converged = miss <= tolerance
    statement = (
        f"Raked to {', '.join(margins)}: "
        + (f"converged after {done} rounds" if converged else f"not converged after {done} rounds")
        + f", largest miss {miss:.6f} of the population"
        + (
            f"; {trimmed} weight{'s' * (trimmed != 1)} cut at {trim_at:g} times the mean."
            if trimmed
            else "; no weight was cut."
        )
    )
    return Raking(
        weights=weights, converged=converged, rounds=done, largest_miss=miss, trimmed=trimmed, statement=statement
    )


def _trim(weights: Mapping[str, float], ceiling: float) -> tuple[dict[str, float], int]:
    """Weights of mean 1 with none above the ceiling: what is cut from some is spread over the others."""
    size = len(weights)
    kept = {who: weight * size / sum(weights.values()) for who, weight in weights.items()}
    cut: set[str] = set()
    while over := {who for who, weight in kept.items() if who not in cut and weight > ceiling}:
        cut |= over
        others = sum(weight for who, weight in kept.items() if who not in cut)
        share = (size - ceiling * len(cut)) / others
        kept = {who: ceiling if who in cut else weight * share for who, weight in kept.items()}
    return kept, len(cut)


def _largest_miss(
    weights: Mapping[str, float],
    respondents: Mapping[str, Mapping[str, str]],
    margins: Mapping[str, Mapping[str, float]],
) -> float:
    whole = sum(weights.values())
    return max(
        abs(sum(w for who, w in weights.items() if respondents[who][variable] == value) / whole - share)
        for variable, shares in margins.items()
        for value, share in shares.items()
    )


def _check_margins(respondents: Mapping[str, Mapping[str, str]], margins: Mapping[str, Mapping[str, float]]) -> None:
    if not respondents or not margins:
        raise Refusal("raking", "there are no respondents or no margins", "give both")
    for variable, shares in margins.items():
        where = f"margin {variable}"
        if abs(sum(shares.values()) - 1) > 1e-6 or min(shares.values()) <= 0:
            raise Refusal(where, f"its shares sum to {sum(shares.values()):g}", "give shares above 0 that sum to 1")
        found = {who: given.get(variable, "") for who, given in respondents.items()}
        strange = sorted(value for value in set(found.values()) if value not in shares)
        if strange:
            who = next(who for who, value in found.items() if value == strange[0])
            raise Refusal(
                where, f"respondent {who} has {strange[0]!r}, which the margin does not name",
                "add it to the margin or leave the respondent out",
            )  # fmt: skip
        missing = sorted(set(shares) - set(found.values()))
        if missing:
            raise Refusal(where, f"nobody answered with {missing[0]!r}", "merge it with another value of the margin")
