"""The policies of units, and what no two people can do at once: one unit on two calls, one person on two units."""

from django.db import migrations

from arcs.web.units.database import ANSWERS, DROP_ANSWERS, DROP_OWN_UNITS, NOT_TWICE, OWN_UNITS, TWICE
from arcs.web.units.policies import EVENTS, ROOM, TABLES
from arcs.web.wall.policies import event_policies, of_table, protect


class Migration(migrations.Migration):
    """Row security of units, and the exclusion of overlaps."""

    dependencies = (("units", "0001_initial"), ("people", "0002_wall"), ("wall", "0002_wall"))
    operations = (
        migrations.RunSQL(sql=NOT_TWICE, reverse_sql=TWICE),
        migrations.RunSQL(sql=OWN_UNITS, reverse_sql=DROP_OWN_UNITS),
        migrations.RunSQL(sql=ANSWERS, reverse_sql=DROP_ANSWERS),
        *(protect(table, of_table(table, ROOM)) for table in TABLES),
        *(protect(table, event_policies(table, seen=seen)) for table, seen in EVENTS.items()),
    )
