"""Functions that policies ask and that add answers up, and the policies of every table of ratings."""

from django.db import migrations

from arcs.web.ratings.database import DROP_FUNCTIONS, FUNCTIONS
from arcs.web.ratings.policies import EVENTS, ROOM, TABLES
from arcs.web.wall.policies import event_policies, of_table, protect


class Migration(migrations.Migration):
    """Row security of ratings."""

    dependencies = (("ratings", "0001_initial"), ("studies", "0002_wall"), ("people", "0002_wall"), ("wall", "0002_wall"))
    operations = (
        migrations.RunSQL(sql=FUNCTIONS, reverse_sql=DROP_FUNCTIONS),
        *(protect(table, of_table(table, ROOM)) for table in TABLES),
        *(protect(table, event_policies(table, seen=seen)) for table, seen in EVENTS.items()),
    )
