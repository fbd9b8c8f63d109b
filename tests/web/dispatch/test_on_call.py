"""A call whose route has nobody names on board and strip whom the rota calls, by which number, and who comes next."""

from datetime import datetime, timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from tests.making.calls import a_call
from tests.making.dispatch import a_decision, a_supervisor, a_unit_with, somebody_in_the_field
from tests.making.people import a_person
from tests.making.protocols import example, in_force
from tests.making.units import a_duty, settings_of_oak_park
from tests.web.conftest import SignIn

from arcs.core.protocol import Case, Recommendation
from arcs.web.calls.models import Call
from arcs.web.dispatch import board, queries
from arcs.web.dispatch.board import board_of
from arcs.web.dispatch.board_rows import CallShown
from arcs.web.people.models import Staff
from arcs.web.triage import advising
from arcs.web.triage.in_force import in_force as asked_now
from arcs.web.units.rostering import take_off_call
from arcs.web.wall.acting import acting_as

pytestmark = pytest.mark.django_db
ANA, BO = "Ana First, 708-555-0101", "Bo Second (no number on the rota)"


def a_rota(boss: Staff, route: str = "co_response") -> None:
    """Ana at once, Bo ten minutes later."""
    a_duty(boss, route=route, staff=a_person("Ana First"), telephone="708-555-0101")
    a_duty(boss, route=route, step=2, after=10, staff=a_person("Bo Second"))


def chosen(who: Staff, call: Call, at: datetime | None = None) -> CallShown:
    with pytest.MonkeyPatch.context() as patched, acting_as(who.pk), transaction.atomic():
        if at is not None:
            patched.setattr(board.timezone, "now", lambda: at)
        found = board_of(who, chosen=call.pk).chosen
    assert found is not None
    return found


def hour(at: datetime) -> str:
    return f"{timezone.localtime(at):%H:%M}"


def test_the_board_says_whom_to_call_and_climbs_as_minutes_pass(sign_in: SignIn) -> None:
    boss = a_supervisor()
    settings_of_oak_park()
    in_force(edition=example())
    call = a_call(boss, received_at=timezone.now() - timedelta(hours=2))
    decided = a_decision(boss, call, "co_response").made_at
    assert chosen(boss, call).wanted[0].on_call == "", "nobody is on call"
    a_rota(boss)
    second = decided + timedelta(minutes=10)
    at_first = f"Call {ANA}. If nobody answers: {BO} at {hour(second)}."
    assert chosen(boss, call, decided).wanted[0].on_call == at_first, "since the decision, not since its receipt"
    later = f"Call {ANA}, since {hour(decided)}; {BO}, since {hour(second)}."
    assert chosen(boss, call, decided + timedelta(minutes=12)).wanted[0].on_call == later
    page = sign_in(boss).get(f"/dispatch/?call={call.pk}").content.decode()
    assert page.count(f"Call {ANA}") == 2, "in the row and where it is chosen"
    a_unit_with(boss, somebody_in_the_field("E Cho"), route="co_response")
    assert chosen(boss, call).wanted[0].on_call == "", "a unit of its own is free"


def test_a_route_that_was_closed_when_it_was_triaged_is_called_beside_the_officer_who_stands_in() -> None:
    boss = a_supervisor()
    settings_of_oak_park()
    in_force(edition=example())
    a_rota(boss)
    call = a_call(boss)
    a_decision(boss, call, "officer", rules=["type:NOISE", "closed:co_response"])
    assert chosen(boss, call).on_call.startswith(f"Co-response: Call {ANA}")
    other = a_call(boss)
    a_decision(boss, other, "officer")
    assert chosen(boss, other).on_call == ""


def test_the_sign_of_the_board_changes_with_the_rota() -> None:
    boss = a_supervisor()

    def sign() -> str:
        with acting_as(boss.pk), transaction.atomic():
            assert boss.permissions
            return queries.revision(boss)

    signs = [sign()]
    duty = a_duty(boss)
    signs.append(sign())
    with acting_as(boss.pk):
        take_off_call(by=boss, duty=duty)
    signs.append(sign())
    assert len(set(signs)) == 3


@pytest.mark.parametrize(
    ("route", "rules", "begins"),
    [("co_response", (), f"Call {ANA}."), ("officer", ("closed:co_response",), f"Co-response: Call {ANA}.")],
)
def test_the_strip_names_who_is_on_call_where_the_route_has_nobody_or_is_closed(
    monkeypatch: pytest.MonkeyPatch, route: str, rules: tuple[str, ...], begins: str
) -> None:
    boss = a_supervisor()
    settings_of_oak_park()
    in_force(edition=example())
    came = Recommendation(route=route, secondary=(), because="x", rules=rules, fallback=False, edition="")
    monkeypatch.setattr(advising, "recommended", lambda *_: came)
    monkeypatch.setattr(advising, "reasons_of", lambda *_: (("x",), ""))

    def stands_in() -> str:
        with acting_as(boss.pk), transaction.atomic():
            assert boss.permissions
            return advising.advice(boss, asked_now(boss), Case(), now=timezone.now()).stand_in

    before = stands_in()
    assert "Ana" not in before
    a_rota(boss)
    now = stands_in()
    assert now.startswith(begins) and now.endswith(before)
    assert f"If nobody answers: {BO} at " in now
