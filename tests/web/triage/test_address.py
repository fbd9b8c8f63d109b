"""Earlier calls and notes on the strip: under a permission of their own, and each reading is logged."""

import pytest
from django.db import transaction
from tests.making.calls import a_call
from tests.making.people import a_person
from tests.making.triage import a_decider
from tests.web.conftest import SignIn

from arcs.web.calls import actions as calls
from arcs.web.wall.acting import acting_as
from arcs.web.wall.models import ReadLog


@pytest.mark.usefixtures("fresh_database")
def test_what_is_known_of_an_address_has_its_own_permission_and_is_logged(sign_in: SignIn) -> None:
    who, auditor = a_decider(), a_person("Aud", permissions=["audit.read"])
    before = a_call(who, address="9 Elm St", call_type="FIGHT")
    call = a_call(who, address="9 Elm St", accommodation="a ramp", caller_language="Spanish", reached_by="tty")
    with acting_as(who.pk), transaction.atomic():
        calls.add_premise_note(by=who, call=call, text="A dog in the yard.")
    page = sign_in(who).get(f"/triage/{call.pk}/").content.decode()
    for words in (before.number, "A dog in the yard.", "a ramp", "TTY", "Spanish"):
        assert words in page, words
    typed = sign_in(who).get("/triage/?address=9+ELM+ST.").content.decode()
    assert "A dog in the yard." in typed, "also while the call is only being typed"
    other = a_person("Oth Er", permissions=("triage.decide", "calls.read", "protocols.read"))
    page = sign_in(other).get(f"/triage/{call.pk}/").content.decode()
    assert "A dog in the yard." not in page
    assert "does not let you see earlier calls and notes" in page
    asked = sign_in(who).post("/triage/known", {"address": "9 Elm Street"}, content_type="application/json").json()
    assert before.number in asked["html"]
    with acting_as(auditor.pk), transaction.atomic():
        assert [one.reason for one in ReadLog.objects.filter(object_id=None, kind="earlier calls")] == ["9 elm st"] * 2
        assert [one.person for one in ReadLog.objects.filter(object_id=call.pk)] == [who.pk]
