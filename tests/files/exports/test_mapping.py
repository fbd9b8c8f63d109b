"""A mapping is a text that a person edits: it comes back as it went, and a slip is named."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from arcs.core.refusal import Refusal
from arcs.files.exports import mapping_text, read_mapping, write_mapping
from arcs.files.exports.mapping import FIELDS, Duration, Evidence, Mapping, TimeColumn

NAMES = st.text(min_size=1, max_size=20).filter(lambda text: text.isprintable())
TIMES = st.builds(
    TimeColumn,
    columns=st.lists(NAMES, min_size=1, max_size=2).map(tuple),
    formats=st.lists(st.sampled_from(["ISO", "%m/%d/%Y", "epoch s"]), max_size=2).map(tuple),
)
MAPPINGS = st.builds(
    Mapping,
    rows=st.sampled_from(["call", "unit", "packed", "duration"]),
    timezone=st.sampled_from([None, "America/Chicago"]),
    day_order=st.sampled_from([None, "day-first", "month-first"]),
    columns=st.dictionaries(st.sampled_from(FIELDS), st.lists(NAMES, min_size=0, max_size=2).map(tuple), max_size=4),
    times=st.dictionaries(st.sampled_from(["received", "cleared"]), TIMES, max_size=2),
    unit_times=st.dictionaries(st.sampled_from(["dispatched", "cleared"]), TIMES, max_size=2),
    duration=st.none() | st.builds(Duration, columns=NAMES.map(lambda name: (name,)), unit=st.just("minutes")),
    values=st.just({"discipline": {"POLICE": "police"}}),
)


@given(mapping=MAPPINGS)
def test_a_mapping_comes_back_from_its_text_as_it_went(mapping, tmp_path_factory):
    path = tmp_path_factory.mktemp("mapping") / "mapping.toml"
    write_mapping(mapping, path)
    assert read_mapping(path) == mapping


@pytest.mark.parametrize(("text", "named"), [
    ("rowz = 1", "'rowz'"),
    ("rows = 'vehicle'", "'vehicle'"),
    ("[columns]\ncolour = 'x'", "'colour'"),
    ("[times.recieved]\ncolumn = 'x'", "'recieved'"),
    ("[times.received]\nformat = 'x'", "'format'"),
    ("[values.discipline]\nPW = 'public works'", "'public works'"),
    ("[columns]\nbeat = 3", "3"),
    ("rows = ", "not TOML"),
])  # fmt: skip
def test_a_slip_in_a_mapping_is_named(text, named, tmp_path):
    path = tmp_path / "mapping.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(Refusal, match=named):
        read_mapping(path)


def test_the_evidence_stands_beside_each_column_and_breaks_no_line():
    evidence = {"beat": Evidence(confidence=0.9, why="header 'Beat';\nsuch as\r'1'")}
    text = mapping_text(Mapping(columns={"beat": ("Beat",)}, evidence=evidence, unmapped={"Re\nmark": "no meaning"}))
    assert "# 0.90: header 'Beat'; such as '1'\nbeat = \"Beat\"" in text
    assert "# not used: Re mark (no meaning)" in text


def test_a_column_stated_for_one_meaning_is_taken_from_the_proposal_for_another():
    stated = Mapping(columns={"final_call_type": ("Code",)})
    proposal = Mapping(rows="call", columns={"disposition": ("Code",), "beat": ("Zone",)})
    assert stated.completed_by(proposal).columns == {"beat": ("Zone",), "final_call_type": ("Code",)}


def test_a_mapping_that_states_only_the_zone_leaves_the_rest_to_the_proposal(tmp_path: Path) -> None:
    path = tmp_path / "mapping.toml"
    write_mapping(Mapping(timezone="America/Chicago"), path)
    read = read_mapping(path)
    assert (read.rows, read.timezone) == (None, "America/Chicago")
    assert read.completed_by(Mapping(rows="unit")).rows == "unit"
