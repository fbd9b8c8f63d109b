"""Pages as the server wrote them, served by a plain server that answers their scripts as a test wants, or not at all.

While a browser runs, Django refuses to touch a database in this thread: a test has its pages written first.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from mimetypes import guess_type
from pathlib import Path
from threading import Event, Thread
from typing import Any
from urllib.parse import urlsplit

from django.contrib.staticfiles import finders
from django.test import Client
from django.urls import reverse
from tests.making.browser import CHROMIUM, LAUNCH

# What is answered to what was sent: the status, and words or an object.
Answer = tuple[int, object]
Answers = Callable[[str], Answer]
KEEPS = """async () => {
    try { await arcsKept.put("x", "x", 1); await arcsKept.remove("x"); return true; } catch { return false; }
}"""  # whether the page has the key under which it keeps things


def given(browser: Client, *names: str) -> dict[str, Answers]:
    """What the server gives a browser at each of these addresses, and who is signed in there, to be given again."""
    found = {path: browser.get(path) for path in map(reverse, ("people:here", *names))}
    return {path: _same(one) for path, one in found.items()}


def _same(answer: Any) -> Answers:
    is_json = answer.headers["Content-Type"].startswith("application/json")
    said = answer.json() if is_json else answer.content.decode()
    return lambda _sent: (answer.status_code, said)


def hanging(until: Event, then: Answers) -> Answers:
    """Nothing is answered until somebody says so."""

    def answer(sent: str) -> Answer:
        until.wait(timeout=60)
        return then(sent)

    return answer


class Handler(BaseHTTPRequestHandler):
    """Answers each path as its server was told, and gives files of the pages; 404 to all else."""

    answers: Mapping[str, Answers]

    def do_GET(self) -> None:
        """What a page asks for."""
        self._answer("")

    def do_POST(self) -> None:
        """What its script sends."""
        self._answer(self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode())

    def _answer(self, sent: str) -> None:
        path = urlsplit(self.path).path
        if path.startswith("/static/"):
            found = finders.find(path.removeprefix("/static/"))
            self._send(
                200 if found else 404, Path(str(found)).read_bytes() if found else b"", guess_type(path)[0] or ""
            )
            return
        status, said = self.answers[path](sent) if path in self.answers else (404, "")
        kind = "text/html; charset=utf-8" if isinstance(said, str) else "application/json"
        self._send(status, (said if isinstance(said, str) else json.dumps(said)).encode(), kind)

    def _send(self, status: int, body: bytes, kind: str) -> None:
        with suppress(OSError):  # whoever asked may not have waited for it
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    def log_message(self, *_said: object) -> None:
        """Nothing of it belongs to what a test says."""


@contextmanager
def served(answers: Mapping[str, Answers]) -> Iterator[str]:
    """The address of a server that gives these answers; they may change while it runs."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Told", (Handler,), {"answers": answers}))
    server.daemon_threads = True
    at_work = Thread(target=server.serve_forever, daemon=True)
    at_work.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    at_work.join(timeout=10)


@contextmanager
def a_window(**place: Any) -> Iterator[Any]:
    """A page of a Chromium that ends with it; what its scripts did not catch fails the test."""
    from playwright.sync_api import sync_playwright

    faults: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=LAUNCH)
        page = browser.new_context(**place).new_page()
        page.set_default_timeout(20_000)
        page.on("pageerror", lambda error: faults.append(str(error)))
        yield page
        browser.close()
    assert faults == []
