"""What messages have done by the clock."""

from arcs.web.jobs.clock import often
from arcs.web.messages.sending import send_due
from arcs.web.wall.acting import Standing


@often("messages.send", seconds=5, standing=Standing.MESSENGER)
def send_outbox() -> None:
    """Send what is due."""
    send_due()
