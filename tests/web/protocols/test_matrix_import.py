"""The adopted matrix goes in as a whole and comes out as it went in; the State's rows are never changed by hand."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from tests.making.protocols import a_draft, a_drafter, a_reader, a_row, example, in_force
from tests.web.conftest import SignIn
from tests.web.protocols.test_pages import text_of

from arcs.files.protocol import crisis_codes, matrix_text, starting_edition
from arcs.web.people.models import Staff
from arcs.web.protocols import actions, queries
from arcs.web.protocols.matrix_actions import import_matrix
from arcs.web.protocols.matrix_pages import records_of, sign_of_matrix
from arcs.web.protocols.models import ProtocolEdition
from arcs.web.wall.acting import acting_as
from arcs.web.wall.at_once import ChangedMeanwhile
from arcs.web.wall.permit import Refused

pytestmark = pytest.mark.django_db
STATE = """level,category,description,response_time,response_type,routes,default,source
1,Deflect,Wish for support,at once,988,988,true,"Region 8, version 2"
2,Moderate,A crisis,60 minutes,a clinician,co_response;988,,"Region 8, version 2"
3,Urgent,Suicide is spoken of,30 minutes,co-response,co_response;988,,"Region 8, version 2"
4,Emergent,"A threat, made just now",at once,police with a clinician,co_response; cit_officer,,"The State, version 5"
"""


def read(who: Staff, edition: ProtocolEdition) -> tuple[list[object], str]:
    with acting_as(who.pk), transaction.atomic():
        rows = queries.every_row(who, edition)
        return list(records_of(rows)), sign_of_matrix(rows)


def brought(text: str) -> SimpleUploadedFile:
    return SimpleUploadedFile("state.csv", text.encode(), content_type="text/csv")


def send(sign_in: SignIn, who: Staff, edition: ProtocolEdition, text: str, seen: str = "") -> tuple[int, str]:
    url = f"/protocols/{edition.number}/matrix/"
    words = {"file": brought(text), "seen": seen or read(who, edition)[1]}
    answer = sign_in(who).post(url, words, follow=True)
    return answer.status_code, answer.content.decode()


def test_an_imported_matrix_takes_the_place_of_every_row_and_an_undo_brings_them_back(sign_in: SignIn) -> None:
    who = a_drafter()
    made = a_draft(who, example())
    before, _sign = read(who, made)
    page = sign_in(who).get(f"/protocols/{made.number}/matrix/").content.decode()
    assert "Not the State’s text." in page
    assert "The State’s, locked" in page
    status, text = send(sign_in, who, made, STATE)
    assert status == 200
    assert "The State, version 5" in text
    assert "Not the State’s text." not in text
    rows, _sign = read(who, made)
    assert [(one.code, one.level) for one in rows] == [(one.code, one.level) for one in starting_edition().matrix]  # type: ignore[attr-defined] # MatrixRow
    change = text.partition("/undo/")[2].partition("/")[0]
    sign_in(who).post(f"/protocols/{made.number}/undo/{change}/")
    assert read(who, made)[0] == before


def test_what_is_wrong_is_named_by_line_and_nothing_is_kept(sign_in: SignIn) -> None:
    who = a_drafter()
    made = a_draft(who)
    before, _sign = read(who, made)
    status, text = send(sign_in, who, made, STATE.replace("co_response; cit_officer", "swat").replace("30 minutes", ""))
    assert status == 422
    assert "2 things are wrong in the file" in text
    assert "<b>Line 4</b>: response_time is empty" in text
    assert "<b>Line 5</b>: there is no route &quot;swat&quot; in this edition" in text
    assert read(who, made)[0] == before


def test_whoever_imports_over_somebody_elses_change_is_told_and_nothing_is_imported(sign_in: SignIn) -> None:
    who, other = a_drafter(), a_drafter("Oth Er")
    made = a_draft(who)
    _rows, seen = read(who, made)
    row = a_row(other, made, "matrix", "urgent")
    with acting_as(other.pk):
        actions.change_row(by=other, row=row, version=row.version, cells={**row.cells, "response_time": "20 minutes"})
    status, text = send(sign_in, who, made, STATE, seen)
    assert status == 409
    assert "Nothing was imported" in text
    assert "20 minutes" in text
    with acting_as(who.pk), pytest.raises(ChangedMeanwhile):
        import_matrix(by=who, edition=made, rows=[], seen=seen)


def test_a_matrix_without_a_row_that_types_name_says_so(sign_in: SignIn) -> None:
    who = a_drafter()
    made = a_draft(who, example())
    with_codes = "code," + STATE.replace("\n1,", "\nlow,1,").replace("\n2,", "\nmid,2,").replace(
        "\n3,", "\nhigh,3,"
    ).replace("\n4,", "\ntop,4,")
    status, text = send(sign_in, who, made, with_codes)
    assert status == 200
    assert "name rows that are not here: deflect, emergent, moderate, urgent" in text


def test_the_table_goes_out_as_it_came_in(sign_in: SignIn) -> None:
    who = a_drafter()
    made = a_draft(who)
    send(sign_in, who, made, STATE)
    answer = sign_in(a_reader()).get(f"/protocols/{made.number}/matrix.csv")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    text = answer.content.decode()
    assert text == matrix_text(read(who, made)[0])  # type: ignore[arg-type] # rows of a matrix
    assert "Region 8, version 2" in text


def test_the_dispositions_of_a_crisis_call_stand_where_they_are_looked_for(sign_in: SignIn) -> None:
    made = a_draft(a_drafter())
    text = text_of(sign_in(a_reader()), f"/protocols/{made.number}/matrix/")
    for one in crisis_codes().codes:
        assert one.name in text
        assert one.code in text
        assert one.meaning in text
    assert "A replay reads: arrest" in text


def test_nobody_imports_into_what_is_no_draft_or_without_the_right(sign_in: SignIn) -> None:
    who = a_drafter()
    held = in_force(who)
    status, _text = send(sign_in, who, held, STATE)
    assert status == 403
    made = a_draft(who)
    status, _text = send(sign_in, a_reader(), made, STATE, read(who, made)[1])
    assert status == 403


def test_the_states_rows_are_not_changed_by_hand() -> None:
    who = a_drafter()
    made = a_draft(who)
    for code in ("deflect", "emergent"):
        row = a_row(who, made, "matrix", code)
        with acting_as(who.pk), pytest.raises(Refused, match="State’s"):
            actions.change_row(by=who, row=row, version=row.version, cells={**row.cells, "response_time": "later"})
