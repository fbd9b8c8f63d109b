"""Two at once: one strip that is sent twice is one call and one decision, and of two who decide the second is told."""

from collections.abc import Callable
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connections, transaction
from tests.making.calls import a_call
from tests.making.triage import a_decider, sent, strip

from arcs.web.calls.models import Call
from arcs.web.people.models import Staff
from arcs.web.triage import actions
from arcs.web.triage.models import Decision
from arcs.web.wall.acting import acting_as


def at_once(act: Callable[[Staff, dict[str, Any]], object], *asked: tuple[Staff, dict[str, Any]]) -> list[object]:
    """What came of each, all begun at the same moment."""
    begin, came = Barrier(len(asked)), list[object]()

    def race(who: Staff, given: dict[str, Any]) -> None:
        try:
            with acting_as(who.pk), transaction.atomic():
                begin.wait(timeout=30)
                came.append(act(who, given))
        finally:
            connections.close_all()

    racers = [Thread(target=race, args=one) for one in asked]
    for one in racers:
        one.start()
    for one in racers:
        one.join(timeout=60)
    return came


def decide(who: Staff, given: dict[str, Any]) -> bool | str:
    try:
        return actions.decide(by=who, sent=sent(given)).was_there
    except actions.Meanwhile:
        return "told"


@pytest.mark.usefixtures("fresh_database")
def test_a_strip_that_is_sent_twice_at_once_is_one_and_of_two_who_decide_the_second_is_told() -> None:
    who, other = a_decider(), a_decider("Ano Ther")
    given = strip(shown="officer")
    assert sorted(map(bool, at_once(decide, (who, given), (who, given)))) == [False, True]
    call = a_call(who, call_type="LOST ARTICLE")
    both = [(one, strip(call=str(call.pk), shown="officer")) for one in (who, other)]
    assert sorted(map(str, at_once(decide, *both))) == ["False", "told"]
    with acting_as(who.pk), transaction.atomic():
        assert Call.objects.count() == 2
        assert list(Decision.objects.filter(call=call).values_list("position", flat=True)) == [1]
        assert Decision.objects.count() == 2
