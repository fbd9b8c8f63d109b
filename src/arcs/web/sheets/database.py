"""Functions that the policies of a study's rows ask: where the acting person codes, and where the board decides."""

from arcs.web.studies.database import HEAD, MAY_READ, MEMBER

FUNCTIONS = f"""
create function acting_studies_coded() {HEAD}
    where s.closed_at is null and {MAY_READ} and {MEMBER} and m.part in ('lead', 'analyst', 'coder'))
$$;

create function acting_studies_decided() {HEAD}
    where s.closed_at is null and {MAY_READ} and {MEMBER} and m.part in ('lead', 'board'))
$$;
"""
DROP_FUNCTIONS = "drop function acting_studies_decided(); drop function acting_studies_coded();"
