"""A call that has a unit stays open: whoever is on scene is never left with a call that nobody looks at."""

from collections.abc import Iterator

from django.db import connection
from django.utils.translation import gettext as _

from arcs.web.calls.holding import holds_open
from arcs.web.calls.models import Call
from arcs.web.people.models import Staff


@holds_open
def units_on_it(by: Staff, call: Call, code: str) -> Iterator[str]:
    """The units that a call has now, whoever asks; each is cleared or taken back first."""
    with connection.cursor() as cursor:
        cursor.execute("select unit from units_on_call(%s)", [call.pk])
        signs = [one for (one,) in cursor.fetchall()]
    if signs:
        yield _("%(units)s is on this call. Clear it, or take the reservation back, then close the call.") % {
            "units": ", ".join(signs)
        }
