"""A private PostgreSQL for each test process, with tests running as the application's own role.

The owner makes and migrates a template database once; every test then runs as `arcs_app`, which owns nothing, so that
a policy that is missing shows itself here and not in a city.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connections, transaction
from django.test import Client
from django.utils import translation
from tests.making.people import a_second_factor, has_a_second_factor

from arcs.postgres.addresses import Addresses
from arcs.postgres.roles import create_database, drop_database
from arcs.postgres.server import PrivateServer
from arcs.web.people.models import Staff
from arcs.web.site import configuration
from arcs.web.wall.acting import Standing, acting_as

HERE = Path(__file__).parent
collect_ignore = ["probe"]  # an application of Django's, not of tests; a second import under another name would fail
TEMPLATE = "arcs_template"
MEMORY, ROOM = Path("/dev/shm"), 2 << 30  # noqa: S108 - a folder of this process within it, made new


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A web test that uses the database uses all of its connections: the pages', the read log's and the progress's."""
    for item in items:
        if HERE in item.path.parents and (marker := item.get_closest_marker("django_db")) and not marker.kwargs:
            item.add_marker(pytest.mark.django_db(databases="__all__"), append=False)


def addresses_of(server: PrivateServer, name: str) -> Addresses:
    """The three roles' addresses of one database of the server."""
    return server.addresses.of_database(name)


def point_django_at(addresses: Addresses) -> None:
    """Send each of Django's connections to one database, as the application."""
    described = configuration.database(addresses.application)
    for alias in connections:
        connections[alias].close()
        connections.settings[alias].update(described)
        connections[alias].settings_dict.update(described)


def migrate(addresses: Addresses) -> None:
    """Run every migration as the owner, in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "django", "migrate", "--verbosity", "0"],
        env={
            **os.environ,
            "DATABASE_URL": addresses.owner,
            "DJANGO_SETTINGS_MODULE": os.environ.get("DJANGO_SETTINGS_MODULE", "arcs.web.site.settings"),
            "PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PrivateServer]:
    """A private server of this test process, in memory where there is room: to copy a database makes 2,000 files."""
    if not (MEMORY.is_dir() and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ROOM):
        with PrivateServer(tmp_path_factory.mktemp("server"), durable=False) as running:
            yield running
        return
    for left in MEMORY.glob("arcs-tests-*"):  # by a run that was killed
        if not Path("/proc", left.name.removeprefix("arcs-tests-")).exists():
            shutil.rmtree(left, ignore_errors=True)
    folder = MEMORY / f"arcs-tests-{os.getpid()}"
    folder.mkdir(mode=0o711)
    try:
        with PrivateServer(folder, durable=False) as running:
            yield running
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def template(server: PrivateServer) -> str:
    """The name of a database with all tables and no rows."""
    create_database(server.admin_url, TEMPLATE)
    migrate(addresses_of(server, TEMPLATE))
    return TEMPLATE


@pytest.fixture(scope="session")
def django_db_setup(server: PrivateServer, template: str, django_db_blocker: pytest.FixtureRequest) -> Iterator[None]:
    """Instead of pytest-django's own, which would run tests as the owner of everything."""
    create_database(server.admin_url, "arcs_tests", template=template)
    with django_db_blocker.unblock():
        point_django_at(addresses_of(server, "arcs_tests"))
        yield
        connections.close_all()


@pytest.fixture
def owner(server: PrivateServer, django_db_setup: None) -> str:
    """The owner's address of the tests' database, for what an application may not do."""
    return addresses_of(server, "arcs_tests").owner


@pytest.fixture
def fresh_database(
    server: PrivateServer, django_db_setup: None, template: str, django_db_blocker: pytest.FixtureRequest
) -> Iterator[Addresses]:
    """A database of this test's own, in which commits are real; Django points at it until the test ends."""
    name = f"arcs_{os.urandom(6).hex()}"
    create_database(server.admin_url, name, template=template)
    addresses = addresses_of(server, name)
    with django_db_blocker.unblock():
        point_django_at(addresses)
        yield addresses
        connections.close_all()
        point_django_at(addresses_of(server, "arcs_tests"))
    drop_database(server.admin_url, name)


@pytest.fixture(autouse=True)
def the_language_ends_with_the_test() -> Iterator[None]:
    """A page that was asked for in Spanish leaves its language to whatever this thread does next."""
    yield
    translation.deactivate()


@pytest.fixture(autouse=True)
def as_on_a_desk(settings: Any, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Pages are asked for without TLS and with style sheets under their plain names, as nobody has collected them."""
    settings.STATIC_ROOT = tmp_path_factory.getbasetemp()
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }
    settings.SECURE_SSL_REDIRECT = settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = False


@pytest.fixture
def sign_in(client: Client) -> "SignIn":
    """Call it with a person to get a browser that is signed in as that person."""
    return SignIn()


class SignIn:
    """Makes browsers of signed-in people."""

    def __call__(self, person: Staff) -> Client:
        browser = Client()
        if not has_a_second_factor(person):  # without one every page leads to setting one up
            a_second_factor(person)
        with acting_as(Standing.DOOR), transaction.atomic():
            browser.force_login(person)
        return browser
