"""The read log: who looked at what, written before it is shown, on a connection of its own.

A page's transaction is rolled back when the page answers 404; a log written in it would lose the very attempts that a
review looks for. So the log has a second, autocommitting connection (`log`), and no log means no page.
"""

import logging
from uuid import UUID

from django.db import DatabaseError

from arcs.web.wall.acting import who_acts
from arcs.web.wall.models import ReadLog

LOG = "log"
alarm = logging.getLogger("arcs.alarm")


class ReadLogDown(RuntimeError):
    """The read log cannot be written, so that nothing protected may be shown until it can."""


def record_read(*, kind: str, compartment: str, object_id: UUID | None, allowed: bool = True, reason: str = "") -> None:
    """Write that the acting person looks at something; raises ReadLogDown when that cannot be written.

    `kind` names what is looked at in the field's words ("upload", "care file", "audit"), `reason` is what the reader
    gave as the reason, if any was asked.
    """
    try:
        ReadLog.objects.using(LOG).bulk_create(
            [
                ReadLog(
                    person=who_acts(),
                    kind=kind,
                    compartment=compartment,
                    object_id=object_id,
                    allowed=allowed,
                    reason=reason[:500],
                )
            ]
        )
    except DatabaseError as down:
        alarm.critical("The read log cannot be written: %s", down)
        raise ReadLogDown("The read log cannot be written. Records stay closed until it can.") from down
