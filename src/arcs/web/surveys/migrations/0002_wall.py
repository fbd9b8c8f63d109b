"""Functions that policies ask and that add answers up, and the policies of surveys."""

from django.db import migrations

from arcs.web.surveys.database import DROP_FUNCTIONS, FUNCTIONS
from arcs.web.surveys.policies import EVENTS, ROOM, TABLES
from arcs.web.wall.policies import event_policies, of_table, protect


class Migration(migrations.Migration):
    """Row security of surveys."""

    dependencies = (
        ("surveys", "0001_initial"),
        ("sheets", "0002_wall"),
        ("studies", "0002_wall"),
        ("people", "0002_wall"),
        ("wall", "0002_wall"),
    )
    operations = (
        migrations.RunSQL(sql=FUNCTIONS, reverse_sql=DROP_FUNCTIONS),
        *(protect(table, of_table(table, ROOM)) for table in TABLES),
        *(protect(table, event_policies(table, seen=seen)) for table, seen in EVENTS.items()),
    )
