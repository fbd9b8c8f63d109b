"""Row security of the settings, and the clock that everything goes by."""

from django.db import migrations

from arcs.web.agency.database import NO_ZONE, ZONE_IN_FORCE
from arcs.web.agency.policies import EVENTS, ROOM, TABLES
from arcs.web.wall.policies import event_policies, of_table, protect


class Migration(migrations.Migration):
    """Policies of every table of this room."""

    dependencies = (("agency", "0001_initial"), ("people", "0002_wall"), ("wall", "0002_wall"))
    operations = (
        *(protect(table, of_table(table, ROOM)) for table in TABLES),
        *(protect(table, event_policies(table)) for table in EVENTS),
        migrations.RunSQL(sql=ZONE_IN_FORCE, reverse_sql=NO_ZONE),
    )
