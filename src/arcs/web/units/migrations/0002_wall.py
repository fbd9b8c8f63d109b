"""The policies of units, and what no two people can do at once: one unit on two calls, one person on two units."""

from django.db import migrations

from arcs.web.units.policies import EVENTS, ROOM, TABLES
from arcs.web.wall.policies import event_policies, of_table, protect

# The constructors of a range type belong to the server's own superuser, so that nobody here could take them from the
# public: the type lives in a schema of its own, whose names the public cannot use.
# A range over a key lets core PostgreSQL's gist compare it with &&, without an extension.
NOT_TWICE = """
create schema ranges;
create type ranges.uuid_range as range (subtype = uuid);
alter table units_assignment add constraint unit_on_one_call exclude using gist (
    ranges.uuid_range(unit_id, unit_id, '[]') with &&, tstzrange(held_from, held_to) with &&);
alter table units_crew add constraint person_on_one_unit exclude using gist (
    ranges.uuid_range(staff_id, staff_id, '[]') with &&, tstzrange(starts_at, ends_at) with &&) where (taken_off_at is null);
"""
TWICE = """
alter table units_crew drop constraint person_on_one_unit;
alter table units_assignment drop constraint unit_on_one_call;
drop type ranges.uuid_range;
drop schema ranges;
"""


class Migration(migrations.Migration):
    """Row security of units, and the exclusion of overlaps."""

    dependencies = (("units", "0001_initial"), ("people", "0002_wall"), ("wall", "0002_wall"))
    operations = (
        migrations.RunSQL(sql=NOT_TWICE, reverse_sql=TWICE),
        *(protect(table, of_table(table, ROOM)) for table in TABLES),
        *(protect(table, event_policies(table, seen=seen)) for table, seen in EVENTS.items()),
    )
