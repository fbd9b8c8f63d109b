"""Row security of the files of a study folder that are no tables."""

from django.db import migrations

from arcs.web.sheets.policies import FILES, KEPT
from arcs.web.wall.policies import protect


class Migration(migrations.Migration):
    """See the module."""

    dependencies = (("sheets", "0003_part_files"),)
    operations = (protect(KEPT, FILES),)
