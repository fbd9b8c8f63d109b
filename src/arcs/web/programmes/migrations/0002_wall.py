"""Functions that policies ask, and the policies of programmes and of the plan's rows."""

from django.db import migrations

from arcs.web.programmes.database import DROP_FUNCTIONS, FUNCTIONS
from arcs.web.programmes.policies import EVENTS, PLAN_ROWS, ROOM, TABLES
from arcs.web.wall.policies import event_policies, of_table, protect


class Migration(migrations.Migration):
    """Row security of programmes."""

    dependencies = (
        ("programmes", "0001_initial"),
        ("sheets", "0002_wall"),
        ("studies", "0002_wall"),
        ("people", "0002_wall"),
        ("wall", "0002_wall"),
    )
    operations = (
        migrations.RunSQL(sql=FUNCTIONS, reverse_sql=DROP_FUNCTIONS),
        *(protect(table, of_table(table, ROOM)) for table in TABLES),
        *(migrations.RunSQL(sql=one.create_sql(), reverse_sql=one.drop_sql()) for one in PLAN_ROWS),
        *(protect(table, event_policies(table, seen=seen)) for table, seen in EVENTS.items()),
    )
