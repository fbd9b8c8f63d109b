"""What the clock does: counts calls anew while they move, and checks each night that none was closed in silence."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from arcs.core.dispatching.closing import Place
from arcs.web.calls.models import Call, CallState
from arcs.web.desks.counting import counted, keep, known_of
from arcs.web.desks.models import CountedCall, NightlyCheck
from arcs.web.jobs.clock import often
from arcs.web.wall.acting import Standing, acting_as
from arcs.web.wall.clock import today

AT_ONCE = 500
LATELY, LONG = timedelta(days=2), timedelta(days=60)
EVERY_SECONDS = 120
LOOK_SECONDS = 900
NIGHT_IS_OVER = 3  # o'clock on the programme's own clock: yesterday's last calls are under way or settled by then


@often("desks.count", seconds=EVERY_SECONDS, standing=Standing.CLERK)
def count_lately() -> int:
    """Count the calls that are open or were closed lately; how many."""
    return _count(Q(state=CallState.OPEN) | Q(closed_at__gte=timezone.now() - LATELY))


@often("desks.check", seconds=LOOK_SECONDS, standing=Standing.CLERK)
def check_when_the_night_is_over() -> NightlyCheck | None:
    """The check of the night: each day from three in the morning on the programme's own clock, later if need be."""
    with acting_as(Standing.CLERK), transaction.atomic():
        here = timezone.localtime()
    return check_the_night() if is_night_over(here) else None


def is_night_over(here: datetime) -> bool:
    """Whether yesterday can be summed up by now, on the programme's clock.

    >>> from datetime import UTC
    >>> is_night_over(datetime(2026, 5, 4, 0, 30, tzinfo=UTC)), is_night_over(datetime(2026, 5, 4, 3, 0, tzinfo=UTC))
    (False, True)
    """
    return here.hour >= NIGHT_IS_OVER


def check_the_night() -> NightlyCheck | None:
    """Count the last sixty days anew, and write down where the calls of yesterday stand; None where it is done."""
    with acting_as(Standing.CLERK), transaction.atomic():
        day = today() - timedelta(days=1)
        if NightlyCheck.objects.filter(day=day).exists():
            return None
    since = timezone.now() - LONG
    _count(Q(state=CallState.OPEN) | Q(closed_at__gte=since) | Q(received_at__gte=since))
    with acting_as(Standing.CLERK), transaction.atomic():
        rows = CountedCall.objects.filter(day=day).values("stands").annotate(many=Count("pk"))
        stand = {row["stands"]: row["many"] for row in rows}
        return NightlyCheck.objects.create(
            day=day, came_in=sum(stand.values()), served=stand.get(Place.SERVED, 0),
            at_a_desk=stand.get(Place.AT_A_DESK, 0), not_served=stand.get(Place.NOT_SERVED, 0),
            not_triaged=stand.get(Place.NOT_TRIAGED, 0), still_open=stand.get(Place.OPEN, 0),
            broken=CountedCall.objects.filter(breach_count__gt=0).count(), made_by=Standing.CLERK.value,
        )  # fmt: skip


def _count(which: Q) -> int:
    many = 0
    with acting_as(Standing.CLERK):
        for keys in _pieces(Call.objects.filter(which)):
            with transaction.atomic():
                calls = list(Call.objects.filter(pk__in=keys))
                now, day = timezone.now(), today()
                many += keep(counted(one, at=now, on=day) for one in known_of(calls))
    return many


def _pieces(calls: QuerySet[Call]) -> Iterator[list[UUID]]:
    with transaction.atomic():
        keys = iter(list(calls.order_by("received_at").values_list("pk", flat=True)))
    while piece := list(islice(keys, AT_ONCE)):
        yield piece
