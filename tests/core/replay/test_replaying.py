"""An edition over folded calls: sums, the equality of both forms, what history cannot answer, what we would regret."""

from bisect import bisect_right
from collections.abc import Sequence
from datetime import date, datetime

from hypothesis import given
from hypothesis import strategies as st
from tests.making.protocol import bound_demonstration, the_demonstration

from arcs.core.protocol import Answer, Case, recommend
from arcs.core.replay import Replay, hours_of, replay, replay_tables
from arcs.core.replay.replaying import POLICE

FIRST, LAST = date(2026, 3, 1), date(2026, 3, 31)
HOURS = hours_of(the_demonstration(), FIRST, LAST)
TYPES = ("LOST ARTICLE", "THEFT FROM AUTO", "MENTAL HEALTH", "BURGLARY", "CHEST PAIN", "NO SUCH TYPE")
HOUR_MS = 3_600_000


def pattern(at: datetime) -> int:
    return HOURS.steps[bisect_right([one for one, _ in HOURS.steps], at) - 1][1]


def vector(kind: str, at: datetime | None, *natures: bool | None, calls: int = 1, hours: int = 1, area: str = "A"):
    needs = (*natures, None, None, None)[:3]
    return (kind, None if at is None else pattern(at), *needs, at.hour if at else None, area, calls, hours * HOUR_MS)


def replayed(*vectors: Sequence[object], harmed: Sequence[Sequence[object]] = ()) -> Replay:
    return replay(the_demonstration(), HOURS, vectors, harmed, first=FIRST, last=LAST)


NOON, NIGHT = datetime(2026, 3, 10, 12), datetime(2026, 3, 10, 3)


def test_a_lost_wallet_moves_at_best_and_stays_at_worst() -> None:
    found = replayed(vector("LOST ARTICLE", NOON, calls=3, hours=6), vector("BURGLARY", NOON, calls=2, hours=2))
    assert (found.calls, found.hours) == (5, 8.0)
    assert found.away_from_police("best") == (3, 6.0)
    assert found.away_from_police("worst") == (0, 0.0)
    rows = {(one.by, one.value, one.route): one for one in found.moved}
    assert rows["hour", "12", "cso"].calls_best == 3
    assert rows["area", "A", "officer"].calls_worst == 5
    assert rows["call_type", "LOST ARTICLE", "officer"].hours_worst == 6.0


@given(st.datetimes(min_value=datetime(2026, 3, 1), max_value=datetime(2026, 3, 31, 23, 59)))
def test_an_hour_of_the_folded_table_has_the_services_that_the_call_by_call_form_sees(at: datetime) -> None:
    bound, at = bound_demonstration(), at.replace(fold=0)  # a recorded wall clock does not say which of two hours
    assert bound.open_at(HOURS.moments[pattern(at)]) == bound.open_at(at)


@given(
    st.sampled_from(TYPES),
    st.datetimes(min_value=datetime(2026, 3, 1), max_value=datetime(2026, 3, 31, 23, 59)),
    st.sampled_from([None, True, False]),
    st.sampled_from([None, True, False]),
)
def test_both_forms_send_the_same(kind: str, at: datetime, crisis: bool | None, minor: bool | None) -> None:
    found = replayed(vector(kind, at, crisis, minor))
    answers = {
        code: Answer.YES if value else Answer.NO
        for code, value in (("behavioral_health", crisis), ("minor", minor))
        if value is not None
    }
    for rest, attribute in ((Answer.NO, "calls_best"), (Answer.UNANSWERED, "calls_worst")):
        case = Case(call_type=kind, answers=answers | {"*": rest}, local_time=at.replace(fold=0))
        said = recommend(bound_demonstration(), case)
        lead = next((one for one in (said.route, *said.secondary) if one in POLICE), said.route)
        (sent,) = [one.route for one in found.moved if one.by == "all" and getattr(one, attribute)]
        assert sent == lead


@given(
    st.lists(
        st.builds(
            vector, st.sampled_from(TYPES), st.sampled_from([NOON, NIGHT, None]), calls=st.integers(1, 50),
            hours=st.integers(0, 9), area=st.sampled_from(["", "A", "B"]),
        ),
        max_size=12,
    )
)  # fmt: skip
def test_calls_and_hours_add_up_over_every_split_at_best_and_at_worst(vectors: list[tuple]) -> None:
    found = replayed(*vectors)
    for by in ("all", "call_type", "hour", "area"):
        rows = [one for one in found.moved if one.by == by]
        assert sum(one.calls_best for one in rows) == sum(one.calls_worst for one in rows) == found.calls
        assert abs(sum(one.hours_best for one in rows) - found.hours) < 1e-6
    assert found.away_from_police("worst")[0] <= found.away_from_police("best")[0]


def test_history_names_what_it_cannot_answer() -> None:
    found = replayed(vector("LOST ARTICLE", NOON, calls=3), vector("NO SUCH TYPE", NOON, True, calls=2))
    rows = {one.code: one for one in found.unanswerable}
    assert (rows["weapon"].calls, rows["weapon"].calls_that_turn) == (5, 5)
    assert rows["behavioral_health"].calls == 3
    assert (rows["NO SUCH TYPE"].kind, rows["NO SUCH TYPE"].calls) == ("call_type", 2)


def test_only_calls_that_move_are_regretted() -> None:
    known = ("x.csv", 7, "25-1", NOON, "LOST", "Arrest", None)
    moved = (*vector("LOST ARTICLE", NOON)[:7], *known, True, None, None, True, None, None)
    told = (*vector("GRAFFITI", NOON)[:7], *known[:-1], "backup", None, None, None, None, None, None)
    stayed = (*vector("BURGLARY", NOON)[:7], *known, True, None, None, None, None, None)
    found = replayed(harmed=(moved, told, stayed))
    assert [(one.route, one.outcomes, one.source_line) for one in found.regrets] == [
        ("cso", ("arrest", "weapon"), 7),
        ("cso", ("backup",), 7),
    ]


def test_the_tables_name_population_period_and_source() -> None:
    tables = replay_tables(replayed(vector("LOST ARTICLE", NOON)), population="calls", source="x.csv")
    assert set(tables) == {"moved", "regret", "unanswerable"}
    assert all(one.population == "calls" and one.period == "2026-03-01 to 2026-03-31" for one in tables.values())


def test_a_replay_of_nothing_is_nothing() -> None:
    found = replayed()
    assert (found.calls, found.moved, found.regrets) == (0, (), ())
