"""What the database answers past row security: who takes calls over, and whom the clock tells of late check-ins.

Whoever hands a call over need not see the staff, and must know to whom it can go: names, and who is on a unit now.
Of a check-in that stays overdue the clerk alone learns whom to tell: supervisors by their permission, and whoever is on
call by the rota of the routes whose work the unit does. A team on call is everybody who is in it that day.
"""

from arcs.web.wall.policies import CLERK

HEAD = "security definer set search_path = pg_catalog, public, pg_temp as $$"
RECEIVERS = f"""
create function who_takes_calls_over() returns table (id uuid, name text, is_on boolean) language sql stable {HEAD}
    select s.id, s.name::text, s.id in (select c.staff_id from crews_on_units(transaction_timestamp()) c)
    from people_staff s
    where s.is_active and s.id <> acting_person()
        and permissions_of_person(s.id) && array['dispatch.board', 'dispatch.field']
        and (acting_may('dispatch.board') or acting_may('dispatch.field'))
$$;

create function calls_taken_over() returns uuid[] language sql stable {HEAD}
    select coalesce(array_agg(h.call_id), '{{}}') from dispatch_handover h
    where h.settled_by = acting_person() and h.kind in ('person', 'team')
        and h.acknowledged_at > transaction_timestamp() - interval '31 days'
$$;

create function teams_that_take_calls_over() returns uuid[] language sql stable {HEAD}
    select coalesce(array_agg(distinct m.team_id), '{{}}')
    from people_teammembership m join who_takes_calls_over() w on w.id = m.staff_id
    where programme_day() between m.valid_from and coalesce(m.valid_to, 'infinity')
$$;
"""
DROP_RECEIVERS = (
    "drop function teams_that_take_calls_over(); drop function calls_taken_over();"
    " drop function who_takes_calls_over();"
)
TO_TELL = f"""
create function check_ins_to_tell(moment timestamptz) returns table (
    assignment uuid, was_due timestamptz, unit text, step text, after_minutes integer, staff uuid)
language sql stable {HEAD}
    with late as (
        select a.id, a.unit_id, a.check_in_due from units_assignment a
        where a.held_to is null and a.check_in_due <= moment and {CLERK})
    select late.id, late.check_in_due, u.call_sign::text, 'supervisor', 0, s.id
    from late join units_unit u on u.id = late.unit_id
        join people_staff s on s.is_active and 'dispatch.alarmed' = any (permissions_of_person(s.id))
    union
    select late.id, late.check_in_due, u.call_sign::text, 'on_call', d.after_minutes::integer, s.id
    from late join units_unit u on u.id = late.unit_id
        join crews_on_units(moment) c on c.unit_id = late.unit_id
        join units_oncallduty d on d.route = c.route and d.taken_off_at is null
            and d.starts_at <= moment and d.ends_at > moment
        join people_staff s on s.is_active and (s.id = d.staff_id or exists (
            select from people_teammembership m where m.team_id = d.team_id and m.staff_id = s.id
                and programme_day() between m.valid_from and coalesce(m.valid_to, 'infinity')))
$$;
"""
DROP_TO_TELL = "drop function check_ins_to_tell(timestamptz);"
