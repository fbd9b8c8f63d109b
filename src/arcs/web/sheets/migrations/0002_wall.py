"""Functions that policies ask, and the policies of a study's rows and of its files that are no tables."""

from django.db import migrations

from arcs.web.sheets.database import DROP_FUNCTIONS, FUNCTIONS
from arcs.web.sheets.policies import EVENTS, FILES, KEPT, ROOM, TABLE
from arcs.web.wall.policies import event_policies, protect


class Migration(migrations.Migration):
    """Row security of a study's rows and files."""

    dependencies = (("sheets", "0001_initial"), ("studies", "0002_wall"), ("people", "0002_wall"), ("wall", "0002_wall"))
    operations = (
        migrations.RunSQL(sql=FUNCTIONS, reverse_sql=DROP_FUNCTIONS),
        protect(TABLE, ROOM),
        *(protect(table, event_policies(table, seen=seen)) for table, seen in EVENTS.items()),
        protect(KEPT, FILES),
    )
