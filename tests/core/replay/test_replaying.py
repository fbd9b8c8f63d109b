"""An edition over folded calls: sums, the equality of both forms, what history cannot answer, what we would regret."""

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime, timedelta

import duckdb
import ibis
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.making.protocol import POLICE, bound_demonstration, the_demonstration, with_row

from arcs.core.protocol import Answer, Case, ProtocolEdition, Route, Rule, recommend
from arcs.core.replay import Replay, hours_of, replay, replay_tables
from arcs.files.call_store import DuckDBCallStore

FIRST, LAST = date(2026, 3, 1), date(2026, 3, 31)
HOURS = hours_of(the_demonstration(), FIRST, LAST)
TYPES = (
    "LOST ARTICLE",
    "THEFT FROM AUTO",
    "MENTAL HEALTH",
    "BURGLARY",
    "CHEST PAIN",
    "NO SUCH TYPE",
    "Suicidal person",
)
REGRETS = ("arrest", "force", "injury", "weapon", "backup", "upgraded")
CALLS = ibis.schema(
    {
        "call_key": "string",
        "call_number": "string",
        "source_file": "string",
        "source_line": "int64",
        "call_type": "string",
        "disposition": "string",
        "received_local": "timestamp(6)",
        "area": "string",
        "beat": "string",
        **{f"nature_{one}": "boolean" for one in ("mental_health", "juvenile", "unhoused")},
        **{f"outcome_{one}": "boolean" for one in REGRETS},
    }
)
READ = (
    "call_type",
    "received_local",
    "area",
    "beat",
    *(f"nature_{one}" for one in ("mental_health", "juvenile", "unhoused")),
)
COMMITTED = ibis.schema(
    {
        **{one: CALLS[one] for one in READ},
        "basis": "string",
        "is_first_response": "boolean",
        "reported_seconds": "int32",
        "dispatched_ms": "int64",
        "cleared_ms": "int64",
    }
)
HOUR_MS = 3_600_000


def a_call(
    kind: str,
    at: datetime | None,
    *needs: bool | None,
    hours: int = 1,
    beat: str | None = "A",
    disposition: str = "NR",
    outcomes: Sequence[str] = (),
) -> tuple[object, ...]:
    """A call's columns after its key, and its hours."""
    known = (*needs, None, None, None)[:3]
    flags = tuple(True if one in outcomes else None for one in REGRETS)
    return ("25-1", "x.csv", 7, kind, disposition, at, None, beat, *known, *flags, hours)


def responses(call: tuple[object, ...]) -> Iterator[tuple[object, ...]]:
    """A unit for an hour for each of the call's hours; a call that nobody answered keeps a row of its own."""
    read = (call[3], *call[5:11])
    for nth in range(int(str(call[-1]))):
        yield (*read, "unit", nth == 0, None, 0, HOUR_MS)
    if not call[-1]:
        yield (*read, None, True, None, None, None)


@contextmanager
def a_store() -> Iterator[DuckDBCallStore]:
    with duckdb.connect() as connection:
        yield DuckDBCallStore(connection=connection)


def replayed(
    *calls: tuple[object, ...],
    types: dict | None = None,
    outcomes: dict | None = None,
    edition: ProtocolEdition | None = None,
) -> Replay:
    with a_store() as store:
        rows = [(f"call-{number}", *one[:-1]) for number, one in enumerate(calls)]
        committed = [row for one in calls for row in responses(one)]
        return replay(
            edition or the_demonstration(),
            (FIRST, LAST),
            store,
            store.put("calls", CALLS, rows),
            store.put("committed", COMMITTED, committed),
            types=types or {},
            outcomes=outcomes or {},
        )


NOON, NIGHT = datetime(2026, 3, 10, 12), datetime(2026, 3, 10, 3)
MOMENTS = st.datetimes(min_value=datetime(2026, 3, 1), max_value=datetime(2026, 3, 31, 23, 59)).map(
    lambda one: one.replace(fold=0)  # a recorded wall clock does not say which of two hours
)


def test_a_lost_wallet_moves_at_best_and_stays_at_worst() -> None:
    wallets = [a_call("Property lost", NOON, hours=2)] * 3
    found = replayed(*wallets, *[a_call("BURGLARY", NOON)] * 2, types={"Property lost": "LOST ARTICLE"})
    assert (found.calls, found.hours) == (5, 8.0)
    assert found.away_from_police("best") == (3, 6.0)
    assert found.away_from_police("worst") == (0, 0.0)
    rows = {(one.by, one.value, one.route): one for one in found.moved}
    assert rows["hour", "12", "cso"].calls_best == 3
    assert rows["area", "A", "officer"].calls_worst == 5
    assert rows["call_type", "LOST ARTICLE", "officer"].hours_worst == 6.0


def test_police_are_known_by_what_a_route_can_do_and_not_by_its_name() -> None:
    whole = the_demonstration()
    patrol = Route(code="patrol", name="Patrol", capabilities=("armed_officer",), weight=49)
    edition = with_row(replace(whole, routes=(*whole.routes, patrol)), "call_types", "LOST ARTICLE", base="patrol")
    found = replayed(a_call("LOST ARTICLE", NOON, outcomes=["arrest"]), edition=edition)
    assert [one.route for one in found.moved if one.by == "all"] == ["patrol"]
    assert found.away_from_police("best") == (0, 0.0)
    assert found.regrets == ()
    assert "patrol" in found.police


def test_police_who_only_follow_up_are_not_police_on_the_call() -> None:
    whole = the_demonstration()
    later = Rule(code="later", types=("LOST ARTICLE",), refers=("co_response",), because="a test", source="a test")
    edition = replace(whole, rules=(*whole.rules, later))
    found = replayed(a_call("LOST ARTICLE", NOON), edition=edition)
    assert [one.route for one in found.moved if one.by == "all" and one.calls_best] == ["cso"]
    assert found.away_from_police("best")[0] == 1


@given(MOMENTS)
def test_a_slot_of_the_folded_table_has_the_services_that_the_call_by_call_form_sees(at: datetime) -> None:
    bound = bound_demonstration()
    assert bound.open_at(HOURS.moments[HOURS.pattern(at)]) == bound.open_at(at)


@pytest.mark.parametrize("at", [datetime(1965, 7, 1, 12), datetime(2250, 7, 1, 12)])
def test_a_year_about_which_no_hours_can_be_asked_is_answered_alike_in_both_forms(at: datetime) -> None:
    found = replayed(a_call("LOST ARTICLE", at))
    said = recommend(bound_demonstration(), Case(call_type="LOST ARTICLE", answers={"*": Answer.NO}, local_time=at))
    assert [one.route for one in found.moved if one.by == "all" and one.calls_best] == [said.route]


def test_over_the_nights_of_the_clocks_every_minute_is_the_same_in_both_forms() -> None:
    bound = bound_demonstration()
    for first in (date(2026, 3, 7), date(2026, 10, 31)):
        hours = hours_of(the_demonstration(), first, first + timedelta(days=2))
        at = datetime.combine(first, datetime.min.time())
        for _ in range(3 * 24 * 60):
            assert bound.open_at(hours.moments[hours.pattern(at)]) == bound.open_at(at)
            at += timedelta(minutes=1)


@settings(max_examples=30, deadline=None)
@given(st.sampled_from(TYPES), MOMENTS, st.sampled_from([None, True, False]), st.sampled_from([None, True, False]))
def test_both_forms_send_the_same(kind: str, at: datetime, crisis: bool | None, minor: bool | None) -> None:
    found = replayed(a_call(kind, at, crisis, minor))
    answers = {
        code: Answer.YES if value else Answer.NO
        for code, value in (("behavioral_health", crisis), ("minor", minor))
        if value is not None
    }
    for rest, attribute in ((Answer.NO, "calls_best"), (Answer.UNANSWERED, "calls_worst")):
        said = recommend(bound_demonstration(), Case(call_type=kind, answers=answers | {"*": rest}, local_time=at))
        lead = next((one for one in (said.route, *said.secondary) if one in POLICE), said.route)
        (sent,) = [one.route for one in found.moved if one.by == "all" and getattr(one, attribute)]
        assert sent == lead


@settings(max_examples=30, deadline=None)
@given(
    st.lists(
        st.builds(
            a_call,
            st.sampled_from(TYPES),
            st.sampled_from([NOON, NIGHT, None]),
            st.sampled_from([None, True, False]),
            hours=st.integers(0, 9),
            beat=st.sampled_from([None, "A", "B"]),
        ),
        max_size=12,
    )
)
def test_calls_and_hours_add_up_over_every_split_at_best_and_at_worst(calls: list[tuple]) -> None:
    found = replayed(*calls)
    assert found.calls == len(calls)
    for by in ("all", "call_type", "hour", "area"):
        rows = [one for one in found.moved if one.by == by]
        assert sum(one.calls_best for one in rows) == sum(one.calls_worst for one in rows) == found.calls
        assert abs(sum(one.hours_best for one in rows) - found.hours) < 1e-6
    assert found.away_from_police("worst")[0] <= found.away_from_police("best")[0]


def test_history_names_what_it_cannot_answer() -> None:
    found = replayed(*[a_call("LOST ARTICLE", NOON)] * 3, *[a_call("NO SUCH TYPE", NOON, True)] * 2)
    rows = {one.code: one for one in found.unanswerable}
    assert (rows["weapon"].calls, rows["weapon"].calls_that_turn) == (5, 5)
    assert rows["behavioral_health"].calls == 3
    assert (rows["NO SUCH TYPE"].kind, rows["NO SUCH TYPE"].calls) == ("call_type", 2)


def test_only_calls_that_move_are_regretted() -> None:
    found = replayed(
        a_call("LOST ARTICLE", NOON, outcomes=("arrest", "weapon")),
        a_call("GRAFFITI", NOON, disposition="BU"),
        a_call("GRAFFITI", NOON),
        a_call("BURGLARY", NOON, outcomes=("arrest",)),
        outcomes={"BU": "backup"},
    )
    assert [(one.route, one.outcomes, one.source_line) for one in found.regrets] == [
        ("cso", ("arrest", "weapon"), 7),
        ("cso", ("backup",), 7),
    ]


def test_a_regretted_call_may_lack_everything_that_says_where_it_stands() -> None:
    bare = a_call("LOST ARTICLE", NOON, outcomes=("arrest",))
    bare = (None, None, None, bare[3], None, *bare[5:])
    whole = a_call("LOST ARTICLE", NOON, outcomes=("force",))
    (first, second) = replayed(whole, bare).regrets
    assert (first.source_file, first.call_number, first.disposition) == ("", "", "")
    assert (first.source_line, first.received_local, first.outcomes) == (None, NOON, ("arrest",))
    assert (second.source_line, second.received_local, second.outcomes) == (7, NOON, ("force",))


@pytest.mark.parametrize("was_on", [True, False])
def test_a_replay_leaves_the_search_for_cycles_as_it_was_even_where_it_stops(was_on: bool) -> None:
    before = gc.isenabled()
    (gc.enable if was_on else gc.disable)()
    try:
        replayed(a_call("LOST ARTICLE", NOON))
        assert gc.isenabled() is was_on
        with pytest.raises(ValueError):
            replayed(a_call("LOST ARTICLE", NOON), outcomes={"BU": "no such outcome"})
        assert gc.isenabled() is was_on
    finally:
        (gc.enable if before else gc.disable)()


def test_what_no_call_tells_is_not_known_to_be_harmless() -> None:
    silent = [a_call("LOST ARTICLE", NOON)] * 2
    assert replayed(*silent).telling == 0
    assert replayed(*silent, a_call("LOST ARTICLE", NOON, outcomes=("arrest",))).telling == 1
    assert replayed(*silent, a_call("BURGLARY", NOON, disposition="BU"), outcomes={"BU": "backup"}).telling == 1


def test_the_tables_name_population_period_and_source() -> None:
    tables = replay_tables(replayed(a_call("LOST ARTICLE", NOON)), population="calls", source="x.csv")
    assert set(tables) == {"moved", "regret", "unanswerable"}
    assert all(one.population == "calls" and one.period == "2026-03-01 to 2026-03-31" for one in tables.values())


def test_a_replay_of_nothing_is_nothing() -> None:
    found = replayed()
    assert (found.calls, found.moved, found.regrets) == (0, (), ())
