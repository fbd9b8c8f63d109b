"""Functions that the policies of studies ask: which studies the acting person sees, works in, and leads.

A part in a study counts only for whoever may work in studies at all: who loses the role loses them on that day.
"""

MEMBER = """exists (
        select from studies_studymember m where m.study_id = s.id and m.staff_id = acting_person()
          and programme_day() between m.valid_from and coalesce(m.valid_to, 'infinity')"""
MAY_READ = "(select acting_may('studies.read'))"
# Between the study's first row and its first member's there is nobody but its maker.
JUST_BEGUN = """(s.made_by = acting_person()
        and not exists (select from studies_studymember m where m.study_id = s.id))"""
HEAD = """returns uuid[]
language sql stable security definer set search_path = public, pg_catalog as $$
    select coalesce(array_agg(s.id), '{}') from studies_study s"""

FUNCTIONS = f"""
create function acting_studies() {HEAD}
    where (select acting_may('studies.see_all')) or ({MAY_READ} and ({MEMBER}) or {JUST_BEGUN}))
$$;

create function acting_studies_worked() {HEAD}
    where s.closed_at is null and {MAY_READ} and {MEMBER} and m.part in ('lead', 'analyst'))
$$;

create function acting_studies_led() {HEAD}
    where {MAY_READ} and ({MEMBER} and m.part = 'lead') or {JUST_BEGUN})
$$;
"""
DROP_FUNCTIONS = """
drop function acting_studies_led(); drop function acting_studies_worked(); drop function acting_studies();
"""


def somebody_at_work(study: str) -> str:
    """Whoever the clock may act for in a study that `study` names in SQL: its lead before an analyst, or nobody."""
    return f"""(
        select m.staff_id from studies_studymember m join people_staff p on p.id = m.staff_id and p.is_active
        where m.study_id = {study} and m.part in ('lead', 'analyst')
          and programme_day() between m.valid_from and coalesce(m.valid_to, 'infinity')
          and 'studies.read' = any (permissions_of_person(m.staff_id))
        order by m.part desc, m.valid_from limit 1)"""
