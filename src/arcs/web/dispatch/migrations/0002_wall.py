"""Row security of dispatch, and whom the clock tells of a check-in that stays overdue."""

from django.db import migrations

from arcs.web.dispatch.database import DROP_RECEIVERS, DROP_TO_TELL, RECEIVERS, TO_TELL
from arcs.web.dispatch.policies import ROOM, TABLES
from arcs.web.wall.policies import of_table, protect


class Migration(migrations.Migration):
    """Row security of dispatch."""

    dependencies = (
        ("dispatch", "0001_initial"), ("units", "0002_wall"), ("people", "0002_wall"), ("wall", "0002_wall"),
    )  # fmt: skip
    operations = (
        migrations.RunSQL(sql=RECEIVERS, reverse_sql=DROP_RECEIVERS),
        *(protect(table, of_table(table, ROOM)) for table in TABLES),
        migrations.RunSQL(sql=TO_TELL, reverse_sql=DROP_TO_TELL),
    )
