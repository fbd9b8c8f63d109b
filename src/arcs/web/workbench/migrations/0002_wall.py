"""Row security of approved reports."""

from django.db import migrations

from arcs.web.wall.policies import protect
from arcs.web.workbench.policies import ROOM, TABLE


class Migration(migrations.Migration):
    """Who sees and who makes an approved report."""

    dependencies = (("workbench", "0001_initial"), ("studies", "0002_wall"))
    operations = (protect(TABLE, ROOM),)
