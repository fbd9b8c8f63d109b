"""Row security of the probe."""

from django.db import migrations
from tests.web.probe.policies import DROP_FUNCTIONS, DROP_SEARCH, EVENT_TABLES, EVENTS, FUNCTIONS, ROOM, SEARCH, TABLES

from arcs.web.wall.policies import of_table, protect


class Migration(migrations.Migration):
    """See the module."""

    dependencies = (("probe", "0001_initial"), ("people", "0002_wall"))
    operations = (
        migrations.RunSQL(sql=FUNCTIONS, reverse_sql=DROP_FUNCTIONS),
        *(protect(table, of_table(table, ROOM)) for table in TABLES),
        *(protect(table, of_table(table, EVENTS)) for table in EVENT_TABLES),
        migrations.RunSQL(sql=SEARCH, reverse_sql=DROP_SEARCH),
    )
