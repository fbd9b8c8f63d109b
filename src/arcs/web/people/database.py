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
      and current_date between ra.valid_from and coalesce(ra.valid_to, 'infinity')
      -- A permission of a confidential compartment (its code begins with it) counts only with that compartment's grant.
      and (split_part(rp.permission, '.', 1) not in ('care', 'victim', 'juvenile') or exists (
        select from people_compartmentgrant g
        where g.staff_id = person and g.compartment = split_part(rp.permission, '.', 1) and g.confirmed_by is not null
          and current_date between g.valid_from and coalesce(g.valid_to, 'infinity')))
$$;

create function acting_may(permission text) returns boolean
language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
    select $1 = any (permissions_of_person(acting_person()))
$$;

create function acting_teams() returns uuid[]
language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
    select coalesce(array_agg(m.team_id), '{}') from people_teammembership m
    where m.staff_id = acting_person() and current_date between m.valid_from and coalesce(m.valid_to, 'infinity')
$$;

create function acting_colleagues() returns uuid[]
language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
    select coalesce(array_agg(m.staff_id), '{}') from people_teammembership m
    where m.team_id = any (acting_teams())
      and current_date between m.valid_from and coalesce(m.valid_to, 'infinity')
$$;
"""
DROP_FUNCTIONS = """
drop function acting_colleagues(); drop function acting_teams(); drop function acting_may(text);
drop function permissions_of_person(uuid);
"""
