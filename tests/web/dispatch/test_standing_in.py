"""Sending another unit than one of the call's route: said, with a coded reason, kept with the assignment."""

from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction
from tests.making.calls import a_call
from tests.making.dispatch import Scene, a_decision, a_unit_with, somebody_in_the_field
from tests.making.protocols import example, in_force
from tests.web.conftest import SignIn

from arcs.web.dispatch import actions
from arcs.web.dispatch.board import board_of
from arcs.web.dispatch.board_rows import CallShown
from arcs.web.units.models import Assignment
from arcs.web.wall.acting import acting_as
from arcs.web.wall.permit import Refused

pytestmark = pytest.mark.django_db


def chosen(scene: Scene) -> CallShown:
    with acting_as(scene.boss.pk), transaction.atomic():
        found = board_of(scene.boss, chosen=scene.call.pk).chosen
    assert found is not None
    return found


def test_the_routes_own_unit_is_recommended_and_nothing_is_asked_a_car_stands_in_only_for_a_reason(
    sign_in: SignIn,
) -> None:
    in_force(edition=example())
    scene = Scene(sent=False)
    car = a_unit_with(scene.boss, somebody_in_the_field("Otto Fisher"), "Car 231", route="officer")
    best = chosen(scene).best
    assert best is not None and (best.unit, best.stands_in) == (scene.unit.call_sign, False)
    browser, page = sign_in(scene.boss), f"/dispatch/calls/{scene.call.pk}/send/"
    silent = browser.post(page, {"unit": "Car 231"}, follow=True).content.decode()
    assert "Car 231 would stand in: nobody on it does the work of this call’s route" in silent
    assert "(Community Service Officer)" in silent
    assert "Car 231 is assigned" not in silent
    browser.post(page, {"unit": "Car 231", "why": "<b>none</b>"})
    with acting_as(scene.boss.pk), transaction.atomic():
        assert not Assignment.objects.filter(unit=car).exists(), "a reason that is none of the list is none"
    said = browser.post(page, {"unit": scene.unit.call_sign, "why": "too_far"}, follow=True).content.decode()
    assert f"{scene.unit.call_sign} is assigned" in said and "so the reason was not kept" in said
    with acting_as(scene.boss.pk):
        beside = actions.send(by=scene.boss, unit=car, call=scene.call)
        assert (beside.crew_routes, beside.stands_in_for) == (["officer"], ""), "beside its own"


def test_where_no_unit_of_the_route_is_free_the_stand_in_is_said_and_its_reason_is_one_key_away(
    sign_in: SignIn,
) -> None:
    in_force(edition=example())
    scene = Scene()
    other = a_call(scene.boss)
    a_decision(scene.boss, other, "cso")
    car = a_unit_with(scene.boss, somebody_in_the_field("Otto Fisher"), "Car 231", route="officer")
    scene.call = other
    shown = chosen(scene)
    assert shown.best is not None and shown.best.stands_in
    assert shown.best.reason.startswith("No unit of Community Service Officer is free: 1 is assigned")
    browser = sign_in(scene.boss)
    text = browser.get(f"/dispatch/?call={other.pk}").content.decode()
    assert '<option value="no_unit_free" selected>No unit free</option>' in text
    browser.post(f"/dispatch/calls/{other.pk}/send/", {"unit": "Car 231", "how": "reserve", "why": "no_unit_free"})
    browser.post(f"/dispatch/calls/{other.pk}/send/", {"unit": "Car 231"})
    with acting_as(scene.boss.pk), transaction.atomic():
        held = Assignment.objects.get(unit=car)
        assert (held.stands_in_for, held.why_stands_in, held.crew_routes) == ("cso", "no_unit_free", ["officer"])
        assert held.assigned_at is not None, "what was said with the reservation holds"
    third = a_call(scene.boss)
    a_decision(scene.boss, third, "cso")
    taken = browser.post(f"/dispatch/calls/{third.pk}/send/", {"unit": "Car 231"}, follow=True).content.decode()
    assert "Car 231 is taken" in taken and "would stand in" not in taken, "who has it comes before any reason"
    so_far = browser.get(f"/dispatch/?call={other.pk}").content.decode()
    assert "Car 231 assigned by Sue Supervisor; it stands in: no unit free" in so_far
    with acting_as(scene.boss.pk), pytest.raises(DatabaseError), transaction.atomic():
        Assignment.objects.filter(pk=held.pk).update(why_stands_in="")


def test_backup_and_a_call_that_police_answer_anyway_ask_for_no_reason_and_a_decision_anew_does() -> None:
    scene = Scene(sent=False)
    car = a_unit_with(scene.boss, somebody_in_the_field("Otto Fisher"), "Car 231", route="officer")
    police = a_call(scene.boss)
    a_decision(scene.boss, police, "officer", key=uuid4())
    with acting_as(scene.boss.pk):
        assert actions.send(by=scene.boss, unit=scene.unit, call=police).stands_in_for == ""
        assert actions.send(by=scene.boss, unit=car, call=scene.call, is_backup=True).why_stands_in == ""
    second = a_unit_with(scene.boss, somebody_in_the_field("Nia Navigator"), "Care 3", route="care")
    a_decision(scene.boss, scene.call, "co_response", chosen_secondary=["care"])
    with acting_as(scene.boss.pk):
        assert actions.send(by=scene.boss, unit=second, call=scene.call).stands_in_for == "", "it goes beside"
    third = a_unit_with(scene.boss, somebody_in_the_field("Uma Unlike"), "CSO 99")
    a_decision(scene.boss, scene.call, "tru")
    with acting_as(scene.boss.pk), pytest.raises(Refused, match="CSO 99 would stand in"):
        actions.send(by=scene.boss, unit=third, call=scene.call)
