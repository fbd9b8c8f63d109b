"""Functions that policies ask, and the policies of studies' tables."""

from django.db import migrations

from arcs.web.studies.database import DROP_FUNCTIONS, FUNCTIONS
from arcs.web.studies.policies import EVENTS, ROOM, TABLES
from arcs.web.wall.policies import event_policies, of_table, protect


class Migration(migrations.Migration):
    """Row security of studies."""

    dependencies = (("studies", "0001_initial"), ("people", "0002_wall"), ("wall", "0002_wall"))
    operations = (
        migrations.RunSQL(sql=FUNCTIONS, reverse_sql=DROP_FUNCTIONS),
        *(protect(table, of_table(table, ROOM)) for table in TABLES),
        *(protect(table, event_policies(table, seen=seen)) for table, seen in EVENTS.items()),
    )
