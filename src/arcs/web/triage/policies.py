"""Row security of triage: whoever decides or reviews sees decisions, whoever decides makes his own; none changes."""

from arcs.web.wall.policies import CLERK, SELF, Policy

DECIDES = "(select acting_may('triage.decide'))"
READS = f"({DECIDES} or (select acting_may('triage.read')))"
OWN = f"made_by = {SELF}"
DECISION, SHADOW = "triage_decision", "triage_shadowanswer"

ROOM = (
    Policy(table=DECISION, name="decision_seen", command="select", using=f"{READS} or {CLERK}"),
    Policy(table=DECISION, name="decision_made", command="insert", check=f"{OWN} and {DECIDES}"),
    Policy(table=SHADOW, name="shadow_seen", command="select", using=READS),
    Policy(
        table=SHADOW, name="shadow_made", command="insert",
        check=f"{OWN} and {DECIDES} and exists (select from {DECISION} d"
        f" where d.id = decision_id and d.made_by = {SELF})",
    ),
)  # fmt: skip
TABLES = tuple(dict.fromkeys(policy.table for policy in ROOM))
