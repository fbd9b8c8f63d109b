"""The function by which every transaction knows the programme's clock: the zone of the settings in force."""

from arcs.web.wall.clock import LAST_ON_EARTH, PROGRAMME_ZONE

# Each edition begins at midnight on its own clock. Rows of the settings are anybody's to read.
ZONE_IN_FORCE = f"""
create or replace function programme_zone() returns text
language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
    select coalesce((
        select e.time_zone from agency_settingsedition e where e.valid_from <= (now() at time zone e.time_zone)::date
        order by e.valid_from desc, e.number desc limit 1), '{LAST_ON_EARTH}')
$$;
"""
NO_ZONE = PROGRAMME_ZONE
