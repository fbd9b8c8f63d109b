"""Rows of an edition as texts: what is written is what is read, and what cannot be is said beside its cell."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some

from arcs.core.agency import Holiday, Service, Span
from arcs.core.protocol import CallType, Rule, check
from arcs.core.refusal import Refusal
from arcs.files.protocol import bare_protocol, read_protocol
from arcs.files.protocol.texts import key_of, read_rows, record_of, rows_of, texts_of

EXAMPLE = read_protocol(Path(__file__).parents[3] / "examples" / "oak_park" / "protocol.toml")
CODES = some.from_regex(r"[a-z0-9][a-z0-9_-]{0,20}", fullmatch=True)
# Texts that an edition can hold: on one line, printable, no space at the edge.
WORDS = some.text(min_size=1, max_size=60).filter(lambda one: one.isprintable() and one == one.strip())
NAMES = WORDS.filter(lambda one: any(letter.isalnum() for letter in one))
LISTS = some.lists(CODES, max_size=4, unique=True).map(tuple)


def test_the_shipped_edition_is_the_same_after_it_was_rows_of_texts() -> None:
    rows = rows_of(EXAMPLE)
    read = read_rows(rows)
    assert (read.faults, read.conflicts) == ((), ())
    about = replace(EXAMPLE.about, status="draft")
    assert read.edition == replace(EXAMPLE, about=about)
    lost = next(one for one in rows["call_types"] if one["name"] == "LOST ARTICLE")
    assert lost["permitted"] == "tru\nonline"


@given(
    name=NAMES,
    also=some.lists(NAMES, max_size=3, unique=True).map(tuple),
    base=CODES,
    why=WORDS,
    report=some.booleans(),
)
def test_a_call_type_is_the_same_after_it_was_texts(
    name: str, also: tuple[str, ...], base: str, why: str, report: bool
) -> None:
    made = CallType(name=name, also=also, base=base, why=why, report=report)
    assert record_of("call_types", texts_of("call_types", made)) == (made, ())


@given(present=LISTS, adds=LISTS.filter(bool), because=WORDS, source=WORDS)
def test_a_rule_is_the_same_after_it_was_texts(
    present: tuple[str, ...], adds: tuple[str, ...], because: str, source: str
) -> None:
    made = Rule(code="one", present=present, adds=adds, because=because, source=source)
    assert record_of("rules", texts_of("rules", made)) == (made, ())


def test_what_cannot_be_is_said_beside_its_cell() -> None:
    record, faults = record_of("questions", {"code": "A Weapon", "text": "Is there one?", "unknown": "maybe"})
    assert record is None
    assert {one.cell for one in faults} == {"code", "why", "unknown"}
    assert all(one.what and one.remedy for one in faults)


def test_hours_that_are_none_and_lists_that_name_one_thing_twice_are_refused() -> None:
    _none, faults = record_of("services", {"code": "cso", "name": "CSO", "kind": "route", "monday": "8 to 5"})
    assert [one.cell for one in faults] == ["monday"]
    _none, faults = record_of("capabilities", {"code": "cit", "name": "CIT", "covers": "armed_officer\narmed_officer"})
    assert [one.cell for one in faults] == ["covers"]


def test_a_row_that_breaks_a_rule_of_the_whole_row_says_so_for_the_row() -> None:
    _none, faults = record_of("rules", {"code": "empty", "because": "it does nothing", "source": "nobody"})
    assert [(one.cell, one.what) for one in faults] == [("", "it does nothing")]


def test_an_entry_that_a_line_cannot_hold_is_refused_and_not_lost() -> None:
    two_lines = replace(EXAMPLE.call_types[0], also=("ONE\nTWO",))
    with pytest.raises(Refusal, match="line break"):
        rows_of(replace(EXAMPLE, call_types=(two_lines, *EXAMPLE.call_types[1:])))


def test_rows_that_do_not_agree_make_no_edition_and_say_where() -> None:
    rows = rows_of(EXAMPLE)
    lost = next(at for at, one in enumerate(rows["call_types"]) if one["name"] == "LOST ARTICLE")
    rows["call_types"][lost] = rows["call_types"][lost] | {"base": "nobody"}
    read = read_rows(rows)
    assert read.edition is None
    assert [(one.place.section, one.place.nth, one.place.key) for one in read.conflicts] == [
        ("call_types", lost, "base")
    ]


def test_a_row_has_one_name_and_the_head_is_always_one() -> None:
    assert key_of("holidays", {"on": "2026-12-25", "name": "Christmas"}) == "2026-12-25"
    assert key_of("edition", {"code": "any"}) == "edition"


def test_a_bare_edition_is_safe_and_counts_on_no_service_whose_hours_nobody_gave() -> None:
    cso = Service(code="cso", name="Our CSOs", kind="route", monday=(Span.parse("08:30-17:00"),))

    days = (Holiday(on=date(2026, 12, 25), name="Christmas", closes=("cso", "library")),)
    made = bare_protocol(
        code="ours", title="Ours", place="Here", time_zone="America/Chicago", services=(cso,), holidays=days
    )
    assert check(made) == ()
    held = {one.code: one for one in made.services}
    assert held["cso"].name == "Our CSOs"
    assert held["cso"].monday == cso.monday
    assert not any(day for day in held["co_response"].week.days)
    assert made.holidays[0].closes == ("cso",)
    assert made.call_types == ()
