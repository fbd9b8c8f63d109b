"""Who acts: every statement on a protected table is made in somebody's name.

The name travels in a ContextVar, and the database backend of this room sends it to PostgreSQL when a transaction opens.
Nobody set is an error in the database (`acting_person()` raises): a forgotten person never reads as "0 overdue".
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from enum import Enum
from uuid import UUID

from django.db import connections

_acting: ContextVar[UUID | None] = ContextVar("arcs_acting_person", default=None)


class Standing(Enum):
    """Identities that are nobody's: each may do what its policies name, and nothing else."""

    VISITOR = UUID("00000000-0000-4000-8000-000000000001")  # a page shown to somebody who has not signed in
    DOOR = UUID("00000000-0000-4000-8000-000000000002")  # sign-in, recovery, accepting an invitation
    CLERK = UUID("00000000-0000-4000-8000-000000000003")  # hands long work to workers and sweeps up after them
    MESSENGER = UUID("00000000-0000-4000-8000-000000000004")  # sends what stands in the outbox
    SEALER = UUID("00000000-0000-4000-8000-000000000005")  # seals and verifies the audit
    KEEPER = UUID("00000000-0000-4000-8000-000000000006")  # set-up: the first administrator, the demonstration


class NobodyActs(RuntimeError):
    """Code touched protected data without saying for whom: a fault of ARCS, never of the reader."""


class PersonChangedInTransaction(RuntimeError):
    """A transaction belongs to one person; its rows would otherwise be written in two names."""


def who_acts() -> UUID:
    """The person for whom the current code runs; raises NobodyActs when none is set."""
    person = _acting.get()
    if person is None:
        raise NobodyActs("Nobody acts here. Wrap this code in acting_as(person).")
    return person


def acting_or_none() -> UUID | None:
    """The person for whom the current code runs, or None."""
    return _acting.get()


@contextmanager
def acting_as(person: UUID | Standing) -> Iterator[None]:
    """Run the block in one person's name.

    Raises PersonChangedInTransaction when a transaction of somebody else is open: end it first. A test case's own
    outer transaction does not count, since it stands for an empty database and not for a piece of work.
    """
    new = person.value if isinstance(person, Standing) else person
    before = _acting.get()
    if new != before:
        for connection in connections.all(initialized_only=True):
            if any(not getattr(block, "_from_testcase", False) for block in connection.atomic_blocks):
                raise PersonChangedInTransaction(
                    f"{new} cannot begin to act inside a transaction of {before}. Commit that transaction first."
                )
    token = _acting.set(new)
    try:
        if new != before:
            say_again()
        yield
    finally:
        _acting.reset(token)
        if new != before:
            say_again()


def say_again() -> None:
    """Tell transactions that are open who acts, and hear the clock anew: in tests, and where the clock was changed."""
    for connection in connections.all(initialized_only=True):
        if connection.in_atomic_block and hasattr(connection, "say_who_acts") and not connection.needs_rollback:
            connection.say_who_acts()
