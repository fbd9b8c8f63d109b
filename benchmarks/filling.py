"""What the modules that fill a database for a bench share: its person's browser, its work, and counting queries."""

from collections.abc import Mapping
from contextlib import ExitStack
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


def queries_of(browser: Any, path: str, *, body: str | None = None, headers: Mapping[str, str] | None = None) -> int:
    """How many statements one page takes, over all connections; SystemExit when it is not shown.

    The fewest of three askings: the first may read what is kept then, and now and then one notes a session's use.
    """
    return min(_queries_of(browser, path, body, headers) for _ in range(3))


def _queries_of(browser: Any, path: str, body: str | None, headers: Mapping[str, str] | None) -> int:
    from django.db import connections

    made = 0

    def count(execute: Any, *words: Any) -> Any:
        nonlocal made
        made += 1
        return execute(*words)

    with ExitStack() as stack:
        for alias in connections:
            stack.enter_context(connections[alias].execute_wrapper(count))
        if body is None:
            answer = browser.get(path, headers=headers)
        else:
            answer = browser.post(path, body, content_type=FORM, headers=headers)
    if answer.status_code != 200:
        raise SystemExit(f"{path} answers {answer.status_code}")
    return made


FORM = "application/x-www-form-urlencoded"
