"""What the database answers past row security: who can take a call over.

Whoever hands a call over need not see the staff, and must know to whom it can go: names, and who is on a unit now.
"""

HEAD = "security definer set search_path = pg_catalog, public, pg_temp as $$"
RECEIVERS = f"""
create function who_takes_calls_over() returns table (id uuid, name text, is_on boolean) language sql stable {HEAD}
    select s.id, s.name::text, exists (
        select from units_crew c where c.staff_id = s.id and c.taken_off_at is null
            and c.starts_at <= transaction_timestamp() and c.ends_at > transaction_timestamp())
    from people_staff s
    where s.is_active and s.id <> acting_person()
        and permissions_of_person(s.id) && array['dispatch.board', 'dispatch.field']
        and (acting_may('dispatch.board') or acting_may('dispatch.field'))
$$;

create function teams_that_take_calls_over() returns uuid[] language sql stable {HEAD}
    select coalesce(array_agg(distinct m.team_id), '{{}}')
    from people_teammembership m join who_takes_calls_over() w on w.id = m.staff_id
    where programme_day() between m.valid_from and coalesce(m.valid_to, 'infinity')
$$;
"""
DROP_RECEIVERS = "drop function teams_that_take_calls_over(); drop function who_takes_calls_over();"
