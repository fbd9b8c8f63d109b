"""Functions that policies ask, and the policies of staff tables."""

from django.db import migrations

from arcs.web.people.database import DROP_FUNCTIONS, FUNCTIONS
from arcs.web.people.policies import EVENTS, EVENTS_SEEN, ROOM, TABLES
from arcs.web.wall.policies import event_policies, of_table, protect


class Migration(migrations.Migration):
    """Row security of people."""

    dependencies = (("people", "0001_initial"), ("wall", "0002_wall"))
    operations = (
        migrations.RunSQL("alter table people_ratecount set unlogged", "alter table people_ratecount set logged"),
        migrations.RunSQL(sql=FUNCTIONS, reverse_sql=DROP_FUNCTIONS),
        *(protect(table, of_table(table, ROOM)) for table in TABLES),
        *(protect(table, event_policies(table, seen=EVENTS_SEEN)) for table in EVENTS),
    )
