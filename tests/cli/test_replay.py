"""`arcs replay` as an analyst uses it."""

import csv
from pathlib import Path

import pytest
from tests.making.protocol import DEMONSTRATION
from tests.repository.tree import ROOT

from arcs.cli.program import main
from arcs.core.protocol import BoundEdition
from arcs.files.protocol import read_protocol
from arcs.files.replay import WORD_COLUMNS, words_of_text

HEAD = "Incident Number,Problem,Received,Dispatched,Cleared,Disposition,Arrest Made,Beat"
ROWS = (
    "1,PROPERTY LOST,2026-03-10 10:00:00,2026-03-10 10:05:00,2026-03-10 11:05:00,NR-No Report,N,A",
    "2,PROPERTY LOST,2026-03-10 10:30:00,2026-03-10 10:35:00,2026-03-10 11:35:00,RE-Report,Y,A",
    "3,PROPERTY LOST,2026-03-10 03:00:00,2026-03-10 03:05:00,2026-03-10 04:05:00,BU-Backup,N,B",
    "4,BURGLARY,2026-03-10 10:00:00,2026-03-10 10:05:00,2026-03-10 12:05:00,RE-Report,Y,B",
    "5,ZEPPELIN,2026-03-10 10:00:00,2026-03-10 10:05:00,2026-03-10 12:05:00,RE-Report,N,B",
)
WORDS = ROOT / "examples" / "alexandria"
ALEXANDRIA = ROOT.parent / "shared" / "data" / "alexandria"


def run(*arguments: object) -> int:
    with pytest.raises(SystemExit) as left:
        main([str(one) for one in arguments])
    return int(left.value.code or 0)


@pytest.fixture
def export(tmp_path: Path) -> Path:
    path = tmp_path / "calls.csv"
    path.write_text("\n".join([HEAD, *ROWS]) + "\n", encoding="utf-8")
    (tmp_path / "types.csv").write_text(
        "call_type,protocol_type\nPROPERTY LOST,Lost Property\nODD,\n", encoding="utf-8"
    )
    (tmp_path / "outcomes.csv").write_text("disposition,outcome\nBU-Backup,backup\n", encoding="utf-8")
    return path


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def replayed(export: Path, *more: object) -> int:
    home = export.parent
    return run(
        "replay", "--edition", DEMONSTRATION, export, "--out", home / "out", "--types", home / "types.csv",
        "--outcomes", home / "outcomes.csv", "--timezone", "America/Chicago", *more,
    )  # fmt: skip


def test_an_export_is_replayed_to_its_last_call(export: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert replayed(export) == 0
    assert "5 calls: at best 3 and at worst 0 away from police; 2 of them we would regret." in capsys.readouterr().out
    moved = {(one["by"], one["value"], one["route"]): one for one in rows(export.parent / "out" / "moved.csv")}
    assert moved["all", "", "cso"]["calls_best"] == "2"
    assert moved["all", "", "online"]["calls_best"] == "1"
    assert moved["all", "", "officer"]["calls_worst"] == "5"
    assert float(moved["all", "", "cso"]["hours_best"]) == 2
    regret = rows(export.parent / "out" / "regret.csv")
    assert [(one["call_number"], one["outcomes"]) for one in regret] == [("3", "backup"), ("2", "arrest")]
    assert [one["source_line"] for one in regret] == ["4", "3"]
    silent = {one["code"]: one for one in rows(export.parent / "out" / "unanswerable.csv")}
    assert silent["ZEPPELIN"]["calls"] == "1"
    assert silent["weapon"]["calls_that_turn"] == "3"
    page = (export.parent / "out" / "report.html").read_text(encoding="utf-8")
    assert "2 of the calls that would have moved at best are recorded with" in page
    assert "(arrest 1, backup 1)" in page
    assert "The edition does not hold 1 call type of the export, in 1 calls (20.0%)" in page
    assert "988 or a clinician where the word is the name of a crisis or a behavioral-health need is recorded" in page
    assert "<td>Community Service Officer</td>" in page
    assert "<script" not in page


def test_the_same_calls_give_the_same_bytes(export: Path) -> None:
    assert replayed(export) == 0
    first = {one.name: one.read_bytes() for one in (export.parent / "out").iterdir()}
    assert replayed(export) == 0
    assert {one.name: one.read_bytes() for one in (export.parent / "out").iterdir()} == first


def test_only_calls_that_are_asked_for_are_replayed(export: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert replayed(export, "--where", "beat=A") == 0
    assert "2 calls" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("name", "text", "word"),
    [
        ("outcomes.csv", "disposition,outcome\nX,embarrassment\n", "embarrassment"),
        ("types.csv", "a,b\n1,2\n", "lacks the columns"),
        ("types.csv", "call_type,protocol_type\nX,FALLS\nX,GRAFFITI\n", "stands twice"),
        ("types.csv", "call_type,protocol_type\nODD,\nPROPERTY LOST,LOST ARTICEL\n",
         'types.csv line 3: protocol_type is "LOST ARTICEL", which the edition does not hold. '
         'Try this: write "LOST ARTICLE"'),
        ("types.csv", "call_type,protocol_type\nX,ZEPPELIN RIDE\n", "write a call type of the edition"),
    ],
)  # fmt: skip
def test_words_that_cannot_be_used_are_refused(
    export: Path, name: str, text: str, word: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (export.parent / name).write_text(text, encoding="utf-8")
    assert replayed(export) == 2
    assert word in " ".join(capsys.readouterr().err.split())


@pytest.mark.parametrize("spelling", ["arrested", "Arrested"])
def test_the_dispositions_of_the_state_police_tell_of_their_outcomes_by_themselves(export: Path, spelling: str) -> None:
    text = export.read_text(encoding="utf-8").replace("BU-Backup", spelling).replace(",Y,", ",N,")
    export.write_text(text.replace("RE-Report", "released"), encoding="utf-8")
    assert replayed(export) == 0
    regret = rows(export.parent / "out" / "regret.csv")
    assert [(one["call_number"], one["outcomes"]) for one in regret] == [("3", "arrest")]
    (export.parent / "outcomes.csv").write_text(f"disposition,outcome\n{spelling},force\n", encoding="utf-8")
    assert replayed(export) == 0
    assert [one["outcomes"] for one in rows(export.parent / "out" / "regret.csv")] == ["force"]


def test_an_export_that_tells_of_no_outcome_says_so_and_not_that_nothing_is_regretted(
    export: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = export.read_text(encoding="utf-8").replace("Arrest Made", "Colour")
    export.write_text(text.replace(",N,", ",blue,").replace(",Y,", ",red,"), encoding="utf-8")
    (export.parent / "outcomes.csv").write_text("disposition,outcome\n", encoding="utf-8")
    assert replayed(export) == 0
    assert "none of them says whether we would regret it" in capsys.readouterr().out
    page = (export.parent / "out" / "report.html").read_text(encoding="utf-8")
    assert "which of them we would regret is not known" in page


def test_text_from_an_export_is_text_in_the_page(export: Path) -> None:
    export.write_text(export.read_text(encoding="utf-8").replace("ZEPPELIN", "<img src=x>"), encoding="utf-8")
    assert replayed(export) == 0
    assert "<img" not in (export.parent / "out" / "report.html").read_text(encoding="utf-8")


@pytest.mark.skipif(not ALEXANDRIA.is_dir(), reason="the public export is not on this machine")
def test_a_real_export_is_replayed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = sorted(ALEXANDRIA.glob("*.csv"))[:2]
    arguments = ("--out", tmp_path / "out", "--timezone", "America/New_York", "--where", "agency=POLICE")
    words = ("--types", WORDS / "types.csv", "--outcomes", WORDS / "outcomes.csv")
    assert run("replay", "--edition", DEMONSTRATION, *files, *arguments, *words) == 0
    moved = [one for one in rows(tmp_path / "out" / "moved.csv") if one["by"] == "all"]
    calls = sum(int(one["calls_best"]) for one in moved)
    assert calls > 1000
    regrets = rows(tmp_path / "out" / "regret.csv")
    assert regrets
    assert {(one["disposition"], one["outcomes"]) for one in regrets} == {("CI-Citation", "upgraded")}
    assert {one["route"] for one in regrets} <= {one["route"] for one in moved} - {"officer", "cit_officer"}
    unknown = [one for one in rows(tmp_path / "out" / "unanswerable.csv") if one["kind"] == "call_type"]
    assert 0 < sum(int(one["calls"]) for one in unknown) < 0.3 * calls
    assert run("replay", "--edition", DEMONSTRATION, *files, *arguments) == 0
    assert rows(tmp_path / "out" / "regret.csv") == []
    bare = [one for one in rows(tmp_path / "out" / "unanswerable.csv") if one["kind"] == "call_type"]
    assert sum(int(one["calls"]) for one in bare) > 0.5 * calls


def test_the_words_that_ship_are_words_of_the_edition_that_ships() -> None:
    bound = BoundEdition(read_protocol(DEMONSTRATION))
    placed = words_of_text(
        (WORDS / "types.csv").read_text(encoding="utf-8"), "types.csv", *WORD_COLUMNS["type"], bound=bound
    )
    assert len(placed) == len(rows(WORDS / "types.csv"))
    assert list(placed) == sorted(placed)
