"""The strip's page and what its script asks: it works by its buttons alone, and loses nothing that was typed."""

import json
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone
from tests.making.calls import a_call, a_dispatcher
from tests.making.people import a_person
from tests.making.protocols import example, in_force
from tests.making.statements import queries_of
from tests.making.triage import NO_TO_ALL, a_decider, decided, strip
from tests.making.units import a_crew, a_unit
from tests.making.units import a_supervisor as a_roster_keeper
from tests.web.conftest import SignIn

from arcs.core.dispatching.matching import UnitStatus
from arcs.web.calls.actions import add_premise_note
from arcs.web.calls.models import Call
from arcs.web.triage import advising
from arcs.web.triage.in_force import in_force as in_force_now
from arcs.web.triage.models import Decision
from arcs.web.units import actions as units
from arcs.web.wall.acting import acting_as

pytestmark = pytest.mark.django_db


def told(browser: Client, path: str, given: object) -> Any:
    return browser.post(path, json.dumps(given), content_type="application/json")


def test_a_call_is_triaged_by_buttons_alone_and_what_was_typed_stays(sign_in: SignIn) -> None:
    who = a_decider()
    browser = sign_in(who)
    assert "Police or EMS only" in browser.get("/triage/?call_type=FIGHT").content.decode(), "no edition is in force"
    in_force(edition=example())
    page = browser.get("/triage/?call_type=MENTAL+HEALTH&address=1+Main+St&source_key=F-1&priority=P3").content.decode()
    for words in ('value="MENTAL HEALTH"', 'value="F-1"', 'value="P3"', 'value="1 Main St"'):
        assert words in page, words
    typed = strip(call_type="MENTAL HEALTH", address="1 Main St", said="He hears voices.", **NO_TO_ALL)
    seen = browser.post("/triage/", typed | {"do": "ask"}).content.decode()
    assert 'name="shown" value="988"' in seen
    assert "He hears voices." in seen
    stale = browser.post("/triage/", typed | {"do": "accept", "shown": "officer"})
    assert (stale.status_code, "Look again" in stale.content.decode()) == (409, True)
    assert browser.post("/triage/", typed | {"do": "accept", "shown": "988", "call_type": ""}).status_code == 422
    there = browser.post("/triage/", typed | {"do": "accept", "shown": "988"})
    page = browser.get(there.headers["Location"]).content.decode()
    for words in ("988 Suicide and Crisis Lifeline", "Accepted", "Weapon <b>no</b>", "Dee Cider", "Counts"):
        assert words in page, words
    with acting_as(who.pk):
        assert Call.objects.get().said == "He hears voices."


def test_what_must_be_known_of_an_address_stands_above_the_button_also_without_a_script(sign_in: SignIn) -> None:
    who = a_decider()
    in_force(edition=example())
    call = a_call(who, call_type="LOST ARTICLE")
    with acting_as(who.pk):
        add_premise_note(by=who, call=call, text="A dog in the yard.")
    browser = sign_in(who)
    typed = {"do": "ask", "address": call.address, "call_type": "LOST ARTICLE", "key": str(uuid4())}
    for page in (browser.get(f"/triage/{call.pk}/"), browser.post("/triage/", typed)):
        told = page.content.decode().split('id="premise"')[1].split("</section>")[0]
        assert "A dog in the yard." in told and "hidden>" not in told
        assert page.content.decode().index('id="premise"') < page.content.decode().index('id="accept"')
    elsewhere = browser.get("/triage/").content.decode()
    assert 'id="premise" aria-live="polite" hidden>' in elsewhere


def test_the_script_asks_decides_and_sends_its_queue_each_exactly_once(sign_in: SignIn) -> None:
    who = a_decider()
    in_force(edition=example())
    browser = sign_in(who)
    asked = told(browser, "/triage/recommend", {"call_type": "MENTAL HEALTH", **NO_TO_ALL}).json()
    assert (asked["route"], "988 Suicide" in asked["html"], asked["choices"][0][0]) == ("988", True, "officer")
    armed = told(browser, "/triage/recommend", {"call_type": "LOST ARTICLE"}).json()
    assert armed["choices"][0] == ["", "Choose who goes"], "where an officer was to go, whoever sends others says whom"
    made = strip(call_type="MENTAL HEALTH", shown="988", **NO_TO_ALL)
    for _again in range(2):
        assert told(browser, "/triage/decide", made).status_code == 200
    refused = told(browser, "/triage/decide", made | {"a-weapon": "yes"})
    assert (refused.status_code, "another content" in refused.json()["problem"]) == (409, True)
    otherwise = told(browser, "/triage/decide", strip(shown="988", **NO_TO_ALL | {"a-weapon": "yes"})).json()
    assert (otherwise["advice"]["route"], "Look again" in otherwise["problem"]) == ("officer", True)
    queue = [strip(device_at="2026-11-30T08:00:00Z"), {"key": str(uuid4())}, strip(chosen="tru", override="other"), "x"]
    for _again in range(2):
        results = told(browser, "/triage/sync", {"decisions": queue}).json()["results"]
        assert ["problem" in one for one in results] == [False, True, True, True]
        assert results[0]["key"] == queue[0]["key"]  # type: ignore[index] # it is a strip
    with acting_as(who.pk):
        assert (Decision.objects.count(), Call.objects.count()) == (2, 2)
    for wrong in ("[", b"\xff", "7", '{"decisions": 7}', json.dumps({"decisions": [1] * 201})):
        assert browser.post("/triage/sync", wrong, content_type="application/json").status_code == 400


def test_whatever_a_script_sends_it_is_answered_with_a_sentence(sign_in: SignIn) -> None:
    who = a_decider()
    in_force(edition=example())
    browser = sign_in(who)
    hostile = (
        {"device_at": 7}, {"call_type": ["x"]}, {"a-weapon": "no\x00"}, {"said": "\ud800"}, {"call_type": "x" * 81},
        {"call": str(uuid4())}, {"call": "7"}, {"source": "folder"}, {"override": "because"}, {"a-weapon": {"no": 1}},
        {"a-nothing_of_ours": "yes"}, {"juvenile": "perhaps"}, {"chosen": "\x00", "override": "other"},
    )  # fmt: skip
    for one in hostile:
        given = strip(shown="officer", **NO_TO_ALL | one)
        for path, sent in (("/triage/decide", given), ("/triage/sync", {"decisions": [given]})):
            answer = told(browser, path, sent)
            assert answer.status_code in {200, 409, 422}, (path, one)
        assert told(browser, "/triage/recommend", given).status_code == 200, one
    with acting_as(who.pk):
        misspelt = Decision.objects.filter(answers__has_key="nothing_of_ours").first()
    assert misspelt is not None
    assert misspelt.recommended_route == "officer", "a yes to what is no question may be a danger that was misspelt"


def test_others_find_nothing_and_readers_read(sign_in: SignIn) -> None:
    who = a_decider()
    made = decided(who, shown="officer")
    here = f"/triage/decisions/{made.call_id}/"
    stranger, reader = sign_in(a_person("Stranger")), sign_in(a_person("Rea Der", permissions=["triage.read"]))
    assert stranger.get(here).status_code == 404
    for path in ("/triage/", "/triage/waiting/", "/triage/decisions/", "/triage/rules"):
        assert stranger.get(path).status_code == 403, path
    assert stranger.get(f"/triage/{made.call_id}/").status_code == 404
    page = reader.get(here).content.decode()
    assert "none was in force" in page
    assert "Triage again" not in page, "whoever reviews decisions is not let into calls by that"
    assert made.call_number in reader.get("/triage/decisions/?csv=1").content.decode()
    for path in ("/triage/decide", "/triage/sync", "/triage/recommend"):
        assert told(reader, path, {}).status_code == 403, path


def test_who_is_free_is_said_and_what_is_not_known_is_not_free(sign_in: SignIn) -> None:
    who, keeper = a_decider(), a_roster_keeper()
    in_force(edition=example())
    browser = sign_in(who)
    given = {"call_type": "DOMESTIC", **NO_TO_ALL}

    def free() -> str:
        return str(told(browser, "/triage/recommend", given).json()["html"])

    assert "no unit is set up" in free()
    unit = a_unit(keeper, "C14")
    assert "no unit with a crew is free now" in free()
    a_crew(keeper, unit, keeper)
    assert "No unit with" in free() and "C14" not in free(), "a CSO is no officer"
    a_crew(keeper, a_unit(keeper, "P7"), a_person("Offi Cer"), route="officer")
    assert "1 unit that can is free now: P7" in free()
    assert "not known yet" in free(), "nobody waited yet, so nobody knows how long it takes"
    for minutes in range(1, 11):
        call = a_call(who, call_type="DOMESTIC", received_at=timezone.now() - timedelta(minutes=minutes))
        decided(who, call=str(call.pk), shown="officer", **given)
        with acting_as(keeper.pk):
            units.assign(by=keeper, unit=unit, call=call)
            units.change_status(by=keeper, unit=unit, status=UnitStatus.ON_SCENE)
            units.change_status(by=keeper, unit=unit, status=UnitStatus.AVAILABLE)
    # of 1, 2, ... 10 minutes nine of ten are within 9.1
    assert "nine of ten within 9 min (10 calls)" in free()


@pytest.mark.parametrize(
    ("route", "words"),
    [("care", "lies at the desk"), ("online", "lies at the desk"), ("ems", "medics send their own"),
     ("clinician_center", "no unit is needed")],
)  # fmt: skip
def test_of_a_route_to_which_no_unit_goes_nobody_reads_that_none_is_free(route: str, words: str) -> None:
    who, keeper = a_decider(), a_roster_keeper()
    a_unit(keeper, "C14")  # without a crew: not free
    in_force(edition=example())
    with acting_as(who.pk):
        assert words in advising._free(who, in_force_now(who), route, timezone.now())


def test_pages_ask_as_often_for_forty_decisions_as_for_two(sign_in: SignIn) -> None:
    who = a_decider()
    in_force(edition=example())
    call = a_call(a_dispatcher(), call_type="LOST ARTICLE")
    for _ in range(2):
        decided(who, call=str(call.pk), shown="officer")
    browser = sign_in(who)
    paths = ["/triage/", f"/triage/{call.pk}/", "/triage/waiting/", "/triage/decisions/",
             f"/triage/decisions/{call.pk}/", "/triage/rules"]  # fmt: skip
    few = {path: queries_of(browser, path) for path in paths}
    for _ in range(20):
        decided(who, call=str(call.pk), shown="officer")
        a_call(who)
    assert {path: queries_of(browser, path) for path in paths} == few
