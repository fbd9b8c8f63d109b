"""A changed meaning shows at once what the first records become; the reader itself reads them, and nothing is kept."""

from pathlib import Path

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from tests.making.people import a_person
from tests.making.studies import MAY_WORK, a_stored_study, a_surveyed_import, an_analyst, an_export
from tests.web.conftest import SignIn

from arcs.web.people.models import Staff
from arcs.web.studies.models import CallImport, ColumnFound
from arcs.web.wall.acting import acting_as

pytestmark = pytest.mark.django_db


def columns_of(by: Staff, one: CallImport) -> list[ColumnFound]:
    with acting_as(by.pk), transaction.atomic():
        return list(ColumnFound.objects.filter(call_import=one).order_by("position"))


def previewed(browser: Client, one: CallImport, meanings: dict[str, str], **more: str) -> str:
    answer = browser.post(
        reverse("studies:mapping_preview", args=[one.pk]), meanings | more, headers={"HX-Target": "preview"}
    )
    assert answer.status_code == 200
    assert b"<html" not in answer.content
    return answer.content.decode()


def test_the_first_records_are_shown_as_calls_and_follow_the_meanings(sign_in: SignIn, tmp_path: Path) -> None:
    ana = an_analyst()
    one = a_surveyed_import(ana, a_stored_study(ana), an_export(tmp_path))
    columns = columns_of(ana, one)
    assert columns[0].first_rows[:5] == ["1", "2", "3", "4", "5"]
    meanings = {f"column_{each.position}": each.meaning for each in columns}
    browser = sign_in(ana)
    text = previewed(browser, one, meanings)
    assert "THEFT" in text
    assert "2026-01-05 13:10:00" in text
    by_name = {each.column: f"column_{each.position}" for each in columns}
    other = meanings | {by_name["Received"]: "", by_name["Dispatched"]: "times.received"}
    assert "2026-01-05 13:10:00" not in previewed(browser, one, other)
    without = meanings | {by_name["Call Type"]: ""}
    assert "Not readable like this" in previewed(browser, one, without)
    assert [each.meaning for each in columns_of(ana, one)] == [each.meaning for each in columns]  # nothing is kept


def test_without_script_the_button_leads_to_a_page_of_its_own(sign_in: SignIn, tmp_path: Path) -> None:
    ana = an_analyst()
    one = a_surveyed_import(ana, a_stored_study(ana), an_export(tmp_path))
    meanings = {f"column_{each.position}": each.meaning for each in columns_of(ana, one)}
    answer = sign_in(ana).post(reverse("studies:mapping_preview", args=[one.pk]), meanings)
    assert "<h1>Some records as calls</h1>" in answer.content.decode()


def test_a_stranger_sees_no_record(sign_in: SignIn, tmp_path: Path) -> None:
    ana = an_analyst()
    one = a_surveyed_import(ana, a_stored_study(ana), an_export(tmp_path))
    stranger = sign_in(a_person("Sten Stranger", permissions=MAY_WORK))
    assert stranger.post(reverse("studies:mapping_preview", args=[one.pk])).status_code == 404
