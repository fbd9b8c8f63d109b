"""Answers are read as given; look-alikes are repaired and reported; nothing else is guessed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from arcs.core.instruments.items import (
    DONT_KNOW,
    PRESET_INSTRUMENT,
    Answer,
    Item,
    instrument_from_dict,
    item_from_dict,
)
from arcs.core.instruments.ratings import Entry, of_groups, read_answer, read_entries
from arcs.core.refusal import Refusal


def entry(given: str | None, item: str = "police_mandate", **more: object) -> Entry:
    fields: dict[str, object] = {
        "where": "form.csv, line 2",
        "rater": "R01",
        "group": "patrol",
        "call_type": "FIGHT",
        "item": item,
        "given": given,
    }
    return Entry(**(fields | more))


@pytest.mark.parametrize(
    ("given", "item", "read_as"),
    [
        ("Υ", "police_mandate", "Y"),  # Greek capital upsilon
        ("Р", "risk", "P"),  # Cyrillic er
        ("С", "type", "C"),  # Cyrillic es
        ("0", "type", "O"),  # digit zero
        ("О", "type", "O"),  # Cyrillic o
        ("Ø", "type", "S"),  # as the report's text has it
        ("Т", "other_resources", "T"),  # Cyrillic te
        ("Н", "risk", "H"),  # Cyrillic en
        ("┙", "risk", "L"),  # a box character
        ("Ｙ", "alternative_response", "Y"),  # full width
        ("y", "immediate_response", "Y"),
        ("N ", "immediate_response", "N"),
        ("\u00a0Yes", "immediate_response", "Y"),
        ("high", "risk", "H"),
        ("TBD", "other_resources", "T"),
        ("7.0", "department_value", "7"),
        ("1O", "department_value", "10"),
        (" ８", "department_value", "8"),
        ("Don’t know", "risk", DONT_KNOW),
    ],
)
def test_look_alikes_are_repaired_and_each_repair_is_reported(given: str, item: str, read_as: str) -> None:
    code, repair = read_answer(given, PRESET_INSTRUMENT.item(item), "form.csv, line 2")
    assert code == read_as
    assert repair is not None
    assert (repair.where, repair.given, repair.read_as) == ("form.csv, line 2", given, read_as)


@pytest.mark.parametrize("item", PRESET_INSTRUMENT.items, ids=lambda item: item.name)
def test_every_code_is_read_as_itself_without_a_repair(item: Item) -> None:
    for code in (*item.codes, DONT_KNOW):
        assert read_answer(code, item, "here") == (code, None)


@pytest.mark.parametrize(
    ("given", "item"),
    [("maybe", "risk"), ("=1+1", "police_mandate"), ("11", "department_value"), ("7.5", "department_value"),
     ("-3", "department_value"), ("YN", "police_mandate"), ("0", "police_mandate"), ("Ø", "risk")],
)  # fmt: skip
def test_what_cannot_be_repaired_is_refused_with_place_and_what_is_allowed(given: str, item: str) -> None:
    with pytest.raises(Refusal) as refused:
        read_answer(given, PRESET_INSTRUMENT.item(item), "form.csv, line 9, column Risk")
    assert "form.csv, line 9, column Risk" in str(refused.value)
    assert PRESET_INSTRUMENT.item(item).allowed in str(refused.value)


@given(st.text(max_size=12))
def test_whatever_is_typed_becomes_a_code_a_blank_or_a_refusal_never_another_thing(text: str) -> None:
    for item in PRESET_INSTRUMENT.items:
        try:
            code, repair = read_answer(text, item, "somewhere")
        except Refusal:
            continue
        assert code is None or code in (*item.codes, DONT_KNOW)
        assert (repair is None) == (code is None or code == text)


def test_a_blank_is_not_answered_and_dont_know_is_an_answer_of_its_own() -> None:
    reading = read_entries([entry("?"), entry("  ", "risk"), entry(None, "type")], PRESET_INSTRUMENT)
    assert [one.answer for one in reading.ratings] == [DONT_KNOW]
    assert (reading.cells, reading.blank) == (3, 2)


def test_a_comment_without_an_answer_is_kept_verbatim() -> None:
    words = '=HYPERLINK("x")  two  spaces\nand a line'
    reading = read_entries([entry(None, "other_resources", comment=words)], PRESET_INSTRUMENT)
    assert [(one.answer, one.comment) for one in reading.ratings] == [(None, words)]


def test_all_refusals_are_collected_not_only_the_first() -> None:
    reading = read_entries(
        [entry("maybe"), entry("Y", "no_such_item"), entry("H", "risk", call_type="UNHEARD OF"), entry("Y", rater=" ")],
        PRESET_INSTRUMENT,
        ["FIGHT"],
    )
    assert len(reading.refused) == 4
    assert reading.ratings == ()


def test_the_same_cell_twice_counts_once_and_a_contradiction_is_refused_with_both_places() -> None:
    again, other = entry("Y", where="line 5"), entry("N", where="line 7")
    reading = read_entries([entry("Y"), again, other], PRESET_INSTRUMENT)
    assert len(reading.ratings) == 1
    assert reading.doubled == 1
    assert "line 7" in str(reading.refused[0])
    assert "form.csv, line 2" in str(reading.refused[0])


@given(st.lists(st.sampled_from(["Y", "Υ", "", "?", "maybe", "N"]), max_size=30))
def test_every_cell_is_accounted_for(texts: list[str]) -> None:
    cells = [entry(text, where=f"line {at}", call_type=f"TYPE {at % 7}") for at, text in enumerate(texts)]
    reading = read_entries(cells, PRESET_INSTRUMENT)
    assert reading.cells == len(reading.ratings) + reading.blank + reading.doubled + len(reading.refused)


def test_a_rater_in_two_groups_is_refused() -> None:
    reading = read_entries([entry("Y"), entry("H", "risk", group="desk")], PRESET_INSTRUMENT)
    with pytest.raises(Refusal, match="two groups"):
        of_groups(reading.ratings)


def test_a_custom_item_is_data_and_reads_like_any_other() -> None:
    custom = item_from_dict(
        {
            "name": "language_line",
            "heading": "Interpreter needed",
            "explanation": "How often",
            "level": "ordinal",
            "answers": [{"code": "R", "label": "Rarely"}, {"code": "O", "label": "Often"}],
        }
    )
    instrument = PRESET_INSTRUMENT.with_items(custom)
    assert instrument_from_dict(instrument.to_dict()) == instrument
    assert read_answer("0", instrument.item("language_line"), "here")[0] == "O"


@pytest.mark.parametrize(
    ("plain", "why"),
    [
        ({"name": "x", "level": "nominal", "answers": []}, "two answers"),
        ({"name": "x", "level": "weekly"}, "level"),
        ({"name": "x", "level": "interval", "lowest": 5, "highest": 5}, "scale"),
        ({"name": "x", "level": "interval", "lowest": "one"}, "lowest"),
        ({"name": "x", "level": "interval", "scale": 3}, "scale"),
        ({"level": "interval"}, "name"),
        ({"name": "x", "level": "nominal", "answers": ["Y", "N"]}, "answer"),
    ],
)
def test_a_malformed_item_is_refused_in_words(plain: dict[str, object], why: str) -> None:
    with pytest.raises(Refusal, match=why):
        item_from_dict(plain, "study.toml")


def test_the_code_for_dont_know_cannot_be_taken() -> None:
    with pytest.raises(Refusal, match="don't know"):
        Item(
            name="x",
            heading="X",
            explanation="",
            level="nominal",
            answers=(Answer(code="?", label="Perhaps"), Answer(code="Y", label="Yes")),
        )
