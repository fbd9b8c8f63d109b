"""Charts: names that never overlap, a sentence for every chart left out, the same drawing on every run."""

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.making.evaluation import a_full_invention, an_evaluation, evaluations, oak_park

from arcs.core.evaluation import Evaluation
from arcs.documents.charts import DRAWINGS, all_charts
from arcs.documents.charts.labels import Box, Spot, box_of, place_labels
from arcs.documents.charts.rendering import png, svg
from arcs.documents.words.measured import Measured
from arcs.documents.words.reading import amount

PAGE = Box(left=0, top=0, right=460, bottom=200)
SPOTS = st.lists(
    st.builds(
        Spot,
        x=st.floats(0, 460),
        y=st.floats(0, 200),
        radius=st.floats(1, 14),
        name=st.text(st.characters(codec="ascii", categories=("Lu", "Ll")), max_size=24),
        weight=st.floats(0, 10),
    ),
    max_size=30,
)


@given(SPOTS)
def test_no_name_overlaps_another_name_or_a_mark_or_the_edge(spots: list[Spot]) -> None:
    labels = place_labels(spots, 8, PAGE)
    boxes = [box_of(one, 8) for one in labels]
    assert all(PAGE.holds(one) for one in boxes)
    assert not any(a.meets(b) for at, a in enumerate(boxes) for b in boxes[at + 1 :])
    marks = [Box(left=s.x - s.radius, top=s.y - s.radius, right=s.x + s.radius, bottom=s.y + s.radius) for s in spots]
    assert not any(box.meets(mark) for box in boxes for mark in marks)


def test_the_largest_mark_is_named_first() -> None:
    small = Spot(x=100, y=100, radius=5, name="Small", weight=1)
    large = Spot(x=104, y=100, radius=5, name="Large", weight=2)
    room = Box(left=90, top=88, right=200, bottom=112)
    assert [one.name for one in place_labels([small, large], 8, room)] == ["Large"]


def test_oak_park_draws_six_charts_and_says_why_three_are_left_out() -> None:
    charts, left_out = all_charts(Measured(oak_park()))
    assert list(charts) == ["lineage", "pareto", "hours_acceptance", "acceptance", "dispositions", "sensitivity"]
    assert len(charts) + len(left_out) == len(DRAWINGS)
    assert all(one.endswith(".") and "because" in one for one in left_out)


def test_the_flow_of_oak_park_accounts_for_every_type_and_all_officer_time() -> None:
    flow = all_charts(Measured(oak_park()))[0]["lineage"].data
    assert sum(amount(one) for one in flow.values("types")) == 233
    assert str(sum(amount(one) for one in flow.values("fte"))) == "76.55"
    assert any("cannot be told" in str(one) for one in flow.values("certainty"))


def test_a_study_with_calls_ratings_and_answers_gets_their_charts() -> None:
    charts, _ = all_charts(Measured(a_full_invention()))
    assert {"workload", "hour_of_week", "agreement", "acceptance"} <= set(charts)
    assert "Friday 23:00" in charts["hour_of_week"].title
    assert "Type 3" not in charts["agreement"].data.values("call_type")  # held back, so it is not drawn
    assert charts["agreement"].data.values("call_type").count("Type 4") == 3


@settings(max_examples=20)
@given(evaluations())
def test_every_chart_has_title_alternative_and_data_whatever_the_study(evaluation: Evaluation) -> None:
    charts, left_out = all_charts(Measured(evaluation))
    assert len(charts) + len(left_out) == len(DRAWINGS)
    for chart in charts.values():
        assert chart.title and chart.subtitle and chart.source.startswith("Source:")
        assert len(chart.alternative) > 20
        assert chart.data.rows


def test_without_tables_nothing_is_drawn() -> None:
    assert all_charts(Measured(an_evaluation({})))[0] == {}


def test_a_drawing_is_the_same_on_every_run() -> None:
    chart = all_charts(Measured(oak_park()))[0]["dispositions"]
    assert svg(chart.print) == svg(chart.print)
    assert svg(chart.print).startswith("<svg")
    assert png(chart.phone).startswith(b"\x89PNG")
