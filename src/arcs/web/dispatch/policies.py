"""Row security of dispatch: the board sees all, the field what concerns its own calls, reviewers what they review.

Whoever is or was on a unit of a call, or accepted it, within the last month may tell of it: what lay on a device comes
later.
"""

from arcs.web.wall.policies import CLERK, SELF, Policy, event_policies

BOARD, FIELD, REVIEWS = (f"(select acting_may('dispatch.{one}'))" for one in ("board", "field", "review"))
ALL, DOES = f"({BOARD} or {FIELD} or {REVIEWS})", f"({BOARD} or {FIELD})"
DECIDES = "(select acting_may('triage.decide'))"  # an override may be the one that demands a review
OWN = f"made_by = {SELF} and made_at between transaction_timestamp() and clock_timestamp()"
MY_CALLS = (
    "array(select a.call_id from units_assignment a join units_crew c on c.unit_id = a.unit_id"
    f" where c.staff_id = {SELF} and a.held_from > transaction_timestamp() - interval '31 days'"
    " and c.starts_at <= coalesce(a.held_to, transaction_timestamp()) and c.ends_at >= a.held_from"
    " and (c.taken_off_at is null or c.taken_off_at >= a.held_from))"
)
TAKEN_OVER = "(select calls_taken_over())::uuid[]"  # a function: who hands over asks it of hand-overs themselves
TELLS = f"({BOARD} or ({FIELD} and (call_id = any ({MY_CALLS}) or call_id = any ({TAKEN_OVER}))))"
MINE = f"{OWN} and {TELLS}"
FOR_ME = (
    f"({DOES} and (to_staff_id = {SELF} or to_team_id = any ((select acting_teams())::uuid[])"
    f" or (kind in ('988', 'partner') and ({BOARD} or made_by = {SELF}))))"
)
SETTLED_BY_ME = f"({FOR_ME} and settled_by = {SELF} and withdrawn_at is null)"
NOT_ANSWERED = "acknowledged_at is null and refused_at is null"
WAITS = f"({NOT_ANSWERED} and withdrawn_at is null)"
OFFERED_BY_ME = f"({DOES} and made_by = {SELF})"
TAKEN_BACK_BY_ME = f"({OFFERED_BY_ME} and {NOT_ANSWERED} and settled_by is null and withdrawn_at is not null)"


def _facts(name: str, *, made: str, seen: str = ALL) -> tuple[Policy, ...]:
    table = f"dispatch_{name}"
    return (
        Policy(table=table, name=f"{name}_seen", command="select", using=seen),
        Policy(table=table, name=f"{name}_made", command="insert", check=made),
    )


def _changed(name: str, *, using: str, check: str) -> Policy:
    return Policy(table=f"dispatch_{name}", name=f"{name}_changed", command="update", using=using, check=check)


ROOM = (
    *_facts("fieldentry", made=MINE),
    *_facts("calloutcome", made=MINE, seen=f"{ALL} or {CLERK}"),
    *_facts("callphoto", made=MINE, seen=f"({TELLS} or {REVIEWS})"),
    *_facts("plea", made=MINE),
    _changed("plea", using=BOARD, check=f"{BOARD} and answered_by = {SELF}"),
    *_facts("checkinalarm", made=f"{OWN} and {CLERK}", seen=f"({BOARD} or staff_id = {SELF} or {CLERK})"),
    *_facts("handback", made=MINE, seen=f"{ALL} or {CLERK}"),
    *_facts("handover", made=MINE),
    _changed("handover", using=f"({FOR_ME} and {WAITS})", check=SETTLED_BY_ME),
    Policy(table="dispatch_handover", name="handover_taken_back", command="update",
           using=f"({OFFERED_BY_ME} and {WAITS})", check=TAKEN_BACK_BY_ME),
    *_facts("review", made=f"{OWN} and done_by is null and ({DOES} or {DECIDES})", seen=f"{ALL} or {DECIDES}"),
    _changed(
        "review", using=f"{REVIEWS} and done_by is null", check=f"{REVIEWS} and (done_by is null or done_by = {SELF})"
    ),
    *_facts("reviewanswer", made=f"{OWN} and {REVIEWS}", seen=REVIEWS),
    *(
        policy
        for name in ("plea", "handover", "review")
        for policy in event_policies(f"dispatch_{name}event", seen=f"{ALL} or (select acting_may('audit.read'))")
    ),
)  # fmt: skip
TABLES = tuple(dict.fromkeys(policy.table for policy in ROOM))
