"""What one full-time officer or civilian is worth in hours on calls, and how far the answer moves with it."""

from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from arcs.core.figures import Column, Table
from arcs.core.refusal import Refusal


@dataclass(frozen=True, kw_only=True)
class AssumptionSet:
    """A named year of work: hours paid, hours left after leave and training, and the share of those spent on calls.

    >>> OFFICER.hours_per_fte
    Decimal('525.00')
    """

    name: str
    label: str
    paid_hours: Decimal
    net_hours: Decimal
    share_on_calls: Decimal
    source: str

    def __post_init__(self) -> None:
        if not 0 < self.net_hours <= self.paid_hours:
            raise Refusal(
                f"assumption set {self.name}",
                f"net hours are {self.net_hours} of {self.paid_hours} paid hours a year, "
                "but net hours are what is left of the paid ones",
                "give net hours above 0 and at most the paid hours, for example 1750 of 2080",
            )
        if not 0 < self.share_on_calls <= 1:
            raise Refusal(
                f"assumption set {self.name}",
                f"the share of time on calls is {self.share_on_calls}, but it is a share of the net hours",
                "give a share above 0 and at most 1, for example 0.30",
            )

    @property
    def hours_per_fte(self) -> Decimal:
        """Hours on calls in a year that make one full-time equivalent."""
        return self.net_hours * self.share_on_calls

    @property
    def sentence(self) -> str:
        """The arithmetic in words, for a report's foot.

        >>> OFFICER.sentence
        '2,080 paid hours a year less leave and training leave 1,750; 30% of them on calls make 525 hours per FTE'
        """
        share = (self.share_on_calls * 100).normalize()
        return (
            f"{self.paid_hours:,} paid hours a year less leave and training leave {self.net_hours:,}; "
            f"{share:f}% of them on calls make {self.hours_per_fte.normalize():,f} hours per FTE"
        )


OFFICER = AssumptionSet(
    name="officer",
    label="Patrol officer, 30% of net time on calls",
    paid_hours=Decimal(2080),
    net_hours=Decimal(1750),
    share_on_calls=Decimal("0.30"),
    source="BerryDunn, Oak Park Essential Calls for Service Evaluation (2022), section 2.1",
)
CIVILIAN_FULL_TIME = AssumptionSet(
    name="civilian_full_time",
    label="Civilian full-time, all net time on calls",
    paid_hours=Decimal(2080),
    net_hours=Decimal(1750),
    share_on_calls=Decimal(1),
    source="The same 1,750 net hours, none of them kept for patrol",
)
ASSUMPTION_SETS = {one.name: one for one in (OFFICER, CIVILIAN_FULL_TIME)}

# One hour a week at 525 hours per FTE: below it, moving a type frees less than any roster can show.
LITTLE_RELIEF_BELOW_FTE = Decimal("0.10")

SENSITIVITY_NET_HOURS = (Decimal(1650), Decimal(1750), Decimal(1850))
SENSITIVITY_SHARES = (Decimal("0.25"), Decimal("0.30"), Decimal("0.35"))


def fte(hours: Decimal, assumptions: AssumptionSet = OFFICER) -> Decimal:
    """Full-time equivalents that a year's `hours` on calls make under an assumption set.

    >>> fte(Decimal("5.25"))
    Decimal('0.01')
    """
    return hours / assumptions.hours_per_fte


class FteRange(NamedTuple):
    """The lowest and the highest FTE that the stated ranges of net hours and share on calls allow."""

    low: Decimal
    high: Decimal


def fte_range(
    hours: Decimal,
    *,
    net_hours: tuple[Decimal, ...] = SENSITIVITY_NET_HOURS,
    shares: tuple[Decimal, ...] = SENSITIVITY_SHARES,
) -> FteRange:
    """The span of FTE for `hours`, from the busiest assumed officer to the least busy one.

    >>> span = fte_range(Decimal("24.30") * 525)
    >>> round(span.low, 1), round(span.high, 1)
    (Decimal('19.7'), Decimal('30.9'))
    """
    return FteRange(low=hours / (max(net_hours) * max(shares)), high=hours / (min(net_hours) * min(shares)))


def sensitivity_table(
    hours: Decimal,
    *,
    population: str,
    period: str,
    net_hours: tuple[Decimal, ...] = SENSITIVITY_NET_HOURS,
    shares: tuple[Decimal, ...] = SENSITIVITY_SHARES,
) -> Table:
    """FTE for `hours` under every pair of net hours and share on calls, one row per pair."""
    rows = tuple(
        (net, share, net * share, hours / (net * share)) for net in sorted(net_hours) for share in sorted(shares)
    )
    return Table(
        name="sensitivity",
        title="FTE under other assumptions",
        columns=(
            Column(name="net_hours", heading="Net hours a year", kind="whole", unit="hours"),
            Column(name="share_on_calls", heading="Share of time on calls", kind="share"),
            Column(name="hours_per_fte", heading="Hours per FTE", kind="number", places=1, unit="hours"),
            Column(name="fte", heading="FTE", kind="number", places=2, definition="Hours divided by hours per FTE"),
        ),
        rows=rows,
        population=population,
        period=period,
        source="Committed hours divided by net hours times share on calls",
    )


def gives_little_relief(full_time: Decimal | None, below: Decimal = LITTLE_RELIEF_BELOW_FTE) -> bool | None:
    """Whether moving a call type would free little time: a mark for the reader, never a bar. None when unknown.

    >>> gives_little_relief(Decimal("0.03")), gives_little_relief(Decimal("1.51")), gives_little_relief(None)
    (True, False, None)
    """
    return None if full_time is None else full_time < below
