"""What the clock does for dispatch: tells whoever must know that a check-in stays overdue."""

from arcs.web.dispatch.alarming import tell_of_check_ins
from arcs.web.jobs.clock import often
from arcs.web.wall.acting import Standing

EVERY_SECONDS = 20


@often("dispatch.check_ins", seconds=EVERY_SECONDS, standing=Standing.CLERK)
def climb() -> int:
    """Tell supervisor and on-call of check-ins that nobody answered; how many were told."""
    return tell_of_check_ins()
