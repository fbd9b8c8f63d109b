"""What the parts of a running programme are told, and what a demonstration never touches."""

from pathlib import Path
from threading import Event

import pytest

from arcs.core.refusal import Refusal
from arcs.postgres.addresses import Addresses
from arcs.web.site import serving
from arcs.web.site.serving import OF_A_REAL_ONE, Serving

REAL = "postgresql://arcs_app:x@db.example.org/arcs"
ADDRESSES = Addresses(owner="", application=REAL, public="")


def test_only_the_demonstration_itself_serves_the_demonstration(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ARCS_DEMONSTRATION", "1")
    assert "ARCS_DEMONSTRATION" not in Serving(state=tmp_path).environment(ADDRESSES)
    assert Serving(state=tmp_path, demonstration=True).environment(ADDRESSES)["ARCS_DEMONSTRATION"] == "1"


def test_a_demonstration_knows_nothing_of_a_real_programme_on_the_same_machine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in OF_A_REAL_ONE:
        monkeypatch.setenv(name, "of the real one")
    assert not set(OF_A_REAL_ONE) & set(Serving(state=tmp_path, demonstration=True).environment(ADDRESSES))
    assert set(OF_A_REAL_ONE) <= set(Serving(state=tmp_path).environment(ADDRESSES))


def test_what_runs_beside_a_programme_is_a_part_that_begins_and_ends_with_it(tmp_path: Path) -> None:
    beside = (("The simulator of calls", ("arcs", "simulate-calls")),)
    with_it = serving.parts_of(Serving(state=tmp_path, demonstration=True, beside=beside), ADDRESSES)
    without = serving.parts_of(Serving(state=tmp_path, demonstration=True), ADDRESSES)
    assert [one.name for one in with_it] == [*(one.name for one in without), "The simulator of calls"]
    assert with_it[-1].command == ["arcs", "simulate-calls"]


def test_a_demonstration_is_never_filled_into_a_database_of_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", REAL)
    with serving.database(tmp_path) as (given, _server):
        assert given.application == REAL
    with serving.database(tmp_path, demonstration=True) as (own, server):
        assert server is not None
        assert own.application != REAL
    server.erase()


def test_told_to_stop_the_filling_of_a_demonstration_ends_where_it_is(tmp_path: Path) -> None:
    stop, accounts = Event(), tmp_path / "accounts.json"
    stop.set()
    serving.fill(Serving(state=tmp_path, demonstration=True), ADDRESSES, tmp_path, accounts, stop)
    assert not accounts.exists()


def test_only_a_demonstration_is_forgotten_and_one_that_is_gone_or_empty_is_no_fault(tmp_path: Path) -> None:
    serving.forget(tmp_path / "gone")
    (empty := tmp_path / "empty").mkdir()
    serving.forget(empty)
    assert not empty.exists()
    (tmp_path / "papers").touch()
    with pytest.raises(Refusal, match="no folder of a demonstration"):
        serving.forget(tmp_path)
    assert (tmp_path / "papers").exists()
