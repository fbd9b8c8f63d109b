"""Row security of protocols."""

from django.db import migrations

from arcs.web.protocols.policies import EVENTS, ROOM, TABLES
from arcs.web.wall.policies import event_policies, of_table, protect


class Migration(migrations.Migration):
    """Policies of every table of this room."""

    dependencies = (
        ("protocols", "0001_initial"),
        ("studies", "0002_wall"),
        ("people", "0002_wall"),
        ("wall", "0002_wall"),
    )
    operations = (
        *(protect(table, of_table(table, ROOM)) for table in TABLES),
        *(protect(table, event_policies(table, seen=seen)) for table, seen in EVENTS.items()),
    )
