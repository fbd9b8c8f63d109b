"""Names the answers that a study folder holds, for whoever may see the study."""

from django.db import migrations

from arcs.web.surveys.database import DROP_WHICH_ANSWERS, WHICH_ANSWERS


class Migration(migrations.Migration):
    """One more function."""

    dependencies = (("surveys", "0002_wall"),)
    operations = (migrations.RunSQL(sql=WHICH_ANSWERS, reverse_sql=DROP_WHICH_ANSWERS),)
