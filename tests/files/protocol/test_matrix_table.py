"""The matrix comes in as a table, and everything wrong in it is named by its line."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from arcs.core.protocol import MatrixRow
from arcs.files.protocol import MatrixRead, matrix_text, parse_matrix, starting_edition

ROUTES = ("988", "co_response", "cit_officer", "officer")
HEAD = "level,category,description,response_time,response_type,routes,default"
STATE = """level,category,description,response_time,response_type,routes,default
4,Emergent,"A threat, made just now",at once,police with a clinician,co_response; cit_officer,
1,Deflect,Wish for support,at once,988,988,true
3,Urgent,Suicide is spoken of,30 minutes,co-response,co_response;988,
2,Moderate,A crisis,60 minutes,a clinician,co_response;988,
"""


def read(text: str, *, before: tuple[MatrixRow, ...] = ()) -> MatrixRead:
    return parse_matrix(text.encode(), "state.csv", routes=ROUTES, before=before)


def faults(text: str) -> list[str]:
    found = read(text)
    assert found.rows == ()
    return [str(one) for one in found.faults]


def test_a_table_without_codes_keeps_the_codes_that_types_and_rules_name() -> None:
    before = starting_edition().matrix
    rows = read(STATE, before=before).rows
    assert [(one.code, one.level) for one in rows] == [(one.code, one.level) for one in before]
    assert rows[0].category == "Deflect"
    assert rows[0].default
    assert rows[3].routes == ("co_response", "cit_officer")
    assert all(one.source == "" for one in rows)


def test_a_row_of_the_same_category_keeps_its_code_before_one_of_the_same_level() -> None:
    before = starting_edition().matrix
    urgent = next(one for one in before if one.code == "urgent")
    second = replace(urgent, code="overdue", category="Overdue")
    text = STATE + "3,Overdue,Waited too long,10 minutes,co-response,co_response;988,\n"
    rows = {one.category: one.code for one in read(text, before=(*before, second)).rows}
    assert (rows["Urgent"], rows["Overdue"]) == ("urgent", "overdue")
    fresh = {one.category: one.code for one in read(text, before=before).rows}
    assert fresh["Overdue"] == "level-3-overdue"


def test_rows_of_one_category_may_differ_in_what_they_describe() -> None:
    rows = read(STATE + "3,Urgent,Lost and confused,30 minutes,co-response,co_response;988,\n").rows
    assert [one.code for one in rows if one.level == 3] == ["level-3-urgent", "level-3-urgent-2"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "state.csv: it is empty"),
        (HEAD, "state.csv: it holds no row"),
        (HEAD.replace("routes", "route"), 'state.csv line 1: the column "routes" is missing'),
        (HEAD.replace("routes", "level"), 'state.csv line 1: the column "level" stands twice'),
        (HEAD + ",colour", 'state.csv line 1: there is no column "colour"'),
        (STATE.replace("3,Urgent", "5,Urgent"), "state.csv line 4: level is 5, above 4"),
        (STATE.replace("3,Urgent", "three,Urgent"), 'state.csv line 4: level is "three", which is no number'),
        (STATE.replace("60 minutes", ""), "state.csv line 5: response_time is empty"),
        (STATE.replace("co_response; cit_officer", "swat"), 'state.csv line 2: there is no route "swat"'),
        (STATE.replace("988,true", "988,perhaps"), 'state.csv line 3: default is "perhaps"'),
        (STATE.replace("988,true", "988,"), "state.csv: none of its rows is the default"),
        (STATE.replace("988,\n2", "988,true\n2"), "state.csv line 4: 2 of its rows are the default"),
        (STATE + STATE.splitlines()[3], "state.csv line 6: its row stands in line 4 already"),
        (STATE.replace("1,Deflect", "2,Deflect"), "state.csv: no row is of level 1, which is statewide"),
        (STATE + "2,too,few", "state.csv line 6: the line has 3 cells, the heading 7"),
        (STATE + '2,"open', "state.csv line 6: it is not CSV"),
        ("code," + STATE.replace("\n", "\nx,").removesuffix("x,"), "state.csv line 3: its code"),
        ("x" * 200_001, "state.csv: it is larger than 200,000 bytes"),
    ],
    ids=lambda value: value[:60] if value.startswith("state.csv") else "",
)  # fmt: skip
def test_what_is_wrong_is_said_with_its_line(text: str, said: str) -> None:
    assert any(one.startswith(said) for one in faults(text)), faults(text)


def test_text_in_another_encoding_is_refused_at_its_line() -> None:
    found = parse_matrix(STATE.encode().replace(b"Suicide", b"Suicid\xe9"), "state.csv", routes=ROUTES)
    assert [str(one) for one in found.faults] == [
        "state.csv line 4: it is not UTF-8 text. Try this: save it as CSV in UTF-8."
    ]


_words = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=12)


@given(st.lists(st.tuples(st.sampled_from([2, 3]), _words, _words), max_size=5), st.booleans())
def test_what_goes_out_comes_in_again_as_it_was(more: list[tuple[int, str, str]], coded: bool) -> None:
    base = [(1, "Low", "Support"), *more, (4, "Emergent", "Threat")]
    rows = tuple(
        MatrixRow(
            code=f"row-{nth}", level=level, category=category, description=f"{nth} {description}", response_time="soon",
            response_type="help", routes=("co_response", "988"), default=nth == 0, source="Region 8, version 2",
        )
        for nth, (level, category, description) in enumerate(sorted(base))
    )  # fmt: skip
    text = matrix_text(rows)
    if not coded:  # the codes are taken out, and come back from the matrix whose place the table takes
        text = "\n".join(line.partition(",")[2] for line in text.splitlines())
    found = read(text, before=rows)
    assert found.faults == ()
    assert [replace(one, code="x") for one in found.rows] == [replace(one, code="x") for one in rows]
    assert {one.code for one in found.rows} == {one.code for one in rows}
