"""Row security of units: readers see all of them, each change asks for its own permission.

A member of a crew changes how his own unit stands while his shift runs, and nothing else of it.
"""

from arcs.web.wall.policies import CLERK, SELF, Policy


def _may(*codes: str) -> str:
    return "(" + " or ".join(f"(select acting_may('units.{one}'))" for one in codes) + ")"


SEEN = _may("read", "set_up", "roster", "assign", "own_status")
SET_UP, ROSTER, ASSIGN = _may("set_up"), _may("roster"), _may("assign")
# The units on which this person is now. The database answers past row security: these rows have policies too.
MINE = "(select units_of_acting_person())::uuid[]"
OWN = f"({_may('own_status')} and unit_id = any ({MINE}))"
STATES = f"({ASSIGN} or {OWN})"
BY_MYSELF = f"made_by = {SELF} and made_at between transaction_timestamp() and clock_timestamp()"
IN_HAND = f"array(select a.id from units_assignment a where a.unit_id = any ({MINE}))"
CHECKED_IN = f"({ASSIGN} or ({_may('own_status')} and assignment_id = any ({IN_HAND})))"


def _of_room(name: str, *, made: str, changed: str = "", seen: str = SEEN) -> tuple[Policy, ...]:
    table = f"units_{name}"
    policies: tuple[Policy, ...] = (
        Policy(table=table, name=f"{name}_seen", command="select", using=seen),
        Policy(table=table, name=f"{name}_made", command="insert", check=made),
    )
    if changed:
        policies += (Policy(table=table, name=f"{name}_changed", command="update", using=changed, check=changed),)
    return policies


ROOM = (
    *_of_room("unit", made=SET_UP, changed=SET_UP),
    *_of_room("unitattribute", made=SET_UP, changed=SET_UP),
    *_of_room("shiftpattern", made=ROSTER, changed=ROSTER),
    *_of_room("shift", made=ROSTER),
    *_of_room("crew", made=f"{ROSTER} and put_by = {SELF}", changed=ROSTER),
    *_of_room("oncallduty", made=f"{ROSTER} and put_by = {SELF}", changed=ROSTER),
    *_of_room("unitnow", made=SET_UP, changed=STATES),
    *_of_room("statusevent", made=f"{STATES} and {BY_MYSELF}"),
    *_of_room("assignment", made=f"{ASSIGN} and held_by = {SELF}", changed=STATES, seen=f"{SEEN} or {CLERK}"),
    *_of_room("checkin", made=f"{CHECKED_IN} and {BY_MYSELF}"),
)
TABLES = tuple(dict.fromkeys(policy.table for policy in ROOM))
AUDITED = "(select acting_may('audit.read'))"
EVENTS = {
    f"units_{name}event": f"{SEEN} or {AUDITED}"
    for name in ("unit", "unitattribute", "shiftpattern", "shift", "crew", "oncallduty", "unitnow", "assignment")
}
