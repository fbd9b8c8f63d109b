"""A desk and triage at one call at once, and how a call leaves its desk: closed or sent back, never both."""

import time
from threading import Thread

import psycopg
from django.db import connections, transaction
from hypothesis import given
from hypothesis import strategies as st
from tests.making.calls import ALL_NO, a_call
from tests.making.desks import a_worker
from tests.making.triage import a_decider

from arcs.core.dispatching.outcomes import Ending, NotServed
from arcs.postgres.addresses import Addresses
from arcs.web.calls.models import Call, CallState
from arcs.web.desks import actions
from arcs.web.desks.models import DeskItem
from arcs.web.people.models import Staff
from arcs.web.wall.acting import acting_as

REPORTED = {
    "ending": "report_taken", "not_served": "", "given_to": "", "told": "yes", "told_how": "By telephone at 14:10.",
}  # fmt: skip


@given(st.sampled_from([*Ending, *NotServed]), st.booleans(), st.booleans())
def test_a_call_is_closed_or_sent_back_by_its_desk_and_never_both(
    came: Ending | NotServed, is_follow_up: bool, is_open: bool
) -> None:
    call = Call(state=CallState.OPEN if is_open else CallState.CLOSED)
    item = DeskItem(call=call, is_follow_up=is_follow_up)
    if came is Ending.ARREST:
        return  # nobody at a desk arrests
    ends, back = actions.closes_call(item, came), actions.is_sent_back(item, came)
    assert (ends or back) == (is_open and not is_follow_up), "no open call of the desk's own is forgotten"
    assert not (ends and back)


def test_triage_and_desk_take_the_call_before_the_item_so_that_neither_waits_for_the_other_in_a_circle(
    fresh_database: Addresses,
) -> None:
    by, worker, said = a_decider(), a_worker(), list[str]()
    call = a_call(by)
    with acting_as(worker.pk), transaction.atomic():
        item = DeskItem.objects.create(
            call=call, call_number=call.number, desk="tru", because="So it was decided.", opened_by=worker.pk
        )
    desk = Thread(target=_finish, args=(worker, item, said))
    with acting_as(by.pk), transaction.atomic():
        assert Call.objects.select_for_update().get(pk=item.call_id).is_open  # as triage does
        desk.start()
        with psycopg.connect(fresh_database.owner, autocommit=True) as owner:
            until = time.monotonic() + 20
            waits = "select 1 from pg_locks where not granted"
            while owner.execute(waits).fetchone() is None and time.monotonic() < until and desk.is_alive():
                desk.join(0.02)
            assert owner.execute(waits).fetchone() is not None, "the desk waits for the call"
        assert DeskItem.objects.select_for_update(nowait=True).get(pk=item.pk).is_open, "and does not hold the item"
    desk.join(timeout=60)
    assert said == ["done"]


def _finish(worker: Staff, item: DeskItem, said: list[str]) -> None:
    try:
        with acting_as(worker.pk):
            actions.finish(by=worker, item=item, needs=ALL_NO, **REPORTED)
        said.append("done")
    finally:
        connections.close_all()
