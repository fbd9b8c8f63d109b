"""How many statements a page makes: what tests hold flat, and what benches print."""

from collections.abc import Mapping
from contextlib import ExitStack
from typing import Any

from django.db import connections

FORM = "application/x-www-form-urlencoded"


def queries_of(browser: Any, path: str, *, body: str | None = None, headers: Mapping[str, str] | None = None) -> int:
    """How many statements one page takes, over all connections; AssertionError when it is not shown.

    The fewest of three askings: the first may read what is kept then, and now and then one notes a session's use.
    """
    return min(_asked_once(browser, path, body, headers) for _ in range(3))


def _asked_once(browser: Any, path: str, body: str | None, headers: Mapping[str, str] | None) -> int:
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
        raise AssertionError(f"{path} answers {answer.status_code}")
    return made
