"""Every page of this room opens for an administrator, and is not there for somebody without a role."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from tests.making.people import a_grant, a_person, a_team
from tests.web.conftest import SignIn

from arcs.web.people.browsers import browser_in_words
from arcs.web.people.models import CompartmentGrant, QualificationKind, SessionMark, TeamMembership
from arcs.web.people.tokens import make_token, revoke_token
from arcs.web.wall.acting import Standing, acting_as
from arcs.web.wall.clock import today

pytestmark = pytest.mark.django_db
PLAIN = ("list", "invite", "roles", "new_role", "teams", "kinds", "access")
CSV = {"csv": "1"}
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


def file_of(browser: Client, address: str, **words: str) -> list[str]:
    """The first cell of each row of a list's file, and the heading's."""
    answer = browser.get(address, {**words, **CSV})
    assert answer["Content-Type"].startswith("text/csv")
    return [line.split(",")[0] for line in answer.content.decode("utf-8-sig").splitlines()]


def main_of(browser: Client, address: str, **words: str) -> str:
    """What a page shows, its frame apart."""
    answer = browser.get(address, words)
    assert answer.status_code == 200
    return answer.content.decode().split("<main")[1]


def test_teams_are_a_list_and_each_has_a_page_with_its_members(sign_in: SignIn) -> None:
    red, blue = a_team("Red team"), a_team("Blue team")
    browser = sign_in(a_person("Boss", permissions=MANAGES))
    for name in ("Ann", "Ben"):
        a_person(name, teams=[red])
    with acting_as(Standing.KEEPER), transaction.atomic():
        cy = a_person("Cy", teams=[blue])
        TeamMembership.objects.filter(staff=cy).update(valid_to=today() - timedelta(days=1))
    assert file_of(browser, "/people/teams/", find="d team", sort="-many") == ["Team", "Red team"]
    assert file_of(browser, "/people/teams/", find=" team", sort="-many") == ["Team", "Red team", "Blue team"]
    listed = main_of(browser, "/people/teams/", find="red team")
    assert "Ann, Ben" in listed
    assert "End this team" not in listed
    assert "csrfmiddlewaretoken" not in main_of(browser, "/people/teams/", print="1")
    of_red = f"/people/teams/{red.pk}/"
    assert file_of(browser, of_red, sort="-name") == ["Name", "Ben", "Ann"]
    assert file_of(browser, of_red, find="an") == ["Name", "Ann"]
    assert "Nobody is in it" in main_of(browser, f"/people/teams/{blue.pk}/")
    assert browser.post(f"{of_red}end/")["Location"] == of_red
    assert "End this team" not in main_of(browser, of_red)
    assert file_of(browser, "/people/teams/", state="no") == ["Team", "Red team"]
    assert browser.get(f"/people/teams/{a_person('No team').pk}/").status_code == 404


def test_access_that_waits_is_a_list_and_is_confirmed_on_its_own_page(sign_in: SignIn) -> None:
    boss = a_person("Boss", permissions=(*MANAGES, "people.confirm_access"))
    second = a_person("Second", permissions=("people.confirm_access",))
    grants = [a_grant(a_person(name), "care", granted_by=boss, confirmed_by=None) for name in ("Ann", "Ben")]
    browser, other = sign_in(second), sign_in(boss)
    assert file_of(browser, "/people/access/", sort="-name") == ["For", "Ben", "Ann"]
    assert file_of(browser, "/people/access/", find="ann", compartment="care") == ["For", "Ann"]
    assert file_of(browser, "/people/access/", compartment="victim") == ["For"]
    assert "Boss" in main_of(browser, "/people/access/")
    own = f"/people/access/{grants[0].pk}/"
    assert f'action="{own}confirm/"' in main_of(browser, own)
    assert "A second person must confirm it" in main_of(other, own)
    assert browser.post(f"{own}confirm/")["Location"] == "/people/access/"
    assert "Confirmed by" in main_of(browser, own)
    assert "confirm/" not in main_of(browser, own)
    assert file_of(browser, "/people/access/") == ["For", "Ben"]
    assert sign_in(a_person("Stranger")).get(own).status_code == 404
    with acting_as(Standing.KEEPER), transaction.atomic():
        yesterday = today() - timedelta(days=1)
        CompartmentGrant.objects.filter(pk=grants[0].pk).update(valid_to=yesterday)
    assert "<form" not in main_of(browser, own)


def test_ones_own_tokens_are_a_list_and_each_is_revoked_on_its_own_page(sign_in: SignIn) -> None:
    ann = a_person("Ann", permissions=("people.make_tokens", "people.read"))
    browser, stranger = sign_in(ann), sign_in(a_person("Stranger"))
    until = today() + timedelta(days=9)
    made = [make_token(by=ann, name=name, scopes=["people.read"], until=until)[0] for name in ("Sums", "Map")]
    revoke_token(by=ann, token=made[1])
    assert file_of(browser, "/me/tokens/", sort="name") == ["Token", "Map", "Sums"]
    assert file_of(browser, "/me/tokens/", state="works") == ["Token", "Sums"]
    assert file_of(browser, "/me/tokens/", state="revoked", find="m") == ["Token", "Map"]
    assert file_of(stranger, "/me/tokens/") == ["Token"]
    assert "You have none" in main_of(stranger, "/me/tokens/")
    assert "csrfmiddlewaretoken" not in main_of(browser, "/me/tokens/", print="1")
    own = f"/me/tokens/{made[0].pk}/"
    page = main_of(browser, own)
    assert "See staff" in page
    assert f'action="{own}revoke/"' in page
    assert stranger.get(own).status_code == 404
    assert browser.post(f"{own}revoke/")["Location"] == "/me/tokens/"
    assert "revoke/" not in main_of(browser, own)
    assert file_of(browser, "/me/tokens/", state="works") == ["Token"]


def test_a_token_is_shown_once_though_a_file_was_asked_for(sign_in: SignIn) -> None:
    browser = sign_in(a_person("Ann", permissions=("people.make_tokens", "people.read")))
    until = (today() + timedelta(days=9)).isoformat()
    typed = {"name": "Sums", "scopes": ["people.read"], "until": until}
    assert "arcs_" in browser.post("/me/tokens/?csv=1", typed).content.decode()


def test_whoever_makes_a_token_finds_what_a_program_can_ask(sign_in: SignIn) -> None:
    page = sign_in(a_person("Ana", permissions=MANAGES)).get("/me/tokens/").content.decode()
    assert f'href="{reverse("programs")}"' in page
    assert 'value="people.read"' in page
    assert 'value="people.manage"' not in page, "no operation asks for it: it would open nothing"


def test_one_recognises_ones_own_browsers(sign_in: SignIn) -> None:
    chrome = (
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0 Safari/537.36"
    )
    said = {
        chrome: "Chrome on Windows",
        f"{chrome} Edg/141.0": "Edge on Windows",
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1 Version/18.0 Safari/604.1": (
            "Safari on iPhone"
        ),
        "": "A browser",
        "<script>": "<script>",
    }
    assert {one: browser_in_words(one) for one in said} == said
    ana = a_person("Ana")
    browser = sign_in(ana)
    with acting_as(ana.pk), transaction.atomic():
        SessionMark.objects.filter(staff=ana).update(browser=chrome)
    assert "Chrome on Windows</span>" in browser.get("/me/").content.decode()
