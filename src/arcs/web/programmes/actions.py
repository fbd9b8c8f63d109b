"""Changes of routes: their people, policies, trainings, records and switches. Permit and change in one transaction."""

from datetime import date
from decimal import Decimal

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from arcs.web.people.models import QualificationKind, Role, Staff, Team
from arcs.web.programmes import own, permits, queries
from arcs.web.programmes.models import (
    Acknowledgement,
    LiveSwitch,
    PolicyVersion,
    ProgrammeRoute,
    RecordWithdrawal,
    RoutePeople,
    RoutePolicy,
    RouteTraining,
    TrainingRecord,
)
from arcs.web.wall.at_once import once_or_refused
from arcs.web.wall.clock import today
from arcs.web.wall.permit import GIVEN, Permit, Refused, first_refusal, refused

AGAIN_DAYS = 30  # before an acknowledgement ends it may be renewed


def _demand(by: Staff, route: ProgrammeRoute) -> None:
    permits.may_manage(by, sees_study=queries.sees_study(by, route.study_id)).demand()


def _one_at_a_time(route: ProgrammeRoute) -> None:
    """Whoever changes the same route waits for the other, so that a second click finds what the first one did."""
    ProgrammeRoute.objects.select_for_update(of=("self",)).get(pk=route.pk)


# ---- who belongs to a route


@transaction.atomic
def add_people(
    *, by: Staff, route: ProgrammeRoute, team: Team | None = None, role: Role | None = None, staff: Staff | None = None
) -> RoutePeople:
    """A team, a role or one person belongs to the route from today; exactly one of them."""
    _demand(by, route)
    _one_at_a_time(route)
    chosen = [one for one in (team, role, staff) if one is not None]
    if len(chosen) != 1:
        raise Refused(_("Choose one: a team, a role or a person."))
    if any((one.team_id, one.role_id, one.staff_id) == _ids(team, role, staff) for one in queries.people_of(by, route)):
        raise Refused(_("%(name)s belongs to this route already.") % {"name": str(chosen[0])})
    return RoutePeople.objects.create(
        study_id=route.study_id, route=route, team=team, role=role, staff=staff, name=str(chosen[0]), added_by=by.pk,
        valid_from=today(),
    )  # fmt: skip


def _ids(team: Team | None, role: Role | None, staff: Staff | None) -> tuple[object, object, object]:
    return (team and team.pk, role and role.pk, staff and staff.pk)


@transaction.atomic
def end_people(*, by: Staff, people: RoutePeople) -> None:
    """They no longer belong to the route, from today on."""
    _demand(by, people.route)
    now = RoutePeople.objects.select_for_update(of=("self",)).get(pk=people.pk)
    if now.valid_to is None:
        # The last day is included, so that what ends today ended yesterday.
        now.valid_to = date.fromordinal(today().toordinal() - 1)
        now.save(update_fields=["valid_to"])


@transaction.atomic
def need_at_least(*, by: Staff, route: ProgrammeRoute, people: int) -> None:
    """How many current people the route needs at least."""
    _demand(by, route)
    if people < 1:
        raise Refused(_("A route needs at least one person."))
    ProgrammeRoute.objects.filter(pk=route.pk).update(least_people=people)


# ---- policies


@transaction.atomic
def add_policy(
    *, by: Staff, route: ProgrammeRoute, title: str, text: str, effective_from: date, valid_days: int | None = None
) -> PolicyVersion:
    """A new policy of the route with its first version."""
    _demand(by, route)
    _one_at_a_time(route)
    if RoutePolicy.objects.filter(route=route, title__iexact=title.strip(), ended_on=None).exists():
        raise Refused(_("This route has the policy “%(name)s” already. Write a new version of it.") % {"name": title})
    policy = RoutePolicy.objects.create(study_id=route.study_id, route=route, title=title)
    return _version(by, policy, 1, text=text, effective_from=effective_from, valid_days=valid_days)


@transaction.atomic
def change_policy(
    *, by: Staff, policy: RoutePolicy, after: int, text: str, effective_from: date, valid_days: int | None = None
) -> PolicyVersion:
    """A new version, to be read anew by everybody. `after` is the version that the writer saw: two at once are told."""
    _demand(by, policy.route)
    RoutePolicy.objects.select_for_update(of=("self",)).get(pk=policy.pk)
    last = PolicyVersion.objects.filter(policy=policy).aggregate(last=Max("number"))["last"] or 0
    if last != after:
        raise Refused(
            _("Somebody wrote version %(number)s meanwhile. Read it below, then write yours again from it.")
            % {"number": last}
        )
    return _version(by, policy, last + 1, text=text, effective_from=effective_from, valid_days=valid_days)


def _version(
    by: Staff, policy: RoutePolicy, number: int, *, text: str, effective_from: date, valid_days: int | None
) -> PolicyVersion:
    if not text.strip():
        raise Refused(_("A policy says something. Write its text."))
    return PolicyVersion.objects.create(
        study_id=policy.study_id, route=policy.route, policy=policy, number=number, text=text.strip(),
        effective_from=effective_from, valid_days=valid_days, made_by=by.pk,
    )  # fmt: skip


@transaction.atomic
def end_policy(*, by: Staff, policy: RoutePolicy) -> None:
    """The policy no longer holds, from today on; what it said and who read it stay."""
    _demand(by, policy.route)
    RoutePolicy.objects.filter(pk=policy.pk, ended_on=None).update(ended_on=today())


def may_acknowledge(who: Staff, version: PolicyVersion) -> Permit:
    """Say that one has read a version: of a policy of one's own route, in the version that counts, not twice."""
    mine = {one.duty.thing: one for one in own.my_duties(who)}.get(version.policy_id)
    if mine is None:
        return refused(_("You do not belong to this route, so you need not acknowledge its policy."))
    if mine.version is not None and version.number < mine.version.number:
        return refused(_("There is a newer version. Read that one."))
    held = own.my_acknowledgement(who, version)
    until = mine.duty.until
    is_ending = until is not None and (until - today()).days <= AGAIN_DAYS
    return refused(_("You have acknowledged this version.")) if held and mine.is_held and not is_ending else GIVEN


@transaction.atomic
def acknowledge(*, by: Staff, version: PolicyVersion) -> Acknowledgement:
    """I have read this. By the person himself, with name and time; asked for twice, it is written once."""
    Staff.objects.select_for_update().get(pk=by.pk)  # two clicks at once follow each other
    permit = may_acknowledge(by, version)
    held = own.my_acknowledgement(by, version)
    if held is not None and not permit:
        return held
    permit.demand()
    return Acknowledgement.objects.create(
        study_id=version.study_id, route_id=version.route_id, version=version, staff=by, staff_name=by.name, day=today()
    )


# ---- trainings


@transaction.atomic
def add_training(
    *, by: Staff, route: ProgrammeRoute, name: str, hours: Decimal | None, valid_months: int | None,
    kind: QualificationKind | None = None,
) -> RouteTraining:  # fmt: skip
    """A training that everybody of the route must hold from now on."""
    _demand(by, route)
    _one_at_a_time(route)
    if RouteTraining.objects.filter(route=route, name__iexact=name.strip(), ended_on=None).exists():
        raise Refused(_("This route has the training “%(name)s” already.") % {"name": name})
    return RouteTraining.objects.create(
        study_id=route.study_id, route=route, name=name, hours=hours, valid_months=valid_months, kind=kind
    )


@transaction.atomic
def end_training(*, by: Staff, training: RouteTraining) -> None:
    """The training is no longer required, from today on."""
    _demand(by, training.route)
    RouteTraining.objects.filter(pk=training.pk, ended_on=None).update(ended_on=today())


@transaction.atomic
def record_training(
    *, by: Staff, training: RouteTraining, staff: Staff, done_on: date, certificate: str = ""
) -> TrainingRecord:
    """Somebody else saw that a person was trained; not for a day to come, and never one's own."""
    _demand(by, training.route)
    if done_on > today():
        raise Refused(_("A training is recorded when it is over, not for a day to come."))
    if staff.pk == by.pk:
        raise Refused(_("Nobody records his own training. Ask somebody else who manages the programme."))
    _one_at_a_time(training.route)
    same = TrainingRecord.objects.filter(training=training, staff=staff, done_on=done_on, withdrawal__isnull=True)
    if same.exists():
        raise Refused(_("This training of %(name)s on that day is recorded already.") % {"name": staff.name})
    return TrainingRecord.objects.create(
        study_id=training.study_id, route=training.route, training=training, staff=staff, staff_name=staff.name,
        done_on=done_on, certificate=certificate, made_by=by.pk,
    )  # fmt: skip


@transaction.atomic
def withdraw_record(*, by: Staff, record: TrainingRecord, why: str) -> RecordWithdrawal:
    """A record was wrong and does not count any more; it stays, with the reason."""
    _demand(by, record.route)
    if hasattr(record, "withdrawal"):
        raise Refused(_("This record is withdrawn already."))
    if not why.strip():
        raise Refused(_("Say why the record was wrong."))
    with once_or_refused(_("This record is withdrawn already.")):
        return RecordWithdrawal.objects.create(
            study_id=record.study_id, route_id=record.route_id, record=record, why=why.strip(), made_by=by.pk
        )


# ---- live or not


def may_go_live(who: Staff, route: ProgrammeRoute, live_from: date) -> Permit:
    """Switch a route on from a day: the board lets it begin, everybody is current, and still will be on that day."""
    manage = permits.may_manage(who, sees_study=queries.sees_study(who, route.study_id))
    now = today()
    if live_from < now:
        return first_refusal(manage, refused(_("Choose today or a day to come.")))
    on_the_day = queries.ready_permit(queries.route_now(who, route, on=live_from).standing)
    if not on_the_day and live_from > now:
        on_the_day = refused(
            _("On %(day)s this would not hold. %(why)s") % {"day": permits.day(live_from), "why": on_the_day.why_not}
        )
    ready = queries.ready_permit(queries.route_now(who, route).standing)
    return first_refusal(manage, ready, on_the_day, _is_adopted(who, route, live_from))


def _is_adopted(who: Staff, route: ProgrammeRoute, live_from: date) -> Permit:
    """Not before the day that the board gave, and not without its decision."""
    start = queries.starts_adopted(who, route.study_id).get(route.disposition)
    if start is None:
        return refused(_("The board’s decision for this way of answering is gone. Ask for it before you switch on."))
    if live_from < start:
        return refused(_("The board lets it begin on %(day)s, not before.") % {"day": permits.day(start)})
    return GIVEN


@transaction.atomic
def go_live(*, by: Staff, route: ProgrammeRoute, live_from: date) -> LiveSwitch:
    """Switch a route on from a day. Refused, with the sentence why, while anybody of it is not current."""
    ProgrammeRoute.objects.select_for_update(of=("self",)).get(pk=route.pk)
    may_go_live(by, route, live_from).demand()
    return _switch(by, route, live_from, "")


@transaction.atomic
def switch_off(*, by: Staff, route: ProgrammeRoute, why: str) -> LiveSwitch:
    """Switch a route off, now, with a reason; that is never refused to whoever manages the programme."""
    _demand(by, route)
    if not why.strip():
        raise Refused(_("Say why the route is switched off."))
    ProgrammeRoute.objects.select_for_update(of=("self",)).get(pk=route.pk)
    return _switch(by, route, None, why.strip())


def _switch(by: Staff, route: ProgrammeRoute, live_from: date | None, why: str) -> LiveSwitch:
    last = LiveSwitch.objects.filter(route=route).aggregate(last=Max("number"))["last"] or 0
    return LiveSwitch.objects.create(
        study_id=route.study_id, route=route, number=last + 1, live_from=live_from, why=why, made_by=by.pk
    )
