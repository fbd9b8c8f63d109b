"""PostgreSQL through Django, with the acting person sent when a transaction opens.

A middleware that sends SET LOCAL would be wrong: ATOMIC_REQUESTS opens its transaction later than any middleware runs.
"""

from django.db.backends.postgresql import base
from psycopg.pq import TransactionStatus

from arcs.web.wall.acting import acting_or_none

SAY = "select set_config('arcs.person', %s, true)"


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's PostgreSQL connection; see the module."""

    def say_who_acts(self) -> None:
        """Set the person for the rest of this transaction; an empty text stands for nobody."""
        person = acting_or_none()
        if self.connection.info.transaction_status == TransactionStatus.INERROR:
            return  # the statement would fail in its turn and hide the first error; a rollback comes and says it anew
        # Straight through the driver: the setting is no query of a page, and must not be counted as one.
        with self.connection.cursor() as cursor:
            cursor.execute(SAY, ("" if person is None else str(person),))

    def _set_autocommit(self, autocommit: bool) -> None:
        super()._set_autocommit(autocommit)  # type: ignore[misc] # Django's stubs leave out what backends override
        if not autocommit:
            self.say_who_acts()

    def _savepoint(self, sid: str) -> None:
        super()._savepoint(sid)  # type: ignore[misc] # Django's stubs leave out what backends override
        # Inside a test case the "request" is a savepoint, and it has its own person.
        self.say_who_acts()

    def _savepoint_rollback(self, sid: str) -> None:
        super()._savepoint_rollback(sid)  # type: ignore[misc] # Django's stubs leave out what backends override
        self.say_who_acts()
