"""The start page: where nothing waits, one next step, and never one that leads nowhere."""

import tomllib
from importlib.resources import files

import pytest
from tests.making.people import a_person
from tests.web.conftest import SignIn

from arcs.web.site.start import start_page
from arcs.web.wall.acting import acting_as

pytestmark = pytest.mark.django_db
ROLES = tomllib.loads(files("arcs.web.people").joinpath("roles.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("role", ROLES)
def test_the_next_step_of_every_shipped_role_is_a_page_that_it_may_open(role: str, sign_in: SignIn) -> None:
    person = a_person(f"Of {role}", permissions=tuple(ROLES[role]["permissions"]))
    browser = sign_in(person)
    with acting_as(person.pk):
        start = start_page(person)
    assert start.waiting == ()
    page = browser.get("/").content.decode()
    assert "Nothing waits for you." in page
    assert f'href="{start.next_step.url}"' in page
    assert browser.get(start.next_step.url).status_code == 200


def test_an_administrator_s_next_step_is_to_invite(sign_in: SignIn) -> None:
    page = sign_in(a_person("Ada", permissions=("people.manage", "people.read"))).get("/").content.decode()
    assert ">Invite somebody</a>" in page
