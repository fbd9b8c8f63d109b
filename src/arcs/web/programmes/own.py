"""What one person has to read and to be trained in, and what that person has said; the first argument is who asks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from arcs.web.people.models import Staff
from arcs.web.programmes import queries
from arcs.web.programmes.models import Acknowledgement, PolicyVersion, ProgrammeRoute, RouteTraining
from arcs.web.programmes.permits import may_see_programmes
from arcs.web.programmes.readiness import POLICY, TRAINING, Duty
from arcs.web.wall.clock import today


@dataclass(frozen=True, kw_only=True)
class MyDuty:
    """One thing that I have to hold: the policy's version to read or the training, and how it stands today."""

    duty: Duty
    route: ProgrammeRoute
    title: str
    version: PolicyVersion | None = None
    today: date

    @property
    def is_held(self) -> bool:
        """Whether it is held today."""
        return self.duty.is_held(self.today)

    @property
    def to_read(self) -> bool:
        """Whether it is a policy that waits for me."""
        return self.version is not None and not self.is_held


def my_duties(who: Staff) -> list[MyDuty]:
    """Everything that this person has to read or to be trained in, what waits first; a fixed number of queries."""
    now = today()
    duties, _people = queries.duties_by_route(who, None, only=who, on=now)
    every = [(route, one) for route, ones in duties.items() for one in ones]
    routes = {one.pk: one for one in ProgrammeRoute.objects.filter(pk__in=duties).select_related("programme")}
    policies = {one.duty_id: one for one in _versions_that_count(now, [d.thing for _, d in every if d.kind == POLICY])}
    trainings = RouteTraining.objects.filter(pk__in=[d.thing for _, d in every if d.kind == TRAINING])
    names = dict(trainings.values_list("pk", "name"))
    mine = []
    for route, one in every:
        found = policies.get(one.thing)
        title = found.version.policy.title if found else names.get(one.thing, "")
        if title and route in routes:
            mine.append(
                MyDuty(duty=one, route=routes[route], title=title, version=found.version if found else None, today=now)
            )
    return sorted(mine, key=lambda one: (not one.to_read, one.is_held, one.title))


@dataclass(frozen=True, kw_only=True)
class _Counts:
    duty_id: UUID
    version: PolicyVersion


def _versions_that_count(on: date, policies: Sequence[UUID]) -> list[_Counts]:
    """The version of each policy that counts on a day: the last in force, before that the first to come."""
    versions = PolicyVersion.objects.filter(policy__in=policies).select_related("policy").order_by("number")
    chosen: dict[UUID, PolicyVersion] = {}
    for one in versions:
        if one.policy_id not in chosen or one.effective_from <= on:
            chosen[one.policy_id] = one
    return [_Counts(duty_id=policy, version=one) for policy, one in chosen.items()]


def unread_by(who: Staff) -> int:
    """How many policies wait for this person: one query, for the start page."""
    now = today()
    duties, _people = queries.duties_by_route(who, None, only=who, on=now)
    return sum(one.kind == POLICY and not one.is_held(now) for ones in duties.values() for one in ones)


def version_to_read(who: Staff, version: UUID) -> PolicyVersion | None:
    """A version of a policy of one's own route, or any for whoever sees programmes."""
    found = PolicyVersion.objects.filter(pk=version).select_related("policy", "route__programme").first()
    if found is None or may_see_programmes(who):
        return found
    duties, _people = queries.duties_by_route(who, None, only=who, on=today())
    return found if found.route_id in duties else None


def my_acknowledgement(who: Staff, version: PolicyVersion) -> Acknowledgement | None:
    """When this person last said to have read a version."""
    return Acknowledgement.objects.filter(version=version, staff=who).order_by("-day", "-made_at").first()
