"""A study as rows of texts: nothing is lost there and back, and what cannot be is said with its place."""

import string

from hypothesis import given
from hypothesis import strategies as st
from tests.making.studies import OAK_PARK

from arcs.files.studies import read_study
from arcs.files.studies.parts import PARTS, cells_of, folder_of, record_of, rows_of
from arcs.files.studies.reading import as_study

WORDS = st.text(string.ascii_letters + " ,;\"'=+-\n", min_size=1, max_size=30).map(str.strip).filter(bool)


def test_oak_park_becomes_rows_and_the_same_study_again() -> None:
    study = read_study(OAK_PARK)
    folder = folder_of(rows_of(study), ratings=study.ratings, answers=study.survey_answers)
    assert folder.faults == []
    assert as_study(folder) == study


@given(st.lists(st.tuples(WORDS, WORDS, st.sampled_from(["sure", "likely", "guess"])), max_size=5))
def test_any_crosswalk_comes_back_as_it_was(given_rows: list[tuple[str, str, str]]) -> None:
    part = PARTS["crosswalk.csv"]
    for name, code, confidence in given_rows:
        cells = {"call_type": name, "system": "NIBRS", "code": code, "confidence": confidence}
        record, faults = record_of(part, cells)
        assert faults == ()
        assert cells_of(record) == cells


def test_what_cannot_be_is_told_with_its_row_and_loses_no_other() -> None:
    rows = {"terms.csv": [{"term": "CSO", "definition": "An unarmed officer."}, {"term": "TRU"}]}
    folder = folder_of(rows)
    assert [str(one) for one in folder.faults] == [
        "terms.csv line 2: definition is empty. Try this: fill it in: Definition."
    ]
    assert [one.term for one in folder.rows["terms.csv"]] == ["CSO"]
