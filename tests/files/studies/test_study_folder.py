"""Study folders: read and written without a change, and every fault found with its place and remedy."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.making.a_study import OAK_PARK, a_call_type, a_study

from arcs.core.instruments.invented import invented_ratings
from arcs.core.instruments.items import PRESET_INSTRUMENT, Item
from arcs.core.refusal import Refusal
from arcs.core.suitability.acceptance import SurveyAnswer
from arcs.core.suitability.invented import invented_answers
from arcs.core.suitability.records import Fact
from arcs.files.studies import check_study, describe_schema, read_study, schema_parts, write_study
from arcs.files.studies.schema import CSV_FILES, SECTIONS


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {str(one.relative_to(folder)): one.read_bytes() for one in sorted(folder.rglob("*")) if one.is_file()}


# What the folder holds besides the study: its own page, the programme's settings, the protocol made from it.
BESIDE_THE_STUDY = {"README.md", "agency.toml", "protocol.toml"}


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    shutil.copytree(OAK_PARK, tmp_path / "oak_park")
    return tmp_path / "oak_park"


def test_a_study_read_and_written_is_the_same_to_the_last_byte(tmp_path: Path) -> None:
    study = read_study(OAK_PARK)
    write_study(study, tmp_path / "again")
    assert read_study(tmp_path / "again") == study
    original = {name: content for name, content in bytes_of(OAK_PARK).items() if name not in BESIDE_THE_STUDY}
    assert bytes_of(tmp_path / "again") == original


def test_writing_over_a_study_keeps_a_persons_comments(copy: Path) -> None:
    settings_file = copy / "study.toml"
    settings_file.write_text(settings_file.read_text().replace("net_hours = 1750", "net_hours = 1750  # leave: 330 h"))
    before = settings_file.read_bytes()
    study = read_study(copy)
    write_study(study, copy)
    assert settings_file.read_bytes() == before
    write_study(replace(study, assumptions=replace(study.assumptions, annual_hours=Decimal(2000))), copy)
    assert "# leave: 330 h" in settings_file.read_text()
    assert read_study(copy).assumptions.annual_hours == 2000


def test_ratings_answers_and_custom_items_survive_the_round_trip(tmp_path: Path) -> None:
    noise = Item(name="noise", heading="Noise", explanation="How loud?", level="interval", lowest=1, highest=5)
    study = a_study("NOISE", "FIGHT")
    study = replace(
        study,
        instrument=PRESET_INSTRUMENT.with_items(noise),
        ratings=invented_ratings({"NOISE": {"risk": "L", "noise": "3"}, "FIGHT": {"risk": "H"}},
                                 PRESET_INSTRUMENT.with_items(noise), seed=1),
        survey_answers=invented_answers({("Noise", "cso"): 4}, groups={"resident": 9}, seed=1),
    )  # fmt: skip
    write_study(study, tmp_path / "one")
    again = read_study(tmp_path / "one")
    assert sorted(map(str, again.ratings)) == sorted(map(str, study.ratings))
    assert again.instrument == study.instrument
    given_scores = {(one.respondent, one.score) for one in study.survey_answers if one.score is not None}
    assert {(one.respondent, one.score) for one in again.survey_answers if one.score is not None} == given_scores
    assert check_study(tmp_path / "one") == ()


texts = st.text(st.characters(blacklist_categories=("Cs", "Cc"), blacklist_characters="\ufeff"), max_size=30)


@settings(max_examples=40)
@given(
    st.lists(texts.filter(lambda one: one.strip()), min_size=1, max_size=5, unique=True),
    texts,
    st.decimals(min_value=0, max_value=999, places=2),
)
def test_any_text_and_number_survives_the_round_trip(
    tmp_path_factory: pytest.TempPathFactory, names: list[str], note: str, fte: Decimal
) -> None:
    folder = tmp_path_factory.mktemp("study")
    types = tuple(a_call_type(name, fte_note=note, fte=fte) for name in names)
    study = replace(a_study(), call_types=types)
    write_study(study, folder)
    first = bytes_of(folder)
    assert read_study(folder) == study
    write_study(read_study(folder), folder)
    assert bytes_of(folder) == first


def with_line(name: str, line: str) -> Callable[[Path], None]:
    def spoil(folder: Path) -> None:
        with (folder / name).open("a", encoding="utf-8") as end:
            end.write(line + "\n")

    return spoil


def with_text(name: str, old: str, new: str) -> Callable[[Path], None]:
    def spoil(folder: Path) -> None:
        text = (folder / name).read_text(encoding="utf-8")
        assert old in text
        (folder / name).write_text(text.replace(old, new, 1), encoding="utf-8")

    return spoil


def with_bytes(name: str, content: bytes) -> Callable[[Path], None]:
    def spoil(folder: Path) -> None:
        (folder / name).write_bytes(content)

    return spoil


FAULTS: dict[str, tuple[Callable[[Path], object], str, int | None, str]] = {
    "a code that is none": (with_text("categories.csv", "Y,L,Y,O", "Y,Z,Y,O"), "categories.csv", 2, 'risk is "Z"'),
    "a number that is none": (with_text("call_types.csv", ",0.26,", ",much,"), "call_types.csv", 2, "no number"),
    "a negative FTE": (with_text("call_types.csv", ",0.26,", ",-0.26,"), "call_types.csv", 2, "below 0"),
    "an infinite FTE": (with_text("call_types.csv", ",0.26,", ",NaN,"), "call_types.csv", 2, "out of reach"),
    "a doubled call type": (with_line("call_types.csv", "FIGHT,,,,,,,,,,,,,"), "call_types.csv", 235, "stands on line"),
    "too many cells": (with_line("terms.csv", "a,b,c"), "terms.csv", 7, "3 cells, the heading 2"),
    "an open quote": (with_line("terms.csv", '"never closed'), "terms.csv", None, "not CSV"),
    "an empty reason": (with_line("facts.csv", "Graffiti,cold_report,,A"), "facts.csv", 12, "reason is empty"),
    "an unknown category": (with_line("facts.csv", "Ghosts,violent,x,A"), "facts.csv", 12, "not in categories.csv"),
    "no crime": (with_line("facts.csv", "Barking Dog,cold_report,x,A"), "facts.csv", 12, "is no crime"),
    "an unknown column": (with_text("terms.csv", "definition", "meaning"), "terms.csv", 1, 'no column "meaning"'),
    "not UTF-8": (with_bytes("terms.csv", b"term,definition\nCaf\xe9,x\n"), "terms.csv", 2, "not UTF-8"),
    "binary": (with_bytes("terms.csv", bytes(range(256))), "terms.csv", None, ""),
    "broken TOML": (with_text("study.toml", "raters = 31", "raters = "), "study.toml", None, "not TOML"),
    "a key of nobody": (with_text("study.toml", "raters =", "rators ="), "study.toml", None, 'no key "rators"'),
    "a section of nobody": (with_text("study.toml", "[coding]", "[codings]"), "study.toml", None, "is missing"),
    "a later version": (with_text("study.toml", "schema_version = 1", "schema_version = 9"), "study.toml", 1, "is 9"),
    "a share above one": (with_text("study.toml", "share_on_calls = 0.30", "share_on_calls = 30"), "study.toml", 15,
                          "above 1"),
    "outside its range": (with_text("study.toml", "net_hours_low = 1650", "net_hours_low = 1800"), "study.toml", 0,
                          "outside its own range"),
    "a formula that is none": (with_text("claims.csv", "net_hours * share_on_calls", "exit()"), "claims.csv", 2,
                               "calls something other"),
    "a name of nothing": (with_text("claims.csv", "net_hours * share_on_calls", "net_hour * 2"), "claims.csv", 2,
                          "no value named net_hour"),
    "coded twice": (with_bytes("coding.csv", b"call_type,coder,officer_required,reason\nFIGHT,A,Y,x\nFIGHT,A,Y,x\n"),
                    "coding.csv", 3, "twice"),
    "left out without reason": (with_line("call_types.csv", "NEW,,,,,,,,,,,,no_volume,"), "call_types.csv", 235,
                                "without a reason"),
    "a category of nothing": (with_line("categories.csv", "Ghosts,,,,,,,,,,,,,,"), "categories.csv", 48,
                              "no call type"),
    "a strange section": (with_bytes("narrative/words.md", b"words"), "narrative/words.md", 0, "not a section number"),
    "a rating that is none": (with_bytes("ratings.csv", b"rater,group,call_type,item,answer\nR1,,FIGHT,risk,Z\n"),
                              "ratings.csv", 2, "no answer to Risk"),
    "a rater in two groups": (with_bytes("ratings.csv", b"rater,group,call_type,item,answer\nR1,a,FIGHT,risk,H\n"
                                         b"R1,b,GRAFFITI,risk,L\n"), "ratings.csv", 0, "stands in two groups"),
    "words that chain": (with_bytes("resource_words.csv", b"spelling,name\nSW,Social W\nSocial W,Social Worker\n"),
                         "resource_words.csv", 0, "both a spelling and a name"),
    "a number of 5,000 digits": (with_text("study.toml", "raters = 31", "raters = " + "9" * 5000), "study.toml", None,
                                 ""),
    "a folder for a table": (lambda folder: ((folder / "terms.csv").unlink(), (folder / "terms.csv").mkdir()),
                             "terms.csv", 0, "cannot be read"),
    "a workbook that is none": (lambda folder: ((folder / "ratings").mkdir(),
                                (folder / "ratings" / "R1.xlsx").write_bytes(b"PK nothing")), "ratings.csv", 0, "R1"),
    "a score of six": (with_bytes("survey_answers.csv", b"respondent,category,alternative,score\nA,Graffiti,cso,6\n"),
                       "survey_answers.csv", 2, "the score is '6'"),
    "a type in two categories": (with_line("merges.csv", "Stray Animal,GRAFFITI,certain,"), "merges.csv", 64,
                                 "stands on line 31 already"),
    "no author": (with_line("facts.csv", "Graffiti,cold_report,x,"), "facts.csv", 12, "author is empty"),
}  # fmt: skip


# a study with one of these can be read; only a check that compares its files finds them
SEEN_BY_COMPARING = {
    "no crime",
    "outside its range",
    "left out without reason",
    "a category of nothing",
    "coded twice",
    "a doubled call type",
    "a type in two categories",
    "a rater in two groups",
    "words that chain",
    "an unknown category",
    "a formula that is none",
    "a name of nothing",
}


@pytest.mark.parametrize("fault", FAULTS, ids=str)
def test_a_spoilt_folder_is_told_with_file_line_and_remedy(copy: Path, fault: str) -> None:
    spoil, file, line, words = FAULTS[fault]
    spoil(copy)
    found = [one for one in check_study(copy) if one.file == file and words in one.what]
    assert found, [str(one) for one in check_study(copy)]
    assert all(one.remedy and ".." not in str(one) for one in found)
    if line is not None:
        assert line in {one.line for one in found}
    if fault in SEEN_BY_COMPARING:
        assert read_study(copy).call_types
    else:
        with pytest.raises(Refusal, match="Try this"):
            read_study(copy)


def test_every_fault_is_told_at_once(copy: Path) -> None:
    for name in ("a code that is none", "a negative FTE", "too many cells", "a key of nobody", "a name of nothing"):
        FAULTS[name][0](copy)
    assert {one.file for one in check_study(copy)} >= {"categories.csv", "call_types.csv", "terms.csv", "study.toml"}


def test_a_decision_against_a_danger_rule_is_a_fault(copy: Path) -> None:
    with_text("categories.csv", "Rowdies,Y,P", "Rowdies,Y,H")(copy)
    (copy / "decisions.csv").write_text("category,disposition,reason,author\nRowdies,non_sworn,Cheaper.,A\n")
    (fault,) = [one for one in check_study(copy) if one.file == "decisions.csv"]
    assert fault.line == 2
    assert "danger rule" in fault.what


def test_a_cold_report_is_told_by_the_class_that_raters_gave(tmp_path: Path) -> None:
    fact = Fact(category="Graffiti", fact="cold_report", author="Chief", reason="Found later.")
    study = replace(a_study("GRAFFITI"), facts=(fact,))
    bare = replace(study.call_types[0], type="")
    for rated_class, faults in (("C", 0), ("S", 1)):
        codes = {"GRAFFITI": {"type": rated_class}}
        rated = replace(study, call_types=(bare,), ratings=invented_ratings(codes, PRESET_INSTRUMENT, seed=1))
        write_study(rated, tmp_path / rated_class)
        assert len([one for one in check_study(tmp_path / rated_class) if one.file == "facts.csv"]) == faults


def test_a_place_without_a_study_is_refused(tmp_path: Path) -> None:
    for place in (tmp_path / "nowhere", tmp_path):
        with pytest.raises(Refusal, match="arcs study new"):
            check_study(place)


def test_a_table_may_be_missing_but_not_the_call_types(copy: Path) -> None:
    (copy / "interviews.csv").unlink()
    assert check_study(copy) == ()
    (copy / "call_types.csv").unlink()
    assert "the file is missing" in {one.what for one in check_study(copy)}


def test_the_schema_describes_every_file_and_cell() -> None:
    parts = schema_parts()
    assert {one.file for one in parts} == {one.file for one in (*CSV_FILES, *SECTIONS)}
    assert all(cell.meaning for part in parts for cell in part.cells)
    page = describe_schema()
    assert all(f"`{part.file}`" in page for part in parts)
    assert all("|" not in cell.meaning + cell.allowed for part in parts for cell in part.cells)


@settings(max_examples=40)
@given(st.binary(max_size=300), st.sampled_from(["study.toml", "budget.toml", "terms.csv", "claims.csv", "merges.csv"]))
def test_no_bytes_end_in_anything_but_faults(
    tmp_path_factory: pytest.TempPathFactory, content: bytes, name: str
) -> None:
    folder = tmp_path_factory.mktemp("study")
    write_study(a_study("NOISE"), folder)
    (folder / name).write_bytes(content)
    assert all(one.remedy and one.file for one in check_study(folder))


def test_a_survey_answer_keeps_the_respondents_words(tmp_path: Path) -> None:
    words = SurveyAnswer(respondent="A1", group="resident", category="Noise", alternative="cso", score=2,
                         depends_on='the hour, and "who" calls')  # fmt: skip
    write_study(replace(a_study("NOISE"), survey_answers=(words,)), tmp_path / "one")
    assert read_study(tmp_path / "one").survey_answers == (words,)
