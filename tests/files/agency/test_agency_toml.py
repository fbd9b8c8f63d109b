"""`agency.toml`: read and written without a change, and every fault found with its line and remedy."""

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.making.settings import programmes
from tests.repository.tree import ROOT

from arcs.core.agency import is_open, opens_next
from arcs.core.refusal import Refusal
from arcs.files.agency import agency_text, check_agency, describe_agency, parse_agency, read_agency, write_agency

OAK_PARK = ROOT / "examples" / "oak_park" / "agency.toml"


@given(programmes())
def test_settings_written_and_read_are_the_same(programme) -> None:
    text = agency_text(programme)
    again, faults = parse_agency(text.encode(), "agency.toml")
    assert faults == ()
    assert again == programme
    assert again is not None
    assert agency_text(again) == text


def test_the_example_keeps_the_published_hours_and_says_what_is_invented() -> None:
    programme = read_agency(OAK_PARK)
    cso = programme.service("cso")
    assert cso.week.minutes == 5 * 510
    assert all(programme.service(one.code).week.minutes for one in programme.services)
    assert {one.on.year for one in programme.holidays} == {2026, 2027}
    assert "INVENTED" in OAK_PARK.read_text(encoding="utf-8")
    noon = datetime(2026, 11, 26, 12)
    assert not is_open(programme, "cso", noon)
    assert is_open(programme, "tru", noon)
    assert opens_next(programme, "cso", noon).date() == date(2026, 11, 27)


def test_writing_over_a_file_keeps_a_persons_comments(tmp_path: Path) -> None:
    path = tmp_path / "agency.toml"
    path.write_bytes(OAK_PARK.read_bytes())
    programme = read_agency(path)
    write_agency(programme, path)
    assert path.read_bytes() == OAK_PARK.read_bytes()
    write_agency(replace(programme, identity=replace(programme.identity, short_name="ECHO", telephone="")), path)
    assert "# The published hours of E.C.H.O." in path.read_text()
    assert read_agency(path).identity.short_name == "ECHO"
    fewer = replace(read_agency(path), areas=())
    write_agency(fewer, path)
    assert read_agency(path) == fewer


FAULTS = [
    ('time_zone = "America/Chicago"', 'time_zone = "Chicago"', "time zone"),
    ("schema_version = 1", "schema_version = 2", "schema_version is 2"),
    ("keep_days = 365", 'keep_days = "365"', 'keep_days is "365"'),
    ("keep_days = 365", "keep_days = 0", "below 1"),
    ("keep_days = 365", "keep_days = true", "keep_days is true"),
    ("keep_days = 365", "keep_day = 365", 'no key "keep_day"'),
    ("on = 2026-01-01", 'on = "2026-01-01"', "write a date without quotes"),
    ("on = 2026-01-01", "on = 2026-01-01T08:00:00", "write a date without quotes"),
    ("on = 2026-01-19", "on = 2026-01-01", "stands twice"),
    ("share = 0.9", "share = 90", "above 1"),
    ("share = 0.9", "share = nan", "out of reach"),
    ("share = 0.9", "", "share belongs to"),
    ('kind = "follow_up"', 'kind = "wizard"', "write one of route"),
    ('monday = ["07:00-23:00"]', 'monday = "07:00-23:00"', "write hours in brackets"),
    ('monday = ["07:00-23:00"]', 'monday = ["7 to 11"]', "write them as 08:30-17:00"),
    ('monday = ["07:00-23:00"]', 'monday = ["07:00-23:00", "22:00-24:00"]', "not over when the next begins"),
    ('neighbors = ["south"]', 'neighbors = ["west"]', 'neighbors names "west"'),
    ("[[areas]]", "[[area]]", 'no section "area"'),
    ("[[holidays]]", "[holidays]", "not TOML"),
    ('name = "Español"', 'name = "Español', "not TOML"),
]


@pytest.mark.parametrize(("right", "wrong", "sentence"), FAULTS)
def test_every_wrong_key_or_value_is_answered_with_its_line_and_a_remedy(
    tmp_path: Path, right: str, wrong: str, sentence: str
) -> None:
    path = tmp_path / "agency.toml"
    text = OAK_PARK.read_text(encoding="utf-8")
    assert right in text
    path.write_text(text.replace(right, wrong, 1), encoding="utf-8")
    faults = check_agency(path)
    said = [one for one in faults if sentence in str(one)]
    assert said, faults
    assert said[0].line > 0
    assert "Try this:" in str(said[0])
    with pytest.raises(Refusal):
        read_agency(path)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe",
        b"programme = 3",
        b"schema_version = 1\nholidays = 5",
        b"a = " + b"[" * 5000,
        b"x = 1e99999999999",
    ],
)
def test_a_file_that_is_no_settings_is_answered_and_never_half_read(content: bytes) -> None:
    programme, faults = parse_agency(content, "agency.toml")
    assert programme is None
    assert faults


@given(st.binary(max_size=200))
def test_any_bytes_get_an_answer(content: bytes) -> None:
    programme, faults = parse_agency(content, "agency.toml")
    assert (programme is None) == bool(faults)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="cannot be read"):
        read_agency(tmp_path / "agency.toml")


def test_the_reference_page_names_every_section() -> None:
    assert "## `[[retention]]`" in describe_agency()
