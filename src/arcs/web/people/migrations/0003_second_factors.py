"""Row security of second factors, which allauth keeps; its tables of e-mail addresses stay empty and closed."""

from django.db import migrations

from arcs.web.people.database import DROP_SECOND_FACTORS, SECOND_FACTORS
from arcs.web.people.policies import AUTHENTICATORS
from arcs.web.wall.policies import protect


class Migration(migrations.Migration):
    """Second factors are seen by their owner and by the door."""

    dependencies = (
        ("people", "0002_wall"),
        ("mfa", "0003_authenticator_type_uniq"),
        ("account", "0009_emailaddress_unique_primary_email"),
    )
    operations = (
        protect("mfa_authenticator", AUTHENTICATORS),
        protect("account_emailaddress", ()),
        protect("account_emailconfirmation", ()),
        migrations.RunSQL(sql=SECOND_FACTORS, reverse_sql=DROP_SECOND_FACTORS),
    )
