"""People of dispatch as programs: each in a session of its own, asking the pages that people ask, at a person's pace.

They know what their pages say and nothing else. Where nobody answers they ask again, under the same key where what they
send has one; what a page says is done they write into the ledger.
"""

import http.client
import json
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from random import Random
from threading import Event
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from tests.making.dispatch_ledger import Ledger

PATIENCE = 240.0  # seconds in which a programme that was killed must serve again
TOKEN = "c" * 32  # any secret that stands in cookie and header alike is the same browser's


class NoAnswer(Exception):
    """Nobody answered, or the server failed: what was asked may be done or not."""


@dataclass(frozen=True)
class Answer:
    """What came back: status, where it leads, and the page."""

    status: int
    leads_to: str
    text: str


@dataclass
class Screen:
    """One person's browser: the cookies, and the ledger."""

    port: int
    who: UUID
    ledger: Ledger
    cookies: dict[str, str]

    def ask(
        self, page: str, path: str, *, form: Mapping[str, str] | None = None, script: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:  # fmt: skip
        """Ask for a page, or send a form or what a script sends; NoAnswer."""
        told = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()), **(headers or {})}
        body = None
        if form is not None:
            body = urlencode(form)
            told |= {"Content-Type": "application/x-www-form-urlencoded", "X-CSRFToken": TOKEN}
        if script is not None:
            body = json.dumps(script)
            told |= {"Content-Type": "application/json", "X-CSRFToken": TOKEN}
        begun = time.monotonic()
        try:
            answer = self._answer("GET" if body is None else "POST", path, body, told)
        except (OSError, http.client.HTTPException) as gone:
            self.ledger.unanswered(page, 0)
            raise NoAnswer from gone
        if answer.status >= http.client.INTERNAL_SERVER_ERROR:
            self.ledger.unanswered(page, answer.status)
            raise NoAnswer
        self.ledger.time(page, begun)
        if answer.leads_to.startswith("/sign-in/"):
            self.ledger.fault(f"{page}: the session was ended, {answer.leads_to}")
        return answer

    def insist(self, page: str, path: str, **given: Any) -> Answer:
        """The same, again and again until somebody answers."""
        until = time.monotonic() + PATIENCE
        while True:
            try:
                return self.ask(page, path, **given)
            except NoAnswer:
                if time.monotonic() > until:
                    self.ledger.fault(f"{page}: nobody answered for {PATIENCE:.0f} s")
                    raise
                time.sleep(0.5)

    def _answer(self, method: str, path: str, body: str | None, told: Mapping[str, str]) -> Answer:
        # Anew each time: a connection that was idle is closed by the server, and only a browser knows to ask again.
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        try:
            line.request(method, path, body, dict(told))
            found = line.getresponse()
            text = found.read().decode()
        finally:
            line.close()
        for one in found.headers.get_all("Set-Cookie") or ():
            name, _is, value = one.partition(";")[0].partition("=")
            self.cookies[name] = value
            if value.strip('"') == "":
                del self.cookies[name]
        self.cookies["csrftoken"] = TOKEN
        return Answer(found.status, found.headers.get("Location", ""), text)


@dataclass
class Person:
    """Somebody who takes turns until told to stop; `think` is how many seconds lie between, at least and at most."""

    screen: Screen
    chance: Random
    think: tuple[float, float]

    def work(self, stop: Event) -> None:
        """Take turns."""
        while not stop.is_set():
            with suppress(NoAnswer):
                self.turn()
            stop.wait(self.chance.uniform(*self.think))
        self.end()

    def turn(self) -> None:
        """One turn."""
        raise NotImplementedError

    def end(self) -> None:
        """What is still to be told when the day is over."""


# ---- calls that come in


@dataclass
class Sender(Person):
    """A dispatch system that sends its calls to the interface, each until it hears that it is there."""

    rows: Callable[[], Mapping[str, str] | None]
    token: str

    def turn(self) -> None:
        """The next call."""
        row = self.rows()
        if row is None:
            return
        headers, first = {"Authorization": f"Bearer {self.token}"}, True
        while True:
            try:
                answer = self.screen.ask("call sent", "/api/calls", script=row, headers=headers)
            except NoAnswer:
                first = False
                time.sleep(0.3)
                continue
            if answer.status == http.client.TOO_MANY_REQUESTS:
                time.sleep(1)
                continue
            break
        ledger = self.screen.ledger
        if answer.status not in {http.client.CREATED, http.client.OK} or (first and answer.status == http.client.OK):
            ledger.fault(f"call {row['source_key']} was answered {answer.status}: {answer.text[:200]}")
            return
        ledger.calls[row["source_key"]] = UUID(json.loads(answer.text)["call"]["id"])
