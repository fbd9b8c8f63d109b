"""The read log is written in the reader's own name; who may read it, the audit's policies say."""

from django.db import migrations

from arcs.web.wall.policies import Policy, protect

WRITTEN = Policy(
    table="wall_readlog", name="readlog_written", command="insert", check="person = (select acting_person())"
)


class Migration(migrations.Migration):
    """Row security of the read log."""

    dependencies = (("wall", "0001_initial"),)
    operations = (protect("wall_readlog", (WRITTEN,)),)
