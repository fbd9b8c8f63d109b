"""Answers per call type and item, in total and by group of raters, with nothing about too few raters."""

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from arcs.core.disclosure import SMALLEST_PUBLISHABLE_COUNT, Statistic, publishable
from arcs.core.instruments.coding import category_of
from arcs.core.instruments.items import DONT_KNOW, Instrument
from arcs.core.instruments.ratings import Rating, of_groups

EVERYONE = ""


@dataclass(frozen=True, kw_only=True)
class TypeAnswers:
    """How one call type was answered on one item by a group (`""`: all raters).

    `raters` gave an answer or said "don't know"; `answered` gave an answer; `dont_know` is their difference. Each is
    None where it is held back. `share_of_yes` is for items with Yes, `modal_share` for all; both are shares of
    `answered` and None where `suppressed`. A row with 0 raters shows nobody and hides nobody.
    """

    call_type: str
    item: str
    group: str
    raters: int | None
    answered: int | None
    dont_know: int | None
    share_of_yes: float | None
    modal_share: float | None
    suppressed: bool


@dataclass(frozen=True, kw_only=True)
class _Given:
    """The raters behind one row, as known before anything is held back."""

    place: tuple[str, str, str]
    raters: frozenset[str]
    answers: dict[str, str]


def answers_by_type(
    ratings: Iterable[Rating],
    instrument: Instrument,
    *,
    by_group: bool = True,
    smallest_publishable_count: int = SMALLEST_PUBLISHABLE_COUNT,
    releases: Iterable[Statistic] = (),
) -> tuple[tuple[TypeAnswers, ...], tuple[Statistic, ...]]:
    """Shares of answers per type and item, in total and by group, safe to show; and what was released thereby.

    Shares, numbers of answers and numbers of raters are all protected: whoever subtracts groups from totals, or those
    who answered from those who were asked, or this release from an earlier one, learns nothing about fewer raters than
    `smallest_publishable_count`. Where raters and answered cannot both be shown, answered is kept.
    """
    first = [one for one in ratings if one.repeat == 0 and one.item and one.answer is not None]
    groups = sorted({group for group in of_groups(first).values() if group}) if by_group else []
    rows = _rows(first, instrument, groups)
    statistics: list[Statistic] = []
    for row in rows:
        call_type, item, group = row.place
        total = group == EVERYONE
        statistics += [
            Statistic.about(("share", *row.place), ("answer", call_type, item), row.answers, keep=1 if total else 0),
            Statistic.about(("answered", *row.place), ("asked", call_type, item), row.answers, keep=3 if total else 1),
            Statistic.about(("raters", *row.place), ("asked", call_type, item), row.raters, keep=2 if total else 0),
        ]
    decided = publishable(statistics, releases=releases, smallest_publishable_count=smallest_publishable_count)
    with_yes = {item.name for item in instrument.items if item.has_yes}
    return tuple(_shown(row, decided.shown, row.place[1] in with_yes) for row in rows), decided.release


def _rows(ratings: list[Rating], instrument: Instrument, groups: list[str]) -> list[_Given]:
    known = {item.name for item in instrument.items}
    by_place: dict[tuple[str, str, str], dict[str, str]] = {}
    for one in ratings:
        if one.item in known:
            for group in {EVERYONE, one.group}:
                by_place.setdefault((one.call_type, one.item, group), {})[one.rater] = str(one.answer)
    types = dict.fromkeys(one.call_type for one in ratings)
    rows = []
    for call_type in types:
        for item in instrument.items:
            for group in (EVERYONE, *groups):
                given = by_place.get((call_type, item.name, group), {})
                answers = {rater: answer for rater, answer in given.items() if answer != DONT_KNOW}
                rows.append(_Given(place=(call_type, item.name, group), raters=frozenset(given), answers=answers))
    return rows


def _shown(row: _Given, shown: frozenset[Hashable], has_yes: bool) -> TypeAnswers:
    call_type, item, group = row.place
    n = len(row.answers)
    answered = n if not row.raters or ("answered", *row.place) in shown else None
    raters = len(row.raters) if not row.raters or ("raters", *row.place) in shown else None
    visible = answered is not None and n > 0 and ("share", *row.place) in shown
    counts = Counter(row.answers.values())
    return TypeAnswers(
        call_type=call_type,
        item=item,
        group=group,
        raters=raters,
        answered=answered,
        dont_know=raters - answered if raters is not None and answered is not None else None,
        share_of_yes=counts["Y"] / n if visible and has_yes else None,
        modal_share=max(counts.values()) / n if visible else None,
        suppressed=bool(row.raters) and not visible,
    )


def categories_to_show(
    ratings: Iterable[Rating],
    merges: Mapping[str, Sequence[str]],
    *,
    smallest_publishable_count: int = SMALLEST_PUBLISHABLE_COUNT,
    releases: Iterable[Statistic] = (),
) -> tuple[frozenset[tuple[str, str]], tuple[Statistic, ...]]:
    """The (category, item) whose pooled shares may be shown beside the types' own, and what was released thereby.

    `ratings` are the unpooled ones. With the release of `answers_by_type` as `releases`, a category is held back where
    subtracting its shown types from it would leave a type that fewer raters answered.
    """
    into = category_of(merges)
    asked: dict[tuple[str, str], dict[Hashable, set[str]]] = {}
    for one in ratings:
        if one.repeat == 0 and one.item and one.answer not in {None, DONT_KNOW} and one.call_type in into:
            place = (into[one.call_type], one.item)
            asked.setdefault(place, {}).setdefault(("answer", one.call_type, one.item), set()).add(one.rater)
    statistics = [
        Statistic(name=("pooled", *place), asked={question: frozenset(who) for question, who in raters.items()})
        for place, raters in asked.items()
    ]
    decided = publishable(statistics, releases=releases, smallest_publishable_count=smallest_publishable_count)
    return frozenset(place for place in asked if decided.may_show(("pooled", *place))), decided.release
