"""A person at a browser: one demonstration programme, served as `arcs demo` serves it, and a Chromium of this machine.

Each journey asks axe about every page it shows. With ARCS_PICTURES=1 it also takes each page's picture into
`var/screenshots`, which somebody looks at; without, nobody would, and drawing them takes a third of the time.
"""

import fcntl
import hmac
import json
import os
import re
import shutil
import signal
import socket
import struct
import subprocess
import sys
import time
from base64 import b32decode
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from tests.conftest import FILLED
from tests.making.browser import CHROMIUM
from tests.repository.tree import ROOT

from arcs.postgres import place
from arcs.web.site.serving import forget

PICTURES = ROOT / "var" / "screenshots"
PHONE, DESK = 400, 1280
PATIENCE_SECONDS = 420.0
LONG_MS = 180_000  # until long work of a journey is done
# What passes need not be described: that takes half of axe's time.
ASK_AXE = """async () => (await axe.run(document, {
    runOnly: {type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']},
    resultTypes: ['violations'],
})).violations.map(one => `${one.id}: ${one.nodes.slice(0, 3).map(node => node.target)}`)"""


OPENED: pytest.StashKey[list["Visit"]] = pytest.StashKey()
MOST_SHOWN = 1500  # characters of each window


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[Any]:
    """A journey that fails says what stood in each of its windows."""
    report: pytest.TestReport = yield
    if report.when == "call" and report.failed:
        report.sections += [(f"window {n}", one.shown()) for n, one in enumerate(item.stash.get(OPENED, []), 1)]
    return report


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Without a browser the journeys say that they were skipped."""
    why = pytest.mark.skip(reason="no Chromium or Chrome on this machine; install Debian's chromium")
    for item in items:
        if CHROMIUM is None and Path(__file__).parent in item.path.parents:
            item.add_marker(why)


@dataclass(frozen=True, kw_only=True)
class Programme:
    """A running demonstration: its address and its accounts by role."""

    url: str
    accounts: dict[str, dict[str, str]]
    state: Path
    process: subprocess.Popen[str] | None = None


def free_port() -> int:
    """A port of the loopback address on which nothing listens now."""
    with closing(socket.socket()) as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def begin_demonstration(state: Path, *, port: int | None = None, more: tuple[str, ...] = ()) -> Programme:
    """Start `arcs demo` and wait for the line that says it is ready."""
    wanted = port or free_port()
    command = [sys.executable, "-m", "arcs.cli", "demo", "--state", str(state), "--port", str(wanted)]
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("DJANGO_", "DATABASE_"))}
    process = subprocess.Popen(
        [*command, "--study", str(ROOT / "examples" / "oak_park"), *more],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={**environment, "PYTHONPATH": str(ROOT / "src")},
        cwd=ROOT,
    )
    assert process.stdout is not None
    said, until = [], time.monotonic() + PATIENCE_SECONDS
    for line in process.stdout:
        said.append(line)
        if line.startswith("ready: "):
            break
        assert time.monotonic() < until, "".join(said)
    assert said and said[-1].startswith("ready: "), "".join(said)
    accounts = json.loads((state / "demo-accounts.json").read_text(encoding="utf-8"))
    url = said[-1].removeprefix("ready: ").strip()
    return Programme(url=url, accounts={one["role"]: one for one in accounts}, state=state, process=process)


def end_demonstration(programme: Programme) -> None:
    """Stop it as Ctrl-C would, and wait until it is gone."""
    assert programme.process is not None
    programme.process.send_signal(signal.SIGINT)
    programme.process.communicate(timeout=60)


@pytest.fixture(scope="session")
def programme(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Programme]:
    """The demonstration programme of all journeys; ARCS_JOURNEYS_PROGRAMME ("URL FOLDER") names one that runs."""
    if given := os.environ.get("ARCS_JOURNEYS_PROGRAMME"):
        url, state = given.split(" ", 1)
        accounts = json.loads((Path(state) / "demo-accounts.json").read_text(encoding="utf-8"))
        yield Programme(url=url, accounts={one["role"]: one for one in accounts}, state=Path(state), process=None)
        return
    state = tmp_path_factory.mktemp("programme")
    if "PYTEST_XDIST_WORKER" in os.environ:  # to fill it takes longer than to copy it
        copy_demonstration(filled_once(tmp_path_factory.getbasetemp().parent / FILLED), state)
    running = begin_demonstration(state)
    yield running
    end_demonstration(running)
    forget(running.state / "demonstration")


def filled_once(state: Path) -> Path:
    """A demonstration that some process of this run filled and stopped, for all of them to copy."""
    with state.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (state / "whole").exists():
            end_demonstration(begin_demonstration(state))
            (state / "whole").touch()
    return state


def copy_demonstration(filled: Path, state: Path) -> None:
    """A stopped demonstration a second time: its files, and its database's data wherever they stand."""
    shutil.copytree(filled, state, dirs_exist_ok=True, ignore=shutil.ignore_patterns("whole", "database"))
    source, target = (one / "demonstration" / "database" for one in (filled, state))
    target.mkdir(mode=0o700)
    target.chmod(source.stat().st_mode)
    for name in ("credentials.json", "prepared"):
        shutil.copy2(source / name, target / name)
    runner = place.runner_of(target)
    data, copy = (place.data_place(one, runner, durable=True) / "data" for one in (source, target))
    subprocess.run(["/bin/cp", "-a", str(data), str(copy)], check=True)


def one_time_code(secret: str, *, steps: int = 0) -> str:
    """The six digits of RFC 6238 for a base-32 secret, `steps` half minutes from now."""
    counter = int(time.time()) // 30 + steps
    digest = hmac.digest(b32decode(secret + "=" * (-len(secret) % 8)), struct.pack(">Q", counter), "sha1")
    at = digest[-1] & 15
    return f"{(int.from_bytes(digest[at : at + 4]) & 0x7FFFFFFF) % 1_000_000:06d}"


class Visit:
    """One person's browser window, at one width; notes what the page complains about."""

    def __init__(
        self,
        programme: Programme,
        chromium: Any,
        *,
        width: int,
        script: bool = True,
        dark: bool = False,
        host: str = "127.0.0.1",
    ) -> None:
        self.url = programme.url.replace("127.0.0.1", host)
        self.width, self.script, self.dark = width, script, dark
        self.context = chromium.new_context(
            viewport={"width": width, "height": 900},
            java_script_enabled=script,
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce",
            accept_downloads=True,
            locale="en-US",
        )
        self.complaints: list[str] = []
        self.foreign: list[str] = []
        self.begin_page()

    def begin_page(self) -> None:
        """Open a tab, and note what it complains about and whom it asks."""
        self.page = self.context.new_page()
        self.page.set_default_timeout(60_000)
        self.page.on(
            "console", lambda message: self.complaints.append(message.text) if message.type == "error" else None
        )
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.under_way: Any = None
        self.page.on("request", self._begins)
        self.page.on("framenavigated", lambda frame: self._is_over() if frame == self.page.main_frame else None)
        self.page.on("requestfailed", lambda request: self._is_over() if request == self.under_way else None)
        self.page.on("download", lambda _: self._is_over())
        self.page.on(
            "request",
            lambda request: (
                self.foreign.append(request.url) if not request.url.startswith((self.url, "data:", "blob:")) else None
            ),
        )

    def _begins(self, request: Any) -> None:
        if request.is_navigation_request() and request.frame == self.page.main_frame:
            self.under_way = request

    def _is_over(self) -> None:
        self.under_way = None

    def settle(self) -> None:
        """Wait until the page that a click asked for is here, whole: a click is over before its answer is."""
        until = time.monotonic() + PATIENCE_SECONDS
        self.page.wait_for_timeout(20)  # what a click began is told a moment later
        while self.under_way is not None and time.monotonic() < until:
            self.page.wait_for_timeout(20)
        self.page.wait_for_load_state("load")

    def text(self, place: str) -> str:
        """What stands in a part of the page, once the page is here."""
        self.settle()
        return str(self.page.inner_text(place))

    def open(self, path: str) -> Any:
        """Open a page of the programme and return the answer."""
        return self.page.goto(f"{self.url}{path}")

    def enter_as(self, role: str) -> None:
        """Sign in with one click on the demonstration's chooser."""
        self.open("/demonstration/")
        self.page.locator(f"[data-role='{role}'] button").click()

    def sign_in(self, account: dict[str, str]) -> None:
        """Sign in with the password and the one-time code that an authenticator app shows now."""
        self.open("/sign-in/")
        self.page.fill("[name=login]", account["sign_in"])
        self.page.fill("[name=password]", account["password"])
        self.page.click("main button:has-text('Sign in'):not(:has-text('passkey'))")
        for steps in (0, 1, -1):  # a code counts once: whoever signed in a moment ago shows the one beside it
            self.page.fill("[name=code]", one_time_code(account["totp_secret"], steps=steps))
            with self.page.expect_navigation():
                self.page.click("main button:has-text('Go on')")
            if self.page.locator("[name=code]").count() == 0:
                break
        self.page.wait_for_selector("h1:has-text('Good day')")

    def look(self, name: str) -> None:
        """Hold the page to its promises."""
        assert self.faults(name) == []

    def look_without_a_link(self, name: str) -> None:
        """The same for a page that has no link: the browser notes each question that found none."""
        assert [one for one in self.faults(name) if "ERR_INTERNET_DISCONNECTED" not in one] == []

    def resize(self, width: int) -> None:
        """Make the window narrower or wider, as whoever turns a phone or drags a corner does."""
        self.width = width
        self.page.set_viewport_size({"width": width, "height": 900})

    def faults(self, name: str, *, with_axe: bool = True) -> list[str]:
        """Every promise that the page breaks, with its name; takes its picture where pictures are wanted."""
        self.settle()
        if os.environ.get("ARCS_PICTURES"):
            PICTURES.mkdir(parents=True, exist_ok=True)
            shade = "-dark" if self.dark else ""
            file = PICTURES / f"{re.sub('[^a-z0-9-]+', '-', name.lower())}-{self.width}{shade}.png"
            self.page.screenshot(path=str(file), full_page=True)
        found = self.inaccessible() if with_axe else []
        if self.page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
            found.append("scrolls sideways")
        found += [f"asks another host: {url}" for url in self.foreign]
        found += [f"complains: {said}" for said in self.complaints]
        self.foreign.clear()
        self.complaints.clear()
        return [f"{name} at {self.width}px ({self.page.url}): {fault}" for fault in found]

    def inaccessible(self) -> list[str]:
        """What violates WCAG 2.2 A and AA or good practice, by axe."""
        if not self.script:
            return []  # axe is a script; the same pages are asked with scripts on
        from axe_playwright_python.base import AXE_SCRIPT

        self.page.evaluate(AXE_SCRIPT)
        return list(self.page.evaluate(ASK_AXE))

    def shown(self) -> str:
        """Where the window is, what it complains about and what it shows, for whoever reads of a failure."""
        try:
            text = self.page.inner_text("body", timeout=2000)
        except Exception as gone:  # whatever it is, the failure itself matters more
            text = f"(not to be read: {type(gone).__name__})"
        return f"{self.page.url} at {self.width} px\n" + "\n".join([*self.complaints, text[:MOST_SHOWN]])

    def close(self) -> None:
        """Close the window."""
        self.context.close()


@pytest.fixture
def visit(programme: Programme, chromium: Any, request: pytest.FixtureRequest) -> Iterator[Any]:
    """Call it to open a window: `visit(width=PHONE)`; all are closed at the end."""
    opened = request.node.stash[OPENED] = []

    def begin(*, width: int = DESK, script: bool = True, dark: bool = False, host: str = "127.0.0.1") -> Visit:
        opened.append(Visit(programme, chromium, width=width, script=script, dark=dark, host=host))
        return opened[-1]

    yield begin
    for one in opened:
        one.close()
