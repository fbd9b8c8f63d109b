"""Functions in the database that policies of every room ask: what the acting person may do, and whose teams count.

They belong to the owner and run with the owner's rights (`security definer`), so that the policies of the tables they
read do not call themselves; each is asked once per statement, as `(select acting_may('…'))`.
"""

FUNCTIONS = """
create function permissions_of_person(person uuid) returns text[]
language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
    select coalesce(array_agg(distinct rp.permission), '{}')
    from people_roleassignment ra
    join people_rolepermission rp on rp.role_id = ra.role_id
    join people_staff s on s.id = ra.staff_id and s.is_active
    where ra.staff_id = person
      and programme_day() between ra.valid_from and coalesce(ra.valid_to, 'infinity')
      -- A permission of a confidential compartment (its code begins with it) counts only with that compartment's grant.
      and (split_part(rp.permission, '.', 1) not in ('care', 'victim', 'juvenile') or exists (
        select from people_compartmentgrant g
        where g.staff_id = person and g.compartment = split_part(rp.permission, '.', 1) and g.confirmed_by is not null
          and programme_day() between g.valid_from and coalesce(g.valid_to, 'infinity')))
$$;

create function acting_may(permission text) returns boolean
language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
    select $1 = any (permissions_of_person(acting_person()))
$$;

create function acting_teams() returns uuid[]
language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
    select coalesce(array_agg(m.team_id), '{}') from people_teammembership m
    where m.staff_id = acting_person() and programme_day() between m.valid_from and coalesce(m.valid_to, 'infinity')
$$;

create function acting_colleagues() returns uuid[]
language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
    select coalesce(array_agg(m.staff_id), '{}') from people_teammembership m
    where m.team_id = any (acting_teams())
      and programme_day() between m.valid_from and coalesce(m.valid_to, 'infinity')
$$;

create function acting_roles() returns uuid[]
language sql stable security definer set search_path = public, pg_catalog as $$
    select coalesce(array_agg(a.role_id), '{}') from people_roleassignment a
    where a.staff_id = acting_person() and programme_day() between a.valid_from and coalesce(a.valid_to, 'infinity')
$$;

-- Whether somebody who may manage staff could still sign in if this person could not.
create function another_administrator(than uuid) returns boolean
language sql stable security definer set search_path = public, pg_catalog as $$
    select exists (select from people_staff s where s.is_active and s.id is distinct from than
                   and 'people.manage' = any (permissions_of_person(s.id)))
$$;

-- Count one more attempt at something within a window; the number so far. Nobody can read or write the table itself.
create function rate_take(what text, seconds integer) returns integer
language plpgsql volatile security definer set search_path = public, pg_catalog as $$
declare
    began timestamptz := clock_timestamp() - make_interval(secs => seconds);
    counted integer;
begin
    insert into people_ratecount as r (id, began_at, count) values (md5(what)::uuid, clock_timestamp(), 1)
    on conflict (id) do update set
        count = case when r.began_at <= began then 1 else r.count + 1 end,
        began_at = case when r.began_at <= began then clock_timestamp() else r.began_at end
    returning count into counted;
    if counted = 1 then
        delete from people_ratecount where began_at < clock_timestamp() - interval '1 day' and id <> md5(what)::uuid;
    end if;
    return counted;
end $$;
"""
DROP_FUNCTIONS = """
drop function rate_take(text, integer); drop function another_administrator(uuid); drop function acting_roles();
drop function acting_colleagues(); drop function acting_teams(); drop function acting_may(text);
drop function permissions_of_person(uuid);
"""

# Each person's second factors, for those who look after staff: how many and of which kind, never their secrets.
SECOND_FACTORS = """
create function second_factors_of(people uuid[]) returns table (staff_id uuid, kind text, how_many bigint)
language sql stable security definer set search_path = public, pg_catalog as $$
    select a.user_id, a.type::text, count(*) from mfa_authenticator a
    where a.user_id = any (people)
      and (acting_may('people.manage') or acting_may('people.read') or a.user_id = acting_person())
    group by 1, 2
$$;
"""
DROP_SECOND_FACTORS = "drop function second_factors_of(uuid[]);"
