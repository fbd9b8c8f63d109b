"""What the clock does: counts calls anew while they move, and checks each night that none was closed in silence."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from itertools import islice
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.utils import timezone

from arcs.core.dispatching.closing import Place
from arcs.web.calls.models import Call, CallState
from arcs.web.desks.counting import counted, keep, known_of
from arcs.web.desks.models import CountedCall, DeskItem, NightlyCheck, State, UnservedReason
from arcs.web.dispatch.models import CallOutcome
from arcs.web.jobs.clock import often
from arcs.web.wall.acting import Standing, acting_as
from arcs.web.wall.clock import today

AT_ONCE = 500
MOST_BROKEN, MOST_A_NIGHT = 500, 20_000  # of those that break the promise: the ones that were counted longest ago
LATELY, LONG = timedelta(days=2), timedelta(days=60)
EVERY_SECONDS = 120
LOOK_SECONDS = 900
ONE_CHECK_AT_A_TIME = "select pg_advisory_xact_lock(hashtext('desks.check'))"
NIGHT_IS_OVER = 3  # o'clock on the programme's own clock: yesterday's last calls are under way or settled by then


@often("desks.count", seconds=EVERY_SECONDS, standing=Standing.CLERK)
def count_lately() -> int:
    """Count the calls that are open, moved within two days, or break the promise; how many."""
    with acting_as(Standing.CLERK), transaction.atomic():
        keys = {*_moved(timezone.now() - LATELY), *_broken()[:MOST_BROKEN]}
    return _count(keys)


def _broken() -> QuerySet[CountedCall, UUID]:
    """Calls that break the promise, the one first that was counted longest ago: some can never be mended."""
    return CountedCall.objects.filter(breach_count__gt=0).order_by("counted_at").values_list("pk", flat=True)


def _moved(since: datetime) -> Iterator[UUID]:
    """Calls that are open or lie at a desk, and those of which anything that is counted changed since a moment.

    Each is asked by itself and finds its index: in one question they would read every call that ever came.
    """
    yield from Call.objects.filter(state=CallState.OPEN).values_list("pk", flat=True)
    yield from Call.objects.filter(closed_at__gte=since).values_list("pk", flat=True)
    yield from DeskItem.objects.filter(state=State.OPEN).values_list("call", flat=True)
    yield from DeskItem.objects.filter(done_at__gte=since).values_list("call", flat=True)
    yield from UnservedReason.objects.filter(made_at__gte=since).values_list("call", flat=True)
    yield from CallOutcome.objects.filter(made_at__gte=since).values_list("call", flat=True)


@often("desks.check", seconds=LOOK_SECONDS, standing=Standing.CLERK)
def check_when_the_night_is_over() -> list[NightlyCheck]:
    """The check of the night: each day from three in the morning on the programme's own clock, later if need be."""
    with acting_as(Standing.CLERK), transaction.atomic():
        here = timezone.localtime()
    return check_the_night() if is_night_over(here) else []


def is_night_over(here: datetime) -> bool:
    """Whether yesterday can be summed up by now, on the programme's clock.

    >>> from datetime import UTC
    >>> is_night_over(datetime(2026, 5, 4, 0, 30, tzinfo=UTC)), is_night_over(datetime(2026, 5, 4, 3, 0, tzinfo=UTC))
    (False, True)
    """
    return here.hour >= NIGHT_IS_OVER


def check_the_night() -> list[NightlyCheck]:
    """Count the last sixty days anew, and write down where the calls of each day stand that nobody checked yet."""
    with acting_as(Standing.CLERK), transaction.atomic():
        days = _unchecked()
        if not days:
            return []
        now = timezone.now()
        since = now - LONG
        received = Call.objects.filter(received_at__gte=since).values_list("pk", flat=True)
        keys = {*_moved(since), *received, *_broken()[:MOST_A_NIGHT]}
    _count(keys)
    with acting_as(Standing.CLERK), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(ONE_CHECK_AT_A_TIME)  # the work of a worker that was killed may still be going on
        return [check_of(day, entered_by=now) for day in _unchecked() if day in days]


def _unchecked() -> list[date]:
    """Yesterday and earlier days without a check, the first first: within sixty days, and since calls come in."""
    yesterday = today() - timedelta(days=1)
    first = Call.objects.order_by("received_at", "pk").values_list("received_at", flat=True).first()
    begin = max(timezone.localdate(first), yesterday + timedelta(days=1) - LONG) if first else yesterday
    checked = set(NightlyCheck.objects.filter(day__gte=begin).values_list("day", flat=True))
    days = {yesterday, *(begin + timedelta(days=at) for at in range((yesterday - begin).days + 1))}
    return sorted(days - checked)


def check_of(day: date, *, entered_by: datetime) -> NightlyCheck:
    """Where the calls of a day stand, out of all that came in on it; what nobody counted is a number of its own.

    What was entered while they were counted is left out.
    """
    begins, ends = (timezone.make_aware(datetime.combine(one, time())) for one in (day, day + timedelta(days=1)))
    calls = Call.objects.filter(received_at__gte=begins, received_at__lt=ends, made_at__lt=entered_by)
    stands = CountedCall.objects.filter(call=OuterRef("pk")).values("stands")
    rows = calls.order_by().annotate(stands=Subquery(stands)).values("stands").annotate(many=Count("pk"))
    stand = {row["stands"]: row["many"] for row in rows}
    return NightlyCheck.objects.create(
        day=day, came_in=sum(stand.values()), served=stand.get(Place.SERVED, 0),
        at_a_desk=stand.get(Place.AT_A_DESK, 0), not_served=stand.get(Place.NOT_SERVED, 0),
        not_triaged=stand.get(Place.NOT_TRIAGED, 0), still_open=stand.get(Place.OPEN, 0),
        not_counted=stand.get(None, 0),
        broken=CountedCall.objects.filter(breach_count__gt=0).count(), made_by=Standing.CLERK.value,
    )  # fmt: skip


def _count(keys: Iterable[UUID]) -> int:
    many, found = 0, iter(sorted(keys))
    with acting_as(Standing.CLERK):
        while piece := list(islice(found, AT_ONCE)):
            with transaction.atomic():
                now, day = timezone.now(), today()
                calls = list(Call.objects.filter(pk__in=piece))
                many += keep(counted(one, at=now, on=day) for one in known_of(calls))
    return many
