"""A list of calls, in a database where commits are real: each call stands before the next is looked at."""

import json
from typing import Any

import psycopg
import pytest
from django.db import transaction
from tests.making.people import a_person
from tests.web.calls.test_sending import CALL, SENDS, Dispatch

from arcs.postgres.addresses import Addresses
from arcs.web.calls import sending
from arcs.web.calls.models import Call, SetAsideRow
from arcs.web.calls.rows import Row
from arcs.web.wall.acting import acting_as


def test_each_call_of_a_list_is_committed_before_the_next_and_no_strip_waits(
    fresh_database: Addresses, monkeypatch: pytest.MonkeyPatch
) -> None:
    sender, as_before = a_person("Dis Patch", permissions=SENDS), sending.row_of_object
    seen: list[tuple[int, bool]] = []

    def as_others_see_it(line: int, one: Any) -> Row:
        with psycopg.connect(fresh_database.application) as other:
            other.execute("select set_config('arcs.person', %s, true)", [str(sender.pk)])
            found = other.execute(
                "select (select count(*) from calls_call) + (select count(*) from calls_setasiderow),"
                " pg_try_advisory_xact_lock(hashtext('calls.take'))"
            ).fetchone()
        assert found is not None
        seen.append((found[0], found[1]))
        if one["source_key"] == "C-4":
            raise ZeroDivisionError
        return as_before(line, one)

    monkeypatch.setattr(sending, "row_of_object", as_others_see_it)
    program = Dispatch(sender)
    program.client.raise_request_exception = False
    listed = [CALL, CALL | {"source_key": "C-2", "colour": "red"}, CALL | {"source_key": "C-3"}]
    body = json.dumps([*listed, CALL | {"source_key": "C-4"}])
    answer = program.client.post("/api/calls/many", body, content_type="application/json", headers=program.headers)
    assert answer.status_code == 500, "a fault of ARCS"
    assert seen == [(0, True), (1, True), (2, True), (3, True)]
    with acting_as(sender.pk), transaction.atomic():
        assert (Call.objects.count(), SetAsideRow.objects.count()) == (2, 1), "what was done stays done"
