"""The package as a whole: complete, repeatable, and never over somebody else's files."""

import csv
import hashlib
import io
import json
import re
from pathlib import Path

import pypdf
import pytest
from tests.making.evaluation import OAK_PARK, a_full_invention, an_evaluation, oak_park

from arcs.core.refusal import Refusal
from arcs.documents.package import write_report


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Oak Park's package, written once."""
    out = tmp_path_factory.mktemp("report") / "out"
    write_report(oak_park(), out, inputs={"study.toml": "ab" * 32}, parameters={"seed": 2022})
    return out


@pytest.fixture(scope="module")
def paper(written: Path) -> pypdf.PdfReader:
    """The PDF of that package."""
    return pypdf.PdfReader(written / "report.pdf")


def _plain(text: str) -> str:
    return re.sub(r"\s+", " ", text)


def test_the_package_holds_every_kind_of_file_and_a_true_manifest(written: Path) -> None:
    manifest = json.loads((written / "manifest.json").read_text())
    present = {one.relative_to(written).as_posix() for one in written.rglob("*") if one.is_file()} - {"manifest.json"}
    assert set(manifest["files"]) == present
    for name, digest in manifest["files"].items():
        assert hashlib.sha256((written / name).read_bytes()).hexdigest() == digest
    assert {"report.pdf", "report.html", "tables.xlsx", "charts/pareto.svg", "charts/pareto.png"} <= present
    assert {f"tables/{name}.csv" for name in oak_park().tables} <= present
    assert manifest["inputs"] == {"study.toml": "ab" * 32}
    assert manifest["parameters"] == {"seed": 2022}
    assert str(written) not in (written / "manifest.json").read_text()


def test_writing_again_gives_the_same_bytes(written: Path, tmp_path: Path) -> None:
    again = tmp_path / "again"
    write_report(oak_park(), again, inputs={"study.toml": "ab" * 32}, parameters={"seed": 2022})
    first, second = (json.loads((one / "manifest.json").read_text())["files"] for one in (written, again))
    assert first == second


def test_published_numbers_stand_in_the_csv_as_printed(written: Path) -> None:
    rows = list(csv.DictReader(io.StringIO((written / "tables" / "table_3_2.csv").read_text(encoding="utf-8"))))
    parking = next(row for row in rows if row["cfs_type"] == "Parking Complaint")
    assert (parking["fte"], parking["risk"], parking["cso_average"], parking["tru_online_average"]) == (
        "4.12",
        "L",
        "4",
        "",
    )
    types = list(csv.DictReader(io.StringIO((written / "tables" / "table_a1.csv").read_text(encoding="utf-8"))))
    assert len(types) == 233
    assert next(row["fte"] for row in types if row["cfs_category"] == "ABDOMINAL PAIN PROBLEMS") == ""
    assert b"\r" not in (written / "tables" / "table_a1.csv").read_bytes()


def test_the_pdf_is_tagged_titled_and_in_a_language(paper: pypdf.PdfReader) -> None:
    root = paper.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"].startswith("en")
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert b"pdfuaid" in root["/Metadata"].get_data()
    assert paper.metadata is not None
    assert str(paper.metadata.title).startswith(oak_park().title)
    assert paper.outline


def test_the_pdf_has_contents_sections_appendices_and_every_call_type(paper: pypdf.PdfReader) -> None:
    pages = [_plain(page.extract_text()) for page in paper.pages]
    whole = " ".join(pages)
    assert "Contents" in pages[1]
    for words in (
        "1.0 Introduction",
        "5.0 Summary of the evaluation",
        "7.0 Budget implications",
        "Appendix A",
        "Table 3.2",
    ):
        assert words in pages[1]
        assert words in " ".join(pages[2:])
    squeezed = re.sub(r"[\s-]", "", whole)
    missing = [name for name in oak_park().tables["table_a1"].values("cfs_category")
               if re.sub(r"[\s-]", "", str(name)) not in squeezed]  # fmt: skip
    assert missing == []
    assert all(re.search(rf"\b{at} of {len(pages)}\b", page) for at, page in enumerate(pages[1:], start=2))


def test_printed_and_recomputed_stand_side_by_side(paper: pypdf.PdfReader) -> None:
    whole = _plain(" ".join(page.extract_text() for page in paper.pages))
    for printed, ours in (("$86,000", "$78,000"), ("$690,000", "$624,000")):
        assert printed in whole
        assert ours in whole
    assert "In the study’s own words" in whole


def test_an_invented_evaluation_says_so_on_every_page(tmp_path: Path) -> None:
    out = tmp_path / "invented"
    write_report(a_full_invention(), out)
    pages = [page.extract_text() for page in pypdf.PdfReader(out / "report.pdf").pages]
    assert all("◇ Invented figures" in _plain(page) for page in pages)
    assert "◇ Invented figures" in (out / "report.html").read_text(encoding="utf-8")


def test_an_evaluation_without_any_table_still_makes_a_report(tmp_path: Path) -> None:
    files = write_report(an_evaluation({}), tmp_path / "bare")
    assert {one.name for one in files} >= {"report.pdf", "report.html", "tables.xlsx", "figures.csv", "manifest.json"}


def test_an_older_package_is_replaced_as_a_whole(tmp_path: Path) -> None:
    out = tmp_path / "out"
    write_report(a_full_invention(), out)
    assert (out / "charts" / "workload.svg").exists()
    steps: list[str] = []
    write_report(an_evaluation({}), out, steps.append)
    assert not (out / "charts" / "workload.svg").exists()
    assert len(steps) == 5
    assert [one.name for one in tmp_path.iterdir()] == ["out"]


@pytest.mark.parametrize("name", ["notes.txt", "manifest.json", "charts/mine.svg"])
def test_a_folder_with_somebody_elses_files_is_refused_and_left_alone(tmp_path: Path, name: str) -> None:
    mine = tmp_path / "out" / name
    mine.parent.mkdir(parents=True)
    mine.write_text('{"files": {"report.pdf": ""}}')
    with pytest.raises(Refusal, match="no earlier report put there"):
        write_report(an_evaluation({}), tmp_path / "out")
    assert mine.read_text() == '{"files": {"report.pdf": ""}}'
    assert len(list((tmp_path / "out").rglob("*"))) == (2 if "/" in name else 1)


def test_a_file_where_the_folder_should_be_is_refused(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file")
    with pytest.raises(Refusal, match="not a folder"):
        write_report(an_evaluation({}), tmp_path / "out")


def test_words_of_a_study_are_data_and_never_markup(tmp_path: Path) -> None:
    nasty = "<script>alert(1)</script> #panic() $x$ *bold* \\ @ref \u202e"
    study = an_evaluation({}, title=nasty, place=nasty, statements={"1.0": (nasty, f"- {nasty}")})
    write_report(study, tmp_path / "out")
    page = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    assert "<script>alert" not in page
    assert "#panic()" in _plain(
        " ".join(p.extract_text() for p in pypdf.PdfReader(tmp_path / "out" / "report.pdf").pages)
    )


def test_the_published_study_is_where_the_tests_look() -> None:
    assert (OAK_PARK / "study.toml").exists()
