"""The programme's own clock: the day on which parts, policies and settings begin and end.

Each transaction learns the zone together with who acts (`wall.backend`): pages, forms, jobs and policies then read one
and the same day, whatever the day is where the server stands. A room above says which zone it is, by replacing the
function `programme_zone()` in the database. Until one does, the clock is the last on earth, so that whatever begins
today has begun as well on the clock that comes.
"""

from datetime import date

from django.utils import timezone

LAST_ON_EARTH = "Etc/GMT+12"  # twelve hours behind UTC; the sign is POSIX's

PROGRAMME_ZONE = f"""
create or replace function programme_zone() returns text
language sql stable parallel safe as $$ select '{LAST_ON_EARTH}'::text $$;
"""
PROGRAMME_DAY = f"""
create or replace function programme_day() returns date
language sql stable parallel safe as $$
    select (now() at time zone coalesce(nullif(current_setting('arcs.zone', true), ''), '{LAST_ON_EARTH}'))::date
$$;
"""


def goes_by(zone: str) -> None:
    """Let pages, forms and days go by a zone from now on."""
    if str(timezone.get_current_timezone()) != zone:
        timezone.activate(zone)


def today() -> date:
    """The day on the programme's own clock, as `programme_day()` in the database."""
    return timezone.localdate()
