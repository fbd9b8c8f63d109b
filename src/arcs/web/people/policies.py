"""Row security of staff tables. Nothing has a policy for deletion but a role's permission: people and grants end."""

from arcs.web.wall.acting import Standing
from arcs.web.wall.policies import Policy

DOOR = f"(select acting_person()) = '{Standing.DOOR.value}'"
KEEPER = f"(select acting_person()) = '{Standing.KEEPER.value}'"
MANAGER = "(select acting_may('people.manage'))"
SEES_ALL = f"({MANAGER} or (select acting_may('people.read')) or (select acting_may('people.confirm_access')))"
SELF = "(select acting_person())"


def _seen_and_managed(table: str, seen: str, *, deletable: bool = False) -> tuple[Policy, ...]:
    change = f"{MANAGER} or {KEEPER}"
    policies: tuple[Policy, ...] = (
        Policy(table=table, name=f"{table}_seen", command="select", using=f"{seen} or {change}"),
        Policy(table=table, name=f"{table}_made", command="insert", check=change),
        Policy(table=table, name=f"{table}_changed", command="update", using=change, check=change),
    )
    if deletable:
        policies += (Policy(table=table, name=f"{table}_deleted", command="delete", using=change),)
    return policies


STAFF = (
    Policy(
        table="people_staff",
        name="staff_seen",
        command="select",
        using=f"id = {SELF} or id = any ((select acting_colleagues())::uuid[]) or {SEES_ALL} or {DOOR} or {KEEPER}",
    ),
    Policy(table="people_staff", name="staff_made", command="insert", check=f"{MANAGER} or {DOOR} or {KEEPER}"),
    Policy(
        table="people_staff",
        name="staff_changed",
        command="update",
        using=f"id = {SELF} or {MANAGER} or {DOOR} or {KEEPER}",
        check=f"id = {SELF} or {MANAGER} or {DOOR} or {KEEPER}",
    ),
)
OWN = f"staff_id = {SELF} or {SEES_ALL} or {DOOR}"
GRANT_CHECK = (
    f"{KEEPER} or (staff_id <> {SELF} and (("
    f"{MANAGER} and granted_by = {SELF} and confirmed_by is null) or "
    f"((select acting_may('people.confirm_access')) and confirmed_by = {SELF}) or "
    f"({MANAGER} and valid_to is not null)))"
)
GRANTS = (
    Policy(table="people_compartmentgrant", name="grant_seen", command="select", using=f"{OWN} or {KEEPER}"),
    Policy(
        table="people_compartmentgrant",
        name="grant_proposed",
        command="insert",
        check=f"{KEEPER} or ({MANAGER} and staff_id <> {SELF} and granted_by = {SELF} and confirmed_by is null)",
    ),
    Policy(
        table="people_compartmentgrant",
        name="grant_confirmed_or_ended",
        command="update",
        using=f"{KEEPER} or ({SEES_ALL} and staff_id <> {SELF})",
        check=GRANT_CHECK,
    ),
)
OPEN_TO_STAFF = "true"
ROOM = (
    *STAFF,
    *_seen_and_managed("people_team", OPEN_TO_STAFF),
    *_seen_and_managed("people_teammembership", f"{OWN} or team_id = any ((select acting_teams())::uuid[])"),
    *_seen_and_managed("people_role", OPEN_TO_STAFF),
    *_seen_and_managed("people_rolepermission", OPEN_TO_STAFF, deletable=True),
    *_seen_and_managed("people_roleassignment", OWN),
    *GRANTS,
    *_seen_and_managed("people_qualificationkind", OPEN_TO_STAFF),
    *_seen_and_managed("people_qualification", f"{OWN} or staff_id = any ((select acting_colleagues())::uuid[])"),
    Policy(
        table="people_invitation", name="invitation_seen", command="select", using=f"{MANAGER} or {DOOR} or {KEEPER}"
    ),
    Policy(table="people_invitation", name="invitation_made", command="insert", check=f"{MANAGER} or {KEEPER}"),
    Policy(
        table="people_invitation",
        name="invitation_changed",
        command="update",
        using=f"{MANAGER} or {DOOR}",
        check=f"{MANAGER} or {DOOR}",
    ),
    Policy(table="people_signinevent", name="signin_written", command="insert", check="true"),
    Policy(
        table="people_signinevent",
        name="signin_seen",
        command="select",
        using=f"staff_id = {SELF} or {DOOR} or (select acting_may('audit.read'))",
    ),
)
TABLES = tuple(dict.fromkeys(policy.table for policy in ROOM))

EVENTS = tuple(
    f"people_{name}event"
    for name in (
        "staff",
        "team",
        "teammembership",
        "role",
        "rolepermission",
        "roleassignment",
        "compartmentgrant",
        "qualificationkind",
        "qualification",
        "invitation",
    )
)
