"""Relief, positions, cost and break-even, by hand and as laws."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from arcs.core.refusal import Refusal
from arcs.core.staffing.cost import break_even, break_even_price, position_cost, salaried_cost
from arcs.core.staffing.relief import Post, net_hours, positions, shift_relief_factor

amounts = st.decimals(min_value=1, max_value=10_000, places=2)


def test_the_relief_factor_of_an_eight_hour_post_is_1_72() -> None:
    net = net_hours(annual_hours=Decimal(2080), leave_hours=Decimal(382))
    assert net == 1698
    assert round(shift_relief_factor(post_hours=Decimal(2920), net=net), 2) == Decimal("1.72")


def test_four_people_a_day_and_one_post_around_the_clock_need_6_67_and_5_01() -> None:
    four = Post(people=Decimal(4), shifts_per_day=Decimal(1), shift_hours=Decimal(8))
    always = Post(people=Decimal(1), shifts_per_day=Decimal(3), shift_hours=Decimal(8))
    assert round(positions(four, net=Decimal(1750)), 2) == Decimal("6.67")
    assert round(positions(always, net=Decimal(1750)), 2) == Decimal("5.01")


def test_a_position_at_25_dollars_costs_78_000_and_two_social_workers_300_000() -> None:
    assert position_cost(hourly=Decimal(25), annual_hours=Decimal(2080), overhead=Decimal("0.5")) == 78_000
    assert 2 * salaried_cost(salary=Decimal(100_000), benefits=Decimal("0.5")) == 300_000


@given(amounts, amounts)
def test_at_the_break_even_both_prices_are_the_same(retainer: Decimal, price: Decimal) -> None:
    even = break_even(retainer=retainer, per_response=price)
    assert abs(even.responses * price - retainer) < Decimal("1e-15") * 10**9
    assert 0 <= even.whole_responses - even.responses < 1


@given(amounts, amounts)
def test_more_net_hours_never_need_more_positions(first: Decimal, second: Decimal) -> None:
    post = Post(people=Decimal(1), shifts_per_day=Decimal(3), shift_hours=Decimal(8))
    low, high = sorted((first, second))
    assert positions(post, net=low) >= positions(post, net=high)


def test_hours_that_leave_nobody_at_work_are_refused() -> None:
    with pytest.raises(Refusal, match="no hours to work"):
        net_hours(annual_hours=Decimal(2080), leave_hours=Decimal(2080))
    with pytest.raises(Refusal, match="fills no post"):
        shift_relief_factor(post_hours=Decimal(2920), net=Decimal(0))
    with pytest.raises(Refusal, match="no break-even"):
        break_even(retainer=Decimal(1), per_response=Decimal(0))
    with pytest.raises(Refusal, match="no price"):
        break_even_price(annual_cost=Decimal(1), units_handled=Decimal(0))
