"""Hours into FTE under the assumptions of a page: the core's own formulas on hours that were frozen with an import."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from arcs.core.evaluation.records import Assumptions
from arcs.core.figures import Table
from arcs.core.refusal import Refusal
from arcs.core.workload import AssumptionSet, fte, fte_range, gives_little_relief
from arcs.core.workload.assumptions import FteRange

DAYS = 365


@dataclass(frozen=True, kw_only=True)
class TypeReckoned:
    """One call type's hours and FTE, with the range that the assumptions allow; None where no hours are known."""

    call_type: str
    hours: Decimal | None
    fte: Decimal | None
    range: FteRange | None
    little: bool | None


@dataclass(frozen=True, kw_only=True)
class Reckoned:
    """Every call type, largest first, and all together."""

    types: tuple[TypeReckoned, ...]
    hours: Decimal
    fte: Decimal
    range: FteRange
    hours_per_fte: Decimal
    sentence: str
    unknown: int


def reckoned(hours: Mapping[str, Decimal | None], given: Assumptions, *, factor: Decimal = Decimal(1)) -> Reckoned:
    """FTE of each type under the assumptions; `factor` scales the hours to a year.

    Refusal for net hours beyond the paid ones, or a range that does not hold its own number.
    """
    for name, low, chosen, high in (
        ("net hours", given.net_hours_low, given.net_hours, given.net_hours_high),
        ("share on calls", given.share_low, given.share_on_calls, given.share_high),
    ):
        if not low <= chosen <= high:
            raise Refusal(name, f"{chosen} lies outside its own range {low} to {high}", "widen the range")
    own = AssumptionSet(
        name="study", label="This study", paid_hours=given.annual_hours, net_hours=given.net_hours,
        share_on_calls=given.share_on_calls, source="",
    )  # fmt: skip
    types = [_type(name, value, given, own, factor) for name, value in hours.items()]
    total = sum((one.hours for one in types if one.hours is not None), Decimal(0))
    return Reckoned(
        types=tuple(sorted(types, key=lambda one: (-(one.hours or Decimal(-1)), one.call_type))),
        hours=total,
        fte=fte(total, own),
        range=_range(total, given),
        hours_per_fte=own.hours_per_fte,
        sentence=own.sentence,
        unknown=sum(one.hours is None for one in types),
    )


def _type(name: str, hours: Decimal | None, given: Assumptions, own: AssumptionSet, factor: Decimal) -> TypeReckoned:
    if hours is None:
        return TypeReckoned(call_type=name, hours=None, fte=None, range=None, little=None)
    scaled = hours * factor
    full_time = fte(scaled, own)
    return TypeReckoned(
        call_type=name, hours=scaled, fte=full_time, range=_range(scaled, given),
        little=gives_little_relief(full_time, given.little_relief_fte),
    )  # fmt: skip


def _range(hours: Decimal, given: Assumptions) -> FteRange:
    return fte_range(
        hours,
        net_hours=(given.net_hours_low, given.net_hours, given.net_hours_high),
        shares=(given.share_low, given.share_on_calls, given.share_high),
    )


def hours_of(table: Table, column: str) -> dict[str, Decimal | None]:
    """Hours by call type from one column of a frozen table."""
    at, name = table.index(column), table.index("call_type")
    found: dict[str, Decimal | None] = {}
    for row in table.rows:
        value = row[at]
        found[str(row[name] or "")] = value if isinstance(value, Decimal) else None
    return found
