"""The programme as its users start it, in processes of its own, to be asked, killed and stopped."""

import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from urllib.parse import parse_qs, urlsplit

from arcs.postgres.addresses import Addresses
from arcs.postgres.server import PrivateServer

PROC = Path("/proc")
KINDS = ("web", "worker", "postmaster", "backend", "launcher", "everything")
BEGINS_WITHIN = 180.0
SERVES_AGAIN_WITHIN = 60.0
ANSWERS_IN_A_ROW = 3


def a_free_port() -> int:
    """A port of 127.0.0.1 that nobody listens on now."""
    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])


@dataclass
class Programme:
    """`arcs serve` with a private server in `state`; `log` holds what it prints."""

    state: Path
    port: int = field(default_factory=a_free_port)
    environment: dict[str, str] = field(default_factory=dict)
    command: tuple[str, ...] = ("serve",)
    launcher: "subprocess.Popen[bytes] | None" = None

    @property
    def log(self) -> Path:
        """What the launcher and its parts print."""
        return self.state.with_suffix(".log")

    def arcs(self, *words: str) -> list[str]:
        """The command line of one `arcs` command."""
        return [sys.executable, "-m", "arcs.cli", *words]

    def surroundings(self) -> dict[str, str]:
        """The environment of its processes: ours without addresses of another database, and what it was given."""
        kept = {name: value for name, value in os.environ.items() if "DATABASE_URL" not in name}
        kept.pop("DJANGO_SETTINGS_MODULE", None)
        kept["PYTHONPATH"] = os.pathsep.join(path for path in sys.path if path)
        return {**kept, "ARCS_BEHIND_TLS": "0", **self.environment}

    def begin(self) -> None:
        """Start the launcher; returns before anything serves."""
        self.state.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as log:
            self.launcher = subprocess.Popen(
                self.arcs(*self.command, "--state", str(self.state), "--port", str(self.port)),
                env=self.surroundings(),
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def begin_and_wait(self, within: float = BEGINS_WITHIN) -> float:
        """Start it and wait until it serves; how many seconds that took."""
        begun = time.monotonic()
        self.begin()
        self.wait_until_it_serves(within)
        return time.monotonic() - begun

    def run(self, *words: str) -> "subprocess.CompletedProcess[str]":
        """Run one `arcs` command to its end, beside what serves."""
        return subprocess.run(self.arcs(*words), env=self.surroundings(), capture_output=True, text=True, check=False)

    def addresses(self) -> Addresses:
        """Where its database is; they stay the same over all starts."""
        server = PrivateServer(self.state / "database")
        try:
            return server.start()
        finally:
            server.stop()

    def health(self) -> int:
        """The status of /health, or 0 when nobody answers."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", "/health")
            return connection.getresponse().status
        except (OSError, http.client.HTTPException):
            return 0
        finally:
            connection.close()

    def wait_until_it_serves(self, within: float) -> float:
        """Wait for three answers of 200 in a row from /health; seconds to the first. AssertionError if never."""
        begun = time.monotonic()
        first, row = 0.0, 0
        while time.monotonic() - begun < within:
            asked = time.monotonic()
            row = row + 1 if self.health() == http.client.OK else 0
            first = asked if row == 1 else first
            if row == ANSWERS_IN_A_ROW:
                return first - begun
            if self.launcher is not None and self.launcher.poll() is not None:
                raise AssertionError(f"the launcher ended with {self.launcher.returncode}: {self.last_words()}")
            time.sleep(0.05)
        raise AssertionError(f"/health did not answer 200 within {within:.0f} s: {self.last_words()}")

    def last_words(self) -> str:
        """The end of what it printed."""
        return self.log.read_text(errors="replace")[-2000:] if self.log.exists() else ""

    # ---- its processes

    def parts(self) -> dict[str, list[int]]:
        """The numbers of its living processes by what they are."""
        if self.launcher is None or self.launcher.poll() is not None:
            return {kind: [] for kind in (*KINDS, "watch")}
        children = children_of(self.launcher.pid)
        watches = [one for one in children if "watch" in words_of(one)]
        postmasters = [one for watch in watches for one in children_of(watch)]
        backends = [
            one for master in postmasters for one in children_of(master) if "arcs_app" in " ".join(words_of(one))
        ]
        return {
            "launcher": [self.launcher.pid],
            "web": [one for one in children if "uvicorn" in words_of(one)],
            "worker": [one for one in children if "worker" in words_of(one)],
            "watch": watches,
            "postmaster": postmasters,
            "backend": backends,
            "everything": [],
        }

    def kill(self, kind: str, chance: Random) -> list[int]:
        """`kill -9` one process of a kind, or everything at once; their numbers."""
        parts = self.parts()
        if kind == "everything":
            doomed = [one for numbers in parts.values() for one in numbers]
        else:
            doomed = [chance.choice(parts[kind])] if parts[kind] else []
        for one in doomed:
            try:
                os.kill(one, signal.SIGKILL)
            except ProcessLookupError:
                continue
        if kind in ("launcher", "everything") and self.launcher is not None:
            self.launcher.wait()
        return doomed

    def recover(self, kind: str, killed: list[int]) -> float:
        """Start again where a user would have to, wait until everything is back; seconds until it serves again."""
        begun = time.monotonic()
        if kind in ("launcher", "everything"):
            self.begin()
        seconds = 0.0
        while time.monotonic() - begun < SERVES_AGAIN_WITHIN:
            self.wait_until_it_serves(SERVES_AGAIN_WITHIN)
            parts = self.parts()
            if all(parts[one] for one in ("web", "worker", "postmaster")) and not set(killed) & set(parts[kind]):
                seconds = time.monotonic() - begun
                break
            time.sleep(0.02)
        else:
            raise AssertionError(f"{kind} did not come back: {self.parts()} {self.last_words()}")
        return seconds

    def stop(self, how: signal.Signals = signal.SIGTERM, within: float = 60.0) -> int:
        """Stop it as a user does; its exit code."""
        if self.launcher is None:
            return 0
        if self.launcher.poll() is None:
            self.launcher.send_signal(how)
        return self.launcher.wait(within)

    def erase(self) -> None:
        """Remove its folder with all data; nothing may run there."""
        PrivateServer(self.state / "database").erase()
        shutil.rmtree(self.state, ignore_errors=True)
        self.log.unlink(missing_ok=True)

    def left_over(self, addresses: Addresses) -> dict[int, str]:
        """Living processes that name the state folder or the database's sockets in their words or surroundings."""
        sockets = parse_qs(urlsplit(addresses.owner).query)["host"][0]
        names = (str(self.state), sockets)
        return {
            number: " ".join(words_of(number))[:200]
            for number in numbers()
            if number != os.getpid() and any(name in text for name in names for text in texts_of(number))
        }


def numbers() -> Iterator[int]:
    """Every living process; a zombie is none."""
    for one in PROC.glob("[0-9]*"):
        if words_of(int(one.name)):
            yield int(one.name)


def words_of(number: int) -> list[str]:
    """The words of a process's command line; none where it has ended."""
    try:
        told = (PROC / str(number) / "cmdline").read_bytes()
    except OSError:
        return []
    return [one for one in told.decode(errors="replace").split("\0") if one]


def texts_of(number: int) -> Iterator[str]:
    """What a process names: its command line and its environment, as far as we may read them."""
    for name in ("cmdline", "environ"):
        try:
            yield (PROC / str(number) / name).read_bytes().decode(errors="replace")
        except OSError:
            continue


def children_of(number: int) -> list[int]:
    """The living children of a process."""
    found = []
    for one in numbers():
        try:
            told = (PROC / str(one) / "stat").read_text(errors="replace").rpartition(")")[2].split()
        except OSError:
            continue
        if int(told[1]) == number:
            found.append(one)
    return found
