"""What the modules that fill a database for a bench share: its person's browser, and its work."""

from threading import Event
from typing import Any


def browser_of(boss: Any) -> Any:
    """A browser in which that person is signed in."""
    from django.db import transaction
    from django.test import Client

    from arcs.web.wall.acting import Standing, acting_as

    browser = Client(SERVER_NAME="127.0.0.1")
    with acting_as(Standing.DOOR), transaction.atomic():
        browser.force_login(boss, backend="arcs.web.people.signing_in.StaffBackend")
    return browser


def work_all() -> None:
    """Do all the work that waits, as a worker does it."""
    from arcs.web.jobs.liveness import Locks
    from arcs.web.jobs.worker import take_and_run

    locks = Locks()
    while take_and_run(locks, Event()):
        pass
    locks.close()
