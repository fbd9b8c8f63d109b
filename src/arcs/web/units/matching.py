"""Units as the rules of dispatch ask for them: who is on them, what they can do today, how they stand.

What a person can do is what the route's work asks for, by the protocol in force. Where a certificate exists for it,
the work alone is not enough: the certificate must be valid. And a certificate alone is no work: a clinician with
crisis training is no armed officer.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import OuterRef, Prefetch, Subquery
from django.utils import timezone

from arcs.core.dispatching import matching as core
from arcs.core.dispatching.matching import Held, Member, UnitStatus
from arcs.core.protocol import BoundEdition
from arcs.web.people.models import QualificationKind, Staff
from arcs.web.units import queries
from arcs.web.units.models import Assignment, Crew, Unit, UnitAttribute
from arcs.web.units.permits import may_see_units

MARKED_VEHICLE = "marked_vehicle"


def units_for_matching(
    who: Staff, at: datetime, *, edition: BoundEdition | None = None, least_rest: timedelta | None = None
) -> list[core.Unit]:
    """The units in use at a moment with their people, in a fixed number of queries, however many there are.

    `code` is the call sign. Without an edition people hold their certificates, and nothing else is known of them.
    `least_rest` is read from the settings where whoever asks has not read them.
    """
    day = timezone.localdate(at)
    crews = Crew.objects.filter(queries.on_shift(at)).order_by("staff_name", "pk")
    released = Assignment.objects.filter(unit=OuterRef("pk"), held_to__isnull=False).order_by("-held_to")
    rows = queries.units_in_use(who, day).select_related("now")
    rows = rows.annotate(released_at=Subquery(released.values("held_to")[:1]))
    units = list(
        rows.prefetch_related(
            Prefetch("crews", crews, to_attr="crew_then"),
            Prefetch("attributes", UnitAttribute.objects.order_by("valid_from", "pk"), to_attr="all_attributes"),
        )
    )
    people: list[Crew] = [one for unit in units for one in unit.crew_then]
    certificates = queries.certificates_on(who, at)
    able = _Able(edition)
    rest = _resting(people, queries.least_rest() if least_rest is None else least_rest)
    return [_unit(one, certificates, able, rest) for one in units]


def works_now(who: Staff, unit: Unit) -> list[str]:
    """The routes whose work is done on a unit now, by the roster."""
    crews = Crew.objects.filter(queries.on_shift(timezone.now()), unit=unit) if may_see_units(who) else None
    return [] if crews is None else sorted(set(crews.values_list("route", flat=True)))


class _Able:
    """What each route's work can do by an edition, and for which of it a certificate exists."""

    def __init__(self, edition: BoundEdition | None) -> None:
        self.capabilities = dict(edition.capability_bit) if edition else {}
        self.works: dict[str, frozenset[str]] = {}
        self.certified = frozenset(QualificationKind.objects.values_list("key", flat=True))
        for route in edition.edition.routes if edition else ():
            reach = 0
            for code in route.capabilities:
                reach |= edition.closure[code] if edition else 0
            self.works[route.code] = frozenset(code for code, bit in self.capabilities.items() if reach & bit)

    def holds(self, route: str, certificates: Iterable[Held]) -> tuple[Held, ...]:
        """What a person who does a route's work holds, with these certificates."""
        works = self.works.get(route, frozenset())
        by_work = tuple(Held(code=one, from_day=date.min) for one in sorted(works - self.certified))
        counting = (one for one in certificates if one.code not in self.capabilities or one.code in works)
        return (*by_work, *sorted(counting, key=lambda one: (one.code, one.from_day)))


def _unit(unit: Unit, certificates: dict[UUID, list[Held]], able: _Able, rest: dict[UUID, datetime]) -> core.Unit:
    crew: list[Crew] = unit.crew_then  # type: ignore[attr-defined] # prefetched
    resting = [rest[one.pk] for one in crew if one.pk in rest]
    return core.Unit(
        code=unit.call_sign,
        crew=tuple(_member(one, certificates.get(one.staff_id, ()), able) for one in crew),
        status=UnitStatus(unit.now.status),
        area=unit.home_area,
        released_at=unit.released_at,  # type: ignore[attr-defined] # annotated
        rest_until=max(resting, default=None),
        expected_free_at=unit.now.free_expected_at,
        has=tuple(_has(unit)),
    )


def _member(one: Crew, certificates: Iterable[Held], able: _Able) -> Member:
    return Member(name=one.staff_name, route=one.route, holds=able.holds(one.route, certificates))


def _has(unit: Unit) -> Iterable[Held]:
    if unit.marked:
        yield Held(code=MARKED_VEHICLE, from_day=unit.active_from)
    attributes: list[UnitAttribute] = unit.all_attributes  # type: ignore[attr-defined] # prefetched
    for one in attributes:
        until = None if one.valid_to is None or one.valid_to == date.max else one.valid_to + timedelta(days=1)
        yield Held(code=one.attribute, from_day=one.valid_from, until_day=until)


def _resting(people: list[Crew], least: timedelta) -> dict[UUID, datetime]:
    """Until when each of these places rests: the shift before ended too near, and nobody said why.

    The rule may have been lengthened after the week was planned.
    """
    begins = min((one.starts_at for one in people), default=None)
    if begins is None:
        return {}
    before: dict[UUID, list[datetime]] = {}
    earlier = Crew.objects.filter(
        taken_off_at=None, staff__in={one.staff_id for one in people}, ends_at__gt=begins - least,
    )  # fmt: skip
    for staff, ends_at in earlier.values_list("staff", "ends_at"):
        before.setdefault(staff, []).append(ends_at)
    until = {}
    for one in people:
        ended = max((at for at in before.get(one.staff_id, ()) if at <= one.starts_at), default=None)
        if ended is not None and not one.why_short_rest and ended + least > one.starts_at:
            until[one.pk] = ended + least
    return until
