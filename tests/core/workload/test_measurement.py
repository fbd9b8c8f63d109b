"""Committed time: what is summed, what is left out, and that nothing is lost on the way."""

from datetime import datetime, timedelta
from decimal import Decimal
from statistics import median
from typing import Any

import ibis
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.making.responses import COMMITTED, POINTS, a_response, stored

from arcs.core.refusal import Refusal
from arcs.core.workload import Interval, Request, Workload, conditions, measure, workload_tables
from arcs.core.workload.intervals import measured as measured_rows
from arcs.core.workload.tallies import DIMENSIONS, Known, narrow, tally, totals


def measured(*rows: dict[str, Any], **asked: Any) -> Workload:
    relation, store = stored(rows)
    return measure(relation, Request(**asked), store)


def records(workload: Workload, table: str) -> list[dict[str, Any]]:
    return list(workload_tables(workload)[table].records())


def test_two_officers_for_an_hour_and_one_for_half_an_hour_are_two_and_a_half_hours() -> None:
    backup = a_response("1", is_first_response=False, unit_id="B2")
    workload = measured(a_response("1", unit_id="A1"), backup, a_response("2", minutes=30, unit_id="A1"))
    assert workload.hours == Decimal("2.5")
    (row,) = records(workload, "workload")
    assert (row["calls"], row["timed_calls"], row["unit_responses"]) == (2, 2, 3)
    assert row["median_minutes"] == 60
    assert row["fte"] == round(Decimal("2.5") / 525, 6)


def test_officers_counted_on_the_call_are_shown_beside_and_never_multiplied_in() -> None:
    two = a_response("1", basis="call", reported_officers=2)
    one = a_response("2", basis="call", reported_officers=1, minutes=30)
    unknown = a_response("3", basis="call", minutes=30)
    (row,) = records(measured(two, one, unknown), "by_call_type")
    assert row["hours"] == 2
    assert (row["officers"], row["officer_hours"]) == (3, Decimal("2.5"))


def test_missing_and_negative_intervals_are_counted_and_left_out() -> None:
    rows = [a_response("1"), a_response("2", minutes=None), a_response("3", minutes=-600)]
    workload = measured(*rows)
    assert (workload.totals.missing, workload.totals.negative, workload.totals.over) == (1, 1, 0)
    assert workload.hours == 1
    effect = {row["rule"]: row for row in records(workload, "rules_effect")}
    assert effect["negative"]["hours_without_rule"] == -9
    (row,) = records(workload, "workload")
    assert (row["calls"], row["timed_calls"], row["unit_responses"]) == (3, 1, 3)


def test_no_cap_unless_asked_and_then_what_it_left_out_is_shown() -> None:
    rows = [a_response("1"), a_response("2", minutes=60 * 40)]
    assert measured(*rows).hours == 41
    capped = measured(*rows, interval=Interval(max_hours=Decimal(24)))
    assert (capped.hours, capped.totals.over) == (1, 1)
    effect = {row["rule"]: row for row in records(capped, "rules_effect")}
    assert (effect["over_long"]["hours_in_them"], effect["over_long"]["hours_without_rule"]) == (40, 41)
    assert measured(rows[0], interval=Interval(max_hours=Decimal(1))).totals.over == 0


def test_a_call_nobody_responded_to_is_a_call_of_no_hours() -> None:
    alone = a_response("2", basis=None, call_type="NOISE")
    rows = {row["call_type"]: row for row in records(measured(a_response("1"), alone), "workload")}
    assert (rows["NOISE"]["calls"], rows["NOISE"]["unit_responses"], rows["NOISE"]["hours"]) == (1, 0, 0)
    assert rows["NOISE"]["median_minutes"] is None


def test_without_any_usable_interval_there_are_counts_and_no_hours() -> None:
    workload = measured(a_response("1", minutes=None), a_response("2", basis=None))
    assert workload.hours is None
    (row,) = records(workload, "workload")
    assert (row["calls"], row["timed_calls"]) == (2, 0)
    assert (row["hours"], row["fte"], row["median_minutes"]) == (None, None, None)
    assert "sensitivity" not in workload_tables(workload)
    assert sum(row["calls"] for row in records(workload, "by_hour_of_week")) == 2


def test_a_reported_duration_is_taken_as_it_stands() -> None:
    workload = measured(a_response("1", basis="duration", reported_seconds=5400, minutes=None))
    assert workload.hours == Decimal("1.5")


def test_monday_at_one_in_the_afternoon_is_weekday_0_hour_13() -> None:
    found = [row for row in records(measured(a_response("1")), "by_hour_of_week") if row["calls"]]
    assert [(row["weekday"], row["hour"], row["calls"], row["hours"]) for row in found] == [(0, 13, 1, 1)]


@pytest.mark.parametrize("at", [datetime(1969, 12, 31, 23, 59), datetime(1970, 1, 1), datetime(2024, 2, 29, 5)])
def test_any_date_falls_into_its_own_weekday_and_month(at: datetime) -> None:
    workload = measured(a_response("1", at=at))
    (row,) = [row for row in records(workload, "by_hour_of_week") if row["calls"]]
    assert (row["weekday"], row["hour"]) == (at.weekday(), at.hour)
    assert [row["month"] for row in records(workload, "by_month")] == [at.strftime("%Y-%m")]


def test_a_year_is_scaled_by_the_days_covered_and_says_so() -> None:
    rows = [a_response("1"), a_response("2", at=datetime(2026, 1, 14, 23, 59))]
    workload = measured(*rows, annualise=True)
    assert workload.totals.days_covered == 10
    table = workload_tables(workload)["workload"]
    (row,) = table.records()
    assert row["hours"] == 2
    assert row["fte"] == round(Decimal(2) * 365 / 10 / 525, 6)
    assert "365/10" in table.columns[table.index("fte")].definition


def test_types_below_the_stated_fte_are_marked_and_kept() -> None:
    rows = [a_response("1", minutes=60 * 60), a_response("2", call_type="NOISE")]
    marks = {row["call_type"]: row["little_relief"] for row in records(measured(*rows), "by_call_type")}
    assert marks == {"THEFT": False, "NOISE": True}


def test_the_most_hours_come_first_and_equals_by_name() -> None:
    rows = [a_response(name, call_type=name, minutes=30) for name in ("B", "A", "=1+1")] + [
        a_response("Z", call_type="Z")
    ]
    assert [row["call_type"] for row in records(measured(*rows), "workload")] == ["Z", "=1+1", "A", "B"]


def test_a_condition_keeps_only_the_calls_that_meet_it() -> None:
    rows = [a_response("1", agency="POLICE"), a_response("2", agency="FIRE"), a_response("3")]
    assert measured(*rows, where={"agency": "POLICE"}).totals.calls == 1


def test_a_value_that_never_occurs_is_refused_with_those_that_do() -> None:
    rows = [a_response("1", agency="POLICE"), a_response("2", agency="FIRE"), a_response("3", agency="POLICE")]
    with pytest.raises(Refusal, match="the most frequent are: POLICE, FIRE"):
        measured(*rows, where={"agency": "Police"})
    with pytest.raises(Refusal, match="nor any beat"):
        measured(*rows, where={"agency": "POLICE", "beat": "7"})


@pytest.mark.parametrize("given", ["agency", "agency=", "=POLICE", "colour=RED", "call_key=1; drop table calls"])
def test_a_condition_of_another_form_or_column_is_refused(given: str) -> None:
    with pytest.raises(Refusal, match="Try this"):
        conditions([given])


def test_two_values_of_one_column_cannot_both_be_asked() -> None:
    with pytest.raises(Refusal, match="no call has two values"):
        conditions(["beat=1", "beat=2"])


def test_a_value_with_quotes_is_only_a_value() -> None:
    name = 'O\'BRIEN "x" = 1; --'
    workload = measured(a_response("1", beat=name), where=conditions([f"beat={name}"]))
    assert workload.totals.calls == 1


@pytest.mark.parametrize(("start", "end"), [("cleared", "dispatched"), ("arrived", "arrived"), ("assigned", "cleared")])
def test_an_interval_that_runs_backwards_or_nowhere_is_refused(start: str, end: str) -> None:
    with pytest.raises(Refusal, match="received queued dispatched enroute arrived cleared_first cleared"):
        Interval(start=start, end=end)


@pytest.mark.parametrize("start", range(len(POINTS) - 1))
def test_any_point_may_begin_and_any_later_one_may_end(start: int) -> None:
    points = {f"{point}_ms": place * 60_000 for place, point in enumerate(POINTS)}
    for end in range(start + 1, len(POINTS)):
        asked = Interval(start=POINTS[start], end=POINTS[end])
        assert measured(a_response("1", **points), interval=asked).totals.used_ms == (end - start) * 60_000


CALLS = st.lists(
    st.builds(
        lambda key, minutes, hour, kind, basis, beat: a_response(
            f"{key}",
            minutes=minutes,
            at=datetime(2025, 11, 1) + timedelta(hours=hour),
            call_type=f"TYPE {kind}",
            basis=basis,
            beat=beat,
        ),
        st.uuids(),
        st.one_of(st.none(), st.integers(-500, 3000), st.floats(-10, 500).map(lambda x: round(x, 4))),
        st.integers(0, 24 * 200),
        st.integers(0, 4),
        st.sampled_from(["unit", "call", None]),
        st.sampled_from(["1", "2", None]),
    ),
    min_size=1,
    max_size=30,
)


@settings(max_examples=25, deadline=None)
@given(CALLS)
def test_calls_and_hours_add_up_however_they_are_split(rows: list[dict[str, Any]]) -> None:
    workload = measured(*rows)
    assert workload.totals.rows == workload.totals.missing + workload.totals.negative + workload.totals.used
    for name, tallied in workload.by.items():
        assert sum(one.calls for one in tallied) == len(rows), name
        assert sum(one.used_ms or 0 for one in tallied) == workload.totals.used_ms, name
        assert sum(one.unit_responses for one in tallied) == workload.totals.unit_responses, name


@settings(max_examples=15, deadline=None)
@given(CALLS, st.randoms(use_true_random=False))
def test_the_order_of_rows_never_matters(rows: list[dict[str, Any]], chance: Any) -> None:
    turned = list(rows)
    chance.shuffle(turned)
    assert workload_tables(measured(*rows)) == workload_tables(measured(*turned))


@settings(max_examples=15, deadline=None)
@given(CALLS, st.integers(-(10**6), -1))
def test_a_negative_interval_never_adds(rows: list[dict[str, Any]], minutes: int) -> None:
    before = measured(*rows)
    after = measured(*rows, a_response("late", minutes=minutes))
    assert after.totals.used_ms == before.totals.used_ms
    assert after.totals.negative == before.totals.negative + 1


@settings(max_examples=15, deadline=None)
@given(st.lists(st.integers(0, 10**6), min_size=1, max_size=20))
def test_the_median_is_the_one_a_reader_finds_by_sorting(seconds: list[int]) -> None:
    rows = [a_response(str(at), minutes=one / 60) for at, one in enumerate(seconds)]
    (tally,) = measured(*rows).by["call_type"]
    assert tally.median_ms == median(seconds) * 1000


def test_the_ninetieth_percentile_interpolates_linearly_as_numpy_does() -> None:
    (tally,) = measured(*(a_response(str(one), minutes=one) for one in (10, 20, 30, 40))).by["call_type"]
    assert tally.p90_ms == pytest.approx(37 * 60_000)


@pytest.mark.parametrize("dialect", ["duckdb", "postgres"])
def test_every_expression_can_be_written_for_other_databases(dialect: str) -> None:
    relation = ibis.table(COMMITTED, name="committed")
    rows = measured_rows(relation, Interval(max_hours=Decimal(9)))
    known = Known(one_row_per_call=False, officers=True, reported_units=True)
    kept = narrow(rows, one_row_per_call=False)
    for expression in (totals(kept), *(tally(kept, name, known) for name in DIMENSIONS)):
        assert "GROUP BY" in ibis.to_sql(expression, dialect=dialect) or expression.columns[0] == "rows"
