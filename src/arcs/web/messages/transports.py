"""How a message leaves: through an SMTP server, or into a log file that stands for one.

A transport says exactly one of four things: it was taken (no error), not now, never, or nobody knows.
"""

import fcntl
import json
import os
import smtplib
from contextlib import suppress
from dataclasses import dataclass
from email.utils import formatdate
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import parse_qsl, unquote, urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.smtp import EmailBackend

from arcs.core.refusal import Refusal

SECONDS_TO_ANSWER = 20
PERMANENT = 500
PORTS = {"smtp": 587, "smtps": 465}


class NotSent(Exception):
    """The message was surely not taken; the text is what the server said."""


class NotNow(NotSent):
    """Not taken, and it is worth trying later."""


class Never(NotSent):
    """Not taken, and trying again would not help."""


class Unclear(Exception):
    """The connection broke after the text was handed over: it may or may not have been taken."""


@dataclass(frozen=True, kw_only=True)
class Letter:
    """What a transport is given: one message to one address."""

    message_id: str
    to: str
    subject: str
    body: str
    html: str


class Transport(Protocol):
    """A way out. `repeatable` ones take the same Message-ID twice and keep it once."""

    @property
    def repeatable(self) -> bool:
        """Whether sending twice keeps one."""

    def send(self, letter: Letter) -> None:
        """Hand over; raises NotNow, Never or Unclear."""


class _Noting(smtplib.SMTP):
    """Notes when the text begins to leave: what breaks before that moment has surely not been sent."""

    text_left = False

    def data(self, msg: Any) -> tuple[int, bytes]:
        """Hand over the text."""
        self.text_left = True
        return super().data(msg)


class _NotingTls(smtplib.SMTP_SSL, _Noting):
    """The same, encrypted from the first byte."""


class _Smtp(EmailBackend):
    @property
    def connection_class(self) -> type[smtplib.SMTP]:
        """Connections that note how far they came."""
        return _NotingTls if self.use_ssl else _Noting


@dataclass(frozen=True, kw_only=True)
class SmtpTransport:
    """Through an SMTP server at `smtp://user:password@host:587` (STARTTLS) or `smtps://…:465`.

    `?tls=0` leaves encryption out, for a mail server on the same machine.
    """

    url: str
    sender: str
    repeatable: bool = False

    def _backend(self) -> _Smtp:
        parts = urlsplit(self.url)
        if parts.scheme not in PORTS or not parts.hostname:
            raise Refusal("ARCS_SMTP_URL", "it is no address of a mail server", "write smtp://user:password@host:587")
        plain = dict(parse_qsl(parts.query)).get("tls") == "0"
        return _Smtp(
            host=parts.hostname,
            port=parts.port or PORTS[parts.scheme],
            username=unquote(parts.username or ""),
            password=unquote(parts.password or ""),
            use_ssl=parts.scheme == "smtps",
            use_tls=parts.scheme == "smtp" and not plain,
            timeout=SECONDS_TO_ANSWER,
        )

    def send(self, letter: Letter) -> None:
        """Hand over one message; the words of the server are in the errors."""
        mail = EmailMultiAlternatives(
            subject=letter.subject,
            body=letter.body,
            from_email=self.sender,
            to=[letter.to],
            headers={"Message-ID": f"<{letter.message_id}>", "Auto-Submitted": "auto-generated", "Date": formatdate()},
        )
        if letter.html:
            mail.attach_alternative(letter.html, "text/html")
        backend = self._backend()
        try:
            backend.open()
        except (OSError, smtplib.SMTPException) as unreachable:
            raise NotNow(said_by(unreachable)) from unreachable
        connection = backend.connection
        try:
            backend._send(mail)  # type: ignore[attr-defined] # Django's stubs leave out what backends override
        except (OSError, smtplib.SMTPException) as failed:
            raise judged(failed, text_left=getattr(connection, "text_left", True)) from failed
        finally:
            with suppress(OSError, smtplib.SMTPException):
                backend.close()


def judged(failure: Exception, *, text_left: bool) -> NotSent | Unclear:
    """What a failed hand-over means: an answer in numbers is certain, a broken line only before the text left.

    >>> judged(smtplib.SMTPDataError(552, b"too big"), text_left=True)
    Never('552 too big')
    >>> judged(smtplib.SMTPServerDisconnected("gone"), text_left=True)
    Unclear('gone')
    """
    said = said_by(failure)
    code = _code(failure)
    if code is not None:
        return Never(said) if code >= PERMANENT else NotNow(said)
    return Unclear(said) if text_left else NotNow(said)


def _code(failure: Exception) -> int | None:
    if isinstance(failure, smtplib.SMTPRecipientsRefused):
        return max(code for code, _ in failure.recipients.values())
    if isinstance(failure, smtplib.SMTPResponseException) and failure.smtp_code > 0:
        return int(failure.smtp_code)
    return None


def said_by(failure: Exception) -> str:
    """The server's sentence on one line, or the name of what broke."""
    if isinstance(failure, smtplib.SMTPRecipientsRefused):
        words = "; ".join(f"{code} {_text(text)}" for code, text in failure.recipients.values())
    elif isinstance(failure, smtplib.SMTPResponseException):
        words = f"{failure.smtp_code} {_text(failure.smtp_error)}"
    else:
        words = str(failure) or type(failure).__name__
    return " ".join(words.split())[:500]


def _text(said: bytes | str) -> str:
    return said.decode("utf-8", "replace") if isinstance(said, bytes) else said


@dataclass(frozen=True, kw_only=True)
class LogTransport:
    """Into a file of mode 0600, one JSON object a line: for a demonstration, or where no mail may leave."""

    path: Path
    repeatable: bool = True

    def send(self, letter: Letter) -> None:
        """Append, unless a message of this id stands there already."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
        with os.fdopen(descriptor, "r+", encoding="utf-8") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            if any(_id_of(line) == letter.message_id for line in file):
                return
            line = {"id": letter.message_id, "to": letter.to, "subject": letter.subject, "body": letter.body}
            file.write(json.dumps(line) + "\n")
            file.flush()
            os.fsync(file.fileno())


def _id_of(line: str) -> str:
    try:
        return str(json.loads(line)["id"])
    except (ValueError, KeyError, TypeError):
        return ""  # half a line, of a machine that lost its power while writing


def transport() -> Transport:
    """The way out that the settings name: the SMTP server if there is one, else the log."""
    if settings.ARCS_SMTP_URL:
        return SmtpTransport(url=settings.ARCS_SMTP_URL, sender=settings.ARCS_MAIL_FROM)
    return LogTransport(path=Path(settings.ARCS_MAIL_LOG))
