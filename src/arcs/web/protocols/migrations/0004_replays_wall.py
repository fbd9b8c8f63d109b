"""Row security of what replays find and of exports' words."""

from django.db import migrations

from arcs.web.protocols.policies import REPLAY_EVENTS, REPLAY_TABLES, REPLAYS
from arcs.web.wall.policies import event_policies, of_table, protect


class Migration(migrations.Migration):
    """Policies of their tables."""

    dependencies = (("protocols", "0003_replays"),)
    operations = (
        *(protect(table, of_table(table, REPLAYS)) for table in REPLAY_TABLES),
        *(protect(table, event_policies(table, seen=seen)) for table, seen in REPLAY_EVENTS.items()),
    )
