"""One private server for all tests of this room; tests that hurt a server start their own."""

import tempfile
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from arcs.postgres import Addresses, PrivateServer
from arcs.postgres.roles import create_database, drop_database


@pytest.fixture(scope="session")
def server() -> Iterator[PrivateServer]:
    with tempfile.TemporaryDirectory(prefix="arcs-pg-") as folder:
        Path(folder).chmod(0o755)
        with PrivateServer(Path(folder) / "server", durable=False) as started:
            yield started


@pytest.fixture
def database(server: PrivateServer) -> Iterator[Addresses]:
    """An empty database of its own."""
    name = f"probe_{uuid4().hex}"
    create_database(server.admin_url, name)
    yield server.addresses.of_database(name)
    drop_database(server.admin_url, name)


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that a plain user may enter, too."""
    with tempfile.TemporaryDirectory(prefix="arcs-pg-") as place:
        Path(place).chmod(0o755)
        yield Path(place)
