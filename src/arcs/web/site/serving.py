"""Everything a running programme needs, started in order and stopped in order: database, schema, pages, worker.

No Django here: each part is a process of its own, so that one that dies is started again and none outlives the rest.
"""

import contextlib
import ctypes
import hashlib
import http.client
import os
import re
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from threading import Event

import psycopg

import arcs
from arcs.core.refusal import Refusal
from arcs.postgres.addresses import Addresses, from_environment
from arcs.postgres.server import PrivateServer

PATIENCE_SECONDS = 60.0
FAREWELL_SECONDS = 20.0
LONGEST_PAUSE_SECONDS = 30.0
PR_SET_PDEATHSIG = 1
# Where a real programme keeps its keys, seals and alarms, signs its sessions, sends its mail and gets its calls.
OF_A_REAL_ONE = (
    "ARCS_SECRET_KEY", "ARCS_KEYS_FOLDER", "ARCS_SEAL_FILE", "ARCS_ALARM_FILE", "ARCS_SMTP_URL", "ARCS_MAIL_LOG",
    "ARCS_CALLS_FOLDER",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Serving:
    """How one installation is served."""

    state: Path
    host: str = "127.0.0.1"
    port: int = 8000
    processes: int = 1
    worker: bool = True
    demonstration: bool = False
    beside: tuple[tuple[str, tuple[str, ...]], ...] = ()  # names and commands of what else runs as long as it serves
    start: str = field(default_factory=lambda: secrets.token_hex(8))  # tells our own /health from another's

    @property
    def url(self) -> str:
        """The address a browser opens."""
        return f"http://{self.host}:{self.port}"

    def environment(self, addresses: Addresses) -> dict[str, str]:
        """What every part is told; the owner's address is left out, since nothing that serves may hold it."""
        mine = {
            "DATABASE_URL": addresses.application,
            "ARCS_PUBLIC_DATABASE_URL": addresses.public,
            "ARCS_STATE_FOLDER": str(self.state),
            "ARCS_START": self.start,
            "DJANGO_SETTINGS_MODULE": "arcs.web.site.settings",
        }
        if self.demonstration:
            mine["ARCS_DEMONSTRATION"] = "1"
        # Whether this is the demonstration, we say and not the environment; and it touches nothing of a real programme.
        left_out = {"ARCS_OWNER_DATABASE_URL", "ARCS_DEMONSTRATION", *(OF_A_REAL_ONE if self.demonstration else ())}
        kept = {name: value for name, value in os.environ.items() if name not in left_out}
        return {**kept, **mine}


@dataclass
class Part:
    """One process of the programme, begun again when it dies."""

    name: str
    command: list[str]
    environment: Mapping[str, str]
    process: subprocess.Popen[bytes] | None = None
    pause: float = 0.5
    begin_at: float = 0.0
    begun: float = field(default=0.0)

    def begin(self) -> None:
        """Start the process in a session of its own: a Ctrl-C reaches us alone, and we stop the parts in order."""
        self.process = subprocess.Popen(  # noqa: S603 - our own command line, nothing of it was typed
            self.command,
            env=dict(self.environment),
            start_new_session=True,
            preexec_fn=partial(_end_with_the_parent, os.getpid()),  # noqa: PLW1509 - one thread, only system calls
        )
        self.begun = time.monotonic()

    def tend(self, say: Callable[[str], None]) -> None:
        """Begin again when it has died, after a pause that doubles while it keeps dying."""
        if self.process is None:
            if time.monotonic() >= self.begin_at:
                self.begin()
            return
        if not self.died():
            return
        code = self.process.wait()
        if time.monotonic() - self.begun > PATIENCE_SECONDS:
            self.pause = 0.5
        say(f"{self.name} ended with {code}; it begins again in {self.pause:.1f} s.")
        self.process = None
        self.begin_at = time.monotonic() + self.pause
        self.pause = min(self.pause * 2, LONGEST_PAUSE_SECONDS)

    def died(self) -> bool:
        """Whether it has ended; what it started itself and left behind (it may hold the port) is ended with it."""
        if self.process is None or self.process.returncode is not None:
            return True
        # Not yet asked for its end, the process keeps its number, so that the group can be nobody else's.
        if os.waitid(os.P_PID, self.process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None:
            return False
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        return True

    def end(self) -> None:
        """Ask it to finish, wait, then insist."""
        if self.process is None:
            return
        if not self.died():
            self.process.terminate()
            until = time.monotonic() + FAREWELL_SECONDS
            while not self.died() and time.monotonic() < until:
                time.sleep(0.02)
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


def _end_with_the_parent(parent: int) -> None:
    """Ask Linux to end this process when the one that started it is killed: nothing may keep the port or the queue."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:  # it was killed before we could ask
            os._exit(1)


@contextlib.contextmanager
def database(state: Path, *, demonstration: bool = False) -> Iterator[tuple[Addresses, PrivateServer | None]]:
    """The addresses of the database: those of the environment, else those of a private server that runs meanwhile.

    A demonstration has a private one always: it is filled with people whose keys lie in a file.
    """
    given = None if demonstration else from_environment()
    if given is not None:
        yield given, None
        return
    with PrivateServer(state / "database") as server:
        yield server.addresses, server


def prepare(serving: Serving, addresses: Addresses, say: Callable[[str], None]) -> None:
    """Bring the schema and the static files to this version, as the owner; quick when nothing changed."""
    wanted = schema_digest()
    static = serving.state / "static" / ".made-from"
    if schema_of(addresses) == wanted and static.exists() and static.read_text() == wanted:
        return
    if not addresses.owner:
        raise Refusal(
            "The database",
            "its schema is not that of this version of ARCS, and only its owner may change it",
            "run `arcs database prepare` with ARCS_OWNER_DATABASE_URL set, then serve again",
        )
    say("Preparing the database and the pages ...")
    done = subprocess.run(
        [sys.executable, "-m", "arcs.web.site.preparing"],
        env={**serving.environment(addresses), "DATABASE_URL": addresses.owner},
        capture_output=True,
        text=True,
        check=False,
        start_new_session=True,  # a Ctrl-C reaches us alone: a migration that began is finished first
    )
    if done.returncode:
        reason = _why(done.stderr)
        raise Refusal(
            "The database",
            f"could not be brought to this version of ARCS ({reason})",
            "keep the backup you made before upgrading and send us this sentence",
        )
    mark_schema(addresses, wanted)
    static.write_text(wanted)


def _why(said: str) -> str:
    """The line of a failed start that names its error; PostgreSQL puts the place in the statement below it.

    >>> _why('Traceback:\\npsycopg.errors.UndefinedColumn: column "x" does not exist\\nLINE 1: select x\\n   ^')
    'psycopg.errors.UndefinedColumn: column "x" does not exist'
    """
    lines = [one.strip() for one in said.splitlines() if one.strip()] or ["no reason given"]
    return next((one for one in reversed(lines) if re.match(r"[a-z]\w*(\.\w+)+: ", one)), lines[-1])


def schema_digest() -> str:
    """A digest of everything that shapes the schema and the static files of this version."""
    digest = hashlib.sha256(arcs.__version__.encode())
    root = Path(arcs.__file__).parent / "web"
    shaping = [
        path
        for path in sorted(root.rglob("*"))
        if path.is_file()
        and "__pycache__" not in path.parts
        and ("migrations" in path.parts or "static" in path.parts or path.name in SHAPING_MODULES)
    ]
    for path in shaping:
        digest.update(str(path.relative_to(root)).encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


SHAPING_MODULES = {"models.py", "policies.py", "database.py", "grants.py"}
MARK = "ARCS schema "


def schema_of(addresses: Addresses) -> str:
    """The digest of the schema that the database says it has, or an empty text."""
    with psycopg.connect(addresses.application) as connection:
        row = connection.execute(
            "select shobj_description(oid, 'pg_database') from pg_database where datname = current_database()"
        ).fetchone()
    said = row[0] if row and row[0] else ""
    return said.removeprefix(MARK) if said.startswith(MARK) else ""


def mark_schema(addresses: Addresses, digest: str) -> None:
    """Write the digest beside the database, as its comment."""
    with psycopg.connect(addresses.owner) as connection:
        name = psycopg.sql.Identifier(connection.info.dbname)
        text = psycopg.sql.Literal(MARK + digest)
        connection.execute(psycopg.sql.SQL("comment on database {} is {}").format(name, text))


def fill(serving: Serving, addresses: Addresses, study: Path, accounts: Path, stop: Event) -> None:
    """Fill the demonstration programme, once; its accounts are written to a file that only we can read.

    Told to stop, it is ended where it is: the next start fills what is missing.
    """
    command = [sys.executable, "-m", "arcs.web.demo.filling", str(study), str(accounts)]
    filling = Part("The filling", command, serving.environment(addresses))
    filling.begin()
    while not filling.died() and not stop.wait(0.1):
        pass
    filling.end()
    if filling.process is not None and filling.process.returncode and not stop.is_set():
        raise Refusal(
            "The demonstration", "could not be filled (see the lines above)", "begin again with script/demo --reset"
        )


def forget(folder: Path) -> None:
    """Remove a demonstration's folder, and what one that was removed by hand left elsewhere (postgres.place).

    Refusal when it does not look like a demonstration's.
    """
    there = folder.exists()
    if there and any(folder.iterdir()) and not (folder / "database").is_dir():
        raise Refusal(str(folder), "this is no folder of a demonstration", "name the folder with --state")
    PrivateServer(folder / "database").erase()
    if there:
        shutil.rmtree(folder)


def parts_of(serving: Serving, addresses: Addresses) -> list[Part]:
    """The processes that serve: pages, the worker of long work, and what runs beside them."""
    environment = serving.environment(addresses)
    pages = [sys.executable, "-m", "uvicorn", "arcs.web.site.asgi:application", "--host", serving.host]
    pages += ["--port", str(serving.port), "--workers", str(serving.processes), "--no-server-header"]
    pages += ["--log-level", "warning", "--timeout-graceful-shutdown", "10", "--lifespan", "off"]
    found = [Part("The web server", pages, environment)]
    if serving.worker:
        found.append(Part("The worker", [sys.executable, "-m", "arcs.cli", "worker"], environment))
    return found + [Part(name, list(command), environment) for name, command in serving.beside]


def demand_free_port(serving: Serving) -> None:
    """Refusal when something listens there already, or when we may not."""
    try:
        with contextlib.closing(socket.create_server((serving.host, serving.port))):
            return
    except OSError as taken:
        raise Refusal(
            f"{serving.host}:{serving.port}",
            f"the pages cannot be served there ({taken.strerror or taken})",
            "choose another port with --port, or stop what listens there",
        ) from None


def wait_until_it_serves(serving: Serving, pages: Part, stop: Event) -> None:
    """Wait for /health to answer 200, or to be told to stop; Refusal when the web server ends, or takes too long."""
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until and not stop.is_set():
        if pages.died():
            raise Refusal(
                f"{serving.host}:{serving.port}",
                "the web server could not be started there (see its lines above)",
                "choose another port with --port, or stop what listens there",
            )
        if answers(serving):
            return
        time.sleep(0.05)
    if stop.is_set():
        return
    raise Refusal(serving.url, "the programme did not answer within a minute", "look at the lines above for the reason")


def answers(serving: Serving) -> bool:
    """Whether /health answers 200 now, and it is this start that answers."""
    connection = http.client.HTTPConnection(serving.host, serving.port, timeout=2)
    try:
        connection.request("GET", "/health", headers={"Host": "localhost"})  # whatever --host and ARCS_HOSTS say
        answer = connection.getresponse()
        return answer.status == 200 and answer.headers["Arcs-Start"] == serving.start
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def serve(
    serving: Serving,
    *,
    say: Callable[[str], None],
    before: Callable[[Addresses, Event], None] | None = None,
    ready: str = "",
) -> None:
    """Serve until SIGINT or SIGTERM, then stop the pages, the worker and the database, in this order.

    `before` runs once the schema is ready and before the first page is served, until the event tells it to stop;
    `ready` is said after the address.
    """
    stop = Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    serving.state.mkdir(parents=True, exist_ok=True, mode=0o700)
    demand_free_port(serving)
    with database(serving.state, demonstration=serving.demonstration) as (addresses, server):
        prepare(serving, addresses, say)
        if before is not None and not stop.is_set():
            before(addresses, stop)
        if stop.is_set():
            return
        parts = parts_of(serving, addresses)
        try:
            for part in parts:
                part.begin()
            wait_until_it_serves(serving, parts[0], stop)
            if not stop.is_set():
                say(f"ready: {serving.url}")
                if ready:
                    say(ready)
            tend(parts, server, stop, say)
        finally:
            for part in parts:
                part.end()


def tend(parts: list[Part], server: PrivateServer | None, stop: Event, say: Callable[[str], None]) -> None:
    """Keep everything running until told to stop."""
    while not stop.wait(0.5):
        if server is not None and not server.running:
            say("The private database ended; it begins again.")
            server.start()
        for part in parts:
            part.tend(say)
