"""Row security of live calls: readers see, takers enter and change, closers close; nobody deletes.

What is known of an address has a permission of its own. The clerk takes what lies in the folder, and nothing else;
what a program sent and could not be taken is set aside in the name of its token's holder.
"""

from arcs.web.wall.policies import CLERK, SELF, Policy, event_policies

TAKES, CLOSES = "(select acting_may('calls.take'))", "(select acting_may('calls.close'))"
READS = f"((select acting_may('calls.read')) or {TAKES} or {CLOSES})"
HISTORY, IMPORTS = "(select acting_may('calls.history'))", "(select acting_may('calls.import'))"
OWN = f"made_by = {SELF}"
CALL, NOTE, FLAG = "calls_call", "calls_callnote", "calls_callflag"
PREMISE, FILE, SET_ASIDE = "calls_premisenote", "calls_callfile", "calls_setasiderow"

ROOM = (
    Policy(table=CALL, name="call_seen", command="select", using=f"{READS} or {CLERK}"),
    Policy(
        table=CALL, name="call_taken", command="insert", check=f"{OWN} and ({TAKES} or ({CLERK} and source = 'folder'))"
    ),
    Policy(table=CALL, name="call_changed", command="update", using=f"{TAKES} or {CLOSES}",
           check=f"({TAKES} or {CLOSES}) and (closed_by is null or {CLOSES})"),
    Policy(table=NOTE, name="note_seen", command="select", using=READS),
    Policy(table=NOTE, name="note_made", command="insert", check=f"{OWN} and ({TAKES} or {CLOSES})"),
    Policy(table=FLAG, name="flag_seen", command="select", using=f"{READS} or {CLERK}"),
    Policy(
        table=FLAG, name="flag_made", command="insert",
        check=f"{OWN} and ({TAKES} or {CLOSES} or ({CLERK} and moment = 'intake'))",
    ),
    Policy(table=PREMISE, name="premise_seen", command="select", using=HISTORY),
    Policy(table=PREMISE, name="premise_made", command="insert", check=f"{OWN} and {HISTORY}"),
    Policy(table=FILE, name="file_seen", command="select", using=f"{IMPORTS} or {CLERK}"),
    Policy(table=FILE, name="file_made", command="insert", check=f"{OWN} and {CLERK}"),
    Policy(table=SET_ASIDE, name="set_aside_seen", command="select", using=f"{IMPORTS} or {CLERK} or {OWN}"),
    Policy(
        table=SET_ASIDE, name="set_aside_made", command="insert",
        check=f"{OWN} and (({CLERK} and source = 'folder') or ({TAKES} and source = 'api'))",
    ),
    *event_policies(f"{CALL}event", seen=f"{READS} or (select acting_may('audit.read'))"),
)  # fmt: skip
TABLES = tuple(dict.fromkeys(policy.table for policy in ROOM))
