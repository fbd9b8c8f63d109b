"""Whether a job's worker lives: it holds a lock in the database for as long as its connection does.

A lock of a session ends with the session, however the worker ends: by `kill -9`, by a pulled cable, or with the
database itself. Nobody has to write "I am alive", and nobody can forget to.
"""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

import psycopg
from django.db import connections

LOCK_BYTES = 8


def lock_number(*words: str) -> int:
    """A signed 64-bit number for an advisory lock; the same words give the same number everywhere.

    >>> lock_number("job", "a") == lock_number("job", "a") != lock_number("job", "b")
    True
    """
    digest = hashlib.sha256("\0".join(words).encode()).digest()
    return int.from_bytes(digest[:LOCK_BYTES], "big", signed=True)


class Locks:
    """Session locks on one dedicated connection, which is never silently opened anew: lost is lost."""

    def __init__(self) -> None:
        parameters = connections["default"].get_connection_params()
        self._connection = psycopg.connect(**{**parameters, "cursor_factory": psycopg.Cursor}, autocommit=True)

    def take(self, *words: str) -> bool:
        """Take a lock unless another session has it; never waits. Raises psycopg.Error when the connection is lost."""
        row = self._connection.execute("select pg_try_advisory_lock(%s)", [lock_number(*words)]).fetchone()
        return bool(row and row[0])

    def give_back(self, *words: str) -> None:
        """Release a lock; nothing to do when the connection is lost, since the lock went with it."""
        if not self._connection.closed:
            try:
                self._connection.execute("select pg_advisory_unlock(%s)", [lock_number(*words)])
            except psycopg.Error:
                self.close()

    @contextmanager
    def held(self, *words: str) -> Iterator[bool]:
        """Try to hold a lock for the block; yields whether it was free."""
        taken = self.take(*words)
        try:
            yield taken
        finally:
            if taken:
                self.give_back(*words)

    @property
    def alive(self) -> bool:
        """Whether the session still stands, asked of the database."""
        if self._connection.closed:
            return False
        try:
            self._connection.execute("select 1")
        except psycopg.Error:
            return False
        return True

    def close(self) -> None:
        """End the session and with it every lock."""
        self._connection.close()


def job_lock(job: UUID) -> tuple[str, str]:
    """The words of a job's lock."""
    return ("job", str(job))
