"""The read log: who looked at what, written before it is shown, on a connection of its own.

A page's transaction is rolled back when the page answers 404; a log written in it would lose the very attempts that a
review looks for. So the log has a second, autocommitting connection (`log`), and no log means no page.
"""

from uuid import UUID, uuid4

from django.db import Error, connections, transaction

from arcs.web.wall.acting import who_acts
from arcs.web.wall.alarm import raise_alarm

LOG = "log"
# Not through the model: its INSERT … RETURNING would ask for the right to read the log, which a reader has not.
WRITE = """
insert into wall_readlog (id, person, kind, compartment, object_id, allowed, reason)
values (%s, %s, %s, %s, %s, %s, %s)
"""


class ReadLogDown(RuntimeError):
    """The read log cannot be written, so that nothing protected may be shown until it can."""


def record_read(*, kind: str, compartment: str, object_id: UUID | None, allowed: bool = True, reason: str = "") -> None:
    """Write that the acting person looks at something; raises ReadLogDown when that cannot be written.

    `kind` names what is looked at in the field's words ("upload", "care file", "audit"), `reason` is what the reader
    gave as the reason, if any was asked.
    """
    values: list[UUID | str | bool | None] = [
        uuid4(), who_acts(), kind, compartment, object_id, allowed, reason[:500],
    ]  # fmt: skip
    try:
        log = connections[LOG]
        if not log.in_atomic_block:
            log.close_if_unusable_or_obsolete()
        with transaction.atomic(using=LOG), log.cursor() as cursor:
            cursor.execute(WRITE, values)
    except Error as down:
        raise_alarm(f"The read log cannot be written: {type(down).__name__}")
        raise ReadLogDown("The read log cannot be written. Records stay closed until it can.") from down
