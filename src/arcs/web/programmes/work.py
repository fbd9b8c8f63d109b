"""What the clock does: letters about policies and trainings that end soon, each once."""

from datetime import date, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from arcs.web.jobs.clock import daily
from arcs.web.messages.actions import send_message
from arcs.web.people.models import Staff
from arcs.web.programmes.models import RoutePolicy, RouteTraining
from arcs.web.programmes.permits import day
from arcs.web.programmes.queries import duties_by_route
from arcs.web.programmes.readiness import POLICY, Duty
from arcs.web.wall.acting import Standing, acting_as
from arcs.web.wall.clock import today

REMINDED_DAYS = 30


@daily("programmes.remind", hour=6, standing=Standing.CLERK)
def remind() -> int:
    """Write to everybody whose acknowledgement or training ends within 30 days; how many letters stand in the outbox.

    The same thing, person and last day are one letter, however often the clock comes by.
    """
    with acting_as(Standing.CLERK), transaction.atomic():
        now = today()
        duties, _people = duties_by_route(None, None, on=now)
        ending = [one for ones in duties.values() for one in ones if _ends_soon(one, now)]
        people = {one.pk: one for one in Staff.objects.filter(pk__in={one.staff for one in ending})}
        titles = _titles({one.thing for one in ending})
        for one in ending:
            if one.staff in people and one.thing in titles:
                _write(people[one.staff], one, titles[one.thing])
        return len(ending)


def _ends_soon(one: Duty, now: date) -> bool:
    return one.is_held(now) and one.until is not None and one.until - now <= timedelta(days=REMINDED_DAYS)


def _titles(things: set[UUID]) -> dict[UUID, str]:
    policies = dict(RoutePolicy.objects.filter(pk__in=things).values_list("pk", "title"))
    return policies | dict(RouteTraining.objects.filter(pk__in=things).values_list("pk", "name"))


def _write(person: Staff, one: Duty, title: str) -> None:
    with override(person.language):
        words = {"title": title, "day": day(one.until), "name": person.name}
        if one.kind == POLICY:
            subject = _("Please read again by %(day)s: %(title)s") % words
            body = _(
                "Hello %(name)s,\n\nyour acknowledgement of “%(title)s” ends on %(day)s. Please sign in, open "
                "“Programme” and read it again before that day. Until you do, your route may not be live "
                "afterwards.\n\nARCS\n"
            )
        else:
            subject = _("Your training ends on %(day)s: %(title)s") % words
            body = _(
                "Hello %(name)s,\n\nyour training “%(title)s” ends on %(day)s. Please ask your supervisor for a "
                "date to renew it before that day. Until you do, your route may not be live afterwards.\n\nARCS\n"
            )
        send_message(
            by=Standing.CLERK, to=person.login, subject=" ".join(subject.split())[:200], body=body % words,
            key=f"programme {one.thing} {person.pk} {one.until}"[:160], language=person.language,
        )  # fmt: skip
