"""The whole programme, started as its users start it: killed, stopped, started again, saved and restored."""

import http.client
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
from django.db import connections
from pytest_django.plugin import DjangoDbBlocker
from tests.making.programme import Programme
from tests.making.real_work import (
    Asking,
    Customer,
    demand_everything,
    demand_the_audit,
    taken_by_the_log,
    wait_until_all_ended,
)
from tests.web.conftest import addresses_of, point_django_at

from arcs.postgres.addresses import Addresses
from arcs.postgres.backup import backup
from arcs.postgres.server import PrivateServer

# One programme at a time, whatever the order of tests: each start costs seconds of both processors.
pytestmark = pytest.mark.xdist_group("programme")


@pytest.fixture(scope="module")
def programme(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Programme]:
    """A programme that has served once; a test begins it and leaves it as it likes."""
    one = Programme(tmp_path_factory.mktemp("programme") / "state")
    one.begin_and_wait()
    yield one
    one.stop()
    one.erase()


@pytest.fixture
def addresses(
    programme: Programme, server: PrivateServer, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[Addresses]:
    """The addresses of the running programme's database; Django points there until the test ends."""
    if programme.launcher is None or programme.launcher.poll() is not None:
        programme.begin_and_wait()
    found = programme.addresses()
    with django_db_blocker.unblock():
        point_django_at(found)
        yield found
        connections.close_all()
        point_django_at(addresses_of(server, "arcs_tests"))


def status_of(programme: Programme) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", programme.port, timeout=10)
    connection.request("GET", "/")
    status = connection.getresponse().status
    connection.close()
    return status


def test_what_was_acknowledged_outlives_every_kind_of_kill(
    programme: Programme, addresses: Addresses, tmp_path: Path, settings: object
) -> None:
    outside = programme.state
    files = str(outside / "seals.txt"), str(outside / "mail.log")
    settings.ARCS_SEAL_FILE, settings.ARCS_MAIL_LOG = files  # type: ignore[attr-defined] # the fixture carries no types
    chance = Random(7)
    customer = Customer.new(tmp_path, chance)
    for kind in ("worker", "postmaster", "everything"):
        with Asking(customer, imports=1):
            wait_for_some(customer)
            killed = programme.kill(kind, chance)
            assert killed
            programme.recover(kind, killed)
        wait_until_all_ended()
        said = demand_everything(customer, taken=taken_by_the_log())
        assert said["imports loaded"] == len(customer.asked.imports)
    demand_the_audit()


def wait_for_some(customer: Customer) -> None:
    before = customer.asked.many
    while customer.asked.many < before + 3:
        connections["default"].close()


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_told_to_end_it_ends_and_nothing_of_it_is_left_and_it_serves_again(
    programme: Programme, addresses: Addresses, how: signal.Signals
) -> None:
    connections.close_all()
    assert programme.stop(how) == 0
    assert programme.left_over(addresses) == {}
    programme.begin_and_wait()
    assert status_of(programme) == http.client.OK
    assert programme.addresses() == addresses


def test_a_port_that_is_taken_is_said_in_one_sentence(programme: Programme, addresses: Addresses) -> None:
    other = programme.run("serve", "--state", str(programme.state) + "-other", "--port", str(programme.port))
    assert other.returncode == 2
    assert other.stderr.strip().count("\n") == 0
    assert str(programme.port) in other.stderr
    assert "--port" in other.stderr
    shutil.rmtree(str(programme.state) + "-other", ignore_errors=True)


def test_a_backup_of_what_serves_is_restored_elsewhere_row_by_row_and_serves(
    programme: Programme, addresses: Addresses, tmp_path: Path
) -> None:
    customer = Customer.new(tmp_path, Random(3))
    file = tmp_path / "saved.arcs"
    saved = programme.run("backup", "--state", str(programme.state), str(file))
    assert saved.returncode == 0, saved.stderr
    other = Programme(tmp_path / "elsewhere")
    try:
        restored = other.run("restore", "--state", str(other.state), str(file))
        assert restored.returncode == 0, restored.stderr
        before = restore_manifest(file)
        with PrivateServer(other.state / "database") as server:
            again = backup(server.addresses, tmp_path / "again.arcs")
            assert {one.table: one for one in again.tables} == before
            assert rows_of(server.addresses, "studies_study") == rows_of(addresses, "studies_study")
        other.begin_and_wait()
        assert status_of(other) == http.client.OK
        assert customer.study.title == "Invented"
    finally:
        other.stop()
        other.erase()


def restore_manifest(file: Path) -> dict[str, object]:
    from arcs.postgres.backup import _unpack

    manifest = _unpack(file, file.with_suffix(".dump"))
    return {one.table: one for one in manifest.tables}


def rows_of(addresses: Addresses, table: str) -> list[tuple[object, ...]]:
    import psycopg

    with psycopg.connect(addresses.owner) as connection:
        return connection.execute(f"select * from {table} order by id").fetchall()
