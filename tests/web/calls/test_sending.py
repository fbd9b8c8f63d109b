"""Calls that programs send: sent = taken + there already + set aside, whatever is sent, and none is lost."""

import inspect
import json
import sys
from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.making.calls import a_call, a_dispatcher
from tests.making.people import a_person
from tests.making.world import a_token
from tests.web.conftest import SignIn

from arcs.core.vocabulary import NatureFlag
from arcs.web.calls import queries, sending
from arcs.web.calls.actions import CHANGEABLE, add_note, answer_needs, change_call
from arcs.web.calls.models import Call, CallNote, FlagMoment, SetAsideRow
from arcs.web.calls.text import LONGEST_NOTE, plain
from arcs.web.people.models import Staff
from arcs.web.wall.acting import acting_as
from arcs.web.wall.at_once import sign_of, values_of

pytestmark = pytest.mark.django_db
NOON = "2026-01-05T12:00:00-06:00"
SENDS = ("calls.read", "calls.take", "people.make_tokens")
CALL = {"source_key": "C-1", "received_at": NOON, "call_type": "NOISE", "address": "5 South Blvd", "juvenile": "yes"}
EIDO = {
    "$id": "urn:emergency:uid:incidentid:17:dispatch.example.gov",
    "eidoVersion": "1.0",
    "incidentComponent": {
        "$id": "incident-17", "lastUpdateTimeStamp": "2026-01-05T12:01:00-06:00",
        "incidentTypeCommonRegistryText": "NOISE", "incidentTypeInternalText": "LOUD MUSIC",
        "incidentCommonPriorityNumber": 3, "beatOrDispatchGroupText": "B2", "locationReference": [{"$ref": "place-2"}],
    },
    "callComponent": [{"callStartTimestamp": NOON}],
    "locationComponent": [
        {"$id": "place-1", "locationDescriptionText": "The cell tower"},
        {
            "$id": "place-2",
            "locationByValue": "<p><ca:civicAddress><ca:A3>Oak Park</ca:A3><ca:PRD>N</ca:PRD>"
            "<ca:RD>Oak &amp; Elm</ca:RD><ca:STS>Ave</ca:STS><ca:HNO>123</ca:HNO><ca:UNIT>4B</ca:UNIT>"
            "</ca:civicAddress><gml:pos>41.885 -87.7845</gml:pos></p>",
        },
    ],
    "notesComponent": [{"notesActionComments": "<p>Loud music</p>"}, {"notesActionComments": "Since noon"}],
    "personComponent": [
        {"personIncidentRoleRegistryText": ["Witness"], "ncPersonComponent": {"ncPersonName": "Nobody"}},
        {
            "personIncidentRoleRegistryText": ["Caller"], "callBackReference": {"$ref": "back-1"},
            "ncPersonComponent": {"ncPersonName": [{"ncPersonFullName": "Ina Vented"}]},
        },
    ],
    "callbackComponent": [{"$id": "back-1", "callBackInformationUri": ["sip:x@y.example", "tel:7085550117"]}],
    "vehicleComponent": [{"vehicleRelationshipType": ["Suspect"], "colour": None, "plates": []}],
}  # fmt: skip


class Dispatch:
    """A program of dispatch that holds a token."""

    def __init__(self, by: Staff, *scopes: str) -> None:
        self.client = Client()
        self.headers = {"Authorization": f"Bearer {a_token(by, *(scopes or ('calls.read', 'calls.take')))}"}

    def send(self, said: Any, to: str = "calls") -> tuple[int, dict[str, Any]]:
        body = said if isinstance(said, bytes) else json.dumps(said).encode()
        answer = self.client.post(f"/api/{to}", body, content_type="application/json", headers=self.headers)
        return answer.status_code, answer.json()

    def get(self, path: str, **words: str) -> Any:
        answer = self.client.get(f"/api/{path}", words, headers=self.headers)
        assert answer.status_code == 200, answer.content
        return answer.json()


@pytest.fixture
def sender() -> Staff:
    return a_person("Dis Patch", permissions=SENDS)


def test_a_program_sends_a_call_once_and_reads_how_it_stands(sender: Staff) -> None:
    program = Dispatch(sender)
    status, first = program.send(CALL)
    assert (status, first["was_there"], first["call"]["call_type"]) == (201, False, "NOISE")
    status, again = program.send(CALL | {"call_type": "OTHER"})
    assert (status, again["was_there"], again["call"]) == (200, True, first["call"])
    whole = program.get(f"calls/{first['call']['id']}")
    assert {"need": "juvenile", "intake": "yes", "close": None} in whole["needs"]
    assert {"need": "elder", "intake": "unknown", "close": None} in whole["needs"]
    by_hand = a_call(a_dispatcher(), source="fire", source_key="C-1", area="North")
    listed = program.get("calls", state="open")["items"]
    assert {one["id"] for one in listed} == {first["call"]["id"], str(by_hand.pk)}
    assert [one["id"] for one in program.get("calls", area="nor", day_from="2026-01-01")["items"]] == [str(by_hand.pk)]
    assert program.client.get("/api/calls", {"day_from": "1066-01-01"}, headers=program.headers).status_code == 422


def test_two_programs_count_each_for_itself_and_a_further_message_is_kept_as_a_note() -> None:
    by, other = a_person("Po Lice", permissions=SENDS), a_person("Fi Re", permissions=SENDS)
    police, fire = Dispatch(by), Dispatch(other)
    status, first = police.send(CALL)
    assert (status, fire.send(CALL | {"call_type": "ALARM"})[0]) == (201, 201), "fire's C-1 is another call"
    for _ in range(2):
        status, again = police.send(CALL | {"call_type": "FIGHT", "priority": "1"})
        assert (status, again["was_there"], again["call"]["call_type"]) == (200, True, "NOISE")
    with acting_as(by.pk):
        (note,) = CallNote.objects.filter(call=first["call"]["id"])
        assert "call_type: FIGHT" in note.text and "priority: 1" in note.text and "address" not in note.text


def test_of_a_list_each_call_is_answered_for_itself_and_none_is_lost(sender: Staff) -> None:
    program = Dispatch(sender)
    program.send(CALL)
    listed = [CALL, CALL | {"source_key": "C-2"}, CALL | {"source_key": "C-3", "colour": "red"}, "no call", CALL | {
        "source_key": "C-2", "priority": "1"}]  # fmt: skip
    status, said = program.send(listed, "calls/many")
    became = ["was_there", "taken", "set_aside", "set_aside", "was_there"]
    assert (status, [one["became"] for one in said["calls"]]) == (201, became)
    assert [one["call"] and one["call"]["source_key"] for one in said["calls"]] == ["C-1", "C-2", None, None, "C-2"]
    assert "no column is called colour" in said["calls"][2]["detail"]
    status, again = program.send(listed[:2], "calls/many")
    assert (status, [one["became"] for one in again["calls"]]) == (200, ["was_there", "was_there"])
    with acting_as(sender.pk):
        assert Call.objects.count() == 2
        kept = {str(one.pk): one.content for one in SetAsideRow.objects.all()}
        assert [json.loads(kept[said["calls"][at]["set_aside"]]) for at in (2, 3)] == listed[2:4]
        (note,) = CallNote.objects.all()
        assert "priority: 1" in note.text


def test_what_can_be_read_but_not_be_written_again_is_set_aside_and_stops_no_other(sender: Staff) -> None:
    limit, deep = sys.getrecursionlimit() - len(inspect.stack()), set()
    with acting_as(sender.pk):
        for depth in range(limit - 20, limit):
            nested = b"[" * depth + b"]" * depth
            body = b"[%s,%s,%s]" % (nested, json.dumps(CALL | {"source_key": f"C-{depth}"}).encode(), nested)
            came = sending.take_many(by=sender, body=body)
            if isinstance(came, sending.Sent):
                assert came.aside is not None, "too deep for the reader too"
                continue
            assert came[1].call is not None
            for one in (came[0], came[2]):
                assert one.aside is not None
                deep.add(one.aside.why)
                assert one.aside.content in (body.decode(), nested.decode())
            alone = sending.take_sent(by=sender, body=nested).aside
            assert alone is not None and alone.content == nested.decode()
            assert isinstance(sending.take_change(by=sender, body=nested), sending.Sent)
    assert f"{sending.TOO_DEEP}; the whole list is kept" in deep


def test_what_is_no_list_of_one_to_a_hundred_calls_is_set_aside_whole(sender: Staff) -> None:
    program = Dispatch(sender)
    for said in (CALL, [], [CALL | {"source_key": f"C-{at}"} for at in range(sending.MOST_AT_ONCE + 1)], b"[{"):
        status, answer = program.send(said, "calls/many")
        assert (status, bool(answer["set_aside"])) == (422, True)
    with acting_as(sender.pk):
        assert not Call.objects.exists()
        longest = max((one.content for one in SetAsideRow.objects.all()), key=len)
        assert len(json.loads(longest)) == sending.MOST_AT_ONCE + 1, "nothing of it is cut"


def test_a_program_changes_its_call_and_what_somebody_here_changed_stays(sender: Staff) -> None:
    program, here = Dispatch(sender), a_dispatcher()
    _, sent = program.send(CALL | {"caller_name": "Ina Vented"})
    with acting_as(here.pk):
        call = Call.objects.get(pk=sent["call"]["id"])
        change_call(by=here, call=call, seen=sign_of(values_of(call, CHANGEABLE)), values={"priority": "2"})
    said = {"source_key": "C-1", "address": "7 South Blvd", "priority": "1", "caller_name": "", "elder": "yes"}
    status, came = program.send(said, "calls/changes")
    assert (status, sorted(came["changed"]), came["kept"]) == (201, ["address", "caller_name", "elder"], ["priority"])
    assert (came["call"]["address"], came["call"]["priority"], came["call"]["call_type"]) == (
        "7 South Blvd",
        "2",
        "NOISE",
    )
    status, again = program.send(said, "calls/changes")
    assert (status, again["changed"], again["kept"]) == (200, [], ["priority"])
    with acting_as(here.pk):
        now = Call.objects.get(pk=call.pk)
        assert (now.address_key, now.caller_name) != (call.address_key, "Ina Vented") and now.caller_name == ""
        assert queries.flags_of(here, now)[FlagMoment.INTAKE]["elder"] == "yes"
        first = CallNote.objects.filter(call=call).order_by("position")[0].text
    assert "address: 7 South Blvd (before: 5 South Blvd)" in first
    assert "priority: 1; not changed, since somebody here changed it" in first


def test_a_need_that_somebody_here_answered_stays_and_is_said_once(sender: Staff) -> None:
    program, here = Dispatch(sender), a_dispatcher()
    _, sent = program.send(CALL)
    with acting_as(here.pk):
        call = Call.objects.get(pk=sent["call"]["id"])
        answer_needs(by=here, call=call, flags={"juvenile": "no"})
    said = {"source_key": "C-1", "juvenile": "yes", "elder": "yes"}
    status, came = program.send(said, "calls/changes")
    assert (status, came["changed"], came["kept"]) == (201, ["elder"], ["juvenile"])
    for _ in range(2):
        status, came = program.send(said, "calls/changes")
        assert (status, came["changed"], came["kept"]) == (200, [], ["juvenile"])
        with acting_as(here.pk):
            add_note(by=here, call=call, text=f"Note {CallNote.objects.count()}")
    with acting_as(here.pk):
        known = queries.flags_of(here, call)[FlagMoment.INTAKE]
        assert (known["juvenile"], known["elder"]) == ("no", "yes")
        first, again = CallNote.objects.filter(call=call, made_by=sender.pk).order_by("position")
    assert "elder: yes (before: unknown)" in first.text
    assert again.text == "Its source says now:\njuvenile: yes; not changed, since somebody here changed it"


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"source_key": "C-9", "priority": "1"}, "no call of this program has this source_key"),
        ({"priority": "1"}, "no call of this program has this source_key"),
        ({"source_key": "C-1", "received_at": NOON}, "received_at: not changed once a call is taken"),
        ({"source_key": "C-1", "call_type": ""}, "call_type: it is missing"),
        ({"source_key": "C-1", "colour": "red"}, "colour: not changed"),
        ({"source_key": "C-1", "wants_callback": "perhaps"}, "write yes or no"),
        ([], "a call is an object"),
    ],
)
def test_a_change_that_cannot_be_made_is_set_aside_and_changes_nothing(sender: Staff, said: Any, why: str) -> None:
    program = Dispatch(sender)
    program.send(CALL)
    other = Dispatch(a_person("Fi Re", permissions=SENDS))
    assert other.send({"source_key": "C-1", "priority": "1"}, "calls/changes")[0] == 422, "another's call"
    status, answer = program.send(said, "calls/changes")
    assert (status, why in answer["detail"]) == (422, True), answer
    with acting_as(sender.pk):
        assert json.loads(SetAsideRow.objects.get(pk=answer["set_aside"]).content) == said
        (call,) = Call.objects.all()
        assert (call.priority, call.call_type, CallNote.objects.count()) == ("", "NOISE", 0)


def test_without_the_scope_nothing_is_taken_and_nothing_kept(sender: Staff) -> None:
    status, said = Dispatch(sender, "calls.read").send(CALL)
    assert (status, "calls.take" in said["detail"]) == (403, True)
    assert Client().post("/api/calls", b"{}", content_type="application/json").status_code == 401
    with acting_as(sender.pk):
        assert not Call.objects.exists()
        assert not SetAsideRow.objects.exists()


def test_what_is_refused_is_set_aside_with_the_sentence_that_the_program_hears(sender: Staff) -> None:
    status, said = Dispatch(sender).send(CALL | {"colour": "red"})
    assert (status, said["detail"]) == (422, "no column is called colour")
    reader = a_person("Imp Orter", permissions=["calls.import"])
    with acting_as(reader.pk):
        (row,) = queries.set_aside_seen_by(reader)
        assert (str(row.pk), row.source, row.why) == (said["set_aside"], "api", said["detail"])
        assert json.loads(row.content) == CALL | {"colour": "red"}
        assert not Call.objects.exists(), "whoever sees what was set aside does not see calls by that"
    other = a_person("Other Sender", permissions=SENDS)
    with acting_as(other.pk):
        assert not SetAsideRow.objects.exists(), "another program's is not shown"


def test_the_list_of_what_was_set_aside_shows_how_it_begins_and_its_own_page_all(
    sender: Staff, sign_in: SignIn
) -> None:
    said = CALL | {"colour": "red", "said": "x" * 150_000 + "the end"}
    _, kept = Dispatch(sender).send(said)
    Dispatch(sender).send(CALL | {"colour": "blue"})
    browser = sign_in(a_person("Imp Orter", permissions=["calls.import"]))
    page = browser.get("/calls/set-aside/")
    assert [one.get_deferred_fields() for one in page.context["page"].records] == [{"content"}] * 2
    assert len(page.content) < 100_000
    table = browser.get("/calls/set-aside/?csv=1").content.decode()
    assert len(table) < 5_000 and "xxx…" in table, "what is cut says so"
    assert json.dumps(CALL | {"colour": "blue"}).replace('"', '""') in table, "what is short stands whole"
    assert "xxxthe end" in browser.get(f"/calls/set-aside/{kept['set_aside']}/").content.decode()


HOSTILE = [
    b"", b"\xff\xfe\x00", b"{]", b"7", b"null", b"[]", b'["\\ud800"]', b"NaN", b'{"call_type": NaN}', b"[" * 90_000,
    json.dumps(CALL | {"call_type": "\x00"}).encode(), json.dumps(CALL | {"call_type": "\ud800"}).encode(),
    json.dumps(CALL | {"source_key": "x" * 121}).encode(), json.dumps(CALL | {"said": {"a": 1}}).encode(),
    json.dumps(CALL | {"received_at": "0001-01-01T00:00:00+23:00"}).encode(),
    json.dumps(CALL | {"latitude": 1e400, "longitude": 0}).encode(), json.dumps(CALL | {"latitude": 12}).encode(),
    json.dumps(CALL | {"juvenile": "perhaps"}).encode(), json.dumps(CALL | {"invented": "maybe"}).encode(),
    b'{"said": "' + b"x" * 300_000 + b'"}',
]  # fmt: skip


@pytest.mark.parametrize("to", ["calls", "calls/eido"])
def test_hostile_bodies_are_set_aside_with_a_reason(sender: Staff, to: str) -> None:
    program = Dispatch(sender)
    for body in HOSTILE:
        status, said = program.send(body, to)
        assert (status, bool(said["detail"]), bool(said["set_aside"])) == (422, True, True), body[:60]
    with acting_as(sender.pk):
        kept = SetAsideRow.objects.values_list("content", flat=True)
        assert len(kept) == len(HOSTILE)
        assert max(len(one) for one in kept) == sending.LARGEST


VALUES = st.sampled_from(["C-1", "C-2", "", NOON, "yes", "no", True, None, 7, 1.5, "x" * 90, "\x00", []]) | st.text(
    max_size=5
)
SAID = st.dictionaries(
    st.sampled_from(["source_key", "received_at", "call_type", "juvenile", "wants_callback", "said", "Area"])
    | st.text(max_size=4),
    VALUES, max_size=8,
)  # fmt: skip


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(sent=st.lists(SAID | SAID.map(lambda one: CALL | one) | st.integers() | st.text(max_size=3), max_size=5))
def test_sent_is_taken_plus_there_already_plus_set_aside(sender: Staff, sent: list[Any]) -> None:
    with acting_as(sender.pk):
        calls, aside = Call.objects.count(), SetAsideRow.objects.count()
        became = [sending.take_sent(by=sender, body=json.dumps(one).encode()) for one in sent]
        taken = sum(one.call is not None and not one.was_there for one in became)
        there = sum(one.was_there for one in became)
        kept = sum(one.aside is not None for one in became)
        assert len(sent) == taken + there + kept
        assert (Call.objects.count() - calls, SetAsideRow.objects.count() - aside) == (taken, kept)


def test_an_eido_becomes_a_call_and_what_is_not_read_of_it_a_note(sender: Staff) -> None:
    program = Dispatch(sender)
    status, said = program.send(EIDO, "calls/eido")
    assert status == 201, said
    call, whole = said["call"], program.get(f"calls/{said['call']['id']}")
    assert (call["source_key"], call["call_type"], call["priority"], call["beat"]) == (
        "incident-17",
        "LOUD MUSIC",
        "3",
        "B2",
    )
    assert (call["address"], call["unit"], call["received_at"]) == ("123 N Oak & Elm Ave", "4B", "2026-01-05T18:00:00Z")
    assert (call["latitude"], call["longitude"]) == ("41.885000", "-87.784500")
    assert (whole["said"], whole["caller_name"]) == ("Loud music\nSince noon", "Ina Vented")
    assert whole["caller_telephone"] == "7085550117"
    assert {one["intake"] for one in whole["needs"]} == {"unknown"}
    assert len(whole["needs"]) == len(NatureFlag)
    with acting_as(sender.pk):
        (note,) = CallNote.objects.filter(call=call["id"])
    for line in (
        "incidentComponent.incidentTypeCommonRegistryText: NOISE", "vehicleComponent[0].colour: null",
        "vehicleComponent[0].plates: []", "notesComponent[0].notesActionComments: <p>Loud music</p>",
        "locationComponent[0].locationDescriptionText: The cell tower", "eidoVersion: 1.0",
    ):  # fmt: skip
        assert line in note.text.splitlines(), line
    assert "LOUD MUSIC" not in note.text, "what is read stands in the call"


def test_an_eido_sent_again_adds_nothing_and_a_further_one_is_kept_whole(sender: Staff) -> None:
    program = Dispatch(sender)
    first = program.send(EIDO, "calls/eido")[1]["call"]
    turned = dict(reversed(list(EIDO.items())))
    assert program.send(turned, "calls/eido") == (200, {"was_there": True, "call": first})
    further = EIDO | {"notesComponent": [{"notesActionComments": "He has a knife"}]}
    assert program.send(further, "calls/eido")[0] == program.send(further, "calls/eido")[0] == 200
    with acting_as(sender.pk):
        notes = list(CallNote.objects.filter(call=first["id"]).order_by("position"))
    assert len(notes) == 2
    assert "notesComponent[0].notesActionComments: He has a knife" in notes[1].text.splitlines()


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"incidentComponent": None}, "no incidentComponent"),
        ({"incidentComponent": [{}, {}]}, "2 incidents"),
        ({"incidentComponent": {"$id": "x"}}, "call_type"),
        ({"callComponent": [{"callStartTimestamp": "yesterday"}]}, "received_at"),
    ],
)
def test_an_eido_that_tells_of_no_call_is_set_aside(sender: Staff, changed: dict[str, Any], why: str) -> None:
    status, said = Dispatch(sender).send(EIDO | changed, "calls/eido")
    assert (status, why in said["detail"]) == (422, True), said


LEAF = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(
        st.characters(exclude_characters="\n\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029\x00", exclude_categories=["Cs"]),
        max_size=40,
    )
)
ANYTHING = st.recursive(
    LEAF,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abc"), inner, max_size=3),
    max_leaves=12,
)


def plain_texts(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [text for one in value.values() for text in plain_texts(one)]
    if isinstance(value, list):
        return [text for one in value for text in plain_texts(one)]
    return [value] if isinstance(value, str) else []


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rest=st.dictionaries(st.sampled_from(["vehicleComponent", "x", "$id", "agencyComponent"]), ANYTHING, max_size=4))
def test_every_text_of_an_eido_stands_in_the_call_or_in_its_notes(sender: Staff, rest: dict[str, Any]) -> None:
    incident = {"$id": json.dumps(rest)[:100], "incidentTypeInternalText": "NOISE", "lastUpdateTimeStamp": NOON}
    with acting_as(sender.pk):
        sent = sending.take_eido(by=sender, body=json.dumps({"incidentComponent": incident, **rest}).encode())
        assert sent.call is not None
        notes = "\n".join(CallNote.objects.filter(call=sent.call).values_list("text", flat=True))
    assert all(text in notes for text in plain_texts(rest))


@given(lines=st.lists(st.text(max_size=60).map(lambda one: one * 300), max_size=4))
def test_long_lines_are_cut_into_notes_and_no_letter_is_lost(lines: list[str]) -> None:
    parts = list(sending.notes_of("Message 1:", tuple(lines)))
    assert all(len(one) <= LONGEST_NOTE for one in parts)
    kept = "".join(one.removeprefix("Message 1:\n") for one in parts)
    whole = plain("\n".join(lines)) or "nothing"
    assert kept.replace("\n", "") == whole.replace("\n", "")
