"""A chart says in words what it draws, draws no more than it was given, and keeps its type at every width."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from arcs.core.figures import Column, Table, Value
from arcs.core.refusal import Refusal
from arcs.web.ui.charts import bars, columns, heat_map, sentence_of, share_bar
from arcs.web.ui.drawing import round_step

WORDS = {"population": "46 call types", "period": "2021", "source": "Invented"}
numbers = st.lists(st.one_of(st.none(), st.floats(0, 1e7, allow_nan=False)), min_size=1, max_size=30)


def _table(values: list[Value], kind: str = "number", labels: list[str] | None = None) -> Table:
    named = labels or [f"type {at}" for at in range(len(values))]
    return Table(
        name="types", title="Types",
        columns=(Column(name="t", heading="Type"), Column(name="v", heading="FTE", kind=kind, places=2, unit="FTE")),
        rows=tuple(zip(named, values, strict=True)), **WORDS,
    )  # fmt: skip


def test_the_sentence_names_largest_smallest_and_total() -> None:
    said = sentence_of(_table([5.64, 4.8, 1.83], labels=["Follow up", "Premise check", "Policing"]))
    assert said == "Largest: Follow up, 5.64 FTE. Smallest: Policing, 1.83. All 3 together: 12.27 FTE."


def test_shares_are_never_added_up() -> None:
    said = sentence_of(_table([0.5, 0.25], kind="share"))
    assert "together" not in said
    assert "50.00%" in said


def test_what_is_not_recorded_is_said_and_not_drawn() -> None:
    chart = bars(_table([2.0, None]), title="One is known")
    assert "Not recorded: 1." in chart.sentence
    assert chart.wide.body.count("<rect") == 1
    assert "–" in chart.wide.body


@given(values=numbers)
def test_every_known_number_has_one_bar_inside_the_drawing_in_proportion(values: list[float | None]) -> None:
    chart = bars(_table(list(values)), title="Bars")
    for plot in (chart.wide, chart.narrow):
        drawn = [tuple(map(float, one)) for one in re.findall(r'x="([\d.]+)%" y="[\d.]+" width="([\d.]+)%"', plot.body)]
        known = [value for value in values if value is not None]
        assert len(drawn) == len(known)
        assert all(x + width <= 100 for x, width in drawn)
        widest, most = max((width for _x, width in drawn), default=0), max(known, default=0)
        for (_x, width), value in zip(drawn, known, strict=True):
            assert width == pytest.approx(widest * value / most if most else 0, abs=0.02)


@given(values=numbers)
def test_type_is_never_scaled(values: list[float | None]) -> None:
    html = columns(_table(list(values)), title="Columns").html()
    drawings = re.findall(r'<svg class="plot[^>]*>', html)
    assert len(drawings) == 2
    assert all("viewBox" not in one and 'width="100%"' in one for one in drawings)
    assert "style=" not in html


def test_a_label_is_never_markup() -> None:
    html = bars(_table([1.0], labels=["<script>alert(1)</script>"]), title="<b>x</b>").html()
    assert "<script" not in html
    assert "<b>x" not in html


def test_the_drawing_is_named_by_its_title_and_its_sentence() -> None:
    html = bars(_table([1.0, 2.0]), title="Two types").html()
    title, sentence = re.findall(r'aria-labelledby="(\S+) (\S+)"', html)[0]
    assert f'id="{title}">Two types' in html
    assert f'id="{sentence}">Largest: type 1' in html
    assert 'role="img"' in html
    assert "<details" in html


def test_a_bar_of_more_than_five_parts_is_refused() -> None:
    with pytest.raises(Refusal, match="join kinds"):
        share_bar(_table([1.0] * 6), title="Six")


def test_the_parts_of_a_share_bar_fill_it() -> None:
    chart = share_bar(_table([1.0, 3.0]), title="A quarter and three")
    assert [part.shown for part in chart.legend] == ["1.00 FTE, 25%", "3.00 FTE, 75%"]
    widths = [float(one) for one in re.findall(r' width="([\d.]+)%"', chart.wide.body)]
    assert sum(widths) == pytest.approx(100)


def test_a_heat_map_has_a_cell_for_every_hour_of_the_week_in_both_forms() -> None:
    hours = [[day + hour for hour in range(24)] for day in range(7)]
    days = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
    chart = heat_map(hours, days=days, title="Sunday night", unit="calls", **WORDS)
    assert chart.wide.body.count("<rect") == chart.narrow.body.count("<rect") == 168
    assert "Largest: Sun 23:00, 29 calls." in chart.sentence
    assert "heat-0" in chart.wide.body
    assert chart.steps[-1] == "to 29"
    assert len(chart.table.rows) == 24
    with pytest.raises(Refusal, match="24 hours"):
        heat_map(hours[:3], days=days, title="Three days", unit="calls", **WORDS)


@given(most=st.floats(0.001, 1e12))
def test_two_to_five_grid_lines_whatever_the_size(most: float) -> None:
    assert 2 <= most / round_step(most) < 6
