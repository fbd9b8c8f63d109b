"""Row security of staff tables. Nothing has a policy for deletion but a role's permission: people and grants end."""

from arcs.web.wall.acting import Standing
from arcs.web.wall.policies import CLERK, SELF, Policy

DOOR = f"(select acting_person()) = '{Standing.DOOR.value}'"
KEEPER = f"(select acting_person()) = '{Standing.KEEPER.value}'"
MANAGER = "(select acting_may('people.manage'))"
SEES_ALL = f"({MANAGER} or (select acting_may('people.read')) or (select acting_may('people.confirm_access')))"


OTHERS = f"({MANAGER} and staff_id <> {SELF})"  # nobody changes what he may do himself


def _seen_and_managed(
    table: str, seen: str, *, deletable: bool = False, manager: str = MANAGER, made: str = ""
) -> tuple[Policy, ...]:
    change = f"{manager} or {KEEPER}"
    policies: tuple[Policy, ...] = (
        Policy(table=table, name=f"{table}_seen", command="select", using=f"{seen} or {change}"),
        Policy(table=table, name=f"{table}_made", command="insert", check=made or change),
        Policy(table=table, name=f"{table}_changed", command="update", using=change, check=change),
    )
    if deletable:
        policies += (Policy(table=table, name=f"{table}_deleted", command="delete", using=change),)
    return policies


WITHOUT_A_PERSON = f"{DOOR} or {KEEPER} or {CLERK}"
STAFF = (
    Policy(
        table="people_staff",
        name="staff_seen",
        command="select",
        using=f"id = {SELF} or id = any ((select acting_colleagues())::uuid[]) or {SEES_ALL} or {WITHOUT_A_PERSON}",
    ),
    Policy(table="people_staff", name="staff_made", command="insert", check=f"{MANAGER} or {DOOR} or {KEEPER}"),
    Policy(
        table="people_staff",
        name="staff_changed",
        command="update",
        using=f"id = {SELF} or {MANAGER} or {DOOR} or {KEEPER} or {CLERK}",
        check=f"id = {SELF} or {MANAGER} or {DOOR} or {KEEPER} or {CLERK}",
    ),
)
OWN = f"staff_id = {SELF} or {SEES_ALL} or {DOOR}"
GRANT_CHECK = (
    f"{KEEPER} or (staff_id <> {SELF} and (("
    f"{MANAGER} and granted_by = {SELF} and confirmed_by is null) or "
    f"((select acting_may('people.confirm_access')) and confirmed_by = {SELF}) or "
    f"({MANAGER} and valid_to is not null)))"
    f" or ({DOOR} and valid_to is not null)"
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
        using=f"{KEEPER} or {DOOR} or ({SEES_ALL} and staff_id <> {SELF})",
        check=GRANT_CHECK,
    ),
)
OPEN_TO_STAFF = "true"
OWN_TOKEN = (
    "token_id = any (array(select id from people_apitoken where staff_id = (select acting_person())))"
    f" or {DOOR} or {MANAGER}"
)


def _own_and_door(table: str, ended_by: str) -> tuple[Policy, ...]:
    own = f"staff_id = {SELF} or {DOOR}"
    return (
        Policy(table=table, name=f"{table}_seen", command="select", using=f"{own} or {ended_by} or {CLERK}"),
        Policy(table=table, name=f"{table}_made", command="insert", check=own),
        Policy(
            table=table,
            name=f"{table}_changed",
            command="update",
            using=f"{own} or {ended_by} or {CLERK}",
            check=f"{own} or {ended_by} or {CLERK}",
        ),
    )


ROOM = (
    *STAFF,
    *_seen_and_managed("people_team", OPEN_TO_STAFF),
    *_seen_and_managed(
        "people_teammembership", f"{OWN} or team_id = any ((select acting_teams())::uuid[])", manager=OTHERS
    ),
    *_seen_and_managed("people_role", OPEN_TO_STAFF),
    *_seen_and_managed(
        "people_rolepermission",
        OPEN_TO_STAFF,
        deletable=True,
        made=f"({MANAGER} and role_id <> all ((select acting_roles())::uuid[])) or {KEEPER}",
        manager=f"({MANAGER} and role_id <> all ((select acting_roles())::uuid[]))",
    ),
    *_seen_and_managed("people_roleassignment", OWN, manager=OTHERS),
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
        using=f"{MANAGER} or {DOOR} or {KEEPER}",
        check=f"{MANAGER} or {DOOR} or {KEEPER}",
    ),
    *_own_and_door("people_sessionmark", MANAGER),
    *_own_and_door("people_apitoken", MANAGER),
    Policy(table="people_tokenscope", name="scope_seen", command="select", using=OWN_TOKEN),
    Policy(
        table="people_tokenscope",
        name="scope_made",
        command="insert",
        check="token_id = any (array(select id from people_apitoken where staff_id = (select acting_person())))",
    ),
    Policy(table="people_signinevent", name="signin_written", command="insert", check="true"),
    Policy(
        table="people_signinevent",
        name="signin_seen",
        command="select",
        using=f"staff_id = {SELF} or {DOOR} or {MANAGER} or (select acting_may('audit.read'))",
    ),
)
TABLES = (
    *dict.fromkeys(policy.table for policy in ROOM),
    "people_ratecount",
)  # the last has no policy: nobody reads it

EVENTS_SEEN = f"(select acting_may('audit.read')) or {MANAGER}"  # the person page shows its history
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
        "apitoken",
        "tokenscope",
    )
)

OWN_FACTOR = f"user_id = {SELF} or {DOOR} or {KEEPER}"
FACTOR = "mfa_authenticator"
AUTHENTICATORS = (
    Policy(table=FACTOR, name="authenticator_select", command="select", using=OWN_FACTOR),
    Policy(table=FACTOR, name="authenticator_insert", command="insert", check=OWN_FACTOR),
    Policy(table=FACTOR, name="authenticator_update", command="update", using=OWN_FACTOR, check=OWN_FACTOR),
    Policy(table=FACTOR, name="authenticator_delete", command="delete", using=OWN_FACTOR),
)
