"""PostgreSQL through Django: when a transaction opens it is told who acts, and tells by which clock.

A middleware that sends SET LOCAL would be wrong: ATOMIC_REQUESTS opens its transaction later than any middleware runs.
"""

from typing import Any

from django.db import DEFAULT_DB_ALIAS
from django.db.backends.postgresql import base
from psycopg.pq import TransactionStatus

from arcs.web.wall.acting import acting_or_none
from arcs.web.wall.clock import goes_by

SAY = "select set_config('arcs.person', %s, true)"
SAY_AND_HEAR = f"{SAY}, set_config('arcs.zone', programme_zone(), true)"
HAS_A_CLOCK = "select to_regprocedure('programme_zone()') is not null"


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's PostgreSQL connection; see the module."""

    has_a_clock = False
    told: str | None = None  # whom this transaction has heard of; None where it may have forgotten

    def say_who_acts(self) -> None:
        """Set the person for the rest of this transaction; an empty text stands for nobody."""
        self.told = None
        person = acting_or_none()
        if self.connection.info.transaction_status == TransactionStatus.INERROR:
            return  # the statement would fail in its turn and hide the first error; a rollback comes and says it anew
        # Straight through the driver: the setting is no query of a page, and must not be counted as one.
        with self.connection.cursor() as cursor:
            said = ("" if person is None else str(person),)
            if self._has_a_clock(cursor):
                _person, zone = cursor.execute(SAY_AND_HEAR, said).fetchone()
                if self.alias == DEFAULT_DB_ALIAS:  # the others keep logs beside it, and may not have heard yet
                    goes_by(zone)
            else:  # an empty database, to which the owner is about to give its functions
                cursor.execute(SAY, said)
            (self.told,) = said

    def _has_a_clock(self, cursor: Any) -> bool:
        if not self.has_a_clock:
            self.has_a_clock = bool(cursor.execute(HAS_A_CLOCK).fetchone()[0])
        return self.has_a_clock

    def _set_autocommit(self, autocommit: bool) -> None:
        super()._set_autocommit(autocommit)  # type: ignore[misc] # Django's stubs leave out what backends override
        if not autocommit:
            self.say_who_acts()

    def _savepoint(self, sid: str) -> None:
        super()._savepoint(sid)  # type: ignore[misc] # Django's stubs leave out what backends override
        # Inside a test case the "request" is a savepoint, and it has its own person.
        if self.told != str(acting_or_none() or ""):
            self.say_who_acts()

    def _savepoint_rollback(self, sid: str) -> None:
        super()._savepoint_rollback(sid)  # type: ignore[misc] # Django's stubs leave out what backends override
        self.say_who_acts()
