"""Drafting an edition: rows are kept as they were given, nobody's work is overwritten, every change is undone."""

from dataclasses import replace

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as some
from tests.making.protocols import a_draft, a_drafter, a_reader, a_row, example, in_force
from tests.making.world import shipped_roles

from arcs.core.protocol import digest
from arcs.web.people.models import Staff
from arcs.web.protocols import actions, queries
from arcs.web.protocols.histories import changes_of
from arcs.web.protocols.models import EditionApprover, EditionRow, ProtocolEdition
from arcs.web.protocols.reading import digest_of
from arcs.web.wall.acting import acting_as
from arcs.web.wall.permit import Refused

pytestmark = pytest.mark.django_db
QUESTION = {"code": "alone", "text": "Is the person alone?", "why": "Somebody may wait.", "unknown": "present"}


def digest_now(who: Staff, edition: ProtocolEdition) -> str:
    with acting_as(who.pk), transaction.atomic():
        return queries.content_seen_by(who, edition).digest


def test_what_is_kept_is_the_edition_that_was_given() -> None:
    who = a_drafter()
    made = a_draft(who, example())
    with acting_as(who.pk), transaction.atomic():
        content = queries.content_seen_by(who, made)
    assert content.edition is not None
    assert content.digest == digest_of(example()) == digest(content.edition)


def test_state_and_days_of_a_file_are_not_its_content() -> None:
    dated = replace(example(), about=replace(example().about, status="retired", approved_by="Nobody"))
    assert digest_of(dated) == digest_of(example())


def test_a_row_is_added_changed_taken_out_and_each_is_undone() -> None:
    who = a_drafter()
    made = a_draft(who)
    before = digest_now(who, made)
    with acting_as(who.pk):
        added = actions.add_row(by=who, edition=made, section="questions", cells=QUESTION)
        first = digest_now(who, made)
        changed = actions.change_row(by=who, row=added, version=1, cells=QUESTION | {"digit": "9"})
        second = digest_now(who, made)
        gone = actions.remove_row(by=who, row=added, version=2)
        assert digest_now(who, made) == before
        actions.undo(by=who, edition=made, change=gone)
        assert digest_now(who, made) == second
        assert actions.undo(by=who, edition=made, change=changed).left == ("alone",)  # it was changed again since
        row = a_row(who, made, "questions", "alone")
        actions.change_row(by=who, row=row, version=row.version, cells=QUESTION)
        assert digest_now(who, made) == first
    with acting_as(who.pk), transaction.atomic():
        kinds = [one.kind for one in changes_of(added.pk)]
    assert kinds == ["update", "insert", "delete", "update", "insert"]


def test_whoever_was_slower_sees_both_versions_and_nothing_is_written() -> None:
    ann, ben = a_drafter("Ann"), a_drafter("Ben")
    made = a_draft(ann)
    row = a_row(ann, made, "questions", "weapon")
    with acting_as(ann.pk):
        actions.change_row(by=ann, row=row, version=1, cells={**row.cells, "digit": "7"})
    with acting_as(ben.pk):
        with pytest.raises(actions.RowsChanged) as told:
            actions.change_row(by=ben, row=row, version=1, cells={**row.cells, "digit": "8"})
        with pytest.raises(actions.RowsChanged):
            actions.remove_row(by=ben, row=row, version=1)
    (stale,) = told.value.stale
    assert stale.now is not None
    assert (stale.now.cells["digit"], stale.given["digit"]) == ("7", "8")
    assert a_row(ann, made, "questions", "weapon").cells["digit"] == "7"


def test_of_many_rows_none_is_changed_where_one_is_stale() -> None:
    who = a_drafter()
    made = a_draft(who, example())
    rows = [a_row(who, made, "call_types", name) for name in ("LOST ARTICLE", "BIKE THEFT")]
    with acting_as(who.pk):
        actions.change_row(by=who, row=rows[1], version=1, cells={**rows[1].cells, "why": "It is so."})
        before = digest_now(who, made)
        with pytest.raises(actions.RowsChanged) as told:
            given = {one.pk: (1, {**one.cells, "base": "officer", "permitted": ""}) for one in rows}
            actions.change_rows(by=who, edition=made, given=given)
    assert [one.row for one in told.value.stale] == [rows[1].pk]
    assert digest_now(who, made) == before


def test_a_name_stands_once_and_what_cannot_be_a_row_says_why() -> None:
    who = a_drafter()
    made = a_draft(who)
    with acting_as(who.pk):
        with pytest.raises(Refused, match="stands in this section already"):
            actions.add_row(by=who, edition=made, section="questions", cells=QUESTION | {"code": "weapon"})
        with pytest.raises(actions.RowFaults) as wrong:
            actions.add_row(by=who, edition=made, section="questions", cells=QUESTION | {"unknown": "perhaps"})
        assert [one.cell for one in wrong.value.faults] == ["unknown"]
        kept = actions.add_row(by=who, edition=made, section="questions", cells=QUESTION | {"text": "Alone\x00?"})
        assert kept.cells["text"] == "Alone?"


def test_what_is_the_states_is_not_changed_by_hand_and_a_new_matrix_replaces_it() -> None:
    who = a_drafter()
    made = a_draft(who)
    before = digest_now(who, made)
    locked = a_row(who, made, "matrix", "emergent")
    moderate = a_row(who, made, "matrix", "moderate")
    with acting_as(who.pk):
        for do in (
            lambda: actions.change_row(by=who, row=locked, version=1, cells={**locked.cells, "description": "Other"}),
            lambda: actions.change_row(by=who, row=moderate, version=1, cells={**moderate.cells, "level": "4"}),
            lambda: actions.remove_row(by=who, row=locked, version=1),
            lambda: actions.add_row(by=who, edition=made, section="matrix", cells={**locked.cells, "code": "other"}),
        ):
            with pytest.raises(Refused, match="the State"):
                do()
        assert digest_now(who, made) == before
        rows = [{**one.cells, "response_time": "5 minutes"} for one in every(who, made, "matrix")]
        change = actions.replace_section(by=who, edition=made, section="matrix", rows=rows)
        assert a_row(who, made, "matrix", "emergent").cells["response_time"] == "5 minutes"
        actions.undo(by=who, edition=made, change=change)
    assert digest_now(who, made) == before


def every(who: Staff, edition: ProtocolEdition, section: str) -> list[EditionRow]:
    with acting_as(who.pk), transaction.atomic():
        return queries.rows_of(who, edition, section)


def test_a_row_of_the_regions_levels_is_added_by_hand_and_stands_with_its_level() -> None:
    who = a_drafter()
    made = a_draft(who)
    cells = {
        "code": "walk-in", "level": "2", "category": "Walk-in", "description": "Somebody comes to the station.",
        "response_time": "at once", "response_type": "a clinician", "routes": "988",
    }  # fmt: skip
    with acting_as(who.pk), transaction.atomic():
        actions.add_row(by=who, edition=made, section="matrix", cells=cells)
        content = queries.content_seen_by(who, made)
    assert content.read.conflicts == ()
    assert content.edition is not None
    levels = [one.level for one in content.edition.matrix]
    assert levels == sorted(levels)
    assert [one.code for one in content.edition.matrix if one.level == 2][-1] == "walk-in"


def test_nobody_changes_what_is_no_draft_and_a_reader_changes_nothing() -> None:
    who, reader = a_drafter(), a_reader()
    made, draft = in_force(who), a_draft(who)
    row = a_row(who, made, "questions", "weapon")
    with acting_as(who.pk):
        with pytest.raises(Refused, match="Begin a new one"):
            actions.change_row(by=who, row=row, version=1, cells={**row.cells, "digit": "7"})
        with pytest.raises(Refused, match="Begin a new one"):
            actions.undo(by=who, edition=made, change=row.change)
    with acting_as(reader.pk):
        with pytest.raises(Refused, match="Your role does not let you"):
            actions.add_row(by=reader, edition=draft, section="questions", cells=QUESTION)
        with pytest.raises(Refused, match="Your role does not let you"):
            actions.begin_edition(by=reader, rows={})


def test_editions_are_counted_and_a_copy_says_the_same_and_needs_the_same_approvers() -> None:
    who = a_drafter()
    first = a_draft(who, example())
    with acting_as(who.pk):
        copy = actions.begin_edition(by=who, rows=queries.texts_of(who, first), based_on=first)
    assert (first.number, copy.number, copy.based_on_id) == (1, 2, first.pk)
    assert digest_now(who, copy) == digest_now(who, first)


KEYS = ("weapon", "violence", "injury", "medical", "threat", "minor")
DOINGS = some.lists(
    some.tuples(some.sampled_from(["change", "remove", "add"]), some.sampled_from(KEYS)),
    min_size=1, max_size=4, unique_by=lambda one: one[1],
)  # fmt: skip


@settings(max_examples=8, deadline=None)
@given(doings=DOINGS)
def test_whatever_was_done_is_as_before_once_all_of_it_is_taken_back(doings: list[tuple[str, str]]) -> None:
    who = a_drafter()
    made = a_draft(who)
    before, done = digest_now(who, made), []
    with acting_as(who.pk):
        for what, key in doings:
            row = a_row(who, made, "questions", key)
            if what == "add":
                cells = QUESTION | {"code": f"{key}-too"}
                done.append(actions.add_row(by=who, edition=made, section="questions", cells=cells).change)
            elif what == "change":
                done.append(actions.change_row(by=who, row=row, version=1, cells={**row.cells, "why": "It is so."}))
            else:
                done.append(actions.remove_row(by=who, row=row, version=1))
        assert digest_now(who, made) != before
        for change in reversed(done):
            assert actions.undo(by=who, edition=made, change=change).left == ()
    assert digest_now(who, made) == before


def test_a_new_edition_proposes_the_shipped_roles_that_may_approve() -> None:
    shipped = shipped_roles()
    who = a_drafter()
    made = a_draft(who)
    with acting_as(who.pk), transaction.atomic():
        named = {one.role_id for one in EditionApprover.objects.filter(edition=made)}
    assert named == {shipped[key].pk for key in ("chief", "clinician", "board-member")}
