"""Row security of programmes: readers see, whoever manages and sees the study changes, everybody sees his own duties.

Who belongs to a route sees that route, its policies and its trainings; what somebody holds is seen by that person and
by readers. An acknowledgement is written by the person himself and by nobody else.
"""

from arcs.web.studies.policies import AUDITED
from arcs.web.wall.policies import CLERK, SELF, Policy

READS = "((select acting_may('programmes.read')) or (select acting_may('programmes.manage')))"
MANAGED = "(study_id = any ((select acting_studies())::uuid[]) and (select acting_may('programmes.manage')))"
ON_MY_ROUTE = "route_id = any ((select acting_routes())::uuid[])"
PLAN, ROWS = "programme_plan.csv", "sheets_studyrow"
PLANNED = f"(part = '{PLAN}' and {MANAGED})"


def _of_room(
    name: str, seen: str, *, made: str = MANAGED, changed: bool = False, by_clerk: bool = True
) -> tuple[Policy, ...]:
    table = f"programmes_{name}"
    using = f"{READS} or {seen}" + (f" or {CLERK}" if by_clerk else "")
    policies: tuple[Policy, ...] = (
        Policy(table=table, name=f"{name}_seen", command="select", using=using),
        Policy(table=table, name=f"{name}_made", command="insert", check=made),
    )
    if changed:
        policies += (Policy(table=table, name=f"{name}_changed", command="update", using=MANAGED, check=MANAGED),)
    return policies


# Nobody acknowledges for last month.
READ_BY_MYSELF = (
    f"staff_id = {SELF} and {ON_MY_ROUTE} and version_id = any (array("
    f"select v.id from programmes_policyversion v where v.{ON_MY_ROUTE}))"
    " and day = programme_day()"
    " and made_at between transaction_timestamp() and clock_timestamp()"
)
RECORDED_BY_MYSELF = f"{MANAGED} and made_by = {SELF}"
OWN = f"staff_id = {SELF}"
ROOM = (
    *_of_room(
        "programme", "id = any ((select acting_programmes())::uuid[])", changed=True,
        made=f"{MANAGED} and begun_by = {SELF}",
    ),
    *_of_room("programmeroute", "id = any ((select acting_routes())::uuid[])", changed=True),
    *_of_room("routepeople", OWN, changed=True, made=f"{MANAGED} and added_by = {SELF}"),
    *_of_room("routepolicy", ON_MY_ROUTE, changed=True),
    *_of_room("policyversion", ON_MY_ROUTE, made=RECORDED_BY_MYSELF),
    *_of_room("acknowledgement", OWN, made=READ_BY_MYSELF),
    *_of_room("routetraining", ON_MY_ROUTE, changed=True),
    *_of_room("trainingrecord", OWN, made=RECORDED_BY_MYSELF),
    *_of_room(
        "recordwithdrawal",
        "record_id = any (array(select id from programmes_trainingrecord where staff_id = (select acting_person())))",
        made=RECORDED_BY_MYSELF,
    ),
    *_of_room("liveswitch", ON_MY_ROUTE, made=RECORDED_BY_MYSELF),
)  # fmt: skip
TABLES = tuple(dict.fromkeys(policy.table for policy in ROOM))
# The plan's rows are rows of the study. Whoever reads programmes reads them; whoever manages them keeps them, also when
# the study itself is closed: the programme goes on when the evaluation is over.
PLAN_ROWS = (
    Policy(table=ROWS, name="plan_seen", command="select", using=f"(part = '{PLAN}' and {READS})"),
    Policy(table=ROWS, name="plan_made", command="insert", check=PLANNED),
    Policy(table=ROWS, name="plan_changed", command="update", using=PLANNED, check=PLANNED),
    Policy(table=ROWS, name="plan_removed", command="delete", using=PLANNED),
)
EVENTS = {
    f"programmes_{name}event": f"{READS} or {AUDITED}"
    for name in ("programme", "programmeroute", "routepeople", "routepolicy", "routetraining")
}
