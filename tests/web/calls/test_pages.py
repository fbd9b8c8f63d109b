"""Pages of live calls: what each says, what they keep, 404 for others, and queries that stay flat."""

import pytest
from tests.making.calls import ALL_NO, DISPATCHES, a_call, a_dispatcher
from tests.making.people import a_person
from tests.making.statements import queries_of
from tests.web.conftest import SignIn

from arcs.web.calls import sending
from arcs.web.wall.acting import acting_as

pytestmark = pytest.mark.django_db


def test_a_dispatcher_takes_changes_notes_and_closes_a_call(sign_in: SignIn) -> None:
    browser = sign_in(a_dispatcher())
    assert "No calls yet" in browser.get("/calls/").content.decode()
    empty = browser.post("/calls/new/", {"call_type": "", "said": "A dog barks.", "source": "telephone"})
    assert "A dog barks." in empty.content.decode(), "nothing typed is lost"
    typed = {"call_type": "NOISE", "source": "fire", "source_key": "F-1", "address": "1 Main St", "juvenile": "yes"}
    here = browser.post("/calls/new/", typed).headers["Location"]
    assert browser.post("/calls/new/", typed).headers["Location"] == here
    seen = browser.get(f"{here}change/").content.decode().split('name="seen" value="')[1].split('"')[0]
    changed = {"call_type": "FIGHT", "address": "1 Main St", "seen": seen}
    assert browser.post(f"{here}change/", changed).status_code == 302
    again = browser.post(f"{here}change/", changed | {"priority": "9"})
    assert (again.status_code, 'value="9"' in again.content.decode()) == (409, True)
    browser.post(f"{here}notes/", {"text": "He left."})
    refused = browser.post(f"{here}close/", ALL_NO | {"code": "advised", "elder": "", "note": "Told him."})
    assert "Elder: answer yes, no or unknown." in refused.content.decode()
    assert "Told him." in refused.content.decode()
    assert browser.post(f"{here}close/", ALL_NO | {"code": "advised"}).status_code == 302
    text = browser.get(here).content.decode()
    for words in ("He left.", "Call type: FIGHT (was NOISE)", "Closed: Advice given", "Dee Dispatcher"):
        assert words in text, words


def test_a_call_came_in_now_or_earlier_and_never_later(sign_in: SignIn) -> None:
    who = a_dispatcher()
    browser = sign_in(who)
    typed = {"call_type": "NOISE", "source": "telephone", "reception": "Desk", "received_at": "2999-01-05T14:30"}
    assert "This is later than now." in browser.post("/calls/new/", typed).content.decode()
    here = browser.post("/calls/new/", typed | {"received_at": "2026-01-05T14:30"}).headers["Location"]
    text = browser.get(here).content.decode()
    assert "received Jan. 5, 2026, 2:30 p.m." in text
    assert "Desk" in text


def test_another_open_call_at_the_address_is_marked_until_one_is_closed(sign_in: SignIn) -> None:
    who = a_dispatcher()
    first, second = a_call(who), a_call(who, address="123 North Oak Park Avenue", invented=False)
    nowhere = [a_call(who, address="") for _ in range(2)]
    browser = sign_in(who)
    assert "Another open call at this address." in browser.get(f"/calls/{second.pk}/").content.decode()
    assert "Another open call" not in browser.get(f"/calls/{nowhere[0].pk}/").content.decode()
    rows = browser.get("/calls/?csv=1&sort=received").content.decode("utf-8-sig").splitlines()[1:]
    marks = ["Invented, Another open call here", "Another open call here", "Invented", "Invented"]
    assert [row.rpartition("Telephone,")[2].strip('"') for row in rows] == marks
    browser.post(f"/calls/{first.pk}/close/", ALL_NO | {"code": "duplicate"})
    assert "Another open call" not in browser.get("/calls/").content.decode()


def test_whoever_sees_files_reads_what_a_program_sent_and_others_find_nothing(sign_in: SignIn) -> None:
    sender = a_person("Dis Patch", permissions=["calls.take"])
    with acting_as(sender.pk):
        aside = sending.take_sent(by=sender, body=b'{"call_type": "<b>NOISE</b>", "colour": 1}').aside
    assert aside is not None
    browser = sign_in(a_person("Imp Orter", permissions=["calls.import", "people.read"]))
    assert "no column is called colour" in browser.get("/calls/set-aside/?source=api").content.decode()
    text = browser.get(f"/calls/set-aside/{aside.pk}/").content.decode()
    assert "&lt;b&gt;NOISE&lt;/b&gt;" in text
    for other in (a_dispatcher("Other Dispatcher"), sender):
        assert sign_in(other).get(f"/calls/set-aside/{aside.pk}/").status_code == 404


def test_others_find_nothing_and_readers_change_nothing(sign_in: SignIn) -> None:
    call = a_call(a_dispatcher())
    stranger, reader = sign_in(a_person("Stranger")), sign_in(a_person("Rea Der", permissions=["calls.read"]))
    here = f"/calls/{call.pk}/"
    assert (stranger.get(here).status_code, stranger.get("/calls/").status_code) == (404, 403)
    text = reader.get(here).content.decode()
    assert "Your role does not let you see earlier calls and notes." in text
    for path in ("change/", "notes/", "close/", "premise/"):
        assert reader.post(here + path, {"text": "x"}).status_code == 403, path
    assert reader.get("/calls/set-aside/").status_code == 403


def test_pages_ask_as_often_for_forty_calls_as_for_two(sign_in: SignIn) -> None:
    who = a_person("Dee", permissions=(*DISPATCHES, "calls.import"))
    call = a_call(who)
    a_call(who)
    browser = sign_in(who)
    paths = ["/calls/", "/calls/?state=open&area=x&type=N&day_from=2026-01-01", f"/calls/{call.pk}/", "/calls/new/",
             "/calls/set-aside/", f"/calls/{call.pk}/close/"]  # fmt: skip
    few = {path: queries_of(browser, path) for path in paths}
    for _ in range(38):
        a_call(who)
    assert {path: queries_of(browser, path) for path in paths} == few
    assert browser.get("/calls/?csv=1").content.decode("utf-8-sig").count("NOISE") == 40
