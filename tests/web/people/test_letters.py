"""A one-time link can be mailed: the letter stands in the outbox once, and leaves as every message does."""

import json
import re
from pathlib import Path

import pytest
from django.db import transaction
from tests.making.people import a_person
from tests.web.conftest import SignIn

from arcs.web.messages import sending
from arcs.web.messages.models import OutgoingMessage
from arcs.web.messages.transports import LogTransport
from arcs.web.people.models import Staff
from arcs.web.wall.acting import acting_as

pytestmark = pytest.mark.django_db
MANAGES = ("people.manage", "people.read")


def written_by(person: Staff) -> int:
    with acting_as(person.pk), transaction.atomic():
        return OutgoingMessage.objects.count()


def test_an_invitation_is_mailed_once_with_its_link_when_the_maker_asks_for_it(sign_in: SignIn, tmp_path: Path) -> None:
    boss, ann = a_person("Boss", permissions=MANAGES), a_person("Ann")
    browser = sign_in(boss)
    page = browser.post(f"/people/{ann.pk}/link/", {"purpose": "password"}).content.decode()
    token = re.search(r'name="token" value="([^"]+)"', page)
    assert token is not None and "Mail it" in page and written_by(boss) == 0
    for _ in range(2):
        sent = browser.post(f"/people/{ann.pk}/link/mail/", {"token": token[1], "mail": "yes"}).content.decode()
        assert f"on its way to {ann.login}" in sent and "Mail it" not in sent
    assert written_by(boss) == 1
    assert sending.send_due(LogTransport(path=tmp_path / "mail.log")) == 1
    (line,) = [json.loads(line) for line in (tmp_path / "mail.log").read_text().splitlines()]
    assert line["to"] == ann.login and f"/invitation/{token[1]}/" in line["body"]


def test_only_the_maker_mails_a_link_and_only_while_it_works(sign_in: SignIn) -> None:
    boss, other, ann = a_person("Boss", permissions=MANAGES), a_person("Oda", permissions=MANAGES), a_person("Ann")
    browser = sign_in(boss)
    page = browser.post(f"/people/{ann.pk}/link/", {"purpose": "password"}).content.decode()
    token = re.findall(r'name="token" value="([^"]+)"', page)[0]
    there, mailed = f"/people/{ann.pk}/link/mail/", {"token": token, "mail": "yes"}
    assert sign_in(other).post(there, mailed).status_code == 404
    assert sign_in(ann).post(there, mailed).status_code == 404
    assert browser.post(there, {"token": "made up", "mail": "yes"}).status_code == 404
    browser.post(f"/people/{ann.pk}/link/withdraw/")
    assert browser.post(there, mailed).status_code == 404
    assert written_by(boss) == 0


def test_without_a_sender_the_page_offers_no_mail(sign_in: SignIn, settings: object) -> None:
    settings.ARCS_SENDS_LETTERS = ""  # type: ignore[attr-defined] # the fixture carries no types
    ann = a_person("Ann")
    page = sign_in(a_person("Boss", permissions=MANAGES)).post(f"/people/{ann.pk}/link/", {"purpose": "password"})
    assert page.status_code == 200 and "Mail it" not in page.content.decode()
