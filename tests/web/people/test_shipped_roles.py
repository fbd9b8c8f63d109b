"""The shipped roles hold what rooms declare and what goes together; the list of staff costs the same at any length."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.making.people import a_person
from tests.web.conftest import SignIn

from arcs.web.people.permissions import every_permission, shipped_roles


def test_every_shipped_role_names_only_what_a_room_declares() -> None:
    declared = {one.code for one in every_permission()}
    assert {role.key: set(role.permissions) - declared for role in shipped_roles()} == {
        role.key: set() for role in shipped_roles()
    }


def test_whoever_sees_all_studies_may_read_them_and_nobody_alone_both_acts_and_reviews() -> None:
    for role in shipped_roles():
        held = set(role.permissions)
        assert "studies.see_all" not in held or "studies.read" in held, role.key
        assert "studies.create" not in held or "studies.read" in held, role.key
        assert not {"audit.review", "people.manage"} <= held, role.key
        assert "people.manage" not in held or "people.read" in held, role.key


@pytest.mark.django_db
def test_the_list_of_staff_asks_as_often_for_60_people_as_for_2(sign_in: SignIn) -> None:
    boss = a_person("Boss", permissions=["people.manage", "people.read"])
    a_person("Ann", permissions=["studies.read"])
    browser = sign_in(boss)
    browser.get("/people/")
    asked = []
    for more in (0, 58):
        for _ in range(more):
            a_person(permissions=["studies.read"])
        with CaptureQueriesContext(connection) as counted:
            assert browser.get("/people/").status_code == 200
        asked.append(len(counted))
    assert asked[0] == asked[1]
