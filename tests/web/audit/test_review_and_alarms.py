"""The weekly review and the alarms: what went wrong stands somewhere until a person looked at it."""

import csv
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import uuid4
from zoneinfo import ZoneInfo

import psycopg
import pytest
from django.db import transaction
from django.test import Client
from tests.making.clock import settle
from tests.making.people import a_grant, a_person
from tests.web.conftest import SignIn

from arcs.postgres.addresses import Addresses
from arcs.web.audit.actions import acknowledge, close_week, look_at_item
from arcs.web.audit.models import WeeklyReview
from arcs.web.audit.pages import WeekShown
from arcs.web.audit.permits import may_close_week
from arcs.web.audit.reviewing import MANY_FILES, overdue_weeks, week_of, weeks_of
from arcs.web.people.models import SignInEvent, Staff
from arcs.web.wall.acting import Standing, acting_as
from arcs.web.wall.alarm import all_alarms, open_alarms, raise_alarm
from arcs.web.wall.clock import today
from arcs.web.wall.permit import Refused
from arcs.web.wall.read_log import record_read

pytestmark = pytest.mark.usefixtures("fresh_database")


def this_monday() -> date:
    return today() - timedelta(days=today().weekday())


def an_officer() -> Staff:
    return a_person("Olga", permissions=("audit.read", "audit.review", "people.read"))


def seen_by(who: Staff, monday: date) -> WeekShown:
    with acting_as(who.pk), transaction.atomic():
        return week_of(who, monday)


def titles(week: WeekShown) -> dict[str, list[str]]:
    return {str(group.title): [line.text for line in group.lines] for group in week.groups if group.lines}


def test_a_week_lists_what_an_officer_must_see() -> None:
    olga, ann = an_officer(), a_person("Ann")
    ada, ben = a_person("Ada"), a_person("Ben")
    with acting_as(ann.pk):
        for _ in range(2):
            record_read(kind="care file", compartment="care", object_id=uuid4(), allowed=False)
        for _ in range(MANY_FILES):
            record_read(kind="care file", compartment="care", object_id=uuid4())
    a_grant(ann, "care", granted_by=ada, confirmed_by=ben)
    with acting_as(Standing.DOOR), transaction.atomic():
        SignInEvent.objects.bulk_create(
            [SignInEvent(kind="locked out", login_given="ann@example.org", staff_id=ann.pk)]
        )
    raise_alarm("The disk is full.")
    found = titles(seen_by(olga, this_monday()))
    assert found["Refused looks"] == ["Ann: care file (2 times)"]
    assert found["Many files in one day"] == [f"Ann: care file ({MANY_FILES} times)"]
    assert found["Access to confidential compartments"] == ["Keeper: care / Ann / Ada / Ben"]
    assert found["Lock-outs"] == ["Ann: ann@example.org"]
    assert found["Alarms"] == ["The disk is full."]
    assert any(text.startswith("Keeper: new role Role") for text in found["Roles changed"])
    assert any(text.endswith("may now audit.read, audit.review, people.read") for text in found["Roles changed"])
    assert titles(seen_by(olga, this_monday() - timedelta(weeks=1))) == {}


def test_no_line_is_cut_off_however_many_and_what_happens_after_a_look_is_looked_at_again() -> None:
    olga, monday = an_officer(), this_monday()
    many, tries = [a_person(f"Person {number}") for number in range(210)], 30
    for one in many:
        with acting_as(one.pk):
            record_read(kind="care file", compartment="care", object_id=uuid4(), allowed=False)
    with acting_as(Standing.DOOR), transaction.atomic():
        SignInEvent.objects.bulk_create(
            SignInEvent(kind="locked out", login_given=f"guess{number}@example.org") for number in range(tries)
        )
    week = seen_by(olga, monday)
    by_title = {str(group.title): group.lines for group in week.groups}
    assert len(by_title["Refused looks"]) == len(many)
    (locked,) = by_title["Lock-outs"]
    assert locked.text.startswith(f"{tries} sign-ins, among them guess0@example.org, ")
    assert locked.text.endswith(f"({tries} times)")
    (line,) = (one for one in by_title["Refused looks"] if one.text.startswith("Person 7:"))
    with acting_as(olga.pk):
        look_at_item(by=olga, week=monday, item=line.item, note="Asked her.")
    assert seen_by(olga, monday).open_lines == week.open_lines - 1
    with acting_as(many[7].pk):
        record_read(kind="care file", compartment="care", object_id=uuid4(), allowed=False)
    assert seen_by(olga, monday).open_lines == week.open_lines


def test_looks_at_night_and_at_weekends_are_listed_and_those_of_a_working_day_are_not(
    fresh_database: Addresses,
) -> None:
    settle("America/Chicago")  # where it is evening when it is the next day already in UTC
    olga, ann = an_officer(), a_person("Ann")
    wednesday = datetime(2026, 11, 18, tzinfo=ZoneInfo("America/Chicago"))
    hours = {"seven": 7, "late morning": 10, "six in the evening": 18, "seven in the evening": 19, "night": 3}
    looks = [(kind, wednesday + timedelta(hours=hour)) for kind, hour in hours.items()]
    looks.append(("Saturday noon", wednesday + timedelta(days=3, hours=12)))
    with psycopg.connect(fresh_database.owner) as owner:
        owner.execute("select set_config('arcs.person', %s, true)", (str(ann.pk),))
        for kind, at in looks:
            owner.execute(
                "insert into wall_readlog (id, at, person, kind, compartment, allowed, reason) "
                "values (gen_random_uuid(), %s, %s, %s, 'care', true, '')",
                (at, ann.pk, kind),
            )
    found = titles(seen_by(olga, date(2026, 11, 16)))
    assert found["Looks outside working hours"] == [
        "Ann: night, seven in the evening (2 times)",
        "Ann: Saturday noon",
    ]


def test_a_line_is_looked_at_with_a_note_and_a_week_closes_only_when_it_is_over_and_seen() -> None:
    olga, ann = an_officer(), a_person("Ann")
    with acting_as(ann.pk):
        record_read(kind="care file", compartment="care", object_id=uuid4(), allowed=False)
    monday = this_monday()
    week = seen_by(olga, monday)
    for group in week.groups:
        for line in group.lines:
            with acting_as(olga.pk):
                look_at_item(by=olga, week=monday, item=line.item, note="Asked her.")
    after = seen_by(olga, monday)
    assert (after.lines > 0, after.open_lines) == (True, 0)
    assert {line.note for group in after.groups for line in group.lines} == {"Asked her."}
    assert "not over yet" in may_close_week(olga, week=monday, open_items=0, today=today()).why_not
    assert "2 open lines" in may_close_week(olga, week=monday, open_items=2, today=monday + timedelta(days=7)).why_not
    assert may_close_week(olga, week=monday, open_items=0, today=monday + timedelta(days=7))
    with acting_as(olga.pk), pytest.raises(Refused, match="not over"):
        close_week(by=olga, week=monday, items=1, open_items=0, note="")


def test_weeks_left_open_are_overdue_work_until_they_are_closed() -> None:
    olga = an_officer()
    in_three_weeks = today() + timedelta(weeks=3)
    with acting_as(olga.pk), transaction.atomic():
        assert overdue_weeks(olga, today=in_three_weeks) == 2
        assert overdue_weeks(olga, today=today()) == 0
        assert len(weeks_of(olga, today=in_three_weeks)) == 4


def test_the_review_is_done_in_the_browser(sign_in: SignIn) -> None:
    olga, ann = an_officer(), a_person("Ann")
    with acting_as(ann.pk):
        record_read(kind="care file", compartment="care", object_id=uuid4(), allowed=False)
    browser = sign_in(olga)
    address = f"/audit/review/{this_monday().isoformat()}/"
    assert browser.get("/audit/review/").status_code == 200
    page = browser.get(address)
    assert b"Ann: care file" in page.content
    assert b"This week is not over yet" in page.content
    item = next(line.item for group in seen_by(olga, this_monday()).groups for line in group.lines)
    assert browser.post(f"{address}look/", {"item": item, "note": "Fine."}).status_code == 302
    assert b"Fine." in browser.get(address).content
    refused = browser.post(f"{address}close/", {"note": "All is well, kept as typed."})
    assert refused.status_code == 409
    assert b"kept as typed" in refused.content
    assert browser.get("/audit/review/2026-11-17/").status_code == 404  # a Tuesday


def test_an_alarm_is_raised_shown_and_acknowledged_without_the_database(outside: Path, sign_in: SignIn) -> None:
    raise_alarm("The read log cannot be written.")
    olga = an_officer()
    browser = sign_in(olga)
    assert b"The read log cannot be written." in browser.get("/audit/").content
    assert b"The read log cannot be written." in browser.get("/audit/alarms/").content
    assert browser.post("/audit/alarms/").status_code == 302
    assert open_alarms() == ()
    assert [one.what for one in all_alarms()] == ["The read log cannot be written."]
    assert b"The read log cannot be written." not in browser.get("/audit/").content
    with pytest.raises(Refused):
        acknowledge(by=a_person("Sam"))


def file_of(browser: Client, address: str, **words: str) -> list[list[str]]:
    """A list's file, its heading left out."""
    text = browser.get(address, {**words, "csv": "1"}).content.decode("utf-8-sig")
    return list(csv.reader(text.splitlines()))[1:]


def test_alarms_are_a_list_that_says_who_acknowledged_them(outside: Path, sign_in: SignIn) -> None:
    olga = an_officer()
    browser, sam = sign_in(olga), sign_in(a_person("Sam", permissions=("audit.alarms",)))
    assert b"No alarm yet" in browser.get("/audit/alarms/").content
    raise_alarm("The disk is full.")
    raise_alarm("The read log cannot be written.")
    browser.post("/audit/alarms/")
    assert b"Acknowledge all" not in browser.get("/audit/alarms/").content
    raise_alarm("The disk is full again.")
    assert b"Acknowledge all" in browser.get("/audit/alarms/").content
    assert b"csrfmiddlewaretoken" not in browser.get("/audit/alarms/", {"print": "1"}).content.split(b"<main")[1]
    said = [row[1:4] for row in file_of(browser, "/audit/alarms/", find="disk")]
    assert said == [["The disk is full again.", "Open", ""], ["The disk is full.", "Acknowledged", "Olga"]]
    assert [row[1] for row in file_of(browser, "/audit/alarms/", state="seen", sort="at")] == [
        "The disk is full.",
        "The read log cannot be written.",
    ]
    assert len(file_of(browser, "/audit/alarms/", at_from=today().isoformat())) == 3
    assert {row[3] for row in file_of(sam, "/audit/alarms/")} == {"", f"Person {str(olga.pk)[:8]}"}


def test_weeks_are_a_list_that_says_who_closed_them(sign_in: SignIn) -> None:
    olga = an_officer()
    with acting_as(olga.pk), transaction.atomic():
        WeeklyReview.objects.create(week=this_monday(), person=olga.pk, items=7, note="")
        in_a_year = weeks_of(olga, today=today() + timedelta(weeks=52))
    assert len(in_a_year) == 53
    assert [one.state for one in in_a_year[:3]] == ["running", "to do", "overdue"]
    assert (in_a_year[-1].state, in_a_year[-1].closed_by, in_a_year[-1].lines) == ("closed", "Olga", 7)
    browser = sign_in(olga)
    (row,) = file_of(browser, "/audit/review/", state="closed", by="olg")
    assert [row[0], row[2], row[3], row[5]] == [this_monday().isoformat(), "Closed", "Olga", "7"]
    assert file_of(browser, "/audit/review/", state="overdue") == []
    assert b"Nothing here fits" in browser.get("/audit/review/", {"state": "overdue"}).content
    page = browser.get("/audit/review/", {"sort": "state", "print": "1"}).content.decode()
    assert f'href="/audit/review/{this_monday().isoformat()}/"' in page


def test_half_a_line_or_an_unwritable_file_is_an_alarm_and_never_a_crash(
    outside: Path, caplog: pytest.LogCaptureFixture
) -> None:
    raise_alarm("One")
    with (outside / "alarms.jsonl").open("a") as file:
        file.write('{"at": "20')
    assert [one.what for one in open_alarms()] == ["One", "A line of the alarm file cannot be read."]
    with (outside / "alarms.jsonl").open("a") as file:
        file.write('\n{"at": "2026-01-01T00:00:00", "what": "Of no time zone"}\n')
        file.write('{"at": "2026-01-01T00:00:00+00:00", "seen_by": "nobody"}\n')
    assert [one.what for one in open_alarms()] == ["One", *["A line of the alarm file cannot be read."] * 3]
    (outside / "alarms.jsonl").unlink()
    (outside / "alarms.jsonl").mkdir()
    raise_alarm("Two")
    assert "Two" in caplog.text
    assert "cannot be written either" in caplog.text
    assert "cannot be read" in open_alarms()[0].what
    assert open_alarms()[0].at <= datetime.now(UTC)
