"""Row security as a confidential room writes it."""

from arcs.web.wall.policies import Policy, event_policies

SELF = "(select acting_person())"
READER = "(select acting_may('care.read'))"
MINE = "(select probe_my_files())::uuid[]"
OPENED = "(select probe_opened_files())::uuid[]"
ROOM = (
    Policy(table="probe_probemember", name="member_seen", command="select", using=f"staff_id = {SELF}"),
    # Rows that grant visibility: only the opener of a file adds members, and whoever adds is checked by the row itself.
    Policy(
        table="probe_probemember",
        name="member_made",
        command="insert",
        check=f"{READER} and file_id = any ({OPENED})",
    ),
    # INSERT … RETURNING must pass this from the row's own columns: its members come later.
    Policy(
        table="probe_probefile",
        name="file_seen",
        command="select",
        using=f"{READER} and (opened_by = {SELF} or id = any ({MINE}))",
    ),
    Policy(table="probe_probefile", name="file_made", command="insert", check=f"{READER} and opened_by = {SELF}"),
    Policy(
        table="probe_probefile",
        name="file_changed",
        command="update",
        using=f"{READER} and (opened_by = {SELF} or id = any ({MINE}))",
    ),
    Policy(table="probe_probenote", name="note_seen", command="select", using=f"{READER} and file_id = any ({MINE})"),
    Policy(table="probe_probenote", name="note_made", command="insert", check=f"{READER} and file_id = any ({MINE})"),
)
TABLES = tuple(dict.fromkeys(policy.table for policy in ROOM))
EVENTS = (
    *event_policies("probe_probefileevent", seen=f"{READER} and pgh_obj_id = any ({MINE})"),
    *event_policies("probe_probenoteevent", seen=f"{READER} and file_id = any ({MINE})"),
    *event_policies("probe_probememberevent", seen="(select acting_may('audit.read'))"),
)
EVENT_TABLES = tuple(dict.fromkeys(policy.table for policy in EVENTS))

# Two tables whose policies asked each other would recurse: the owner's functions answer instead.
FUNCTIONS = """
create function probe_my_files() returns uuid[]
language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
    select coalesce(array_agg(file_id), '{}') from probe_probemember where staff_id = acting_person()
$$;

create function probe_opened_files() returns uuid[]
language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
    select coalesce(array_agg(id), '{}') from probe_probefile where opened_by = acting_person()
$$;
"""
DROP_FUNCTIONS = "drop function probe_my_files(); drop function probe_opened_files();"

# LIKE is not leakproof, so a policy keeps its index unused: search as the owner, give back ids only, and let the
# policies of the table decide about those.
SEARCH = """
create function probe_files_like(words text) returns setof uuid
language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
    select id from probe_probefile where headline ilike '%' || words || '%'
$$;
"""
DROP_SEARCH = "drop function probe_files_like(text);"
