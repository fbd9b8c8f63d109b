"""Row security of the audit: the sealer seals, readers of the audit read, reviewers write what they looked at."""

from arcs.web.wall.acting import Standing
from arcs.web.wall.policies import Policy

SEALER = f"(select acting_person()) = '{Standing.SEALER.value}'"
READER = "(select acting_may('audit.read'))"
REVIEWER = "(select acting_may('audit.review'))"
SELF = "person = (select acting_person())"


def _sealed(table: str) -> tuple[Policy, ...]:
    return (
        Policy(table=table, name=f"{table}_seen", command="select", using=f"{SEALER} or {READER}"),
        Policy(table=table, name=f"{table}_made", command="insert", check=SEALER),
    )


def _reviewed(table: str) -> tuple[Policy, ...]:
    return (
        Policy(table=table, name=f"{table}_seen", command="select", using=f"{REVIEWER} or {READER}"),
        Policy(table=table, name=f"{table}_made", command="insert", check=f"{SELF} and {REVIEWER}"),
    )


ROOM = (
    *_sealed("audit_seal"),
    *_sealed("audit_sealedtable"),
    # Nobody but the owner's procedure writes a tombstone.
    Policy(table="audit_tombstone", name="tombstone_seen", command="select", using=f"{READER} or {REVIEWER}"),
    *_reviewed("audit_revieweditem"),
    *_reviewed("audit_weeklyreview"),
)
TABLES = tuple(dict.fromkeys(policy.table for policy in ROOM))
READ_LOG_SEEN = Policy(table="wall_readlog", name="readlog_seen", command="select", using=f"{READER} or {REVIEWER}")
