"""One private server for all tests of this room; tests that hurt a server start their own."""

import subprocess
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


@pytest.fixture(scope="session")
def first_start() -> Iterator[Path]:
    """A server's folder after its first start, stopped: tests copy it, because making data takes a second each time."""
    with tempfile.TemporaryDirectory(prefix="arcs-pg-") as place:
        Path(place).chmod(0o755)
        with PrivateServer(Path(place) / "made", durable=False):
            pass
        yield Path(place) / "made"


@pytest.fixture
def made(first_start: Path, folder: Path) -> Path:
    """A folder of a stopped private server, for one test alone."""
    subprocess.run(["/bin/cp", "-a", str(first_start), str(folder / "s")], check=True)
    return folder / "s"


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that a plain user may enter, too."""
    with tempfile.TemporaryDirectory(prefix="arcs-pg-") as place:
        Path(place).chmod(0o755)
        yield Path(place)
