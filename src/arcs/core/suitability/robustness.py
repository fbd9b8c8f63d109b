"""How firmly a disposition stands: the share of plausible draws in which it stays."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from random import Random

import numpy as np

from arcs.core.suitability.dispositions import primary
from arcs.core.suitability.rules import CategoryEvidence
from arcs.core.vocabulary import Disposition, Risk

THRESHOLD_RANGE = (Decimal("2.0"), Decimal("3.0"))
CLEARLY_MORE_RANGE = (Decimal("0.25"), Decimal("0.75"))


@dataclass(frozen=True, kw_only=True)
class Spread:
    """What is known of the spread behind one category's inputs.

    `cso_answers` and `tru_online_answers` count answers 1 to 5 where they were kept; `risk_votes` counts officers'
    risk ratings. Where they are empty, a mean is drawn from the rounding interval of the printed whole number and
    the risk stays as coded, because nothing says how the officers differed.
    """

    cso_answers: tuple[int, ...] = ()
    tru_online_answers: tuple[int, ...] = ()
    risk_votes: Mapping[str, int] | None = None


@dataclass(frozen=True, kw_only=True)
class Robustness:
    """Shares of draws by disposition, largest first; `stays` is the share of the disposition judged."""

    category: str
    draws: int
    stays: Decimal
    shares: tuple[tuple[Disposition, Decimal], ...]


def rounding_interval(printed: Decimal) -> tuple[Decimal, Decimal]:
    """The means that a printed whole number may stand for, on a scale from 1 to 5 (upper end not included).

    >>> rounding_interval(Decimal(3)), rounding_interval(Decimal(5))
    ((Decimal('2.5'), Decimal('3.5')), (Decimal('4.5'), Decimal('5')))
    """
    half = Decimal("0.5")
    return max(Decimal(1), printed - half), min(Decimal(5), printed + half)


class _Stream:
    """The numbers that a `Random` would give, to the last bit, thousands at a time."""

    def __init__(self, stream: Random) -> None:
        _version, (*key, place), _gauss = stream.getstate()
        self._bits = np.random.MT19937()
        self._bits.state = {"bit_generator": "MT19937", "state": {"key": np.array(key, dtype=np.uint32), "pos": place}}
        self._numbers = np.random.RandomState(self._bits)

    def below_ten_thousand(self) -> int:
        """As `randrange(10_000)`: fourteen bits, until they are few enough."""
        while (drawn := int(self._bits.random_raw()) >> 18) >= 10_000:
            pass
        return drawn

    def choices(self, weights: Sequence[int]) -> list[int]:
        """How often each place comes up in as many `choices` as the weights add up to."""
        ends, total = np.cumsum(weights[:-1]), sum(weights)
        drawn = np.searchsorted(ends, self._numbers.random_sample(total) * float(total), side="right")
        return [int(count) for count in np.bincount(drawn, minlength=len(weights))]


def _between(low: Decimal, high: Decimal, stream: _Stream) -> Decimal:
    return low + (high - low) * Decimal(stream.below_ten_thousand()) / 10_000


def _mean(printed: Decimal | None, answers: Sequence[int], stream: _Stream) -> Decimal | None:
    if printed is None:
        return None
    total = sum(answers)
    if not total:
        return _between(*rounding_interval(printed), stream)
    return Decimal(sum(score * many for score, many in enumerate(stream.choices(answers), start=1))) / total


def _risk(coded: Risk | None, votes: Mapping[str, int] | None, stream: _Stream) -> Risk | None:
    if not votes or not sum(votes.values()):
        return coded
    codes = sorted(votes)
    drawn = dict(zip(codes, stream.choices([votes[code] for code in codes]), strict=True))
    heaviest = max(drawn, key=lambda code: (drawn[code], "LPH".index(code)))
    return Risk(heaviest)


def robustness(
    evidence: CategoryEvidence, *, judged: Disposition, spread: Spread, draws: int, stream: Random
) -> Robustness:
    """Judge a category again under drawn means, risks and thresholds.

    Each draw takes the acceptance below which an alternative is "not yet" from 2.0 to 3.0 (rule: 2.5), the lead at
    which telephone or online goes first from 0.25 to 0.75 (rule: 0.5), and means and risk from `spread`.
    """
    found: Counter[Disposition] = Counter()
    numbers = _Stream(stream)
    for _ in range(draws):
        drawn = replace(
            evidence,
            cso_mean=_mean(evidence.cso_mean, spread.cso_answers, numbers),
            tru_online_mean=_mean(evidence.tru_online_mean, spread.tru_online_answers, numbers),
            risk=_risk(evidence.risk, spread.risk_votes, numbers),
        )
        threshold = _between(*THRESHOLD_RANGE, numbers)
        found[primary(drawn, threshold=threshold, clearly_more=_between(*CLEARLY_MORE_RANGE, numbers))[0]] += 1
    order = sorted(found, key=lambda one: (-found[one], one.value))
    return Robustness(
        category=evidence.category,
        draws=draws,
        stays=Decimal(found[judged]) / max(draws, 1),
        shares=tuple((one, Decimal(found[one]) / draws) for one in order),
    )
