"""`arcs study` and `arcs evaluate` as a person uses them."""

import csv
import hashlib
import json
import shutil
from pathlib import Path

import pytest
from openpyxl import load_workbook
from tests.making.a_study import OAK_PARK

from arcs.cli.program import main

TYPES = ["NOISE", "FIGHT", "FOUND PROPERTY", "=1+1", "LOST CHILD", "STRAY DOG", "TRAFFIC STOP", "OPEN DOOR"]


def run(*arguments: object) -> int:
    with pytest.raises(SystemExit) as left:
        main([str(one) for one in arguments])
    return int(left.value.code or 0)


@pytest.fixture
def types(tmp_path: Path) -> Path:
    path = tmp_path / "workload.csv"
    with path.open("w", newline="") as lines:
        csv.writer(lines).writerows([["call_type", "calls", "fte"], *([one, "10", "0.5"] for one in TYPES)])
    return path


def test_a_new_study_has_a_form_for_each_officer_and_no_fault(
    tmp_path: Path, types: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "study"
    assert run("study", "new", folder, "--types", types, "--raters", 9, "--place", "Anytown") == 0
    forms = sorted((folder / "forms").glob("rating_*.xlsx"))
    assert len(forms) == 9
    assert {"survey.xlsx", "survey.csv"} <= {one.name for one in (folder / "forms").iterdir()}
    assert run("study", "check", folder) == 0
    assert "8 call types" in capsys.readouterr().out
    sheet = load_workbook(forms[0])["Ratings"]
    assert not any(cell.data_type == "f" for row in sheet.iter_rows() for cell in row)


def test_a_filled_form_that_comes_back_is_read(tmp_path: Path, types: Path) -> None:
    folder = tmp_path / "study"
    run("study", "new", folder, "--types", types)
    form = sorted((folder / "forms").glob("rating_*.xlsx"))[0]
    book = load_workbook(form)
    sheet = book["Ratings"]
    heads = {str(cell.value): cell.column for cell in sheet[5]}
    sheet.cell(6, heads["Risk/Potential Danger"]).value = "Н"  # a Cyrillic letter that looks like H
    book.save(folder / "ratings" / form.name)
    from arcs.files.studies import read_study

    assert [one.answer for one in read_study(folder).ratings if one.item == "risk"] == ["H"]


def test_a_folder_with_something_in_it_is_not_touched(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    assert run("study", "new", tmp_path) == 2
    assert "not empty" in capsys.readouterr().err
    assert [one.name for one in tmp_path.iterdir()] == ["mine.txt"]


def test_too_few_officers_are_told_how_many_it_takes(
    tmp_path: Path, types: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("study", "new", tmp_path / "study", "--types", types, "--raters", 3) == 2
    assert "need 8" in capsys.readouterr().err
    assert not (tmp_path / "study").exists()


def test_a_list_without_call_types_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    empty = tmp_path / "list.csv"
    empty.write_text("colour,size\nred,1\n")
    assert run("study", "new", tmp_path / "study", "--types", empty) == 2
    assert "call_type" in capsys.readouterr().err
    assert run("study", "new", tmp_path / "study", "--types", tmp_path / "none.csv") == 2


def test_a_study_without_types_is_made_and_is_right(tmp_path: Path) -> None:
    assert run("study", "new", tmp_path / "study") == 0
    assert run("study", "check", tmp_path / "study") == 0


def test_a_check_that_finds_faults_lists_them_and_ends_with_1(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(OAK_PARK, tmp_path / "study")
    with (tmp_path / "study" / "merges.csv").open("a") as end:
        end.write("Ghosts,NO SUCH TYPE,certain,\n")
    assert run("study", "check", tmp_path / "study") == 1
    told = capsys.readouterr().out
    assert 'merges.csv line 64: category "Ghosts" is not in categories.csv' in told
    assert "2 faults" in told
    assert run("evaluate", tmp_path / "study", "--out", tmp_path / "out") == 2
    assert "merges.csv line 64" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_coders_who_differ_are_listed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.copytree(OAK_PARK, tmp_path / "study")
    rows = "call_type,coder,officer_required,non_sworn_possible,tru_online_possible,reason\n"
    (tmp_path / "study" / "coding.csv").write_text(rows + "GRAFFITI,Chief,N,Y,Y,Cold.\nGRAFFITI,Deputy,Y,Y,Y,Gangs.\n")
    assert run("study", "check", tmp_path / "study") == 0
    assert "officer_required of GRAFFITI: Chief N, Deputy Y" in capsys.readouterr().out


def test_the_survey_form_follows_the_categories(tmp_path: Path) -> None:
    shutil.copytree(OAK_PARK, tmp_path / "study")
    assert run("study", "survey", tmp_path / "study") == 0
    with (tmp_path / "study" / "forms" / "survey.csv").open(newline="") as lines:
        assert len({row["category"] for row in csv.DictReader(lines)}) == 46


def test_the_report_is_never_written_into_the_study(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.copytree(OAK_PARK, tmp_path / "study")
    assert run("evaluate", tmp_path / "study", "--out", tmp_path / "study") == 2
    assert "own folder" in capsys.readouterr().err


def test_no_study_is_one_clear_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for command in (("study", "check", tmp_path), ("evaluate", tmp_path, "--out", tmp_path / "out")):
        assert run(*command) == 2
        told = capsys.readouterr().err
        assert told.count("\n") == 1
        assert "arcs study new" in told


def test_oak_park_is_evaluated_into_a_whole_package(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("evaluate", OAK_PARK, "--out", tmp_path / "out") == 0
    assert "Wrote" in capsys.readouterr().out
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text())
    assert manifest["parameters"]["seed"] == 2022
    apart = {"README.md", "agency.toml", "protocol.toml"}
    given = {one.relative_to(OAK_PARK).as_posix() for one in OAK_PARK.rglob("*") if one.is_file()} - apart
    assert set(manifest["inputs"]) == given
    types = hashlib.sha256((OAK_PARK / "call_types.csv").read_bytes()).hexdigest()
    assert manifest["inputs"]["call_types.csv"] == types
    made = set(manifest["files"])
    assert {"report.pdf", "report.html", "tables.xlsx", "tables/discrepancies.csv", "tables/table_3_2.csv"} <= made
    with (tmp_path / "out" / "tables" / "table_3_2.csv").open(newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert [(row["cfs_type"], row["fte"], row["cso_average"]) for row in rows[:1]] == [("Abandoned Auto", "0.70", "4")]
