"""The pages of the settings: read, changed, uploaded, kept from those they are not for."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from tests.making.people import a_person
from tests.making.pictures import a_png
from tests.making.settings import a_service

from arcs.core.agency import Programme
from arcs.files.agency import agency_text, parse_agency, read_agency
from arcs.web.agency import actions, queries
from arcs.web.agency.forms import ROW_FORMS
from arcs.web.agency.pages import titles, week_in_words
from arcs.web.people.models import Staff
from arcs.web.wall.acting import Standing, acting_as
from arcs.web.wall.clock import today

OAK_PARK = Path(__file__).parents[3] / "examples" / "oak_park" / "agency.toml"
pytestmark = pytest.mark.django_db


@pytest.fixture
def oak_park() -> Programme:
    programme = read_agency(OAK_PARK)
    with acting_as(Standing.KEEPER), transaction.atomic():
        actions.new_edition(by=Standing.KEEPER, valid_from=today(), programme=programme, after=0)
    return programme


@pytest.fixture
def editor() -> Staff:
    return a_person("Eda", permissions=("agency.read", "agency.edit"))


@pytest.fixture
def browser(editor: Staff, sign_in) -> Client:
    return sign_in(editor)


def in_force() -> Programme:
    with acting_as(Standing.VISITOR), transaction.atomic():
        return queries.programme_in_force()


def today_plus(days: int = 0) -> str:
    with acting_as(Standing.VISITOR), transaction.atomic():
        return str(today() + timedelta(days=days))


def typed(programme: Programme, section: str, *, after: int = 1, edition: int = 1, **changed: str) -> dict[str, object]:
    """What a browser posts when nothing but `changed` was typed."""
    rows = getattr(programme, section)
    data: dict[str, object] = {"row-TOTAL_FORMS": len(rows), "row-INITIAL_FORMS": len(rows)}
    for nth, row in enumerate(rows):
        for name, value in ROW_FORMS[section].initial_of(row).items():
            if value not in (None, False, ""):
                data[f"row-{nth}-{name}"] = value
    return data | {"valid_from": today_plus(), "note": "", "edition": edition, "after": after} | changed


def text(answer) -> str:
    return answer.content.decode()


def test_the_overview_shows_every_section_and_each_opens(browser: Client, oak_park: Programme) -> None:
    page = text(browser.get("/settings/"))
    assert "edition 1" in page
    for name, title in titles().items():
        assert title in page
        answer = browser.get(f"/settings/{name}/")
        assert answer.status_code == 200, name
        assert browser.get(f"/settings/{name}/change/").status_code == 200, name
    assert "Monday to Friday 08:30-17:00" in text(browser.get("/settings/services/"))


@pytest.mark.parametrize("section", sorted(ROW_FORMS))
def test_saving_a_section_untouched_changes_nothing_and_says_so(
    browser: Client, oak_park: Programme, section: str
) -> None:
    answer = browser.post(f"/settings/{section}/change/", typed(oak_park, section) | {"save": "1"})
    assert answer.status_code == 200
    assert "They are those of edition 1" in text(answer)
    assert in_force() == oak_park


def test_longer_hours_make_a_new_edition_that_tells_the_difference(browser: Client, oak_park: Programme) -> None:
    longer = typed(oak_park, "services", **{"row-1-monday": "08:30-12:00, 13:00-18:00", "note": "Summer hours"})
    answer = browser.post("/settings/services/change/", longer, follow=True)
    assert "Edition 2 is made" in text(answer)
    assert in_force().service("cso").week.minutes == 5 * 510 + 0
    page = text(browser.get("/settings/editions/2/"))
    assert "Community Service Officers: Monday was 08:30-17:00 and is now 08:30-12:00, 13:00-18:00." in page
    assert "Summer hours" in page
    assert "Eda" in page


def test_what_cannot_be_is_answered_and_everything_typed_is_kept(browser: Client, oak_park: Programme) -> None:
    wrong = typed(oak_park, "services", **{"row-0-monday": "half past eight", "row-2-name": "Reports by telephone"})
    page = text(browser.post("/settings/services/change/", wrong))
    assert 'value="half past eight"' in page
    assert 'value="Reports by telephone"' in page
    assert "Write them as 08:30-17:00" in page
    assert in_force() == oak_park


def test_a_service_that_a_holiday_names_cannot_be_taken_out_unnoticed(browser: Client, oak_park: Programme) -> None:
    page = text(browser.post("/settings/services/change/", typed(oak_park, "services", **{"row-1-DELETE": "on"})))
    assert "which the settings do not hold" in page
    assert in_force() == oak_park


def test_a_row_is_added_and_taken_out_without_a_script(browser: Client, oak_park: Programme) -> None:
    more = text(browser.post("/settings/retention/change/", typed(oak_park, "retention") | {"add": "1"}))
    assert 'name="row-3-kind"' in more
    new = {"row-TOTAL_FORMS": "5", "row-3-kind": "drafts", "row-3-keep_days": "30", "row-3-legal_basis": "Our choice"}
    browser.post("/settings/retention/change/", typed(oak_park, "retention", **new, **{"row-0-DELETE": "on"}))
    assert [one.kind for one in in_force().retention] == ["uploads", "job_results", "drafts"]


def test_of_two_editors_the_second_sees_what_changed_and_keeps_what_was_typed(
    browser: Client, oak_park: Programme
) -> None:
    first = typed(oak_park, "areas", **{"row-0-name": "North end"})
    second = typed(oak_park, "retention", **{"row-0-keep_days": "2000"})
    browser.post("/settings/areas/change/", first)
    page = text(browser.post("/settings/retention/change/", second))
    assert "edition 2 was made while you were typing" in page.lower()
    assert "/settings/editions/2/" in page
    assert 'value="2000"' in page
    assert in_force().retention[0].keep_days != 2000
    browser.post("/settings/retention/change/", second | {"after": "2", "edition": "2"})
    assert in_force().retention[0].keep_days == 2000
    assert in_force().areas[0].name == "North end"


def test_a_change_for_a_later_day_comes_and_is_not_undone_by_one_made_beside_it(
    browser: Client, oak_park: Programme
) -> None:
    browser.post(
        "/settings/areas/change/", typed(oak_park, "areas", valid_from=today_plus(30), **{"row-0-name": "Nord"})
    )
    assert in_force() == oak_park
    assert "Edition 2 comes on" in text(browser.get("/settings/"))
    beside = typed(oak_park, "retention", after=2, valid_from=today_plus(40), **{"row-0-keep_days": "2000"})
    page = text(browser.post("/settings/retention/change/", beside))
    assert "On that day edition 2 holds" in page
    assert "It was made without what you change here" in page


def test_the_file_goes_out_and_comes_back(browser: Client, oak_park: Programme) -> None:
    answer = browser.get("/settings/agency.toml")
    assert answer["Content-Disposition"].startswith("attachment")
    assert parse_agency(answer.content, "agency.toml")[0] == oak_park
    changed = answer.content.replace(b'short_name = "E.C.H.O."', b'short_name = "ECHO"')
    sent = {"file": SimpleUploadedFile("agency.toml", changed), "valid_from": today_plus(), "after": "1"}
    assert browser.post("/settings/file/", sent).status_code == 302
    assert in_force().identity.short_name == "ECHO"


def test_a_wrong_file_is_answered_line_by_line_and_not_used(browser: Client, oak_park: Programme) -> None:
    wrong = agency_text(oak_park).replace("keep_days = 90", 'keep_days = "<b>long</b>"')
    sent = {"file": SimpleUploadedFile("agency.toml", wrong.encode()), "valid_from": today_plus(), "after": "1"}
    page = text(browser.post("/settings/file/", sent))
    assert "write a whole number" in page
    assert "agency.toml line" in page
    assert "<b>long</b>" not in page
    assert in_force() == oak_park


def test_a_logo_is_served_as_a_picture_to_everybody_and_nothing_else_is_taken(
    browser: Client, oak_park: Programme
) -> None:
    who = {one: getattr(oak_park.identity, one) for one in ("name", "short_name", "place", "time_zone")}
    asked = who | {"valid_from": today_plus(), "edition": "1", "after": "1"}
    evil = SimpleUploadedFile("logo.png", b"<svg onload=alert(1)>", content_type="image/png")
    page = text(browser.post("/settings/programme/change/", asked | {"picture": evil}))
    assert "not a whole PNG or JPEG" in page
    good = SimpleUploadedFile("anything.png", a_png(20, 10))
    assert browser.post("/settings/programme/change/", asked | {"picture": good}).status_code == 302
    with acting_as(Standing.VISITOR), transaction.atomic():
        logo = queries.logo_named(in_force().identity.logo)
    assert logo is not None
    answer = Client().get(f"/settings/logo/{logo.pk}/")
    assert (answer["Content-Type"], answer["X-Content-Type-Options"]) == ("image/png", "nosniff")
    assert answer.content == a_png(20, 10)


def test_readers_see_a_refused_button_with_its_reason_and_cannot_change(oak_park: Programme, sign_in) -> None:
    reader = sign_in(a_person("Rea", permissions=("agency.read",)))
    page = text(reader.get("/settings/services/"))
    assert "Your role does not let you change the settings" in page
    assert reader.get("/settings/services/change/").status_code == 403
    assert reader.post("/settings/services/change/", typed(oak_park, "services")).status_code == 403
    assert reader.get("/settings/file/").status_code == 403


ADDRESSES = ("", "services/", "services/change/", "editions/", "editions/1/", "agency.toml", "file/")


@pytest.mark.parametrize("address", ADDRESSES)
def test_for_those_without_the_permission_the_pages_are_not_there(oak_park: Programme, sign_in, address: str) -> None:
    assert sign_in(a_person("Nia")).get(f"/settings/{address}").status_code == 404
    visitor = Client().get(f"/settings/{address}")
    assert visitor.status_code == 302
    assert "/sign-in/" in visitor["Location"]


@pytest.mark.parametrize("address", ["wizards/", "wizards/change/", "editions/99/", "services/?edition=99"])
def test_what_is_not_there_is_404(browser: Client, oak_park: Programme, address: str) -> None:
    assert browser.get(f"/settings/{address}").status_code == 404


def test_a_new_installation_begins_with_who_it_is(browser: Client) -> None:
    assert "No settings yet" in text(browser.get("/settings/"))
    who = {"name": "Care", "short_name": "Care", "place": "Peoria", "time_zone": "America/Chicago"}
    browser.post("/settings/programme/change/", who | {"valid_from": today_plus(), "edition": "0", "after": "0"})
    assert in_force().identity.place == "Peoria"


def test_the_history_lists_editions_and_exports_them(browser: Client, oak_park: Programme) -> None:
    assert "set-up" in text(browser.get("/settings/editions/"))
    assert browser.get("/settings/editions/?csv=1")["Content-Type"].startswith("text/csv")


def test_equal_days_are_said_together() -> None:
    assert week_in_words(a_service("x", "08:30-17:00").week) == "Monday to Friday 08:30-17:00"
    assert week_in_words(a_service("x").week) == "none"
