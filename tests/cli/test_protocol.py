"""`arcs protocol` as a person and a program use it."""

import json
from pathlib import Path

import pytest
from tests.making.a_study import OAK_PARK, a_study
from tests.making.protocol import DEMONSTRATION, a_small_edition, with_row, without_rules

from arcs.cli.program import main
from arcs.files.protocol import protocol_text
from arcs.files.studies import write_study

KEYS = ["route", "secondary", "rules", "because", "fallback", "edition"]


def run(*arguments: object) -> int:
    with pytest.raises(SystemExit) as left:
        main([str(one) for one in arguments])
    return int(left.value.code or 0)


@pytest.fixture
def small(tmp_path: Path) -> Path:
    path = tmp_path / "small.toml"
    path.write_text(protocol_text(without_rules(a_small_edition(), "weapon")), encoding="utf-8")
    return path


def asked(tmp_path: Path, *lines: str, edition: Path = DEMONSTRATION) -> int:
    path = tmp_path / "cases.jsonl"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return run("protocol", "recommend", edition, "--cases", path)


def answered(capsys: pytest.CaptureFixture[str]) -> list[dict]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_the_demonstration_has_no_fault(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("protocol", "check", DEMONSTRATION) == 0
    said = capsys.readouterr().out
    assert "233 call types" in said
    assert "Duty of the police whatever anybody's health is: MISSING ADULT (" in said
    assert "Ground for police in a crisis (crisis_line): a recorded yes to crisis_line_cannot." in said
    assert "in a crisis by law: a recorded yes to weapon, violence, in_progress, suspect_present, threat." in said
    [crimes] = [one for one in said.splitlines() if "a suspected crime, at" in one]
    assert "AGGRAVATED ASSAULT, " in crimes
    assert "ORDER OF PROTECTION" not in crimes.replace("VIOLATION ORDER OF PROTECTION", "")


def test_an_unsafe_edition_is_told_by_a_counter_example(small: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("protocol", "check", small) == 1
    said = capsys.readouterr().out
    assert "answers: weapon unknown, all others no" in said
    assert "Try this: " in said


def test_a_file_that_is_no_edition_lists_its_faults(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "bad.toml"
    path.write_text("schema_version = 7\n[edition]\n", encoding="utf-8")
    assert run("protocol", "check", path) == 1
    assert "reads 1" in capsys.readouterr().out
    assert run("protocol", "check", tmp_path / "none.toml") == 2


def test_calls_come_back_in_order_with_the_keys_of_the_contract(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = [
        '{"call_type": "lost article", "answers": {"*": "no"}, "local_time": "2026-03-10T10:00", "wishes": []}',
        '{"call_type": "MENTAL HEALTH", "answers": {"weapon": "yes", "*": "no"}, "local_time": "2026-03-10T10:00"}',
        '{"call_type": "ZEPPELIN", "answers": {"*": "no"}, "local_time": "2026-03-10T10:00"}',
        '{"call_type": "STROKE", "answers": {}, "local_time": "2026-03-10T10:00"}',
    ]
    assert asked(tmp_path, *lines) == 0
    given = answered(capsys)
    assert [list(one) for one in given] == [KEYS] * 4
    assert [one["route"] for one in given] == ["cso", "srt", "officer", "ems"]
    assert [one["fallback"] for one in given] == [False, False, True, True]
    assert given[0]["edition"].startswith("oak-park-demonstration ")


def test_a_bad_line_is_answered_safely_and_loses_no_other(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    good = '{"call_type": "LOST ARTICLE", "answers": {"*": "no"}, "local_time": "2026-03-10T10:00"}'
    bad = ["no json", "[1]", "3", '{"call_type": "X", "call_type": "Y"}', '{"answers": NaN}', "[" * 100_000]
    assert asked(tmp_path, *[line for one in bad for line in (one, good)]) == 1
    captured = capsys.readouterr()
    given = [json.loads(line) for line in captured.out.splitlines()]
    assert [one["route"] for one in given] == ["officer", "cso"] * len(bad)
    assert all(one["fallback"] and "cannot be used" in one["because"] for one in given[::2])
    assert all("ems" in one["secondary"] for one in given[::2])
    assert "6 of 12 lines" in captured.err


@pytest.mark.parametrize(
    "line",
    [
        '{"call_type": "GRAFFITI", "answers": {"*": "no", "wepon": "yes"}, "local_time": "2026-03-10T10:00"}',
        '{"call_type": "GRAFFITI", "answers": {"*": "no", "wepon": "unknown"}, "local_time": "2026-03-10T10:00"}',
        '{"call_type": "GRAFFITI", "answers": {"*": "no"}, "weapon": "yes", "local_time": "2026-03-10T10:00"}',
    ],
)
def test_a_line_in_which_an_answer_went_astray_is_answered_by_the_law_alone(
    line: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert asked(tmp_path, line) == 1
    (said,) = answered(capsys)
    assert (said["route"], said["secondary"], said["fallback"]) == ("officer", ["ems"], True)


def test_an_answer_that_is_none_counts_as_unknown_and_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    line = '{"call_type": "LOST ARTICLE", "answers": {"weapon": "maybe", "*": "no"}, "local_time": "2026-03-10T10:00"}'
    assert asked(tmp_path, line) == 1
    (one,) = answered(capsys)
    assert one["route"] == "officer"
    assert "maybe" in one["because"]


def test_an_edition_that_cannot_be_used_still_answers_safely(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    broken = tmp_path / "broken.toml"
    broken.write_text("not an edition", encoding="utf-8")
    line = '{"call_type": "LOST ARTICLE", "answers": {"*": "no"}, "local_time": "2026-03-10T10:00"}'
    crisis = '{"call_type": "X", "answers": {"behavioral_health": "yes", "*": "no"}}'
    named = '{"call_type": "Suicidal person", "answers": {"*": "no"}}'
    armed = '{"call_type": "Suicidal person", "answers": {"weapon": "yes", "*": "no"}}'
    assert asked(tmp_path, line, crisis, named, armed, edition=broken) == 2
    captured = capsys.readouterr()
    given = [json.loads(one) for one in captured.out.splitlines()]
    assert [one["route"] for one in given] == ["officer", "988", "988", "officer"]
    assert all(one["fallback"] and "edition cannot be used" in one["because"] for one in given)
    assert "broken.toml line 1" in captured.err


def test_text_that_no_terminal_can_show_does_not_stop_the_answers(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert (
        asked(tmp_path, '{"call_type": "\\ud800 \\u0007", "answers": {"*": "no"}, "local_time": "9999-12-31T23:59"}')
        == 0
    )
    (one,) = answered(capsys)
    assert one["route"] == "officer"


def test_a_file_of_cases_that_is_not_there_is_refused(tmp_path: Path) -> None:
    assert run("protocol", "recommend", DEMONSTRATION, "--cases", tmp_path / "none.jsonl") == 2


def test_an_edition_that_answers_nobody_today_is_said_to_be_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = DEMONSTRATION.read_text(encoding="utf-8").replace('status = "demonstration"', 'status = "retired"')
    old = tmp_path / "old.toml"
    old.write_text(
        text.partition("[[holidays]]\non = 2026")[0] + text[text.index("# Who answers.") :], encoding="utf-8"
    )
    assert run("protocol", "check", old) == 1  # worked calls of later holidays
    said = capsys.readouterr().out
    assert "Today the law alone answers every call: the edition is retired." in said
    assert "The last holiday in it is 2025-12-25: on every later one its services count as open." in said
    assert run("protocol", "check", DEMONSTRATION) == 0
    assert "Today the law alone" not in capsys.readouterr().out


def test_two_editions_are_compared_in_words(small: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    other = tmp_path / "other.toml"
    other.write_text(
        protocol_text(with_row(a_small_edition(), "call_types", "FALLS", base="officer")), encoding="utf-8"
    )
    assert run("protocol", "diff", small, other) == 0
    said = capsys.readouterr().out
    assert "Call type FALLS now goes to officer; before: cso." in said
    assert "Rule weapon: new" in said


def test_a_study_is_drafted_into_an_edition_that_is_proven(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    edition = tmp_path / "draft.toml"
    assert run("protocol", "draft", OAK_PARK, "--out", edition) == 0
    said = capsys.readouterr().out
    assert "Stays with officers for lack of a decision: " in said
    assert "233 call types" in said
    assert said.rstrip().endswith("0 faults.")
    [closed] = [one for one in said.splitlines() if "nobody has said when they are open" in one]
    assert "Partners and other departments" in closed
    assert "Community Service Officers" not in closed
    assert run("protocol", "check", edition) == 0
    assert run("protocol", "diff", DEMONSTRATION, edition) == 0
    assert "VAGRANT" in capsys.readouterr().out


def test_a_draft_never_takes_the_place_of_a_file_that_is_there(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    edition = tmp_path / "draft.toml"
    edition.write_text("mine", encoding="utf-8")
    assert run("protocol", "draft", OAK_PARK, "--out", edition) == 2
    assert "an edited draft would be lost" in capsys.readouterr().err
    assert edition.read_text(encoding="utf-8") == "mine"


def test_a_draft_says_whose_hours_it_took(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    study = tmp_path / "study"
    write_study(a_study("LOST ARTICLE"), study)
    assert run("protocol", "draft", study, "--out", tmp_path / "one.toml") == 0
    assert "no settings were given, so the clock is that of America/Chicago" in capsys.readouterr().out
    own = OAK_PARK / "agency.toml"
    assert run("protocol", "draft", study, "--out", tmp_path / "two.toml", "--settings", own) == 0
    assert "no settings were given" not in capsys.readouterr().out
    assert "708-358-5640" in (tmp_path / "two.toml").read_text(encoding="utf-8")


def test_what_is_no_study_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("protocol", "draft", tmp_path / "nothing", "--out", tmp_path / "draft.toml") == 2
    assert "there is no such folder" in capsys.readouterr().err
    assert run("protocol", "draft", OAK_PARK, "--out", tmp_path / "none" / "draft.toml") == 2
    assert "cannot be written" in capsys.readouterr().err
