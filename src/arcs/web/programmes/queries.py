"""Reads of programmes; each begins with who asks.

The finders keep to what that person may see by themselves, whatever the database's own wall does; the reads below them
are given what a finder found. How a route stands is asked of the database, which answers anybody on the staff the same
and names nobody to whoever may not read programmes.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Count, Max, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from arcs.core.evaluation.records import BoardDecision
from arcs.web.people.models import Staff
from arcs.web.people.permits import may
from arcs.web.people.queries import names_of
from arcs.web.programmes.drafting import starts_of
from arcs.web.programmes.models import (
    Acknowledgement,
    LiveSwitch,
    PolicyVersion,
    Programme,
    ProgrammeRoute,
    RoutePeople,
    RoutePolicy,
    RouteTraining,
    TrainingRecord,
)
from arcs.web.programmes.permits import day, may_see_programmes
from arcs.web.programmes.plan import Plan, PlanStep, plan_of
from arcs.web.programmes.policies import PLAN
from arcs.web.programmes.readiness import Duty, RouteStanding, standing_of
from arcs.web.sheets.models import StudyRow
from arcs.web.sheets.policies import DECISIONS
from arcs.web.sheets.queries import records, records_of
from arcs.web.studies.models import Study
from arcs.web.studies.queries import studies_seen_by
from arcs.web.wall.clock import today
from arcs.web.wall.permit import GIVEN, Permit, refused

# ---- finders


def programmes_seen_by(who: Staff) -> QuerySet[Programme]:
    """Every programme, for whoever may see programmes; none for others."""
    return Programme.objects.order_by("title", "pk") if may_see_programmes(who) else Programme.objects.none()


def programme_seen_by(who: Staff, programme: UUID) -> Programme | None:
    """One programme, or None where there is none for this person."""
    return programmes_seen_by(who).filter(pk=programme).first()


def _of_seen(who: Staff, model: type[Any], pk: UUID, *joined: str) -> Any:
    if not may_see_programmes(who):
        return None
    return model.objects.filter(pk=pk).select_related("route__programme", *joined).first()


def route_seen_by(who: Staff, route: UUID) -> ProgrammeRoute | None:
    """One route with its programme."""
    if not may_see_programmes(who):
        return None
    return ProgrammeRoute.objects.filter(pk=route).select_related("programme").first()


def policy_seen_by(who: Staff, policy: UUID) -> RoutePolicy | None:
    """One policy with its route."""
    return _of_seen(who, RoutePolicy, policy)


def training_seen_by(who: Staff, training: UUID) -> RouteTraining | None:
    """One training with its route."""
    return _of_seen(who, RouteTraining, training, "kind")


def record_seen_by(who: Staff, record: UUID) -> TrainingRecord | None:
    """One training record with its training."""
    return _of_seen(who, TrainingRecord, record, "training", "withdrawal")


def people_seen_by(who: Staff, people: UUID) -> RoutePeople | None:
    """One team, role or person of a route."""
    return _of_seen(who, RoutePeople, people)


def step_seen_by(who: Staff, step: UUID) -> tuple[StudyRow, Programme] | None:
    """One row of a plan with its programme."""
    row = StudyRow.objects.filter(pk=step, part=PLAN).first() if may_see_programmes(who) else None
    programme = Programme.objects.filter(study_id=row.study_id).first() if row is not None else None
    return (row, programme) if row is not None and programme is not None else None


def sees_study(who: Staff, study_id: UUID) -> bool:
    """Whether this person sees the study itself: only then may the programme be changed."""
    return studies_seen_by(who).filter(pk=study_id).exists()


# ---- the plan


def studies_to_begin(who: Staff) -> list[Study]:
    """Studies without a programme in which the board has adopted something, for whoever may begin one."""
    if not may(who, "programmes.manage"):
        return []
    begun = Programme.objects.values("study_id")
    decided = StudyRow.objects.filter(part=DECISIONS, cells__decision__startswith="adopted").values("study_id")
    return list(studies_seen_by(who).filter(pk__in=decided).exclude(pk__in=begun).order_by("title", "pk"))


def study_to_begin(who: Staff, study: UUID) -> Study | None:
    """A study that this person sees and could begin a programme of; its board may not have decided yet."""
    return studies_seen_by(who).filter(pk=study).first() if may_see_programmes(who) else None


def decisions_of(who: Staff, study: Study) -> tuple[BoardDecision, ...]:
    """What the board decided, as far as this person sees the study."""
    return records_of(who, study, DECISIONS)


def plan_rows(who: Staff, programme: Programme) -> QuerySet[StudyRow]:
    """The rows of a plan."""
    return StudyRow.objects.filter(study_id=programme.study_id, part=PLAN)


def steps_from(rows: Iterable[StudyRow]) -> list[PlanStep]:
    """Rows as steps, each with its row's version. Refusal for a row that cannot be a step."""
    given = list(rows)
    made = records(PLAN, [one.cells for one in given])
    return [
        PlanStep(row=row.pk, version=row.version, position=row.position, step=step)
        for row, step in zip(given, made, strict=True)
    ]


def plan_in(who: Staff, programme: Programme, *, on: date | None = None) -> Plan:
    """The whole plan as it stands on a day, today where none is given."""
    return plan_of(steps_from(plan_rows(who, programme).order_by("position", "pk")), on or today())


def starts_adopted(who: Staff, study: UUID) -> dict[str, date]:
    """From when the board lets each way of answering begin, as far as this person sees the study."""
    rows = StudyRow.objects.filter(study_id=study, part=DECISIONS).order_by("position", "pk")
    return starts_of(records(DECISIONS, [one.cells for one in rows]))


def routes_to_add(who: Staff, programme: Programme) -> tuple[str, ...]:
    """Ways of answering that the board has adopted and the programme does not have yet."""
    adopted = starts_adopted(who, programme.study_id)
    there = set(ProgrammeRoute.objects.filter(programme=programme).values_list("disposition", flat=True))
    return tuple(one for one in adopted if one not in there)


# ---- routes


@dataclass(frozen=True, kw_only=True)
class RouteNow:
    """A route as it stands on a day: how it is switched, who is current, whether it is live and if not, why."""

    id: UUID
    study_id: UUID
    disposition: str
    live_from: date | None
    standing: RouteStanding
    live: Permit


def routes_now(who: Staff, programme: Programme | None = None, *, on: date | None = None) -> list[RouteNow]:
    """Every route of a programme (of all, where none is given) in two queries."""
    moment = on or today()
    which = programme.pk if programme is not None else None
    duties, people = duties_by_route(who, which, on=moment)
    made = []
    with connection.cursor() as cursor:
        cursor.execute("select * from routes_standing(%s, %s)", [which, moment])
        rows = cursor.fetchall()
    for route, study, disposition, least, live_from, policies in rows:
        standing = standing_of(
            duties.get(route, ()), people=people.get(route, ()), policies=policies, least_people=least, on=moment
        )
        made.append(
            RouteNow(
                id=route, study_id=study, disposition=disposition, live_from=live_from, standing=standing,
                live=live_permit(live_from, standing),
            )
        )  # fmt: skip
    return sorted(made, key=lambda one: one.disposition)


People = Sequence[tuple[int, UUID | None]]


def duties_by_route(
    who: Staff | None, which: UUID | None, *, only: Staff | None = None, on: date
) -> tuple[Mapping[UUID, list[Duty]], Mapping[UUID, People]]:
    """What each person of each route has to hold on a day, and who those people are; `who` acts."""
    duties: dict[UUID, list[Duty]] = {}
    people: dict[UUID, dict[int, UUID | None]] = {}
    with connection.cursor() as cursor:
        cursor.execute("select * from duties_of(%s, %s, %s)", [which, only.pk if only else None, on])
        for route, person, staff, kind, thing, since, until, wanted_since, ever in cursor.fetchall():
            people.setdefault(route, {})[person] = staff
            if kind is not None:
                duty = Duty(person=person, staff=staff, kind=kind, thing=thing, since=since, until=until,
                            wanted_since=wanted_since, ever=ever)  # fmt: skip
                duties.setdefault(route, []).append(duty)
    return duties, {route: tuple(ones.items()) for route, ones in people.items()}


def ready_permit(standing: RouteStanding) -> Permit:
    """Whether everybody of a route is current and there are enough, or the sentence why not."""
    if not standing.policies:
        return refused(_("No policy is written for this route."))
    if not standing.people:
        return refused(_("Nobody belongs to this route yet."))
    if standing.not_current:
        return refused(not_current_in_words(standing))
    if standing.current < standing.least_people:
        return refused(
            _("%(current)s people are current, and the route needs at least %(least)s.")
            % {"current": standing.current, "least": standing.least_people}
        )
    return GIVEN


def not_current_in_words(standing: RouteStanding) -> str:
    """How many of how many are not current, and since when those who lapsed have been."""
    all_of_them, lapsed = len(standing.people), standing.lapsed
    count = len(standing.not_current)
    words = ngettext(
        "%(count)d of %(all)d person is not current.", "%(count)d of %(all)d people are not current.", all_of_them
    ) % {"count": count, "all": all_of_them}
    if not lapsed:
        return words
    last = ngettext("%(count)d person lapsed, last on %(day)s.", "%(count)d people lapsed, last on %(day)s.", lapsed)
    return f"{words} {last % {'count': lapsed, 'day': day(standing.lapses[-1])}}"


def live_permit(live_from: date | None, standing: RouteStanding) -> Permit:
    """Whether a route is live: switched on, the day has come, and everybody is current."""
    if live_from is None:
        return refused(_("It is not switched on."))
    if standing.on < live_from:
        return refused(_("It goes live on %(day)s.") % {"day": day(live_from)})
    return ready_permit(standing)


def is_live(who: Staff, study: Study | UUID, route: str, on: date) -> Permit:
    """Whether calls may be answered this way on a day, or why not; anybody on the staff may ask.

    `route` is a disposition ("outside"). Unknown is never safe: a route that nobody planned is not live.
    """
    wanted = study.pk if isinstance(study, Study) else study
    found = next((one for one in routes_now(who, on=on) if (one.study_id, one.disposition) == (wanted, route)), None)
    return found.live if found is not None else refused(_("No programme has this route."))


def route_now(who: Staff, route: ProgrammeRoute, *, on: date | None = None) -> RouteNow:
    """One route as it stands on a day."""
    return next(one for one in routes_now(who, route.programme, on=on) if one.id == route.pk)


def people_of(who: Staff, route: ProgrammeRoute) -> list[RoutePeople]:
    """The teams, roles and persons of a route that have not ended, by name."""
    running = Q(valid_to=None) | Q(valid_to__gte=today())
    return list(RoutePeople.objects.filter(running, route=route).order_by("name", "pk"))


def staff_names(who: Staff, ids: Iterable[UUID | None]) -> dict[UUID, str]:
    """Names as far as the asker may see them."""
    return names_of(who, [one for one in ids if one is not None])


# ---- policies and trainings


def policies_of(who: Staff, routes: Iterable[UUID]) -> list[RoutePolicy]:
    """The policies of routes that still hold, with the number and day of the last version."""
    holds = Q(ended_on=None) | Q(ended_on__gt=today())
    rows = RoutePolicy.objects.filter(holds, route__in=list(routes)).annotate(
        last=Max("versions__number"), written=Max("versions__effective_from")
    )
    return list(rows.order_by("title", "pk"))


def trainings_of(who: Staff, routes: Iterable[UUID]) -> list[RouteTraining]:
    """The trainings of routes that still hold, with how many records there are."""
    holds = Q(ended_on=None) | Q(ended_on__gt=today())
    rows = RouteTraining.objects.filter(holds, route__in=list(routes)).select_related("kind")
    return list(rows.annotate(recorded=Count("records")).order_by("name", "pk"))


def versions_of(who: Staff, policy: RoutePolicy) -> list[PolicyVersion]:
    """Everything a policy said, the last version first, with how often each was acknowledged."""
    return list(
        PolicyVersion.objects.filter(policy=policy).annotate(read=Count("acknowledgements")).order_by("-number")
    )


def acknowledgements_of(who: Staff, policy: RoutePolicy) -> QuerySet[Acknowledgement]:
    """Who said to have read a policy, and which version."""
    rows = Acknowledgement.objects.filter(version__policy=policy).select_related("version")
    return rows if may_see_programmes(who) else rows.filter(staff=who)


def training_records(who: Staff, training: RouteTraining) -> QuerySet[TrainingRecord]:
    """Who was trained when; withdrawn ones among them."""
    rows = TrainingRecord.objects.filter(training=training).select_related("withdrawal")
    return rows if may_see_programmes(who) else rows.filter(staff=who)


def switches_of(who: Staff, route: ProgrammeRoute) -> list[LiveSwitch]:
    """How a route was switched, the last first."""
    return list(LiveSwitch.objects.filter(route=route).order_by("-number")[:20])
