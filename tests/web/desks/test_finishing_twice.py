"""Whoever presses twice has finished an item once; another ending, or somebody else, is told that it is over."""

import pytest
from django.db import transaction
from tests.making.calls import ALL_NO
from tests.making.desks import a_worker, sent_to
from tests.making.protocols import example, in_force
from tests.making.triage import a_decider
from tests.web.conftest import SignIn

from arcs.web.calls.models import CallNote
from arcs.web.desks.models import DeskItem
from arcs.web.wall.acting import acting_as

REPORTED = {
    "ending": "report_taken", "not_served": "", "given_to": "", "told": "yes", "told_how": "By telephone at 14:10.",
    "note": "Report 26-1.",
}  # fmt: skip


@pytest.mark.django_db
def test_finishing_twice_is_finishing_once(sign_in: SignIn) -> None:
    by, worker, other = a_decider(), a_worker(), a_worker("Other")
    in_force(edition=example())
    made = sent_to(by, "tru")
    with acting_as(worker.pk), transaction.atomic():
        item = DeskItem.objects.get(call=made.call_id)
    browser, here = sign_in(worker), f"/desks/items/{item.pk}/finish/"
    for _ in range(2):
        answer = browser.post(here, REPORTED | ALL_NO)
        assert (answer.status_code, answer.headers.get("Location")) == (302, f"/desks/items/{item.pk}/")
    with acting_as(worker.pk), transaction.atomic():
        assert CallNote.objects.filter(call=made.call_id, text="Report 26-1.").count() == 1
        first = DeskItem.objects.get(pk=item.pk)
    changed = browser.post(here, REPORTED | ALL_NO | {"ending": "resolved"})
    assert (changed.status_code, "This item is over" in changed.content.decode()) == (409, True)
    assert sign_in(other).post(here, REPORTED | ALL_NO).status_code == 403
    with acting_as(worker.pk), transaction.atomic():
        assert DeskItem.objects.get(pk=item.pk).done_at == first.done_at
