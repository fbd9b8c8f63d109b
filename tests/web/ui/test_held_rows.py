"""A list of rows that no table holds filters, sorts and pages as any other."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db.models import Q

from arcs.web.ui.held_rows import HeldRows
from arcs.web.ui.list_files import csv_response
from arcs.web.ui.list_filters import DateRange, OneOf, TextContains, YesNo
from arcs.web.ui.lists import ListColumn, ListDefinition, list_page


@dataclass(frozen=True, kw_only=True)
class Week:
    """A row."""

    day: date
    state: str
    said: str = ""
    seen_at: datetime | None = None


NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)
WEEKS = HeldRows(
    Week(
        day=date(2026, 1, 5) + timedelta(weeks=at),
        state="closed" if at % 2 else "open",
        said=f"Line {at}",
        seen_at=NOON + timedelta(days=at) if at % 3 else None,
    )
    for at in range(7)
)
DEFINITION = ListDefinition(
    name="weeks",
    title="Weeks",
    order="-day",
    page_size=3,
    columns=(
        ListColumn(name="day", heading="Week", kind="day", value=lambda one: one.day, order="day"),
        ListColumn(name="seen", heading="Seen", kind="moment", value=lambda one: one.seen_at, order="seen_at"),
        ListColumn(name="said", heading="Said", value=lambda one: one.said),
    ),
    filters=(
        TextContains(name="q", label="Text", fields=("said", "state")),
        OneOf(name="state", label="State", field="state", choices=(("open", "Open"), ("closed", "Closed"))),
        DateRange(name="day", label="Week", field="day", is_moment=False),
        DateRange(name="seen", label="Seen", field="seen_at"),
        YesNo(name="first", label="The first", condition=Q(said="Line 0")),
    ),
)


def page(**words: str) -> Any:
    return list_page(words, DEFINITION, WEEKS)


def lines(**words: str) -> list[int]:
    return [int(one.said.removeprefix("Line ")) for one in page(**words).records]


def test_pages_follow_each_other() -> None:
    assert [lines(page=number) for number in "123"] == [[6, 5, 4], [3, 2, 1], [0]]
    assert (page().count, page().last) == (7, 3)


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ({"q": "LINE 4"}, [4]),
        ({"q": "closed"}, [5, 3, 1]),
        ({"state": "closed", "q": "3"}, [3]),
        ({"day_from": "2026-01-12", "day_until": "2026-01-19"}, [2, 1]),
        ({"seen_from": "2026-01-07"}, [5, 4, 2]),
        ({"first": "yes"}, [0]),
        ({"first": "no", "state": "open"}, [6, 4, 2]),
    ],
)
def test_filters_narrow(words: dict[str, str], found: list[int]) -> None:
    assert lines(**words) == found


def test_what_is_not_recorded_stands_last_either_way() -> None:
    assert lines(sort="seen", print="1") == [1, 2, 4, 5, 0, 3, 6]
    assert lines(sort="-seen", print="1") == [5, 4, 2, 1, 0, 3, 6]


def test_the_file_holds_every_row() -> None:
    assert len(csv_response(page(csv="1")).content.decode().splitlines()) == 8


def test_a_list_without_an_order_stays_as_it_is() -> None:
    plain = ListDefinition(name="plain", title="Plain", columns=DEFINITION.columns)
    assert [one.said for one in list_page({}, plain, WEEKS).records] == [f"Line {at}" for at in range(7)]
