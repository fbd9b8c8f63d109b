"""Functions in the database: whose routes are whose, and how a route stands, asked past row security by anybody on the
staff. Names are left out for whoever may not read programmes: the answer says how many, never who.
"""

from arcs.web.wall.acting import Standing

HEAD = "language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$"
FOREVER = "date '9999-12-31'"
READS = "acting_may('programmes.read') or acting_may('programmes.manage')"
CLERK = f"acting_person() = '{Standing.CLERK.value}'"
ON_STAFF = f"({CLERK} or exists (select from people_staff s where s.id = acting_person() and s.is_active))"


def _people(day: str) -> str:
    """Who belongs to which route on a day, today or later: by name, team or role; only people whose account is on."""
    running = f"{day} between a.valid_from and coalesce(a.valid_to, 'infinity')"
    return f"""
        select a.route_id, s.id as staff_id from programmes_routepeople a
            join people_staff s on s.id = a.staff_id and s.is_active where {running}
        union
        select a.route_id, s.id from programmes_routepeople a
            join people_teammembership m on m.team_id = a.team_id
                and {day} between m.valid_from and coalesce(m.valid_to, 'infinity')
            join people_staff s on s.id = m.staff_id and s.is_active where {running}
        union
        select a.route_id, s.id from programmes_routepeople a
            join people_roleassignment r on r.role_id = a.role_id
                and {day} between r.valid_from and coalesce(r.valid_to, 'infinity')
            join people_staff s on s.id = r.staff_id and s.is_active where {running}"""


# The version that counts on a day is the last in force; before any is in force, the first that will be.
WANTED = """
    select p.route_id, 'policy' as kind, p.id as thing, v.number, v.effective_from
    from programmes_routepolicy p
    left join lateral (
        select x.number, x.effective_from from programmes_policyversion x where x.policy_id = p.id
        order by x.effective_from <= on_day desc,
            case when x.effective_from <= on_day then -x.number else x.number end
        limit 1) v on true
    where p.ended_on is null or p.ended_on > on_day
    union all
    select t.route_id, 'training', t.id, 0, null from programmes_routetraining t
    where t.ended_on is null or t.ended_on > on_day"""

HELD = f"""
    select k.staff_id, v.policy_id as thing, v.number as number, k.day as since,
        coalesce(k.day + v.valid_days, {FOREVER}) as until
    from programmes_acknowledgement k join programmes_policyversion v on v.id = k.version_id
    union all
    select r.staff_id, r.training_id, 0, r.done_on,
        coalesce((r.done_on + make_interval(months => t.valid_months) - interval '1 day')::date, {FOREVER})
    from programmes_trainingrecord r join programmes_routetraining t on t.id = r.training_id
    where not exists (select from programmes_recordwithdrawal w where w.record_id = r.id)
    union all
    select q.staff_id, t.id, 0, q.valid_from, coalesce(q.valid_to, {FOREVER})
    from people_qualification q join programmes_routetraining t on t.kind_id = q.kind_id
    where t.hours is null or q.hours >= t.hours"""

FUNCTIONS = f"""
create function acting_routes() returns uuid[] {HEAD}
    with people as ({_people("programme_day()")})
    select coalesce(array_agg(distinct p.route_id), '{{}}') from people p where p.staff_id = acting_person()
$$;

create function acting_programmes() returns uuid[] {HEAD}
    select coalesce(array_agg(distinct r.programme_id), '{{}}') from programmes_programmeroute r
    where r.id = any (acting_routes())
$$;

-- Every route of a programme (of all, where none is named), how many people it needs and how it is switched.
create function routes_standing(which uuid, on_day date) returns table (
    route uuid, study uuid, disposition text, least_people int, live_from date, policies bigint) {HEAD}
    select r.id, r.study_id, r.disposition::text, r.least_people::int, l.live_from,
        (select count(*) from programmes_routepolicy p
         where p.route_id = r.id and (p.ended_on is null or p.ended_on > on_day))
    from programmes_programmeroute r
    left join lateral (select x.live_from from programmes_liveswitch x where x.route_id = r.id
                       order by x.number desc limit 1) l on true
    where {ON_STAFF} and (which is null or r.programme_id = which)
$$;

-- What each person of each route has to hold, and from when to when it is held. A person without duties is one row.
create function duties_of(which uuid, only_staff uuid, on_day date) returns table (
    route uuid, person bigint, staff uuid, kind text, thing uuid, since date, until date, wanted_since date,
    ever boolean) {HEAD}
    with people as ({_people("on_day")}),
    mine as (
        select p.route_id, p.staff_id, dense_rank() over (order by p.staff_id) as person
        from people p join programmes_programmeroute r on r.id = p.route_id
        where {ON_STAFF} and (which is null or r.programme_id = which)
            and (only_staff is null or p.staff_id = only_staff)),
    wanted as ({WANTED}),
    held as ({HELD})
    select m.route_id, m.person,
        case when {READS} or {CLERK} or m.staff_id = acting_person() then m.staff_id end,
        w.kind, w.thing, h.since, h.until, w.effective_from,
        exists (select from held e where e.staff_id = m.staff_id and e.thing = w.thing and e.since <= on_day)
    from mine m
    left join wanted w on w.route_id = m.route_id
    left join lateral (
        select x.since, x.until from held x
        where x.staff_id = m.staff_id and x.thing = w.thing and x.number >= w.number and x.since <= on_day
        order by x.until desc, x.since limit 1) h on true
    order by m.route_id, m.person, w.kind, w.thing
$$;
"""
DROP_FUNCTIONS = """
drop function duties_of(uuid, uuid, date); drop function routes_standing(uuid, date); drop function acting_programmes();
drop function acting_routes();
"""
