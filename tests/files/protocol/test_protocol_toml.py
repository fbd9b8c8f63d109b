"""An edition in TOML: written and read without a change, and every fault found with its line and remedy."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.making.protocol import DEMONSTRATION, a_small_edition, the_demonstration, with_row

from arcs.core.protocol import ProtocolEdition
from arcs.core.refusal import Refusal
from arcs.files.protocol import describe_protocol, parse_protocol, protocol_text, read_protocol, write_protocol

lines = st.text(st.characters(blacklist_categories=["C", "Z"]), min_size=1, max_size=40)


@st.composite
def editions(draw: st.DrawFn) -> ProtocolEdition:
    edition = a_small_edition()
    keep = draw(st.sets(st.sampled_from([one.code for one in edition.rules])))
    rules = tuple(replace(one, because=draw(lines)) for one in edition.rules if one.code in keep)
    types = tuple(replace(one, why=draw(lines), report=draw(st.booleans())) for one in edition.call_types)
    routes = tuple(replace(one, script=draw(lines), weight=draw(st.integers(0, 99))) for one in edition.routes)
    return replace(edition, rules=rules, call_types=types, routes=routes, examples=(), holidays=())


@settings(max_examples=25, deadline=None)
@given(editions())
def test_an_edition_written_and_read_is_the_same(edition: ProtocolEdition) -> None:
    text = protocol_text(edition)
    again, faults = parse_protocol(text.encode(), "protocol.toml")
    assert faults == ()
    assert again == edition
    assert again is not None
    assert protocol_text(again) == text


def test_the_demonstration_is_written_back_to_the_letter(tmp_path: Path) -> None:
    copy = tmp_path / "protocol.toml"
    copy.write_bytes(DEMONSTRATION.read_bytes())
    write_protocol(the_demonstration(), copy)
    assert copy.read_bytes() == DEMONSTRATION.read_bytes()
    assert read_protocol(copy) == the_demonstration()


def test_what_did_not_change_keeps_its_comments(tmp_path: Path) -> None:
    copy = tmp_path / "protocol.toml"
    copy.write_bytes(DEMONSTRATION.read_bytes())
    write_protocol(with_row(the_demonstration(), "questions", "minor", why="asked for the test"), copy)
    text = copy.read_text(encoding="utf-8")
    assert 'why = "asked for the test"' in text
    assert "NOT THE STATE'S TEXT" in text


def test_every_fault_is_listed_with_its_line_and_remedy(tmp_path: Path) -> None:
    text = protocol_text(a_small_edition())
    text = text.replace('unknown = "absent"', 'unknown = "perhaps"', 1).replace("weight = 30", 'weight = "heavy"', 1)
    text = text.replace("[[rules]]", '[[rules]]\ncolour = "red"', 1)
    _, faults = parse_protocol(text.encode(), "protocol.toml")
    said = [str(one) for one in faults]
    assert len(said) == 3
    for word in ("perhaps", "heavy", "colour"):
        (one,) = [line for line in said if word in line]
        number = int(one.split(" line ")[1].split(":")[0])
        assert word in text.splitlines()[number - 1]
        assert "Try this: " in one


def test_rows_that_do_not_agree_are_told_at_their_line() -> None:
    text = protocol_text(a_small_edition()).replace('base = "fire"', 'base = "zeppelin"', 1)
    edition, faults = parse_protocol(text.encode(), "protocol.toml")
    assert edition is None
    assert [one.line for one in faults] == [text.splitlines().index('base = "zeppelin"') + 1]


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"", "schema_version"),
        (b"\xff\xfe", "UTF-8"),
        (b"schema_version = 2\n", "reads 1"),
        (b"schema_version = 1\n[edition]\n", "code is missing"),
        (b"schema_version = 1\nroutes = 3\n", "not a list"),
        (b"schema_version = 1\n[[edition]]\n", "is missing"),
        (b"[" * 5000, "TOML"),
        (b"x" * 2_000_001, "larger"),
        (b"schema_version = 1\n[zeppelins]\n", "no section"),
    ],
)
def test_a_file_that_is_no_edition_is_refused_in_words(content: bytes, word: str) -> None:
    edition, faults = parse_protocol(content, "protocol.toml")
    assert edition is None
    assert any(word in str(one) for one in faults)


def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="cannot be read"):
        read_protocol(tmp_path / "none.toml")
    (tmp_path / "empty.toml").write_text("", encoding="utf-8")
    with pytest.raises(Refusal, match="more fault"):
        read_protocol(tmp_path / "empty.toml")


def test_the_reference_page_names_every_section_and_reserved_word() -> None:
    page = describe_protocol()
    for word in ("[[matrix]]", "`behavioral_health`", "`988`", "| `together` |"):
        assert word in page
