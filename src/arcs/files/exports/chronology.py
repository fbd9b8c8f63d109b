"""Which column is which point of time: headers, and the order in which the times stand in nearly every row, taken
jointly.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from arcs.files.exports.headers import TIME_MEANINGS, header_score, is_meaningless
from arcs.files.exports.profiles import Profile
from arcs.files.exports.times import DAY_MS

# With headers that say nothing, the order of the columns' times says what they are.
_BY_ORDER: Mapping[int, tuple[str, ...]] = {
    1: ("received",),
    2: ("received", "cleared"),
    3: ("received", "dispatched", "cleared"),
    4: ("received", "dispatched", "arrived", "cleared"),
    5: ("received", "dispatched", "enroute", "arrived", "cleared"),
    6: ("received", "queued", "dispatched", "enroute", "arrived", "cleared"),
    7: TIME_MEANINGS,
}


@dataclass(frozen=True, kw_only=True)
class PointChoice:
    """The column chosen for a point, and why."""

    point: str
    column: Profile
    confidence: float
    why: str


def _after(first: list[int | None], second: list[int | None], *, clocks: bool) -> tuple[int, int]:
    """Rows in which the second is earlier than the first, and rows that have both."""
    apart = [b - a for a, b in zip(first, second, strict=True) if a is not None and b is not None]
    if clocks:
        apart = [(one + DAY_MS // 2) % DAY_MS - DAY_MS // 2 for one in apart]
    return sum(one < 0 for one in apart), len(apart)


def comes_before(one: Profile, other: Profile) -> bool:
    """In nearly every row that has both, the first column's time is no later than the second's."""
    if one.is_instant != other.is_instant or other.is_clock:
        return False
    broken, both = _after(one.moments, other.moments, clocks=False)
    return both > 0 and broken <= 0.02 * both


class _Order:
    """How often one column's time stands before another's in the same row."""

    def __init__(self, columns: Sequence[Profile]) -> None:
        self._moments = {one.name: one.moments for one in columns}
        self._known: dict[tuple[str, str], float] = {}
        self._columns = {one.name: one for one in columns}

    def violations(self, first: str, second: str) -> float:
        """Share of rows in which the second column's time is before the first's."""
        key = (first, second)
        if key not in self._known:
            one, other = self._columns[first], self._columns[second]
            clocks = one.is_clock or other.is_clock
            early, both = (
                (0, 0)
                if one.is_instant != other.is_instant
                else _after(self._moments[first], self._moments[second], clocks=clocks)
            )
            self._known[key] = early / both if both else 0.0
        return self._known[key]


def choose_points(columns: Sequence[Profile], points: Sequence[str] = TIME_MEANINGS) -> list[PointChoice]:
    """The best joint assignment of time columns to points: each at most once, headers weighed against the order of
    times.
    """
    order = _Order(columns)
    named = [one for one in columns if not is_meaningless(one.header)]
    blank = [one for one in columns if is_meaningless(one.header)]
    options = {
        point: sorted(
            ((score, one) for one in named if (score := _score(one, point)) > 0.3), key=lambda pair: -pair[0]
        )[:4]
        for point in points
    }
    best = _search(points, options, order)
    if (len(best) < 2 and blank and len(blank) + len(best) >= 2) or (not best and blank):
        return _by_order(blank, order)
    return [_told(point, one, score, order, best) for point, (score, one) in best.items()]


def _score(one: Profile, point: str) -> float:
    if one.recorded and one.timed < 0.6:
        return 0.0
    score = header_score(one.header, point)
    if one.recorded == 0:
        score *= 0.5
    if one.is_clock:
        score *= 0.9  # a whole time says more
    if one.is_date and point != "received":
        score *= 0.5
    if point == "received" and one.is_date:
        score *= 0.85
    return score


def _search(
    points: Sequence[str], options: Mapping[str, list[tuple[float, Profile]]], order: _Order
) -> dict[str, tuple[float, Profile]]:
    best: tuple[float, dict[str, tuple[float, Profile]]] = (0.0, {})

    def go(place: int, total: float, chosen: dict[str, tuple[float, Profile]]) -> None:
        nonlocal best
        if place == len(points):
            if total > best[0]:
                best = (total, dict(chosen))
            return
        left = sum(options[point][0][0] for point in points[place:] if options[point])
        if total + left <= best[0]:
            return
        point = points[place]
        last = next(reversed(chosen.values()))[1] if chosen else None
        for score, one in options[point]:
            if all(one.name != other.name for _, other in chosen.values()):
                broken = order.violations(last.name, one.name) if last else 0.0
                chosen[point] = (score, one)
                go(place + 1, total + score - 0.4 * broken, chosen)
                del chosen[point]
        go(place + 1, total, chosen)

    go(0, 0.0, {})
    return best[1]


def _told(
    point: str, one: Profile, score: float, order: _Order, best: Mapping[str, tuple[float, Profile]]
) -> PointChoice:
    names = [column.name for _, column in best.values()]
    place = names.index(one.name)
    broken = [order.violations(a, b) for a, b in pairwise(names) if one.name in (a, b)]
    kept = 1 - max(broken, default=0.0)
    neighbours = f"; in order with its neighbours in {kept:.0%} of rows" if len(names) > 1 else ""
    what = f"times in {one.timed:.0%} of recorded values" if one.recorded else "no value recorded in the sample"
    return PointChoice(
        point=point,
        column=one,
        confidence=round(min(0.99, score * (0.7 + 0.3 * kept)), 2),
        why=f"header {one.header!r}; {what}{neighbours}; point {place + 1} of {len(names)}",
    )


def _by_order(blank: Sequence[Profile], order: _Order) -> list[PointChoice]:
    """Points for columns whose headers say nothing, by the order of their times."""
    timed = [one for one in blank if one.timed >= 0.6]
    ranked = sorted(
        timed,
        key=lambda one: (sum(order.violations(one.name, other.name) > 0.5 for other in timed), timed.index(one)),
    )[:7]
    points = _BY_ORDER.get(len(ranked), ())
    return [
        PointChoice(
            point=point,
            column=one,
            confidence=0.5,
            why=f"header {one.header!r} says nothing; by the order of its times it is number {place} of {len(ranked)}",
        )
        for place, (point, one) in enumerate(zip(points, ranked, strict=True), start=1)
    ]
