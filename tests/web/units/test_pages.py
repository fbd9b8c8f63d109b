"""Pages of units: what each says, who may do what, undo, queries that stay flat."""

import re
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.db import transaction
from django.test import Client
from tests.making.calls import a_call
from tests.making.people import a_person
from tests.making.statements import queries_of
from tests.making.units import OWN, a_certificate, a_crew, a_duty, a_shift, a_supervisor, a_unit, settings_of_oak_park
from tests.web.conftest import SignIn

from arcs.core.dispatching.matching import UnitStatus
from arcs.web.people.models import Staff
from arcs.web.units import actions, queries
from arcs.web.units.models import Assignment, Crew, Shift, Unit, UnitAttribute
from arcs.web.wall.acting import acting_as
from arcs.web.wall.clock import today

pytestmark = pytest.mark.django_db


def text_of(browser: Client, path: str) -> str:
    return browser.get(path, follow=True).content.decode()


def test_a_unit_is_set_up_changed_given_something_ended_and_used_again(sign_in: SignIn) -> None:
    by = a_supervisor()
    browser = sign_in(by)
    assert "No units yet" in text_of(browser, "/units/")
    here = browser.post("/units/new/", {"call_sign": "C7", "kind": "car", "active_from": str(today())})["Location"]
    assert (
        browser.post("/units/new/", {"call_sign": "C7", "kind": "car", "active_from": str(today())}).status_code == 409
    )
    seen = text_of(browser, f"{here}change/").split('name="seen" value="')[1].split('"')[0]
    assert browser.post(f"{here}change/", {"call_sign": "C8", "kind": "van", "seen": seen}).status_code == 302
    slower = browser.post(f"{here}change/", {"call_sign": "C9", "kind": "van", "seen": seen})
    assert (slower.status_code, "Somebody changed this unit meanwhile" in slower.content.decode()) == (409, True)
    browser.post(f"{here}attributes/", {"attribute": "animal_control", "valid_from": str(today())})
    with acting_as(by.pk), transaction.atomic():
        attribute = UnitAttribute.objects.get()
    ended = browser.post(f"/units/attributes/{attribute.pk}/end/", follow=True).content.decode()
    assert "not today" in ended
    assert f"/units/attributes/{attribute.pk}/keep/" in ended
    kept = browser.post(f"/units/attributes/{attribute.pk}/keep/", follow=True).content.decode()
    assert "not today" not in kept
    assert (
        "nothing to take back" in browser.post(f"/units/attributes/{attribute.pk}/keep/", follow=True).content.decode()
    )
    browser.post(f"{here}end/", {"first_day_without": str(today())})
    assert "Use it again" in text_of(browser, here)
    assert here not in text_of(browser, "/units/")
    assert here in text_of(browser, "/units/?use=ended")
    browser.post(f"{here}again/")
    assert here in text_of(browser, "/units/")


def test_a_unit_that_a_call_has_or_people_are_planned_on_is_not_ended(sign_in: SignIn) -> None:
    by = a_supervisor()
    unit, call, browser = a_unit(by, "C1"), a_call(by), sign_in(by)
    crew = a_crew(by, unit, a_person("Ann"))
    planned = browser.post(f"/units/{unit.pk}/end/", {"first_day_without": str(today())}).content.decode()
    assert "1 person is planned on it" in planned
    browser.post(f"/units/crew/{crew.pk}/off/")
    with acting_as(by.pk):
        actions.assign(by=by, unit=unit, call=call)
    held = browser.post(f"/units/{unit.pk}/end/", {"first_day_without": str(today())}).content.decode()
    assert f"is on call {call.number}" in held
    late = browser.post(f"/units/{unit.pk}/end/", {"first_day_without": "2020-01-01"}).content.decode()
    assert "Clear it first" in late


def held_by(by: Staff, unit: Unit) -> str:
    """The key of the assignment that a unit has."""
    held = queries.holding(by, unit)
    assert held is not None
    return str(held.pk)


def test_a_page_that_shows_an_earlier_call_changes_nothing_of_the_one_that_the_unit_has_since(sign_in: SignIn) -> None:
    by = a_supervisor()
    unit, first, second = a_unit(by, "C1"), a_call(by), a_call(by, call_type="FOUND DOG")
    a_crew(by, unit, by)
    with acting_as(by.pk):
        actions.assign(by=by, unit=unit, call=first)
    browser = sign_in(by)
    old = re.findall(r'name="held" value="([^"]+)"', browser.get(f"/units/{unit.pk}/").content.decode())[0]
    with acting_as(by.pk):
        actions.change_status(by=by, unit=unit, status=UnitStatus.AVAILABLE)
        actions.assign(by=by, unit=unit, call=second, check_in_minutes=10)
    for told in ({"status": "available", "held": old}, {"status": "available"}):
        said = browser.post(f"/units/{unit.pk}/status/", told, follow=True).content.decode()
        assert f"has call {second.number} since you opened this" in said
    for path in ("check-in", "take-back"):
        assert "Look again" in browser.post(f"/units/{unit.pk}/{path}/", {"held": old}, follow=True).content.decode()
    with acting_as(by.pk):
        assert queries.holding(by, unit) == Assignment.objects.get(call=second)


def test_whoever_is_on_a_unit_says_how_it_stands_on_a_page_of_her_own_and_nobody_else_does(sign_in: SignIn) -> None:
    by = a_supervisor()
    ann, off = a_person("Ann On", permissions=OWN), a_person("Otto Off", permissions=OWN)
    unit, call = a_unit(by, "C1"), a_call(by, call_type="FOUND DOG")
    a_crew(by, unit, ann)
    with acting_as(by.pk):
        actions.assign(by=by, unit=unit, call=call, check_in_minutes=10)
        held = held_by(by, unit)
    hers, his = sign_in(ann), sign_in(off)
    mine = text_of(hers, "/units/mine/")
    for words in ("FOUND DOG", "En route", "Cleared, available", "All is well", "Ann On"):
        assert words in mine, words
    told = hers.post(f"/units/{unit.pk}/status/", {"status": "on_scene", "next": "mine", "held": held})
    assert told["Location"] == "/units/mine/"
    hers.post(f"/units/{unit.pk}/expected/", {"minutes": "12", "next": "mine"})
    hers.post(f"/units/{unit.pk}/check-in/", {"next": "mine", "held": held})
    assert "Expected to be free at" in text_of(hers, "/units/mine/")
    assert "You are on no unit now" in text_of(his, "/units/mine/")
    refused = his.post(f"/units/{unit.pk}/status/", {"status": "available"}, follow=True).content.decode()
    assert "You are not on this unit now" in refused
    assert hers.post(f"/units/{unit.pk}/status/", {"status": "asleep"}).status_code == 404
    assert "On scene" in text_of(hers, f"/units/{unit.pk}/")


def test_a_reserved_unit_says_that_it_is_not_dispatched_and_is_given_back(sign_in: SignIn) -> None:
    by = a_supervisor()
    unit, call, browser = a_unit(by, "C1"), a_call(by), sign_in(by)
    with acting_as(by.pk):
        actions.reserve(by=by, unit=unit, call=call)
        shown = {"held": held_by(by, unit)}
    here = text_of(browser, f"/units/{unit.pk}/")
    for words in ("Kept for call, not dispatched:", call.number, "Reserved", "Take the reservation back"):
        assert words in here, words
    back = browser.post(f"/units/{unit.pk}/take-back/", shown, follow=True).content.decode()
    assert "The reservation is taken back" in back
    assert "Available, nobody on it" in back
    again = browser.post(f"/units/{unit.pk}/take-back/", shown, follow=True).content.decode()
    assert "C1 is not kept for that call any more" in again


def test_a_week_is_planned_covered_and_short_rest_is_a_reason_or_a_refusal(sign_in: SignIn) -> None:
    settings_of_oak_park()
    by, ann, bob = a_supervisor(), a_person("Ann Short"), a_person("Bob Without")
    a_certificate(ann, "cit", since=today() - timedelta(days=400))
    unit, browser = a_unit(by, "C1"), sign_in(by)
    hours = {"name": "Day", "weekdays": ["0", "1"], "starts": "08:00", "ends": "16:00"}
    evening = {"name": "Evening", "weekdays": ["0"], "starts": "16:00", "ends": "0:00"}
    for one in (hours, evening):
        browser.post("/units/roster/patterns/", one)
    twice = browser.post("/units/roster/patterns/", hours)
    assert (twice.status_code, "Day has its hours on Monday already" in twice.content.decode()) == (409, True)
    monday = today() + timedelta(days=7 - today().weekday())
    planned = browser.post("/units/roster/plan/", {"week": str(monday)}, follow=True).content.decode()
    assert "3 shifts are new" in planned
    with acting_as(by.pk), transaction.atomic():
        shifts = [f"/units/shifts/{one.pk}/" for one in Shift.objects.order_by("starts_at")]
    given = {"unit": str(unit.pk), "staff": str(ann.pk), "route": "cso"}
    assert browser.post(shifts[0], given).status_code == 302
    refused = browser.post(shifts[1], given).content.decode()
    assert "Ann Short would rest 0 hours, and the rule is 10. Choose somebody else, or say why." in refused
    assert f'value="{ann.pk}" selected' in refused, "nothing chosen is lost"
    assert browser.post(shifts[1], given | {"why_short_rest": "A storm."}).status_code == 302
    assert "Little rest, because: A storm." in text_of(browser, shifts[1])
    browser.post(shifts[2], given | {"staff": str(bob.pk)})
    week = text_of(browser, f"/units/roster/?week={monday}&kind=cit")
    for words in ("CIT: 1 of 1", "No CIT: 0 of 1", "On 1 shift nobody holds a valid CIT certificate: Tue Day."):
        assert words in week, words
    with acting_as(by.pk), transaction.atomic():
        crew = Crew.objects.get(staff=bob)
    off = browser.post(f"/units/crew/{crew.pk}/off/", follow=True).content.decode()
    assert f"/units/crew/{crew.pk}/back/" in off
    assert "Nobody is on a unit in this shift yet" in off
    assert "Bob Without is on again" in browser.post(f"/units/crew/{crew.pk}/back/", follow=True).content.decode()


def test_the_rota_names_its_routes_and_is_narrowed_by_them(sign_in: SignIn) -> None:
    settings_of_oak_park()
    by = a_supervisor()
    a_duty(by, route="care_navigation"), a_duty(by, route="tru")
    browser = sign_in(by)
    rows = text_of(browser, "/units/on-call/").split("<tbody")[1]
    assert "Community Care Navigation</span>" in rows
    assert "care_navigation" not in rows
    assert text_of(browser, "/units/on-call/?route=care_navigation").split("<tbody")[1].count("<tr") == 1


def test_pages_ask_as_often_for_ten_as_for_one(sign_in: SignIn) -> None:
    by = a_supervisor()
    unit, shift, browser = a_unit(by), a_shift(by), sign_in(by)
    a_certificate(by, "cit", since=today())
    a_crew(by, unit, a_person(), shift)
    duty = a_duty(by)
    week = f"/units/roster/?week={shift.day}"
    paths = ["/units/", f"/units/{unit.pk}/", "/units/mine/", week, f"/units/shifts/{shift.pk}/", "/units/on-call/",
             f"/units/on-call/{duty.pk}/", "/units/roster/patterns/", "/units/routes/"]  # fmt: skip
    few = {path: queries_of(browser, path) for path in paths}
    for number in range(9):
        person = a_person()
        a_certificate(person, "cit", since=today())
        a_crew(by, a_unit(by), person, shift)
        a_duty(by, route=f"route-{number}")
    assert {path: queries_of(browser, path) for path in paths} == few
    assert max(few.values()) < 30


def test_strangers_find_nothing_and_readers_change_nothing(sign_in: SignIn) -> None:
    by = a_supervisor()
    unit, shift = a_unit(by), a_shift(by)
    crew, duty = a_crew(by, unit, a_person("Ann"), shift), a_duty(by)
    stranger, reader = sign_in(a_person("Stranger")), sign_in(a_person("Rea Der", permissions=["units.read"]))
    for path in (f"/units/{unit.pk}/", f"/units/shifts/{shift.pk}/", f"/units/on-call/{duty.pk}/"):
        assert stranger.get(path).status_code == 404, path
        assert reader.get(path).status_code == 200, path
    assert stranger.get("/units/").status_code == 403
    for path in (
        f"/units/crew/{crew.pk}/off/", f"/units/{unit.pk}/again/", f"/units/{unit.pk}/status/",
        f"/units/{unit.pk}/check-in/", f"/units/{unit.pk}/take-back/", f"/units/on-call/{duty.pk}/off/",
    ):  # fmt: skip
        assert stranger.post(path).status_code == 404, path
        refused = reader.post(path)
        assert (refused.status_code, "does not let you" in refused.content.decode()) == (403, True), path
    assert (stranger.post("/units/roster/plan/").status_code, reader.post("/units/new/").status_code) == (403, 403)
    assert reader.post(f"/units/shifts/{shift.pk}/", {}).status_code == 403
    assert "which you may not read" in text_of(reader, f"/units/shifts/{shift.pk}/")
    with acting_as(by.pk), transaction.atomic():
        assert Crew.objects.get(pk=crew.pk).taken_off_at is None


@pytest.mark.parametrize("week", ["0001-01-01", "9999-12-31", "x", "2026-13-01"])
def test_a_week_that_is_none_is_this_week(sign_in: SignIn, week: str) -> None:
    browser = sign_in(a_supervisor())
    monday = today() - timedelta(days=today().weekday())
    assert f"?week={monday - timedelta(days=7)}" in text_of(browser, f"/units/roster/?{urlencode({'week': week})}")
