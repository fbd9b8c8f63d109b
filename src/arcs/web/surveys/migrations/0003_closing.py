"""The clock may ask which waves are over."""

from django.db import migrations

from arcs.web.surveys.database import DROP_OVER, OVER


class Migration(migrations.Migration):
    """Waves whose last day is over, for the clock."""

    dependencies = (("surveys", "0002_wall"),)
    operations = (migrations.RunSQL(sql=OVER, reverse_sql=DROP_OVER),)
