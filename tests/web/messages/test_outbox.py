"""The outbox: what is rolled back is not sent, what is sent is sent once, what is unclear is a person's to settle."""

import json
from datetime import timedelta
from email import message_from_string
from email.policy import default as policy
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import transaction
from django.db.models import F
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from tests.making.mail import TinyMailServer
from tests.making.people import a_person
from tests.making.plans import plan_of

from arcs.core.refusal import Refusal
from arcs.web.messages import sending
from arcs.web.messages.actions import give_up, mark_as_sent, send_again, send_message
from arcs.web.messages.models import MessageState, MessageText, OutgoingMessage, SendingAttempt
from arcs.web.messages.queries import messages_seen_by
from arcs.web.messages.transports import Letter, LogTransport, SmtpTransport, transport
from arcs.web.people.models import Staff
from arcs.web.wall.acting import Standing, acting_as
from arcs.web.wall.permit import Refused

pytestmark = pytest.mark.usefixtures("fresh_database")


@pytest.fixture
def ann() -> Staff:
    return a_person("Ann")


def a_message(by: Staff, key: str = "invitation-1", **changed: str) -> OutgoingMessage:
    said = {"to": "new@example.org", "subject": "Welcome to ARCS", "body": "Open the link.\n", **changed}
    with acting_as(by.pk), transaction.atomic():
        return send_message(by=by, key=key, **said)


def send_to(server: TinyMailServer) -> int:
    return sending.send_due(SmtpTransport(url=server.url, sender="ARCS <arcs@example.org>"))


def as_it_is(message: OutgoingMessage) -> OutgoingMessage:
    with acting_as(Standing.MESSENGER), transaction.atomic():
        return OutgoingMessage.objects.get(pk=message.pk)


def outcomes(message: OutgoingMessage) -> list[tuple[str, str]]:
    with acting_as(Standing.MESSENGER), transaction.atomic():
        return list(SendingAttempt.objects.filter(message=message).order_by("at").values_list("outcome", "said"))


def make_due(message: OutgoingMessage) -> None:
    with acting_as(Standing.MESSENGER), transaction.atomic():
        OutgoingMessage.objects.filter(pk=message.pk).update(next_try_at=timezone.now() - timedelta(seconds=1))


def test_a_message_is_sent_once_and_says_so(ann: Staff) -> None:
    message = a_message(ann, subject="Grüße, café", html="<p>Open the link.</p>")
    with TinyMailServer() as server:
        assert send_to(server) == 1
        assert send_to(server) == 0
    (text,) = server.taken
    mail = message_from_string(text, policy=policy)
    assert (mail["To"], mail["Subject"]) == ("new@example.org", "Grüße, café")
    assert mail["Message-ID"] == f"<{sending.message_id_of(message)}>"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert as_it_is(message).state == MessageState.SENT
    assert outcomes(message) == [("sent", "")]


def test_what_is_rolled_back_is_never_sent(ann: Staff) -> None:
    with acting_as(ann.pk), pytest.raises(ZeroDivisionError), transaction.atomic():
        send_message(by=ann, to="new@example.org", subject="Welcome", body="", key="1")
        _ = 1 / 0
    with TinyMailServer() as server:
        assert send_to(server) == 0


def test_the_same_key_is_the_same_message(ann: Staff) -> None:
    assert a_message(ann).pk == a_message(ann, body="again").pk
    with TinyMailServer() as server:
        assert send_to(server) == 1


@pytest.mark.parametrize("verb", ["MAIL", "RCPT", "DATA", "TEXT"])
def test_a_permanent_refusal_is_work_with_the_servers_own_sentence(ann: Staff, verb: str) -> None:
    message = a_message(ann)
    with TinyMailServer({verb: "550 No such person here"}) as server:
        send_to(server)
    assert (as_it_is(message).state, as_it_is(message).why) == (MessageState.FAILED, "550 No such person here")


@pytest.mark.parametrize("verb", ["RCPT", "TEXT"])
def test_a_temporary_refusal_is_tried_again_later_by_itself(ann: Staff, verb: str) -> None:
    message = a_message(ann)
    with TinyMailServer({verb: "451 Come back later"}) as server:
        send_to(server)
        assert send_to(server) == 0
        waiting = as_it_is(message)
        assert (waiting.state, waiting.tries, waiting.why) == (MessageState.WAITING, 1, "451 Come back later")
        assert timedelta(seconds=50) < waiting.next_try_at - timezone.now() < timedelta(seconds=70)
        del server.answers[verb]
        make_due(message)
        send_to(server)
    assert as_it_is(message).state == MessageState.SENT
    assert [outcome for outcome, _ in outcomes(message)] == ["later", "sent"]


def test_a_server_that_does_not_answer_is_tried_again_and_at_last_is_work(ann: Staff) -> None:
    message = a_message(ann)
    nowhere = SmtpTransport(url="smtp://127.0.0.1:1?tls=0", sender="arcs@example.org")
    for tries in range(1, sending.MOST_TRIES + 1):
        make_due(message)
        assert sending.send_due(nowhere) == 1
        assert as_it_is(message).tries == tries
    assert as_it_is(message).state == MessageState.FAILED
    assert "refused" in as_it_is(message).why.lower()


def test_a_line_that_breaks_before_the_text_left_is_tried_again(ann: Staff) -> None:
    message = a_message(ann)
    with TinyMailServer({"RCPT": "hang up"}) as server:
        send_to(server)
    assert as_it_is(message).state == MessageState.WAITING


def test_a_line_that_breaks_after_the_text_left_is_unclear_and_never_sent_again_by_itself(ann: Staff) -> None:
    message = a_message(ann)
    with TinyMailServer({"TEXT": "hang up"}) as server:
        send_to(server)
        assert as_it_is(message).state == MessageState.UNCLEAR
        server.answers.clear()
        make_due(message)
        assert send_to(server) == 0
        with acting_as(ann.pk), transaction.atomic():
            send_again(by=ann, message=message)
        assert send_to(server) == 1
    assert as_it_is(message).state == MessageState.SENT


class Dies(BaseException):
    """As the machine does."""


class DyingTransport:
    """Takes a message, then the process dies before it can say so."""

    repeatable = False

    def __init__(self) -> None:
        self.taken: list[Letter] = []

    def send(self, letter: Letter) -> None:
        self.taken.append(letter)
        raise Dies


def test_a_death_between_handing_over_and_noting_it_sends_nothing_twice(ann: Staff) -> None:
    message, dying = a_message(ann), DyingTransport()
    with pytest.raises(Dies):
        sending.send_due(dying)
    assert as_it_is(message).state == MessageState.SENDING
    with TinyMailServer() as server:
        for _ in range(3):
            make_due(message)
            assert send_to(server) == 0
    assert as_it_is(message).state == MessageState.UNCLEAR
    assert len(dying.taken) == 1
    with acting_as(ann.pk), transaction.atomic():
        assert mark_as_sent(by=ann, message=message).state == MessageState.SENT
        with pytest.raises(Refused, match="nothing to settle"):
            send_again(by=ann, message=message)


def test_only_one_process_sends_at_a_time(ann: Staff) -> None:
    a_message(ann)
    other = sending.Locks()
    assert other.take(*sending.OUTBOX)
    with TinyMailServer() as server:
        assert send_to(server) == 0
        other.close()
        while send_to(server) == 0:
            pass
    assert len(server.taken) == 1


def test_the_log_keeps_each_message_once_and_is_closed_to_others(ann: Staff, tmp_path: Path) -> None:
    log = LogTransport(path=tmp_path / "mail" / "mail.log")
    message = a_message(ann)
    assert sending.send_due(log) == 1
    letter = Letter(message_id=sending.message_id_of(message), to="a@b.org", subject="s", body="b", html="")
    log.send(letter)
    (line,) = [json.loads(line) for line in log.path.read_text().splitlines()]
    assert (line["to"], line["body"]) == ("new@example.org", "Open the link.\n")
    assert log.path.stat().st_mode & 0o077 == 0


def test_an_interrupted_log_goes_on_by_itself_since_it_keeps_each_message_once(ann: Staff, tmp_path: Path) -> None:
    message = a_message(ann)
    with acting_as(Standing.MESSENGER):
        assert sending._claim() is not None
    assert sending.send_due(LogTransport(path=tmp_path / "mail.log")) == 1
    assert as_it_is(message).state == MessageState.SENT


def test_the_settings_name_the_way_out(settings: object, tmp_path: Path) -> None:
    settings.ARCS_SMTP_URL, settings.ARCS_MAIL_LOG = "", str(tmp_path / "log")  # type: ignore[attr-defined] # the fixture or answer carries no types
    assert isinstance(transport(), LogTransport)
    settings.ARCS_SMTP_URL = "smtp://user:pass@mail.example.org"  # type: ignore[attr-defined] # the fixture or answer carries no types
    assert isinstance(transport(), SmtpTransport)


@pytest.mark.parametrize(
    "subject", ["Welcome\r\nBcc: all@example.org", "Welcome\nX: y", "a\x0bb", "a\u2028b", "", "  "]
)
def test_a_subject_can_begin_no_other_header(ann: Staff, subject: str) -> None:
    with pytest.raises(Refusal, match="on one line"):
        a_message(ann, subject=subject)


@pytest.mark.parametrize("to", ["a@b.org\r\nBcc: c@d.org", "a@b.org, c@d.org", "A <a@b.org>", "nobody", "a@b.org\n"])
def test_a_message_goes_to_one_plain_address(ann: Staff, to: str) -> None:
    with pytest.raises(Refusal, match="no e-mail address"):
        a_message(ann, to=to)


@given(st.integers(1, 10_000))
def test_waits_grow_and_never_pass_six_hours(tries: int) -> None:
    assert sending.wait_after(tries) <= sending.wait_after(tries + 1) <= timedelta(hours=6)


def test_the_text_is_for_whoever_wrote_it_the_state_also_for_administrators(ann: Staff) -> None:
    message = a_message(ann, body="https://arcs/invitation/secret")
    ben, dee = a_person("Ben"), a_person("Dee", permissions=["messages.see"])
    seen = {}
    for who in (ann, ben, dee):
        with acting_as(who.pk), transaction.atomic():
            seen[who.name] = (OutgoingMessage.objects.count(), MessageText.objects.count())
    assert seen == {"Ann": (1, 1), "Ben": (0, 0), "Dee": (1, 0)}
    with acting_as(ben.pk), transaction.atomic(), pytest.raises(OutgoingMessage.DoesNotExist):
        give_up(by=ben, message=message)


def test_failures_are_shown_as_work_and_settled_on_the_page(ann: Staff, sign_in: object) -> None:
    message = a_message(ann, body="the secret link")
    with TinyMailServer({"TEXT": "hang up"}) as server:
        send_to(server)
    dee: Client = sign_in(a_person("Dee", permissions=["messages.see"]))  # type: ignore[operator] # the fixture or answer carries no types
    ben: Client = sign_in(a_person("Ben"))  # type: ignore[operator] # the fixture or answer carries no types
    listing = dee.get("/messages/").content.decode()
    assert "1 message needs a person." in listing
    page = dee.get(f"/messages/{message.pk}/").content.decode()
    assert sending.message_id_of(message) in page
    assert "the secret link" not in page
    assert "the secret link" in sign_in(ann).get(f"/messages/{message.pk}/").content.decode()  # type: ignore[operator] # the fixture or answer carries no types
    for tail in ("", "again/", "sent/", "give-up/"):
        asked = ben.post if tail else ben.get
        assert asked(f"/messages/{message.pk}/{tail}").status_code == 404
    said = dee.post(f"/messages/{message.pk}/sent/", follow=True).content.decode()
    assert "marked as sent" in said
    said = dee.post(f"/messages/{message.pk}/again/", follow=True).content.decode()
    assert "nothing to settle" in said
    assert dee.get(f"/messages/{uuid4()}/").status_code == 404


def test_messages_that_are_work_come_first_by_an_index_however_many_were_sent() -> None:
    who = a_person(permissions=("messages.see",))
    plan = plan_of(messages_seen_by(who).order_by(F("urgency").asc(nulls_last=True), "pk")[:50], who)
    assert "message_urgent_first" in plan
    assert "Sort" not in plan
