"""The whole programme, started as its users start it: killed, stopped, started again, saved and restored."""

import http.client
import json
import shutil
import signal
import zipfile
from collections.abc import Iterator
from pathlib import Path
from random import Random
from uuid import uuid4

import psycopg
import pytest
from django.conf import settings
from django.db import connections
from pytest_django.plugin import DjangoDbBlocker
from tests.making.dispatch_ledger import Acknowledged, Send
from tests.making.dispatch_load import Load, Size
from tests.making.dispatch_load import demand_everything as demand_all_of_dispatch
from tests.making.programme import Programme
from tests.making.real_work import (
    Asking,
    Customer,
    demand_everything,
    taken_by_the_log,
    wait_until_all_ended,
)
from tests.web.conftest import addresses_of, point_django_at

from arcs.postgres.addresses import Addresses
from arcs.postgres.fingerprints import SESSION_SQL, fingerprints
from arcs.postgres.server import PrivateServer

SOON = (0.1, 0.4)  # seconds between what one of the simulated people does


@pytest.fixture(scope="module")
def programme(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Programme]:
    """A programme that has served once; a test begins it and leaves it as it likes."""
    one = Programme(tmp_path_factory.mktemp("programme") / "state")
    one.environment["ARCS_SECRET_KEY"] = settings.SECRET_KEY  # so that sessions that are made here hold there
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
    programme: Programme, addresses: Addresses, tmp_path: Path
) -> None:
    outside = programme.state
    chance = Random(7)  # noqa: S311 - a repeatable stream is what is wanted
    customer = Customer.new(tmp_path, chance)
    for kind in ("worker", "postmaster", "everything"):
        with Asking(customer, imports=1):
            wait_for_some(customer)
            killed = programme.kill(kind, chance)
            assert killed
            programme.recover(kind, killed)
        wait_until_all_ended()
        said = demand_everything(customer, taken=taken_by_the_log(outside / "mail.log"))
        assert said["imports loaded"] == len(customer.asked.imports)
    verified = programme.run("audit", "verify", "--state", str(outside))
    assert verified.returncode == 0, verified.stdout + verified.stderr


def test_dispatchers_and_units_lose_nothing_and_send_nobody_twice(programme: Programme, addresses: Addresses) -> None:
    size = Size(dispatchers=4, units=8, senders=1, competes=0.6, dispatchers_think=SOON, phones_think=SOON)
    load = Load(programme, size, seed=11)
    ledger = load.ledger
    with load.at_work():
        for kind in ("web", "postmaster"):
            more = ledger.outcomes + 1
            load.wait_until(lambda: ledger.outcomes >= more)  # noqa: B023 - it is asked within the turn
            load.kill(kind)
        more = ledger.outcomes + 2
        load.wait_until(lambda: ledger.outcomes >= more and ledger.refused.total() > 0)
    stand = demand_all_of_dispatch(load)
    assert sum(stand.values()) == len(ledger.calls)
    # That it can find something: a decision, a word of the field and an assignment of which the database knows nothing.
    made_up = Acknowledged(call=next(iter(ledger.calls.values())), who=load.boss.pk, what="note")
    ledger.decisions[uuid4()] = ledger.told[uuid4()] = made_up
    ledger.sent[Send("CSO 999", made_up.call, made_up.who)] = 1
    with pytest.raises(AssertionError, match=r"(?s)decision.*is lost.*CSO 999.*there 0 times.*note.*is lost"):
        demand_all_of_dispatch(load)


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
    Customer.new(tmp_path, Random(3))  # noqa: S311 - as above
    file = tmp_path / "saved.arcs"
    saved = programme.run("backup", "--state", str(programme.state), str(file))
    assert saved.returncode == 0, saved.stderr
    other = Programme(tmp_path / "elsewhere")
    try:
        restored = other.run("restore", "--state", str(other.state), str(file))
        assert restored.returncode == 0, restored.stderr
        with PrivateServer(other.state / "database") as server:
            again = tables_of(server.addresses)
            assert server.addresses != addresses
        assert again == tables_saved_in(file)
        assert int(again["studies_study"].split()[0]) >= 1
        other.begin_and_wait()
        assert status_of(other) == http.client.OK
    finally:
        other.stop()
        other.erase()


def tables_of(addresses: Addresses) -> dict[str, str]:
    """Rows and digest of every table now."""
    with psycopg.connect(addresses.owner) as connection:
        connection.execute(SESSION_SQL)  # type: ignore[arg-type] - our own text
        return {one.name: one.told for one in fingerprints(connection) if one.kind == "r"}


def tables_saved_in(file: Path) -> dict[str, str]:
    """Rows and digest of every table as the backup states them."""
    with zipfile.ZipFile(file) as archive:
        tables = json.loads(archive.read("manifest.json"))["tables"]
    return {one["name"]: one["told"] for one in tables if one["kind"] == "r"}
