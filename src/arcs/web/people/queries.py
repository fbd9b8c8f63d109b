"""Reads of staff; each begins with who asks."""

from django.db import connection

from arcs.web.people.models import Staff


def permissions_of(who: Staff) -> frozenset[str]:
    """The permission codes that hold today, by the same function in the database that the policies use."""
    with connection.cursor() as cursor:
        cursor.execute("select permissions_of_person(%s)", [who.pk])
        (codes,) = cursor.fetchone()
    return frozenset(codes)
