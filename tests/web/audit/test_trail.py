"""The trail: all that happened in one list, for those who may read it, whose reading is itself written down."""

import csv
from datetime import date
from io import StringIO
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from django.db import ProgrammingError, connection, transaction
from django.test.utils import CaptureQueriesContext
from tests.making.people import a_person, a_team
from tests.making.probe import a_file, a_navigator
from tests.web.conftest import SignIn

from arcs.web.audit.queries import Asked, event, search_trail
from arcs.web.audit.sources import sources
from arcs.web.people.models import SignInEvent, Staff, Team
from arcs.web.wall.acting import Standing, acting_as
from arcs.web.wall.models import ReadLog
from arcs.web.wall.read_log import record_read

pytestmark = pytest.mark.usefixtures("fresh_database")


def an_auditor() -> Staff:
    return a_person("Olga", permissions=("audit.read", "audit.review", "people.read"))


def rename(team: Team, name: str, *, by: Staff | Standing) -> None:
    with acting_as(by.pk if isinstance(by, Staff) else by), transaction.atomic():
        team.name = name
        team.save()


def reads() -> list[tuple[str, str, bool]]:
    with acting_as(Standing.SEALER), transaction.atomic():
        return list(ReadLog.objects.order_by("at").values_list("kind", "reason", "allowed"))


def test_a_renamed_team_is_shown_before_and_after_by_name_of_who_did_it() -> None:
    ada = a_person("Ada", permissions=("people.manage",))
    auditor = an_auditor()
    team = a_team("Red")
    rename(team, "Blue", by=ada)
    with acting_as(auditor.pk), transaction.atomic():
        lines = search_trail(auditor, Asked(object_id=team.pk)).lines
        assert [(line.person, line.kind, line.done) for line in lines] == [
            ("Ada", "Team", "changed"),
            ("Keeper", "Team", "made"),
        ]
        shown = event(auditor, lines[0].source, lines[0].key)
        first = event(auditor, lines[1].source, lines[1].key)
    assert shown is not None
    assert [(one.name, one.before, one.after) for one in shown.fields if one.differs] == [("name", "Red", "Blue")]
    assert shown.changed == 1
    assert first is not None
    assert first.changed == 0
    assert {one.before for one in first.fields} == {""}


def test_each_filter_narrows_and_pages_follow_each_other_without_gap_or_repetition() -> None:
    auditor, team = an_auditor(), a_team("Red")
    for number in range(7):
        rename(team, f"Red {number}", by=Standing.KEEPER)
    with acting_as(auditor.pk):
        record_read(kind="file", compartment="care", object_id=team.pk, reason="court")
    with acting_as(auditor.pk), transaction.atomic():
        everything = search_trail(auditor, Asked(), most=500).lines
        for oldest_first, wanted in ((False, list(everything)), (True, list(everything)[::-1])):
            paged, after = [], ""
            while True:
                page = search_trail(auditor, Asked(), after=after, most=3, oldest_first=oldest_first)
                paged += page.lines
                after = page.after
                if not after:
                    break
            assert paged == wanted
        assert list(everything) == sorted(everything, key=lambda line: line.at, reverse=True)
        assert len(search_trail(auditor, Asked(kind="Team", done="update")).lines) == 7
        assert [line.kind for line in search_trail(auditor, Asked(done="read")).lines] == ["Read log"]
        assert len(search_trail(auditor, Asked(person="olga")).lines) == 1
        assert {line.person for line in search_trail(auditor, Asked(person="keeper")).lines} == {"Keeper"}
        assert search_trail(auditor, Asked(person="nobody of this name")).lines == ()
        assert search_trail(auditor, Asked(), after="rubbish~~").lines[0] == everything[0]


def test_words_are_found_where_they_stand_with_every_other_filter_and_page_by_page() -> None:
    auditor, team, other = an_auditor(), a_team("Red"), a_team("Green")
    for number in range(12):
        rename(team, f"Red {number}", by=Standing.KEEPER)
    with acting_as(auditor.pk):
        record_read(kind="file", compartment="care", object_id=team.pk, reason="court, by ada@example.org")
    with acting_as(auditor.pk), transaction.atomic():

        def found(words: str, **asked: Any) -> int:
            return len(search_trail(auditor, Asked(words=words, **asked)).lines)

        assert (found("red 3"), found("RED 1"), found("3 red"), found("Green")) == (1, 3, 0, 1)
        assert (found("Ada"), found("ada@example.org"), found("xample")) == (1, 1, 0)
        assert (found("%"), found("' & |"), found(str(other.pk)), found("red", object_id=other.pk)) == (0, 0, 1, 0)
        assert (found("court\u180e,\u200b’ :* by"), found("!\\é<->"), found("\u0301:*")) == (1, 0, 0)
        assert (found("red", done="update"), found("red", kind="Team", person="keeper")) == (12, 13)
        assert found("red", person="nobody of this name") == found("red", until=date(2000, 1, 1)) == 0
        for oldest_first in (False, True):
            whole = search_trail(auditor, Asked(words="red"), oldest_first=oldest_first).lines
            paged, after = [], ""
            while True:
                page = search_trail(auditor, Asked(words="red"), after=after, most=3, oldest_first=oldest_first)
                paged += page.lines
                after = page.after
                if not after:
                    break
            assert paged == list(whole)
            assert list(whole) == sorted(whole, key=lambda line: line.at, reverse=not oldest_first)


def test_a_search_for_words_finds_what_the_trail_shows_its_reader_and_nothing_else() -> None:
    auditor = an_auditor()
    nora = a_navigator("Nora", permissions=("audit.read",))
    a_file(nora, headline="Needs a roof", story="Sleeps in a car.")
    with acting_as(Standing.DOOR), transaction.atomic():
        SignInEvent.objects.bulk_create([SignInEvent(kind="refused", login_given="hunter2hunter2")])
    found = {}
    for who in (auditor, nora, a_person("Sam")):
        with acting_as(who.pk), transaction.atomic(), connection.cursor() as cursor:
            for words in ("roof", "sleeps", "hunter2", "nora"):
                cursor.execute(
                    "select source from audit_found(%s, null, null, null, null, null, null, null, null, null, null, "
                    "false, 50)", [f"{words}:*"],
                )  # fmt: skip
                found[who.name, words] = sorted({source for (source,) in cursor.fetchall()})
            with pytest.raises(ProgrammingError), transaction.atomic():
                cursor.execute("select 1 from owner_only.audit_words")
    assert found["Nora", "roof"] == ["probe_probefileevent"]
    assert "people_staffevent" in found["Olga", "nora"]
    assert {key for key, sources in found.items() if sources} == {
        ("Nora", "roof"), ("Nora", "nora"), ("Olga", "nora"),
    }  # fmt: skip


def test_every_table_of_the_trail_is_searched_for_words_by_its_index(owner: str) -> None:
    tables = [one.table for one in sources() if one.time]
    with psycopg.connect(owner) as connected:
        connected.execute("select set_config('arcs.person', %s, true)", [str(Standing.SEALER.value)])
        connected.execute("set local enable_seqscan = off")
        asked = "explain select source from owner_only.audit_words where words @@ to_tsquery('simple', 'red:*')"
        plan = "\n".join(line for (line,) in connected.execute(asked))
    assert plan.count("Bitmap Index Scan on trail_words_") == len(tables)


def test_the_number_of_queries_does_not_grow_with_what_is_stored() -> None:
    auditor, team = an_auditor(), a_team("Red")
    ada = a_person("Ada", permissions=("people.manage",))
    rename(team, "Blue", by=ada)

    def counted() -> int:
        with acting_as(auditor.pk), transaction.atomic(), CaptureQueriesContext(connection) as queries:
            search_trail(auditor, Asked())
        return len(queries)

    counted()  # what the person may do is read once
    before = counted()
    for number in range(40):
        rename(team, f"Red {number}", by=ada)
    assert counted() == before <= 3


def test_nobody_without_the_permission_reads_the_trail_in_code_or_in_the_database() -> None:
    from arcs.web.wall.permit import Refused

    stranger = a_person("Sam")
    a_team("Red")
    with acting_as(stranger.pk), transaction.atomic():
        with pytest.raises(Refused):
            search_trail(stranger, Asked())
        with connection.cursor() as cursor:
            cursor.execute("select distinct source from audit_trail")
            assert cursor.fetchall() == []


def test_the_trail_holds_no_secret_and_no_protected_text() -> None:
    auditor = an_auditor()
    a_person("Ann", password="correct horse battery staple")  # noqa: S106 - of nobody
    nora = a_navigator("Nora", permissions=("audit.read",))
    file = a_file(nora, story="Sleeps in a car.")
    with acting_as(Standing.DOOR), transaction.atomic():
        SignInEvent.objects.bulk_create([SignInEvent(kind="refused", login_given="hunter2hunter2")])
    with acting_as(nora.pk), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("select source, before::text, after::text from audit_trail")
        rows = cursor.fetchall()
        text = "".join(str(row) for row in rows)
    assert "argon2" not in text
    assert "hunter2" not in text
    assert "Sleeps" not in text
    stories = [row[2] for row in rows if row[0] == "probe_probefileevent"]
    assert len(stories) == 1
    assert "protected, print " in stories[0]
    assert bytes(file.story or b"").hex() not in text
    with acting_as(auditor.pk), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("select count(*) from audit_trail where source = 'probe_probefileevent'")
        assert cursor.fetchone() == (0,), "the auditor has no grant of that compartment: security_invoker holds"


def test_opening_the_page_an_event_and_an_export_is_written_down_first(sign_in: SignIn) -> None:
    auditor, team = an_auditor(), a_team("Red")
    browser = sign_in(auditor)
    page = browser.get("/audit/", {"kind": "Team"})
    assert page.status_code == 200
    assert b"Keeper" in page.content
    with acting_as(auditor.pk), transaction.atomic():
        line = search_trail(auditor, Asked(kind="Team")).lines[0]
    assert browser.get(f"/audit/event/{line.source}/{line.key}/").status_code == 200
    assert browser.get(f"/audit/event/{line.source}/999999/").status_code == 404
    assert browser.get(f"/audit/event/people_staff/{uuid4()}/").status_code == 404
    answer = browser.get("/audit/", {"kind": "Team", "format": "csv"})
    rows = list(csv.reader(StringIO(answer.content.decode("utf-8-sig"))))
    assert [row[1:7] for row in rows[1:]] == [["Keeper", str(Standing.KEEPER.value), "Team", "made", "", str(team.pk)]]
    assert [(kind, allowed) for kind, _reason, allowed in reads()] == [
        ("audit", True), ("audit event", True), ("audit event", False), ("audit event", False), ("audit export", True),
    ]  # fmt: skip
    assert reads()[0][1] == reads()[-1][1] == "kind=Team"
    page = browser.get("/audit/", {"done": "read"}).content.decode()
    assert "<td>audit export: kind=Team</td>" in page, "of a look, what was looked at is told"


def test_the_list_is_turned_round_and_printed_whole_without_its_questions(sign_in: SignIn) -> None:
    browser = sign_in(an_auditor())
    first, last = a_team("First"), a_team("Last")
    page = browser.get("/audit/", {"kind": "Team", "sort": "at"}).content.decode()
    assert page.index(str(first.pk)) < page.index(str(last.pk))
    assert f">{str(first.pk)[:8]}</a>" in page, "an id is shown by its beginning"
    page = browser.get("/audit/", {"kind": "Team"}).content.decode()
    assert page.index(str(last.pk)) < page.index(str(first.pk))
    paper = browser.get("/audit/", {"kind": "Team", "format": "print"}).content.decode()
    assert "data-print" in paper
    assert "Kind of record: Team." in paper
    assert 'class="filters"' not in paper
    assert [kind for kind, _reason, _allowed in reads()] == ["audit", "audit", "audit export"]


def test_whoever_reads_the_audit_and_does_not_review_it_is_shown_no_way_to_the_review(sign_in: SignIn) -> None:
    assert b"/audit/review/" in sign_in(an_auditor()).get("/audit/").content
    browser = sign_in(a_person("Ada", permissions=("audit.read",)))
    assert b"/audit/review/" not in browser.get("/audit/").content
    assert browser.get("/audit/review/").status_code == 404


def test_for_others_there_is_no_such_page(sign_in: SignIn) -> None:
    browser = sign_in(a_person("Sam"))
    for address in ("/audit/", "/audit/review/", "/audit/review/2026-11-16/", "/audit/alarms/", "/audit/event/x/1/"):
        assert browser.get(address).status_code == 404, address


def test_words_need_dates_and_what_was_typed_is_kept(sign_in: SignIn) -> None:
    answer = sign_in(an_auditor()).get("/audit/", {"words": "roof", "person": "Ada"})
    assert answer.status_code == 400
    assert b"give both days, at most 92 days apart" in answer.content
    assert b'value="Ada"' in answer.content
    assert reads() == []


def test_every_source_with_a_time_is_in_the_trail() -> None:
    with acting_as(Standing.SEALER), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("select pg_get_viewdef('audit_trail'::regclass)")
        (definition,) = cursor.fetchone()
    assert [one.table for one in sources() if one.time and f"'{one.table}'" not in definition] == []
