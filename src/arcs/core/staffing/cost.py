"""What positions cost, and where paying by the response meets a fixed price."""

from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal

from arcs.core.refusal import Refusal


def position_cost(*, hourly: Decimal, annual_hours: Decimal, overhead: Decimal) -> Decimal:
    """Dollars a year for one position paid by the hour.

    >>> position_cost(hourly=Decimal(25), annual_hours=Decimal(2080), overhead=Decimal("0.5"))
    Decimal('78000.0')
    """
    return hourly * annual_hours * (1 + overhead)


def salaried_cost(*, salary: Decimal, benefits: Decimal) -> Decimal:
    """Dollars a year for one salaried position.

    >>> 2 * salaried_cost(salary=Decimal(100_000), benefits=Decimal("0.5"))
    Decimal('300000.0')
    """
    return salary * (1 + benefits)


@dataclass(frozen=True, kw_only=True)
class BreakEven:
    """Responses a year at which a retainer and a price per response cost the same; whole responses, rounded up."""

    retainer: Decimal
    per_response: Decimal
    responses: Decimal
    whole_responses: int


def break_even(*, retainer: Decimal, per_response: Decimal) -> BreakEven:
    """Below it, paying by the response is cheaper; above it, the retainer.

    >>> break_even(retainer=Decimal(90_000), per_response=Decimal(400)).whole_responses
    225
    """
    if per_response <= 0 or retainer < 0:
        raise Refusal(
            "budget.toml",
            f"a retainer of {retainer} and a price of {per_response} per response have no break-even",
            "give a price per response above 0 and a retainer of 0 or more",
        )
    responses = retainer / per_response
    return BreakEven(
        retainer=retainer,
        per_response=per_response,
        responses=responses,
        whole_responses=int(responses.to_integral_value(rounding=ROUND_CEILING)),
    )


def break_even_price(*, annual_cost: Decimal, units_handled: Decimal) -> Decimal:
    """The price for each unit handled (an hour, a response) at which own positions and a contract cost the same.

    >>> break_even_price(annual_cost=Decimal(300_000), units_handled=Decimal(750))
    Decimal('400')
    """
    if units_handled <= 0:
        raise Refusal("budget.toml", "nothing handled has no price", "give a volume and a share above 0")
    return annual_cost / units_handled
