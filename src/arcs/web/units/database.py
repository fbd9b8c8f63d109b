"""What the database itself refuses about units, and two questions that it answers past row security.

The constructors of a range type belong to the server's own superuser, so that nobody here could take them from the
public: the types live in a schema of their own, whose names the public cannot use. A range over a key lets core
PostgreSQL's gist compare it with &&, without an extension.
"""

from arcs.web.units.policies import ASSIGN, SEEN

# Who is on a unit: whoever's shift runs and whom nobody took off, or whose unit still has a call that it got then,
# for a day at most. Each question about it asks this one; row security holds for whoever asks it himself.
OWN_UNITS = """
create function crews_on_units(moment timestamptz) returns setof units_crew language sql stable as $$
    select c.* from units_crew c where c.taken_off_at is null and c.starts_at <= moment and c.ends_at > moment
    union
    select c.* from units_assignment a join units_crew c on c.unit_id = a.unit_id
        and a.held_from >= c.starts_at and a.held_from < c.ends_at
        and (c.taken_off_at is null or a.held_from < c.taken_off_at)
    where a.held_to is null and c.ends_at > moment - interval '1 day'
$$;

create function units_of_acting_person() returns uuid[] language sql stable
security definer set search_path = pg_catalog, public, pg_temp as $$
    select coalesce(array_agg(distinct c.unit_id), '{}') from crews_on_units(transaction_timestamp()) c
    where c.staff_id = acting_person()
$$;
"""
DROP_OWN_UNITS = "drop function units_of_acting_person(); drop function crews_on_units(timestamptz);"
NOT_TWICE = """
create schema ranges;
create type ranges.uuid_range as range (subtype = uuid);
create type ranges.text_range as range (subtype = text, collation = "C");
alter table units_assignment add constraint unit_on_one_call exclude using gist (
    ranges.uuid_range(unit_id, unit_id, '[]') with &&, tstzrange(held_from, held_to) with &&);
alter table units_crew add constraint person_on_one_unit exclude using gist (
    ranges.uuid_range(staff_id, staff_id, '[]') with &&, tstzrange(starts_at, ends_at) with &&)
    where (taken_off_at is null);
alter table units_oncallduty add constraint one_on_a_step exclude using gist (
    ranges.text_range(route, route, '[]') with &&, int4range(step, step, '[]') with &&,
    tstzrange(starts_at, ends_at) with &&)
    where (taken_off_at is null);
"""
TWICE = """
alter table units_oncallduty drop constraint one_on_a_step;
alter table units_crew drop constraint person_on_one_unit;
alter table units_assignment drop constraint unit_on_one_call;
drop type ranges.text_range;
drop type ranges.uuid_range;
drop schema ranges;
"""

DECIDES, CLOSES = "(select acting_may('triage.decide'))", "(select acting_may('calls.close'))"
HEAD = "security definer set search_path = pg_catalog, public, pg_temp as $$"
# Who sends a unit must know what its people can do, and may not read everybody's certificates: so he learns of those
# who are on a unit at that moment the kind and the days, never number, issuer or hours.
# A call that is closed in the same moment must wait, whatever else whoever sends or decides may do with calls.
# And whoever closes a call learns which units it has, though he sees none of them otherwise.
ANSWERS = f"""
create function certificates_on_units(moment timestamptz) returns table (
    staff uuid, kind text, valid_from date, valid_to date) language sql stable {HEAD}
    select distinct q.staff_id, k.key::text, q.valid_from, q.valid_to
    from crews_on_units(moment) c
        join people_qualification q on q.staff_id = c.staff_id
        join people_qualificationkind k on k.id = q.kind_id
    where {SEEN}
$$;

create function state_of_call_held(which uuid) returns text language sql volatile {HEAD}
    select c.state::text from calls_call c where c.id = which and ({ASSIGN} or {DECIDES}) for share
$$;

create function units_on_call(which uuid) returns table (unit text) language sql stable {HEAD}
    select u.call_sign::text from units_assignment a join units_unit u on u.id = a.unit_id
    where a.call_id = which and a.held_to is null and ({CLOSES} or {SEEN}) order by u.call_sign
$$;
"""
DROP_ANSWERS = """
drop function units_on_call(uuid);
drop function state_of_call_held(uuid);
drop function certificates_on_units(timestamptz);
"""
