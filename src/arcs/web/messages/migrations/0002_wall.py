"""The policies of the outbox."""

from django.db import migrations

from arcs.web.messages.policies import ROOM, TABLES
from arcs.web.wall.policies import of_table, protect


class Migration(migrations.Migration):
    """Row security of the outbox."""

    dependencies = (("outbox", "0001_initial"), ("people", "0002_wall"))
    operations = tuple(protect(table, of_table(table, ROOM)) for table in TABLES)
