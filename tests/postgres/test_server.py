"""The private server starts, stops, heals, and is open to nobody else."""

import os
import shutil
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from arcs.core.refusal import Refusal
from arcs.postgres import PrivateServer, find_binaries, place, processes
from arcs.postgres.binaries import Binaries, system_folders, version_of

LAUNCHER = """
import sys, time
from pathlib import Path
from arcs.postgres import PrivateServer
server = PrivateServer(Path(sys.argv[1]), durable=False)
server.start()
print("up", flush=True)
time.sleep(600)
"""


def _server_number(folder: Path) -> int:
    return int((folder / "data" / "postmaster.pid").read_text().split()[0])


def _answer(url: str) -> str:
    with psycopg.connect(url) as connection:
        row = connection.execute("select current_user || '@' || current_database()").fetchone()
    assert row is not None
    return str(row[0])


def _eventually(true: Callable[[], bool], seconds: float = 10.0) -> bool:
    deadline = time.monotonic() + seconds
    while not true():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def _launched(folder: Path) -> subprocess.Popen[bytes]:
    launcher = subprocess.Popen([sys.executable, "-c", LAUNCHER, str(folder)], stdout=subprocess.PIPE)
    assert launcher.stdout is not None
    assert launcher.stdout.readline() == b"up\n"
    return launcher


def _killed(launcher: subprocess.Popen[bytes]) -> None:
    launcher.kill()
    launcher.wait()
    assert launcher.stdout is not None
    launcher.stdout.close()


def test_three_roles_reach_one_database(server: PrivateServer) -> None:
    addresses = server.addresses
    assert _answer(addresses.owner) == "arcs_owner@arcs"
    assert _answer(addresses.application) == "arcs_app@arcs"
    assert _answer(addresses.public) == "arcs_public@arcs"


def test_data_socket_and_passwords_are_private(server: PrivateServer) -> None:
    modes = {name: stat.S_IMODE((server.folder / name).stat().st_mode) for name in ("data", "credentials.json")}
    assert modes == {"data": 0o700, "credentials.json": 0o600}
    with psycopg.connect(server.admin_url) as connection:
        shown = connection.execute("select current_setting('unix_socket_directories')").fetchone()
        assert connection.execute("select current_setting('listen_addresses')").fetchone() == ("",)
        methods = connection.execute("select distinct auth_method from pg_hba_file_rules").fetchall()
    assert shown is not None
    assert stat.S_IMODE(Path(shown[0]).stat().st_mode) == 0o700
    assert methods == [("scram-sha-256",)]


def test_a_wrong_password_is_refused(server: PrivateServer) -> None:
    wrong = server.addresses.application.replace("arcs_app:", "arcs_app:not-")
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(wrong)


def test_the_log_holds_no_statement_and_no_value(server: PrivateServer) -> None:
    with psycopg.connect(server.admin_url, autocommit=True) as connection:
        connection.execute("create table told (said text primary key)")
        connection.execute("insert into told values ('a secret of hers')")
        with pytest.raises(psycopg.errors.UniqueViolation):
            connection.execute("insert into told values ('a secret of hers')")
    assert "told_pkey" in server.log.read_text()
    assert "secret" not in server.log.read_text()


def test_two_servers_live_beside_each_other_and_a_third_start_attaches(server: PrivateServer, made: Path) -> None:
    with PrivateServer(made, durable=False) as second:
        assert _answer(second.addresses.owner) == _answer(server.addresses.owner)
        guest = PrivateServer(made, durable=False)
        assert guest.start() == second.addresses
        assert guest.attached
        guest.stop()
        assert second.running
    assert not second.running


def test_a_stopped_server_starts_again_in_a_moment_with_its_data(made: Path) -> None:
    server = PrivateServer(made, durable=False)
    with psycopg.connect(server.start().owner) as connection:
        connection.execute("create table kept (id int); insert into kept values (7)")
    server.stop()
    assert not server.running
    began = time.monotonic()
    with psycopg.connect(server.start().owner) as connection:
        assert time.monotonic() - began < 2, "far above the usual 0.06 s: the machine of a test is shared"
        assert connection.execute("select id from kept").fetchone() == (7,)
    server.stop()


def test_a_killed_server_is_noticed_and_starts_again_though_its_zombie_and_stale_files_stay(made: Path) -> None:
    server = PrivateServer(made, durable=False)
    server.start()
    number = _server_number(made)
    os.kill(number, signal.SIGKILL)
    assert _eventually(lambda: not server.running)
    assert (made / "data" / "postmaster.pid").exists()
    os.kill(number, 0)  # the trap: a zombie answers
    assert _answer(server.start().application) == "arcs_app@arcs"
    server.stop()


def test_a_server_ends_soon_after_its_launcher_is_killed(made: Path) -> None:
    launcher = _launched(made)
    number = _server_number(made)
    _killed(launcher)
    assert _eventually(lambda: not processes.is_alive(number))


def test_an_orphan_whose_watch_was_killed_too_is_ended_before_the_next_start(made: Path) -> None:
    launcher = _launched(made)
    orphan = _server_number(made)
    watch = int((processes.PROC / str(orphan) / "stat").read_text().rpartition(")")[2].split()[1])
    os.kill(watch, signal.SIGKILL)
    _killed(launcher)
    assert processes.is_alive(orphan)
    with PrivateServer(made, durable=False) as server:
        assert not processes.is_alive(orphan)
        assert _answer(server.addresses.owner) == "arcs_owner@arcs"


def test_a_second_process_attaches_and_the_first_alone_ends_the_server(made: Path) -> None:
    launcher = _launched(made)
    with PrivateServer(made, durable=False) as guest:
        assert guest.attached
        assert guest.admin_url.startswith("postgresql://postgres:")
    assert processes.is_alive(_server_number(made))
    _killed(launcher)


def test_a_pid_file_that_names_a_stranger_harms_nobody(made: Path) -> None:
    server = PrivateServer(made, durable=False)
    server.start()
    server.stop()
    stranger = subprocess.Popen(["/bin/sleep", "60"])
    (made / "data" / "postmaster.pid").write_text(f"{stranger.pid}\n")
    with server:
        assert server.running
        assert stranger.poll() is None
    stranger.kill()
    stranger.wait()


def test_a_start_that_was_cut_short_is_begun_again(folder: Path) -> None:
    with PrivateServer(folder / "s", durable=False):
        pass
    (folder / "s" / "prepared").unlink()
    (folder / "s" / "data.new" / "data").mkdir(parents=True)
    with PrivateServer(folder / "s", durable=False) as server:
        assert _answer(server.addresses.public) == "arcs_public@arcs"


def test_lost_passwords_and_data_of_another_version_are_refused_with_a_remedy(made: Path) -> None:
    with PrivateServer(made, durable=False) as server:
        pass
    other = Binaries(find_binaries().folder, find_binaries().version - 1)
    with pytest.raises(Refusal, match="make a backup"):
        PrivateServer(made, durable=False, binaries=other).start()
    (server.folder / "credentials.json").unlink()
    with pytest.raises(Refusal, match="missing or cannot be read"):
        server.start()
    assert not server.running


def test_a_long_path_still_gets_a_short_socket(made: Path) -> None:
    deep = made.rename(made.with_name("x" * 120))
    with PrivateServer(deep, durable=False) as server:
        assert _answer(server.addresses.owner) == "arcs_owner@arcs"


def test_no_start_opens_a_port(server: PrivateServer) -> None:
    assert server.running
    number = _server_number(server.folder)
    inodes = {str(one.readlink()) for one in (processes.PROC / str(number) / "fd").iterdir() if one.is_symlink()}
    listening = {line.split()[9] for line in (processes.PROC / "net" / "tcp").read_text().splitlines()[1:]}
    assert not inodes & {f"socket:[{inode}]" for inode in listening}


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")
def test_root_finds_a_shelter_where_only_root_may_enter(folder: Path) -> None:
    folder.chmod(0o700)
    server = PrivateServer(folder / "s", durable=False)
    with server:
        assert _answer(server.addresses.owner) == "arcs_owner@arcs"
        shelter = Path((folder / "s" / "data-is-in").read_text().strip())
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    server.erase()
    assert not shelter.exists()
    assert not server.folder.exists()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")
def test_what_a_folder_removed_by_hand_left_in_its_shelter_is_erased_and_a_new_one_starts(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (roof := folder / "roof").mkdir()
    roof.chmod(0o755)
    monkeypatch.setattr(place, "SHELTER", roof)
    (closed := folder / "closed").mkdir(mode=0o700)
    with PrivateServer(closed / "s"):
        shutil.rmtree(closed / "s")
        with pytest.raises(Refusal, match="a server still runs on its data"):
            PrivateServer(closed / "s").erase()
    with pytest.raises(Refusal, match="passwords"):  # data that must be durable are never thrown away unasked
        PrivateServer(closed / "s").start()
    shutil.rmtree(closed / "s")
    PrivateServer(closed / "s").erase()
    assert list(roof.glob("arcs-data-*")) == []
    with PrivateServer(closed / "s") as again:
        assert _answer(again.addresses.owner) == "arcs_owner@arcs"
    again.erase()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")
def test_a_shelter_of_a_test_whose_folder_is_gone_is_swept_and_one_that_is_lived_in_stays(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    gone, lived_in = folder / "arcs-data-1", folder / "arcs-data-2"
    for shelter, inhabitant in ((gone, folder / "none"), (lived_in, folder)):
        shelter.mkdir()
        (shelter / "belongs-to").write_text(str(inhabitant))
    closed = folder / "closed"
    closed.mkdir(mode=0o700)
    place.data_place(closed, place.runner_of(closed), durable=False)
    assert not gone.exists()
    assert lived_in.exists()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")
def test_a_plain_user_runs_it_too(folder: Path, server: PrivateServer) -> None:
    assert server.running  # every module is loaded: the plain user below may be unable to read Python's own folder
    nobody = place.runner_of(folder)
    os.chown(folder, nobody.uid, nobody.gid)
    child = os.fork()
    if child == 0:
        status = 1
        try:
            os.setgroups([])
            os.setgid(nobody.gid)
            os.setuid(nobody.uid)
            with PrivateServer(folder / "s", durable=False) as own:
                status = 0 if _answer(own.addresses.owner) == "arcs_owner@arcs" else 2
        finally:
            os._exit(status)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert (folder / "s" / "data").stat().st_uid == nobody.uid
    assert server.running, "a fork of the launcher does not stop the launcher's server"


def test_the_systems_own_postgresql_serves_as_well(folder: Path) -> None:
    found = [Binaries(one, version_of(one)) for one in system_folders() if (one / "initdb").exists()]
    if not found:
        pytest.skip("no PostgreSQL of the system on this machine")
    with PrivateServer(folder / "s", durable=False, binaries=found[0]) as server:
        assert _answer(server.addresses.owner) == "arcs_owner@arcs"
