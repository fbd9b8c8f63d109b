"""What the clock of long work calls: a seal each minute, a whole verification each night."""

import logging

from django.db import DatabaseError

from arcs.core.refusal import Refusal
from arcs.web.audit.actions import seal_now
from arcs.web.audit.verifying import verify
from arcs.web.wall.alarm import raise_alarm

log = logging.getLogger(__name__)


def seal_audit() -> None:
    """Seal what is over; call it each minute, outside any transaction. What prevents it is an alarm, and raised on."""
    try:
        seal = seal_now()
    except (DatabaseError, OSError, ValueError, Refusal) as failed:
        raise_alarm(f"The audit could not be sealed: {failed}")
        raise
    if seal:
        log.info("Seal %s covers %s rows.", seal.number, seal.rows)


def verify_audit() -> bool:
    """Verify every seal; call it each night. A seal that does not hold is an alarm."""
    found = verify()
    if not found.good:
        raise_alarm(" ".join(found.sentences()))
    return found.good
