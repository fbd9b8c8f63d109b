"""A study's rows: nobody's work is overwritten, every change can be undone, and only those who may change them do."""

from uuid import uuid4

import pytest
from django.db import transaction
from tests.making.people import a_person
from tests.making.studies import MAY_WORK, OAK_PARK, a_stored_study, an_analyst

from arcs.files.studies import read_study
from arcs.files.studies.parts import folder_of, rows_of
from arcs.files.studies.reading import as_study
from arcs.web.people.models import Staff
from arcs.web.sheets import actions, queries
from arcs.web.sheets.models import StudyRow
from arcs.web.studies import actions as studies
from arcs.web.studies.models import Part, Study
from arcs.web.wall.acting import acting_as
from arcs.web.wall.permit import Refused

pytestmark = pytest.mark.django_db
TERM = {"term": "CSO", "definition": "An unarmed officer."}


def a_term(by: Staff, study: Study) -> StudyRow:
    with acting_as(by.pk):
        return actions.add_row(by=by, study=study, part="terms.csv", cells=TERM)


def terms(by: Staff, study: Study) -> list[dict[str, str]]:
    with acting_as(by.pk), transaction.atomic():
        return [one.cells for one in queries.rows_of(by, study, "terms.csv")]


def a_member(study: Study, lead: Staff, part: str) -> Staff:
    person = a_person(permissions=MAY_WORK)
    with acting_as(lead.pk):
        studies.add_member(by=lead, study=study, staff=person, part=part)
    return person


def test_of_two_who_change_a_row_the_second_is_shown_both_versions_and_nothing_is_lost() -> None:
    ana = an_analyst()
    study = a_stored_study(ana)
    row = a_term(ana, study)
    ben = a_member(study, ana, Part.ANALYST)
    with acting_as(ana.pk):
        actions.change_row(by=ana, row=row, version=1, cells=TERM | {"definition": "Ana's words."})
    with acting_as(ben.pk), pytest.raises(actions.RowChanged) as both:
        actions.change_row(by=ben, row=row, version=1, cells=TERM | {"definition": "Ben's words."})
    assert both.value.now is not None
    assert both.value.now.cells["definition"] == "Ana's words."
    assert both.value.given["definition"] == "Ben's words."
    assert terms(ana, study) == [TERM | {"definition": "Ana's words."}]


def test_a_removed_row_comes_back_by_undo_and_so_does_a_changed_one() -> None:
    ana = an_analyst()
    study = a_stored_study(ana)
    row = a_term(ana, study)
    with acting_as(ana.pk):
        changed = actions.change_row(by=ana, row=row, version=1, cells=TERM | {"definition": "Other."})
        removal = actions.remove_row(by=ana, row=changed, version=2)
    assert terms(ana, study) == []
    with acting_as(ana.pk):
        assert actions.undo(by=ana, study=study, change=removal).restored == 1
    assert terms(ana, study) == [TERM | {"definition": "Other."}]
    with acting_as(ana.pk):
        left = actions.undo(by=ana, study=study, change=changed.change)
    assert (left.restored, left.left) == (0, ("CSO",))  # it was removed and came back since


def test_an_added_row_goes_by_undo_and_a_table_put_in_its_place_too() -> None:
    ana = an_analyst()
    study = a_stored_study(ana)
    row = a_term(ana, study)
    change = uuid4()
    with acting_as(ana.pk):
        many = actions.replace_part(
            by=ana, study=study, part="terms.csv", change=change,
            rows=[{"term": "CSO", "definition": "Somebody else."}, {"term": "CIT", "definition": "Trained."}],
        )  # fmt: skip
        assert many == 2
        assert actions.undo(by=ana, study=study, change=change).restored == 3
    assert terms(ana, study) == [TERM]
    with acting_as(ana.pk), transaction.atomic():
        stands = StudyRow.objects.get(pk=row.pk)
        actions.undo(by=ana, study=study, change=stands.change)


def test_what_cannot_be_a_row_is_refused_with_every_reason_and_nothing_is_written() -> None:
    ana = an_analyst()
    study = a_stored_study(ana)
    with acting_as(ana.pk), pytest.raises(actions.RowFaults) as wrong:
        actions.add_row(by=ana, study=study, part="call_types.csv", cells={"risk": "X", "fte": "many"})
    assert len(wrong.value.faults) == 3
    a_term(ana, study)
    with acting_as(ana.pk), pytest.raises(Refused, match="stands in this table already"):
        actions.add_row(by=ana, study=study, part="terms.csv", cells=TERM)


CODE = {"call_type": "THEFT", "coder": "Chief", "officer_required": "N", "reason": "Cold."}
DECIDED = {"category": "THEFT", "decision": "put_off", "decided_on": "2026-11-01", "decided_by": "Board", "reason": "?"}


@pytest.mark.parametrize(
    ("part", "cells", "allowed"),
    [
        ("coding.csv", CODE, {Part.LEAD, Part.ANALYST, Part.CODER}),
        ("board_decisions.csv", DECIDED, {Part.LEAD, Part.BOARD}),
        ("terms.csv", TERM, {Part.LEAD, Part.ANALYST}),
    ],
)
@pytest.mark.parametrize("held", list(Part))
def test_each_part_in_a_study_may_change_what_is_its_own_by_both_walls(
    part: str, cells: dict[str, str], allowed: set[str], held: str
) -> None:
    lead = an_analyst()
    study = a_stored_study(lead)
    person = a_member(study, lead, held)
    with acting_as(person.pk):
        try:
            actions.add_row(by=person, study=study, part=part, cells=cells)
            added = True
        except Refused:
            added = False
    assert added == (held in allowed)
    row = StudyRow(study=study, part=part, position=99, key="past the code's wall", cells=cells, changed_by=person.pk)
    with acting_as(person.pk):
        try:
            with transaction.atomic():
                row.save(force_insert=True)
            written = True
        except Exception as wall:
            assert "row-level security" in str(wall)
            written = False
    assert written == (held in allowed)


def test_a_stranger_sees_no_row() -> None:
    ana, eve = an_analyst(), an_analyst("Eve")
    study = a_stored_study(ana)
    row = a_term(ana, study)
    with acting_as(eve.pk), transaction.atomic():
        assert queries.row_seen_by(eve, row.pk) is None
        assert list(StudyRow.objects.all()) == []


def test_oak_park_goes_into_the_database_and_comes_out_as_the_same_study() -> None:
    ana = an_analyst()
    study = a_stored_study(ana)
    published = read_study(OAK_PARK)
    change = uuid4()
    with acting_as(ana.pk):
        for part, rows in rows_of(published).items():
            actions.replace_part(by=ana, study=study, part=part, rows=rows, change=change)
    with acting_as(ana.pk), transaction.atomic():
        folder = folder_of(queries.every_row(ana, study))
    assert as_study(folder) == published


def test_a_coder_sees_others_codes_only_of_types_that_he_answered() -> None:
    lead = an_analyst()
    study = a_stored_study(lead)
    chief = a_member(study, lead, Part.CODER)
    with acting_as(lead.pk):
        theft = actions.add_row(by=lead, study=study, part="coding.csv", cells=CODE | {"coder": "Deputy"})
        noise = {"call_type": "NOISE", "coder": "Deputy", "officer_required": "N", "reason": "Noise."}
        actions.add_row(by=lead, study=study, part="coding.csv", cells=noise)
    with acting_as(chief.pk), transaction.atomic():
        assert list(queries.part_rows(chief, study, "coding.csv")) == []
        assert queries.row_seen_by(chief, theft.pk) is None
    with acting_as(chief.pk):
        actions.add_row(by=chief, study=study, part="coding.csv", cells=CODE | {"coder": chief.name})
    with acting_as(chief.pk), transaction.atomic():
        seen = {one.cells["call_type"] for one in queries.part_rows(chief, study, "coding.csv")}
        assert seen == {"THEFT"}
        assert queries.row_seen_by(chief, theft.pk) == theft
    with acting_as(lead.pk), transaction.atomic():
        assert queries.part_rows(lead, study, "coding.csv").count() == 3


def test_null_bytes_are_taken_out_before_a_row_is_kept() -> None:
    ana = an_analyst()
    study = a_stored_study(ana)
    hostile = TERM | {"definition": "\x00An unarmed\x00 officer."}
    with acting_as(ana.pk):
        row = actions.add_row(by=ana, study=study, part="terms.csv", cells=hostile)
        actions.change_row(by=ana, row=row, version=1, cells=hostile)
        actions.replace_part(by=ana, study=study, part="terms.csv", rows=[hostile], change=uuid4())
    assert terms(ana, study) == [TERM]
