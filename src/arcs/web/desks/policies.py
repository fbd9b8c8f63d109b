"""Row security of desks: readers see items, workers change them, a decision opens them; figures have their own readers.

The clerk counts calls by the clock and writes nothing else.
"""

from arcs.web.wall.policies import CLERK, SELF, Policy, event_policies


def _may(*codes: str) -> str:
    return "(" + " or ".join(f"(select acting_may('{one}'))" for one in codes) + ")"


SEEN = _may("desks.read", "desks.work", "desks.lead")
OPENS = _may("triage.decide")  # a decision opens the item that it sends to a desk, and moves one that it takes away
WORKS = _may("desks.work", "desks.lead")
# Whoever codes an outcome opens the follow-up that it names, and sees of the desks no more than that.
FOLLOWS = (
    f"({_may('dispatch.field', 'dispatch.board')} and exists (select from dispatch_calloutcome o"
    f" where o.call_id = desks_deskitem.call_id and o.follow_up_route = desks_deskitem.desk and o.made_by = {SELF}))"
)
FIGURES = _may("desks.figures")
BY_MYSELF = f"made_by = {SELF} and made_at between transaction_timestamp() and clock_timestamp()"
ITEM, ATTEMPT, UNSERVED = "desks_deskitem", "desks_attempt", "desks_unservedreason"
COUNTED, CHECK = "desks_countedcall", "desks_nightlycheck"

ROOM = (
    Policy(table=ITEM, name="desk_item_seen", command="select", using=f"{SEEN} or {OPENS} or {CLERK} or {FOLLOWS}"),
    Policy(table=ITEM, name="desk_item_made", command="insert",
           check=f"opened_by = {SELF} and ({OPENS} or {WORKS} or (is_follow_up and {FOLLOWS}))"),
    Policy(table=ITEM, name="desk_item_changed", command="update", using=f"{WORKS} or {OPENS} or {FOLLOWS}",
           check=f"{WORKS} or ({OPENS} and state <> 'done') or ({FOLLOWS} and state = 'open')"),
    Policy(table=ATTEMPT, name="attempt_seen", command="select", using=f"{SEEN} or {OPENS} or {CLERK}"),
    Policy(table=ATTEMPT, name="attempt_made", command="insert", check=f"{_may('desks.work')} and {BY_MYSELF}"),
    Policy(table=UNSERVED, name="unserved_seen", command="select", using=f"{SEEN} or {CLERK}"),
    Policy(table=UNSERVED, name="unserved_made", command="insert", check=f"{WORKS} and {BY_MYSELF}"),
    Policy(table=COUNTED, name="counted_seen", command="select", using=f"{FIGURES} or {CLERK}"),
    Policy(table=COUNTED, name="counted_made", command="insert", check=CLERK),
    Policy(table=COUNTED, name="counted_anew", command="update", using=CLERK, check=CLERK),
    Policy(table=CHECK, name="check_seen", command="select", using=f"{FIGURES} or {CLERK}"),
    Policy(table=CHECK, name="check_made", command="insert", check=f"{CLERK} and made_by = {SELF}"),
    *event_policies(f"{ITEM}event", seen=f"{SEEN} or (select acting_may('audit.read'))"),
)  # fmt: skip
# Whoever owns what lies of a call at a desk may hand the call over (`owning`).
OWNED_HERE = f"array(select i.call_id from {ITEM} i where i.owner_id = {SELF} and i.state = 'open')"
BESIDE = (
    Policy(table="dispatch_handover", name="handover_made_at_a_desk", command="insert",
           check=f"{BY_MYSELF} and {_may('dispatch.field')} and call_id = any ({OWNED_HERE})"),
)  # fmt: skip
TABLES = tuple(dict.fromkeys(policy.table for policy in ROOM))
