"""Row security of desks."""

from django.db import migrations

from arcs.web.desks.policies import BESIDE, ROOM, TABLES
from arcs.web.wall.policies import of_table, protect


class Migration(migrations.Migration):
    """Row security of desks."""

    dependencies = (("desks", "0001_initial"), ("dispatch", "0002_wall"), ("people", "0002_wall"), ("wall", "0002_wall"))
    operations = (
        *(protect(table, of_table(table, ROOM)) for table in TABLES),
        *(migrations.RunSQL(sql=one.create_sql(), reverse_sql=one.drop_sql()) for one in BESIDE),
    )
