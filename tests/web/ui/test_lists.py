"""A list shows the rows it was asked for, each once; counts no further than it must; and never fails on an address."""

import csv
import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.db.models import Q
from django.test.utils import CaptureQueriesContext
from django.utils.html import format_html
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from arcs.web.ui.list_files import FORMULA_STARTS, csv_response, safe_text
from arcs.web.ui.list_filters import DateRange, OneOf, TextContains, YesNo
from arcs.web.ui.lists import MOST_COUNTED, MOST_EXPORTED, ListColumn, ListDefinition, list_page
from arcs.web.wall.acting import Standing, acting_as

DAY = datetime(2025, 1, 6, 12, tzinfo=UTC)
DEFINITION = ListDefinition(
    name="visits",
    title="Visits",
    order="-when",
    page_size=10,
    columns=(
        ListColumn(name="key", heading="Key", value=lambda one: one.session_key, order="session_key"),
        ListColumn(name="when", heading="Until", kind="moment", value=lambda one: one.expire_date, order="expire_date"),
        ListColumn(name="data", heading="Data", value=lambda one: one.session_data, unit="words"),
    ),
    filters=(
        TextContains(name="q", label="Text", fields=("session_key", "session_data")),
        OneOf(name="kind", label="Kind", field="session_data", choices=(("a", "Alpha"), ("b", "Beta"))),
        DateRange(name="when", label="Until", field="expire_date"),
        YesNo(name="odd", label="Odd", condition=Q(session_data="b")),
    ),
)


@pytest.fixture
def acting(db: None) -> Iterator[None]:
    """The set-up's identity: sessions are no one's in particular."""
    with acting_as(Standing.KEEPER):
        yield


def _make(count: int, *, same_moment: bool = False) -> None:
    Session.objects.bulk_create(
        Session(
            session_key=f"k{at:05d}",
            session_data="ab"[at % 2],
            expire_date=DAY if same_moment else DAY + timedelta(days=at),
        )
        for at in range(count)
    )


def _page(**words: str) -> Any:
    return list_page(words, DEFINITION, Session.objects.all())


def _keys(page: Any) -> list[str]:
    return [one.session_key for one in page.records]


@pytest.mark.usefixtures("acting")
class TestPages:
    """With rows in the database."""

    def test_the_newest_come_first_and_ten_make_a_page(self) -> None:
        _make(25)
        page = _page()
        assert _keys(page)[0] == "k00024"
        assert len(page.rows) == 10
        assert (page.number, page.last, page.counted) == (1, 3, "25 rows")
        assert page.heads[1].direction == "descending"

    def test_leafing_through_shows_every_row_once_though_all_are_equal(self) -> None:
        _make(25, same_moment=True)
        seen = [key for number in "123" for key in _keys(_page(page=number))]
        assert len(seen) == 25
        assert len(set(seen)) == 25

    def test_filters_narrow_and_are_said_in_words(self) -> None:
        _make(12)
        page = _page(q="K0001", kind="a")
        assert _keys(page) == ["k00010"]
        assert page.said == ("Text contains “K0001”", "Kind: Alpha")
        assert "q=K0001&kind=a" in page.csv_url

    def test_a_range_of_days_holds_both_its_ends(self) -> None:
        _make(5)
        assert _keys(_page(when_from="2025-01-07", when_until="01/08/2025", sort="key")) == ["k00001", "k00002"]
        assert _keys(_page(when_from="2025-01-08", when_until="2025-01-07", sort="key")) == ["k00001", "k00002"]

    def test_yes_and_no_part_the_rows(self) -> None:
        _make(5)
        assert len(_page(odd="yes").records) + len(_page(odd="no").records) == 5

    def test_a_link_keeps_the_filters_and_turns_the_order(self) -> None:
        _make(3)
        page = _page(q="k", sort="key")
        assert page.heads[0].direction == "ascending"
        assert page.heads[0].url == "?q=k&sort=-key"
        assert page.heads[2].url == ""

    def test_the_number_of_queries_does_not_grow_with_the_rows(self) -> None:
        for count in (3, 60):
            Session.objects.all().delete()
            _make(count)
            with CaptureQueriesContext(connection) as asked:
                _page(q="k")
            assert len(asked) == 2

    def test_counting_stops_at_ten_thousand(self) -> None:
        _make(MOST_COUNTED + 60)
        page = _page(page="1000")
        assert page.counted == "more than 10,000 rows"
        assert page.last == 1000
        assert page.number == 1000
        assert page.next_url == ""

    def test_a_file_of_too_many_rows_is_refused_with_what_to_do(self) -> None:
        _make(MOST_EXPORTED + 1)
        page = _page(csv="1")
        assert not page.wants_csv
        assert page.problems == ("A file or a print holds at most 5,000 rows. Narrow the list, then try again.",)
        assert _page(csv="1", kind="a").wants_csv

    def test_a_file_holds_the_filtered_rows_in_order_with_units_and_nothing_to_run(self) -> None:
        _make(2)
        Session.objects.create(session_key="k9", session_data='=HYPERLINK("x")', expire_date=DAY)
        answer = csv_response(_page(csv="1", q="k", sort="key"))
        assert answer["Content-Type"] == "text/csv; charset=utf-8"
        assert answer.content.startswith(b"\xef\xbb\xbf")
        rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))
        assert rows[0] == ["Key", "Until", "Data (words)"]
        assert [row[0] for row in rows[1:]] == ["k00000", "k00001", "k9"]
        assert rows[3][2] == '\'=HYPERLINK("x")'
        assert rows[1][1].startswith("2025-01-06")

    def test_a_print_holds_every_row(self) -> None:
        _make(25)
        page = _page(print="1")
        assert len(page.rows) == 25
        assert page.is_print

    @settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=40)
    @given(
        words=st.dictionaries(
            st.sampled_from(["q", "kind", "when_from", "when_until", "odd", "sort", "page", "csv", "print"]),
            st.one_of(st.text(max_size=30), st.sampled_from(["\x00", "-1", "0", "٣", "9" * 40, "--key", "0001-01-01"])),
        )
    )
    def test_no_address_makes_it_fail(self, words: dict[str, str]) -> None:
        page = list_page(words, DEFINITION, Session.objects.all())
        assert page.number >= 1

    def test_each_thing_left_out_gets_a_sentence(self) -> None:
        _make(1)
        page = _page(kind="z", when_from="31 of May", sort="colour", page="seven")
        assert len(page.problems) == 4
        assert len(page.records) == 1


@pytest.mark.usefixtures("acting")
def test_a_narrow_row_says_the_unit_and_keeps_days_and_short_values_on_one_line() -> None:
    _make(1)
    (key, when, data), *_others = _page().rows
    assert data.label == "Data (words)"
    assert (key.is_line, when.is_line) == (True, True)
    drawn = replace(DEFINITION.columns[0], html=lambda _one: format_html("{}", "the long name of a short code"))
    definition = replace(DEFINITION, columns=(drawn, *DEFINITION.columns[1:]))
    (key, *_others), *_rows = list_page({}, definition, Session.objects.all()).rows
    assert not key.is_line, "what is drawn may be longer than the value"


def test_a_first_order_that_is_no_sortable_column_is_found_when_the_list_is_declared() -> None:
    with pytest.raises(ValueError, match="no sortable column"):
        ListDefinition(name="x", title="X", columns=DEFINITION.columns, order="-data")


@given(text=st.text(max_size=30))
def test_no_exported_text_begins_a_formula(text: str) -> None:
    assert not safe_text(text).lstrip(" ").startswith(FORMULA_STARTS)
    assert safe_text(text).removeprefix("'") in {text, text.removeprefix("'")}
