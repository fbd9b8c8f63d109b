"""Every page of this room opens for an administrator, and is not there for somebody without a role."""

import pytest
from django.db import transaction
from django.urls import reverse
from tests.making.people import a_grant, a_person, a_team
from tests.web.conftest import SignIn

from arcs.web.people.models import QualificationKind
from arcs.web.wall.acting import Standing, acting_as

pytestmark = pytest.mark.django_db
PLAIN = ("list", "invite", "roles", "new_role", "teams", "kinds", "access")
OF_A_PERSON = ("person", "give_role", "join_team", "add_qualification", "propose_access", "turn_off")
OWN = ("me", "details", "password", "tokens")
MANAGES = ("people.manage", "people.read", "people.make_tokens")


def test_an_administrator_opens_every_page_and_somebody_without_a_role_only_his_own(sign_in: SignIn) -> None:
    boss, ann, cas = a_person("Boss", permissions=MANAGES), a_person("Ann", teams=[a_team()]), a_person("Cas")
    a_grant(ann, "care", granted_by=boss, confirmed_by=None)
    addresses = [reverse(f"people:{name}") for name in PLAIN]
    addresses += [reverse(f"people:{name}", args=[ann.pk]) for name in OF_A_PERSON]
    browser, stranger = sign_in(boss), sign_in(cas)
    for address in addresses:
        answer = browser.get(address)
        assert answer.status_code == 200, address
        assert stranger.get(address).status_code == 404, address
    for name in OWN:
        assert browser.get(reverse(f"people:{name}")).status_code == 200
        assert stranger.get(reverse(f"people:{name}")).status_code == 200


def test_roles_and_qualifications_are_lists_like_any_other(sign_in: SignIn) -> None:
    browser = sign_in(a_person("Boss", permissions=MANAGES))
    reader = a_person("Ann", permissions=["agency.read"])
    with acting_as(Standing.KEEPER), transaction.atomic():
        role = reader.assignments.get().role
        for key, hours in (("cit", 40), ("icat", 12)):
            QualificationKind.objects.create(key=f"{key}-of-test", name=f"{key.upper()} of the test", least_hours=hours)
    found = browser.get("/people/roles/", {"may": "agency.read", "find": role.name, "csv": "1"}).content.decode(
        "utf-8-sig"
    )
    assert [line.split(",")[0] for line in found.splitlines() if "settings" in line] == [role.name]
    assert role.name not in browser.get("/people/roles/", {"may": "people.no_session_lock"}).content.decode()
    kinds = {"find": "of the test", "sort": "-hours"}
    page = browser.get("/people/qualifications/", kinds).content.decode()
    assert page.index("CIT of the test") < page.index("ICAT of the test")
    assert (
        "csrfmiddlewaretoken"
        not in browser.get("/people/qualifications/", {"print": "1"}).content.decode().split("<main")[1]
    )
    assert browser.get("/people/qualifications/", {**kinds, "csv": "1"})["Content-Type"].startswith("text/csv")
