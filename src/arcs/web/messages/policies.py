"""Row security of the outbox: its text is seen by whoever wrote it and by the messenger, its state also by others."""

from arcs.web.wall.acting import Standing
from arcs.web.wall.policies import SELF, Policy, event_policies

MESSENGER = f"{SELF} = '{Standing.MESSENGER.value}'"
SEES = "(select acting_may('messages.see'))"
OWN = f"made_by = {SELF}"
MESSAGE, TEXT, ATTEMPT = "outbox_outgoingmessage", "outbox_messagetext", "outbox_sendingattempt"
ANY_OF_THEM = f"{OWN} or {MESSENGER} or {SEES}"

ROOM = (
    Policy(table=MESSAGE, name="message_seen", command="select", using=ANY_OF_THEM),
    Policy(table=MESSAGE, name="message_written", command="insert", check=f"{OWN} and state = 'waiting'"),
    Policy(table=MESSAGE, name="message_moved", command="update", using=ANY_OF_THEM, check=ANY_OF_THEM),
    Policy(table=TEXT, name="text_seen", command="select", using=f"{OWN} or {MESSENGER}"),
    Policy(table=TEXT, name="text_written", command="insert", check=OWN),
    Policy(table=ATTEMPT, name="attempt_seen", command="select", using=ANY_OF_THEM),
    Policy(
        table=ATTEMPT,
        name="attempt_written",
        command="insert",
        check=f'"by" = {SELF} and ({MESSENGER} or {OWN} or {SEES})',
    ),
    Policy(table=ATTEMPT, name="attempt_sealed", command="select", using=f"{SELF} = '{Standing.SEALER.value}'"),
    *event_policies(f"{MESSAGE}event", seen=f"{OWN} or (select acting_may('audit.read'))"),
)
TABLES = tuple(dict.fromkeys(policy.table for policy in ROOM))
