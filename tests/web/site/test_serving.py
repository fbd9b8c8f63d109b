"""What the parts of a running programme are told, and what a demonstration never touches."""

from pathlib import Path

import pytest

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


def test_a_demonstration_is_never_filled_into_a_database_of_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", REAL)
    with serving.database(tmp_path) as (given, _server):
        assert given.application == REAL
    with serving.database(tmp_path, demonstration=True) as (own, server):
        assert server is not None
        assert own.application != REAL
