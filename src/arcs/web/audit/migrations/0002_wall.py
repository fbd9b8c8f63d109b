"""Row security of the audit, who reads the read log, and the owner's own procedure."""

from django.db import migrations

from arcs.web.audit.database import DROP_OWNER_ONLY, OWNER_ONLY
from arcs.web.audit.policies import READ_LOG_SEEN, ROOM, TABLES
from arcs.web.wall.policies import of_table, protect


class Migration(migrations.Migration):
    """See the module."""

    dependencies = (("audit", "0001_initial"), ("people", "0002_wall"), ("wall", "0002_wall"))
    operations = (
        *(protect(table, of_table(table, ROOM)) for table in TABLES),
        migrations.RunSQL(sql=READ_LOG_SEEN.create_sql(), reverse_sql=READ_LOG_SEEN.drop_sql()),
        migrations.RunSQL(sql=OWNER_ONLY, reverse_sql=DROP_OWNER_ONLY),
    )
