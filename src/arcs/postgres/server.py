"""The private server: one PostgreSQL for one folder, on a Unix socket only, that nobody has to administer.

Who starts it holds the folder's lock. A second process that starts the same folder attaches: it gets the same
addresses, and its `stop` stops nothing. A watch beside the server ends it when its launcher is gone; what even that
could not end (a `kill -9` of everything, a power cut) is cleared at the next start.
"""

import contextlib
import fcntl
import os
import shutil
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

from arcs.core.refusal import Refusal
from arcs.postgres import credentials, place, processes, roles
from arcs.postgres.addresses import Addresses, socket_url
from arcs.postgres.binaries import Binaries, find_binaries

LOG_KEPT = 10 << 20  # bytes; a longer log is put aside at the next start
STARTING_AT_MOST = 300.0  # seconds; a server that repairs itself after a crash needs time
ATTACHING_AT_MOST = 60.0  # seconds

# Started as the plain user. The server is a child that a dead launcher cannot leave behind: when the launcher ends,
# the pipe on our input closes. As its parent we also keep its number from being given to another process.
_WATCH = (
    '"$@" </dev/null >&2 & server=$!; echo $server; exec >/dev/null; '
    "read -r _; kill -INT $server 2>/dev/null; wait $server"
)

# No statement and no value of a row goes into the log: it stands in a plain file, and rows hold what people said.
_SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "password_encryption": "scram-sha-256",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_line_prefix": "%m [%p] %q%u@%d ",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "cluster_name": "arcs",
}
_UNSAFE_AND_FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "shared_buffers": "32MB"}


class PrivateServer:
    """PostgreSQL on the data of one folder. `start` makes the data at the first time; `stop` is a fast shutdown.

    `durable=False` is for tests only: a power cut may destroy the data. `binaries` are found where none are given.

    Inside `folder`: `data` (0700), `credentials.json` (0600), `server.log`, `lock`, and `socket` where its path is
    short enough. Where root starts it and a plain user may not enter the folder, `data` stands in a shelter (`place`).
    """

    def __init__(self, folder: Path, *, durable: bool = True, binaries: Binaries | None = None) -> None:
        self.folder = Path(os.path.abspath(folder))  # noqa: PTH100 - resolve() would follow a link that may be moved
        self.durable = durable
        self.attached = False
        self._binaries = binaries
        self._lock: int | None = None
        self._watch: subprocess.Popen[bytes] | None = None
        self._server = 0
        self._started_by = 0
        self._addresses: Addresses | None = None
        self._passwords: Mapping[str, str] = {}
        self._sockets = Path()
        self._runner = place.Runner(os.geteuid(), os.getegid(), stepped_down=False)
        self._data = self.folder / "data"

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def running(self) -> bool:
        """Whether the server that we started, or to which we attached, is alive now."""
        return self._addresses is not None and processes.is_alive(self._server)

    @property
    def addresses(self) -> Addresses:
        """The addresses of the running server's database `arcs`."""
        if self._addresses is None:
            raise Refusal(str(self.folder), "the private server has not been started", "start it first")
        return self._addresses

    @property
    def admin_url(self) -> str:
        """The superuser's address (database `postgres`): for tests and for making databases, never for the product."""
        return self._url(credentials.SUPERUSER, "postgres") if self.addresses else ""

    @property
    def log(self) -> Path:
        """The server's log: its own words, without statements and without values."""
        return self.folder / "server.log"

    def start(self) -> Addresses:
        """Starts the server, or attaches to the one that another process runs on this folder.

        Heals what a crash left: a server without its launcher is ended first, stale lock files are removed.
        Refuses where PostgreSQL is missing, of another version than the data, or does not start.
        """
        if self._addresses is not None and self.running:
            return self._addresses
        self._close_watch()
        self._runner = place.runner_of(self.folder)
        place.make_private(self.folder, mode=0o711 if self._runner.stepped_down else 0o700)
        self._data = place.data_place(self.folder, self._runner, durable=self.durable) / "data"
        self._sockets = place.socket_place(self.folder, self._runner)
        self._take_lock_or_attach()
        if not self.attached:
            try:
                self._start_own()
            except BaseException:
                self.stop()
                raise
        self._started_by = os.getpid()
        return self._hand_out()

    def stop(self) -> None:
        """Ends the server that we started: open connections are cut, what was committed is kept.

        Does nothing in a process that only attached, or that was forked from the launcher.
        """
        mine = self._watch is not None and self._started_by in (0, os.getpid())
        if mine and not self.attached and processes.is_alive(self._server):
            processes.bring_down(self._server)
        self._close_watch()
        if mine and self._sockets.parent != self.folder:
            with contextlib.suppress(OSError):
                self._sockets.rmdir()
        if self._lock is not None:
            os.close(self._lock)
        self._lock, self._addresses, self.attached, self._server = None, None, False, 0

    def erase(self) -> None:
        """Stops the server and removes its folder with all data, passwords and the shelter. Nothing can bring it back.

        Refuses while another process runs the server.
        """
        if self._answering_elsewhere():
            raise Refusal(str(self.folder), "another process uses this server", "stop that process first")
        self.stop()
        shelters = place.shelters_of(self.folder)
        if any(any(processes.working_in(shelter / "data")) for shelter in shelters):  # its folder was removed by hand
            raise Refusal(str(self.folder), "a server still runs on its data", "stop the process that started it first")
        for room in (*shelters, self.folder):
            shutil.rmtree(room, ignore_errors=True)

    def _answering_elsewhere(self) -> bool:
        if self.attached:
            return True
        if self._lock is not None or not self.folder.exists():
            return False
        free = self._take_lock()
        if free and self._lock is not None:
            os.close(self._lock)
            self._lock = None
        return not free

    # The lock

    def _take_lock_or_attach(self) -> None:
        deadline = time.monotonic() + ATTACHING_AT_MOST
        while not self._take_lock():
            found = self._answering()
            if found and self._is_prepared():
                self._server, self.attached = found, True
                self._passwords = credentials.read_credentials(self.folder)
                return
            if time.monotonic() > deadline:
                raise Refusal(
                    str(self.folder),
                    f"process {self._holder()} holds this folder's server, and it has not become ready",
                    "stop that process, or wait until it is done",
                )
            time.sleep(processes.LOOK_AGAIN)
        self.attached = False

    def _take_lock(self) -> bool:
        if self._lock is not None:
            return True
        path = self.folder / "lock"
        try:
            descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
        except PermissionError:
            raise Refusal(
                str(self.folder), "this folder's server belongs to another user", "start ARCS as that user"
            ) from None
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(descriptor)
            return False
        self._keep(path)
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, f"{os.getpid()}\n".encode(), 0)
        self._lock = descriptor
        return True

    def _holder(self) -> str:
        return (self.folder / "lock").read_text(encoding="utf-8").strip() or "?"

    def _keep(self, path: Path) -> None:
        """A file made by root belongs to the folder's owner, who may start the server the next time."""
        if self._runner.stepped_down:
            owner = self.folder.stat()
            os.chown(path, owner.st_uid, owner.st_gid, follow_symlinks=False)

    # The start, with the lock in hand

    def _start_own(self) -> None:
        self._binaries = self._binaries_for_data()
        programs = place.reachable(self._binaries, self._runner, durable=self.durable)
        self._heal()
        if not self._data.exists():
            self._make_data(programs)
        self._passwords = credentials.read_credentials(self.folder)
        self._launch(programs)
        if not self._is_prepared():
            self._prepare()

    def _binaries_for_data(self) -> Binaries:
        try:
            kept = int((self._data / "PG_VERSION").read_text(encoding="utf-8"))
        except FileNotFoundError:
            return self._binaries or find_binaries()
        chosen = self._binaries or find_binaries(kept)
        if chosen.version != kept:
            raise Refusal(
                str(self._data),
                f"this data was written by PostgreSQL {kept}, and the programs are of version {chosen.version}",
                f"start it with PostgreSQL {kept}, make a backup, and restore that into a new folder",
            )
        return chosen

    def _heal(self) -> None:
        """We hold the lock, so whatever still works in this data folder has lost its launcher."""
        noted = _noted_server(self._data)
        if noted in set(processes.working_in(self._data)):
            processes.bring_down(noted)
        for left in processes.working_in(self._data):
            processes.bring_down(left, fast=1.0, immediate=1.0)
        if processes.PROC.joinpath("self").exists():
            for stale in (
                self._data / "postmaster.pid",
                self._sockets / place.SOCKET_NAME,
                self._sockets / f"{place.SOCKET_NAME}.lock",
            ):
                stale.unlink(missing_ok=True)

    def _make_data(self, programs: Binaries) -> None:
        if not (self.folder / credentials.NAME).exists():
            credentials.make_credentials(self.folder)
            self._keep(self.folder / credentials.NAME)
        password = credentials.read_credentials(self.folder)[credentials.SUPERUSER]
        room = self._data.with_name("data.new")
        _remove(room)
        room.mkdir(mode=0o700)
        self._runner.own(room)
        secret, unfinished = room / "password", room / "data"
        credentials.write_private(secret, password)
        self._runner.own(secret)
        made = subprocess.run(  # noqa: S603 - PostgreSQL's own program
            [programs.program("initdb"), "-D", str(unfinished), *self._initdb_options(programs), f"--pwfile={secret}"],
            cwd="/",
            env=_environment(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            **self._runner.identity,
        )
        if made.returncode != 0:
            raise Refusal(
                str(self._data),
                f"PostgreSQL could not make its data ({_last_line(made.stderr)})",
                "see that the disk has 200 MB free and that this folder can be written",
            )
        secret.unlink()
        (self.folder / "prepared").unlink(missing_ok=True)
        unfinished.rename(self._data)
        room.rmdir()

    def _initdb_options(self, programs: Binaries) -> list[str]:
        same_everywhere = (
            ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
            if programs.version >= 17
            else ["--locale=C", "--lc-ctype=C.UTF-8"]
        )
        return [
            "-A", "scram-sha-256", "-U", credentials.SUPERUSER, "-E", "UTF8", "--data-checksums", *same_everywhere,
            *([] if self.durable else ["--no-sync"]),
        ]  # fmt: skip

    def _launch(self, programs: Binaries) -> None:
        settings = {**_SETTINGS, "unix_socket_directories": str(self._sockets)}
        if not self.durable:
            settings |= _UNSAFE_AND_FAST
        command = [programs.program("postgres"), "-D", str(self._data), "-p", "5432"]
        for name, value in settings.items():
            command += ["-c", f"{name}={value}"]
        log = self._open_log()
        try:
            self._watch = subprocess.Popen(  # noqa: S603 - PostgreSQL's own program, watched by a fixed text
                ["/bin/sh", "-c", _WATCH, "watch", *command],
                cwd="/",
                env=_environment(),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                start_new_session=True,
                **self._runner.identity,
            )
        finally:
            os.close(log)
        if self._watch.stdout is None:
            raise RuntimeError("The watch was started without a pipe.")
        self._server = int(self._watch.stdout.readline())
        self._started_by = os.getpid()
        self._await_readiness()

    def _open_log(self) -> int:
        if self.log.exists() and self.log.stat().st_size > LOG_KEPT:
            self.log.replace(self.log.with_name("server.log.1"))
        descriptor = os.open(self.log, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW, 0o600)
        self._keep(self.log)
        return descriptor

    def _await_readiness(self) -> None:
        deadline = time.monotonic() + STARTING_AT_MOST
        while self._answering() != self._server:
            if not processes.is_alive(self._server) or time.monotonic() > deadline:
                last = _last_line(self.log.read_text(encoding="utf-8", errors="replace"))
                raise Refusal(str(self.folder), f"PostgreSQL did not start ({last})", f"read {self.log}")
            time.sleep(processes.LOOK_AGAIN)

    def _answering(self) -> int:
        """The number of the living server of our data that takes connections; 0 where there is none."""
        lines = _pid_file(self._data)
        ready = len(lines) > 7 and lines[7].strip() == "ready"
        number = _noted_server(self._data)
        return number if ready and processes.is_alive(number) else 0

    # Roles and database

    def _is_prepared(self) -> bool:
        return (self.folder / "prepared").exists()

    def _prepare(self) -> None:
        admin = self._url(credentials.SUPERUSER, "postgres")
        roles.make_roles(admin, self._passwords)
        if roles.DATABASE in roles.databases(admin):
            roles.drop_database(admin, roles.DATABASE)  # half made: a start was interrupted before anybody could use it
        roles.create_database(admin, roles.DATABASE)
        credentials.write_private(self.folder / "prepared", "")
        self._keep(self.folder / "prepared")

    def _hand_out(self) -> Addresses:
        self._addresses = Addresses(
            owner=self._url(roles.OWNER, roles.DATABASE),
            application=self._url(roles.APPLICATION, roles.DATABASE),
            public=self._url(roles.PUBLIC, roles.DATABASE),
        )
        return self._addresses

    def _url(self, role: str, database: str) -> str:
        return socket_url(role, self._passwords[role], str(self._sockets), database)

    def _close_watch(self) -> None:
        if self._watch is None:
            return
        for pipe in (self._watch.stdin, self._watch.stdout):
            if pipe is not None:
                pipe.close()
        if self._started_by in (0, os.getpid()):
            self._watch.wait()
        self._watch = None


def _pid_file(data: Path) -> list[str]:
    try:
        return (data / "postmaster.pid").read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return []
    except PermissionError:
        raise Refusal(str(data), "this data belongs to another user", "start ARCS as that user") from None


def _noted_server(data: Path) -> int:
    lines = _pid_file(data)
    return int(lines[0]) if lines and lines[0].strip().isdigit() else 0


def _environment() -> dict[str, str]:
    """Nothing of ours: a PGDATA or PGPORT of the person's shell must not bend the server."""
    return {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"}


def _last_line(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    faults = [line for line in lines if "FATAL" in line or "error" in line.lower()]
    return (faults or lines or ["it said nothing"])[-1]


def _remove(folder: Path) -> None:
    if folder.exists():
        shutil.rmtree(folder)
