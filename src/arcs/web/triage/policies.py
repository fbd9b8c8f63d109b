"""Row security of triage: whoever decides or reviews sees decisions, whoever decides makes his own; none changes.

Whoever works at a desk sends back what the desk cannot serve, and sees of others' no more for it.
"""

from arcs.web.wall.policies import CLERK, SELF, Policy

DECIDES = "(select acting_may('triage.decide'))"
READS = f"({DECIDES} or (select acting_may('triage.read')))"
OWN = f"made_by = {SELF}"
AT_A_DESK = "((select acting_may('desks.work')) or (select acting_may('desks.lead')))"
DECISION, SHADOW, BACK = "triage_decision", "triage_shadowanswer", "triage_sentback"

ROOM = (
    Policy(table=DECISION, name="decision_seen", command="select", using=f"{READS} or {CLERK}"),
    Policy(table=DECISION, name="decision_made", command="insert", check=f"{OWN} and {DECIDES}"),
    Policy(table=SHADOW, name="shadow_seen", command="select", using=READS),
    Policy(
        table=SHADOW, name="shadow_made", command="insert",
        check=f"{OWN} and {DECIDES} and exists (select from {DECISION} d"
        f" where d.id = decision_id and d.made_by = {SELF})",
    ),
    Policy(table=BACK, name="sent_back_seen", command="select", using=f"{READS} or {OWN}"),
    Policy(
        table=BACK, name="sent_back_made", command="insert",
        check=f"{OWN} and {AT_A_DESK} and made_at between transaction_timestamp() and clock_timestamp()",
    ),
)  # fmt: skip
TABLES = tuple(dict.fromkeys(policy.table for policy in ROOM))
