"""Pages of a study's tables: read, add, change, remove, take back, and two people at one row."""

import re
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.making.people import a_person
from tests.making.studies import MAY_WORK, a_stored_study, an_analyst
from tests.web.conftest import SignIn

from arcs.files.studies.parts import PARTS
from arcs.web.people.models import Staff
from arcs.web.sheets import actions, queries
from arcs.web.sheets.forms import RowForm
from arcs.web.sheets.models import StudyRow
from arcs.web.sheets.words import GROUPS, NAMES
from arcs.web.studies import actions as studies
from arcs.web.studies.models import Part, Study
from arcs.web.wall.acting import acting_as

pytestmark = pytest.mark.django_db
TERM = {"term": "CSO", "definition": "An unarmed officer."}


def a_row(by: Staff, study: Study, part: str = "terms.csv", **cells: str) -> StudyRow:
    with acting_as(by.pk):
        return actions.add_row(by=by, study=study, part=part, cells=cells or TERM)


def text_of(browser: Client, name: str, *ids: object, **words: str) -> str:
    answer = browser.get(reverse(f"sheets:{name}", args=ids), words)
    assert answer.status_code == 200, answer.content[:800]
    return answer.content.decode()


def rows(by: Staff, study: Study, part: str = "terms.csv") -> list[dict[str, str]]:
    with acting_as(by.pk), transaction.atomic():
        return [one.cells for one in queries.rows_of(by, study, part)]


def a_colleague(study: Study, lead: Staff, part: str) -> Staff:
    person = a_person(f"Ben {part}", permissions=MAY_WORK)
    with acting_as(lead.pk):
        studies.add_member(by=lead, study=study, staff=person, part=part)
    return person


def test_every_part_of_a_study_has_a_name_in_words_and_stands_in_one_group() -> None:
    grouped = [part for group in GROUPS for part in group.parts]
    assert sorted(grouped) == sorted(PARTS)
    assert set(NAMES) == {*PARTS, "ratings.csv", "survey_answers.csv"}, (
        "these two are compared on the way in, and are no tables"
    )


def test_a_row_is_added_found_changed_removed_and_brought_back(sign_in: SignIn) -> None:
    ana = an_analyst()
    study = a_stored_study(ana)
    browser = sign_in(ana)
    add = reverse("sheets:add", args=[study.pk, "terms.csv"])
    answer = browser.post(add, TERM, follow=True)
    assert "CSO" in answer.content.decode()
    assert "Undo" in answer.content.decode()
    with acting_as(ana.pk), transaction.atomic():
        row = StudyRow.objects.get(study=study)
    url = reverse("sheets:row", args=[row.pk])
    browser.post(url, TERM | {"definition": "Another.", "version": "1"})
    assert rows(ana, study) == [TERM | {"definition": "Another."}]
    assert "Another." in text_of(browser, "row", row.pk)
    assert "An unarmed officer." in text_of(browser, "row", row.pk)  # its history
    gone = browser.post(reverse("sheets:remove", args=[row.pk]), {"version": "2"})
    assert rows(ana, study) == []
    change = gone["Location"].partition("changed=")[2]
    browser.post(reverse("sheets:undo", args=[study.pk, change]), {"next": "https://elsewhere.example/"})
    assert rows(ana, study) == [TERM | {"definition": "Another."}]


def test_undo_never_leads_to_another_site(sign_in: SignIn) -> None:
    ana = an_analyst()
    study = a_stored_study(ana)
    row = a_row(ana, study)
    answer = sign_in(ana).post(
        reverse("sheets:undo", args=[study.pk, row.change]), {"next": "https://elsewhere.example/"}
    )
    assert answer["Location"] == reverse("sheets:tables", args=[study.pk])


def test_what_cannot_be_is_said_beside_its_column_and_nothing_typed_is_lost(sign_in: SignIn) -> None:
    ana = an_analyst()
    study = a_stored_study(ana)
    given = {"step": "one", "text": "Kept words", "due_on": "2026-13-45"}
    answer = sign_in(ana).post(reverse("sheets:add", args=[study.pk, "work_plan.csv"]), given)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "which is no number" in text
    assert "Kept words" in text
    assert "2026-13-45" in text
    assert rows(ana, study, "work_plan.csv") == []


def test_the_second_of_two_sees_both_versions_and_chooses_cell_by_cell(sign_in: SignIn) -> None:
    ana = an_analyst()
    study = a_stored_study(ana)
    row = a_row(ana, study, "work_plan.csv", step="1", text="Plan", owner="Chief")
    ben = a_colleague(study, ana, Part.ANALYST)
    url = reverse("sheets:row", args=[row.pk])
    sign_in(ana).post(url, {"step": "1", "text": "Plan well", "owner": "Chief", "version": "1"})
    browser = sign_in(ben)
    answer = browser.post(url, {"step": "1", "text": "Plan", "owner": "Village", "version": "1"})
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "Plan well" in text
    assert "Village" in text
    fields = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', text))
    browser.post(url, fields | {"choose_text": "theirs", "choose_owner": "yours"})
    assert rows(ana, study, "work_plan.csv") == [{"step": "1", "text": "Plan well", "owner": "Village"}]


def test_a_row_that_was_removed_meanwhile_can_be_added_again(sign_in: SignIn) -> None:
    ana = an_analyst()
    study = a_stored_study(ana)
    row = a_row(ana, study)
    browser = sign_in(ana)
    page = browser.get(reverse("sheets:row", args=[row.pk]))
    assert page.status_code == 200
    with acting_as(ana.pk):
        actions.change_row(by=ana, row=row, version=1, cells=TERM | {"definition": "Other."})
    answer = browser.post(reverse("sheets:remove", args=[row.pk]), {"version": "1"})
    assert answer.status_code == 409
    assert "Nothing was removed" in answer.content.decode()


def test_readers_see_every_table_and_change_none(sign_in: SignIn) -> None:
    ana = an_analyst()
    study = a_stored_study(ana)
    row = a_row(ana, study)
    reader = sign_in(a_colleague(study, ana, Part.READER))
    assert "CSO" in text_of(reader, "table", study.pk, "terms.csv")
    assert "You can read this study" in text_of(reader, "row", row.pk)
    answer = reader.post(reverse("sheets:row", args=[row.pk]), TERM | {"definition": "X", "version": "1"})
    assert answer.status_code == 403
    assert rows(ana, study) == [TERM]


def test_strangers_find_neither_table_nor_row(sign_in: SignIn) -> None:
    ana = an_analyst()
    study = a_stored_study(ana)
    row = a_row(ana, study)
    stranger = sign_in(an_analyst("Sten Stranger"))
    for name, ids in (("tables", [study.pk]), ("table", [study.pk, "terms.csv"]), ("row", [row.pk])):
        assert stranger.get(reverse(f"sheets:{name}", args=ids)).status_code == 404


def test_a_part_that_no_study_has_is_not_found(sign_in: SignIn) -> None:
    ana = an_analyst()
    study = a_stored_study(ana)
    assert sign_in(ana).get(reverse("sheets:table", args=[study.pk, "passwd"])).status_code == 404


def test_the_overview_counts_rows_and_names_what_is_wrong(sign_in: SignIn) -> None:
    ana = an_analyst()
    study = a_stored_study(ana)
    a_row(ana, study, "merges.csv", category="Theft", call_type="NOWHERE", certainty="certain")
    text = text_of(sign_in(ana), "tables", study.pk)
    assert "things have to be mended" in text
    assert "NOWHERE" in text


def test_every_table_opens_empty_and_its_form_too(sign_in: SignIn) -> None:
    ana = an_analyst()
    study = a_stored_study(ana)
    browser = sign_in(ana)
    for part in PARTS:
        answer = browser.get(reverse("sheets:table", args=[study.pk, part]), follow=True)
        assert answer.status_code == 200, part
        assert browser.get(reverse("sheets:add", args=[study.pk, part])).status_code == 200, part


def test_pages_ask_as_often_for_many_rows_as_for_one(sign_in: SignIn) -> None:
    ana = an_analyst()
    study = a_stored_study(ana)
    browser = sign_in(ana)
    a_row(ana, study)

    def asked(name: str, *ids: object) -> int:
        with CaptureQueriesContext(connection) as seen:
            text_of(browser, name, *ids)
        return len(seen)

    places = (("tables", study.pk), ("table", study.pk, "terms.csv"))
    for place in places:
        text_of(browser, *place)
    few = [asked(*place) for place in places]
    for number in range(60):
        a_row(ana, study, term=f"T{number}", definition="Words.")
    assert [asked(*place) for place in places] == few


def test_numbers_sort_as_numbers_and_the_file_is_safe_in_a_spreadsheet(sign_in: SignIn, tmp_path: Path) -> None:
    ana = an_analyst()
    study = a_stored_study(ana)
    for name, fte in (("A", "10.5"), ("=1+1", "9.25"), ("C", "100")):
        a_row(ana, study, "call_types.csv", call_type=name, fte=fte)
    browser = sign_in(ana)
    page = text_of(browser, "table", study.pk, "call_types.csv", sort="-fte")
    places = [re.search(rf"\b{text}</td>", page) for text in ("100", "10[.]5", "9[.]25")]
    assert [one.start() for one in places if one] == sorted(one.start() for one in places if one)
    assert all(places)
    file = browser.get(reverse("sheets:table", args=[study.pk, "call_types.csv"]), {"csv": "1"}).content.decode()
    assert "'=1+1" in file


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=st.text(max_size=40), number=st.integers(min_value=1, max_value=9999))
def test_what_a_form_takes_is_what_the_study_file_says(words: str, number: int) -> None:
    part = PARTS["work_plan.csv"]
    form = RowForm({"step": str(number), "text": words, "due_on": "07/05/2026"}, part=part, references={}, row={})
    if form.is_valid():
        assert form.cells["step"] == str(number)
        assert form.cells["due_on"] == "2026-07-05"
        assert actions.checked(part.name, form.cells) == form.cells
    else:
        assert set(form.errors) == {"text"}


def test_the_library_of_models_is_narrowed_by_team_hours_and_cost(sign_in: SignIn) -> None:
    ana = an_analyst()
    study = a_stored_study(ana)
    browser = sign_in(ana)
    assert "No model yet" in text_of(browser, "models", study.pk)
    known = PARTS["alternative_models.csv"]
    needed = {one.name: "Words." for one in known.cells if one.required}
    a_row(ana, study, known.name, **(needed | {"city": "Eugene", "team": "EMT", "annual_cost": "about $1,000,000"}))
    a_row(ana, study, known.name, **(needed | {"city": "Denver", "team": "Clinician", "hours": "24 hours"}))
    assert "Denver" not in text_of(browser, "models", study.pk, cost="stated")
    assert "Eugene" not in text_of(browser, "models", study.pk, hours="stated")
    assert "Eugene" not in text_of(browser, "models", study.pk, team="Clinician")
    assert "1 of 2 models" in text_of(browser, "models", study.pk, q="eugene")
