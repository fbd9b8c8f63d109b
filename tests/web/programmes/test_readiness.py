"""A route is live only while everybody of it is current; what is not known never counts as ready."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest
from django.db import connection, models, transaction
from django.db.utils import Error
from hypothesis import given
from hypothesis import strategies as st
from tests.making.people import a_person, a_team
from tests.making.programmes import (
    MANAGES,
    READS,
    Staffed,
    a_begun_programme,
    a_current_route,
    a_staffed_route,
    read_by,
    trained,
)
from tests.making.settings import a_programme

from arcs.web.agency.actions import new_edition
from arcs.web.messages.models import MessageText, OutgoingMessage
from arcs.web.people.actions import turn_off
from arcs.web.people.models import Qualification, QualificationKind, Staff, TeamMembership
from arcs.web.programmes import actions, queries
from arcs.web.programmes.models import Acknowledgement, LiveSwitch, ProgrammeRoute, TrainingRecord
from arcs.web.programmes.policies import PLAN
from arcs.web.programmes.queries import RouteNow
from arcs.web.programmes.readiness import POLICY, TRAINING, Duty, RouteStanding, standing_of
from arcs.web.programmes.work import remind
from arcs.web.sheets.actions import remove_row
from arcs.web.sheets.models import StudyRow
from arcs.web.wall.acting import Standing, acting_as
from arcs.web.wall.clock import today
from arcs.web.wall.permit import Refused

TODAY = date(2027, 1, 4)


@pytest.mark.django_db
@pytest.mark.parametrize("zone", ["Etc/GMT+12", "America/Chicago", "UTC"])
def test_whoever_joined_the_team_today_belongs_to_its_route_though_it_is_another_day_in_utc(zone: str) -> None:
    identity = replace(a_programme().identity, time_zone=zone)
    with acting_as(Standing.KEEPER), transaction.atomic():
        new_edition(by=Standing.KEEPER, valid_from=date(2020, 1, 1), programme=a_programme(identity=identity), after=0)
    made = a_current_route(1)
    with acting_as(made.begun.manager.pk), transaction.atomic():
        assert queries.route_now(made.begun.manager, made.begun.route).standing.is_ready


# ---- the rule alone


@st.composite
def routes(draw: st.DrawFn) -> RouteStanding:
    """A route with up to five people, each with up to four duties held for some time or not."""
    people = draw(st.integers(0, 5))
    duties = []
    for person in range(people):
        for number in range(draw(st.integers(0, 4))):
            since = draw(st.none() | st.dates(date(2026, 12, 1), date(2027, 2, 1)))
            until = None if since is None else since + timedelta(days=draw(st.integers(0, 90)))
            kind = draw(st.sampled_from([POLICY, TRAINING]))
            duties.append(Duty(person=person, staff=None, kind=kind, thing=UUID(int=number), since=since, until=until))
    return standing_of(
        duties, people=[(one, None) for one in range(people)], policies=draw(st.integers(0, 2)),
        least_people=draw(st.integers(1, 3)), on=TODAY,
    )  # fmt: skip


def again(standing: RouteStanding, duties: list[Duty]) -> RouteStanding:
    return standing_of(
        duties, people=[(one.person, None) for one in standing.people], policies=standing.policies,
        least_people=standing.least_people, on=standing.on,
    )  # fmt: skip


@given(routes(), st.data())
def test_readiness_never_becomes_true_by_taking_an_acknowledgement_or_a_training_away(
    standing: RouteStanding, data: st.DataObject
) -> None:
    duties = [duty for one in standing.people for duty in (*one.held, *one.missing)]
    taken = {at for at in range(len(duties)) if data.draw(st.booleans())}
    without = [replace(one, since=None, until=None) if at in taken else one for at, one in enumerate(duties)]
    less = again(standing, without)
    assert standing.is_ready or not less.is_ready
    assert less.current <= standing.current
    assert bool(queries.ready_permit(standing)) == standing.is_ready
    # nobody is counted twice or forgotten
    assert len(standing.not_current) + standing.current == len(standing.people)


@given(routes())
def test_a_route_without_people_or_without_a_policy_is_never_ready(standing: RouteStanding) -> None:
    assert not again(replace(standing, people=()), []).is_ready
    assert not replace(standing, policies=0).is_ready


# ---- in the database

pytestmark = pytest.mark.django_db


def now(made: Staffed, *, on: date | None = None, who: Staff | None = None) -> RouteNow:
    asker = who or made.begun.manager
    with acting_as(asker.pk), transaction.atomic():
        (found,) = queries.routes_now(asker, made.begun.programme, on=on)
    return found


def live(made: Staffed, on: date, who: Staff | None = None) -> str:
    """Why the route is not live on a day, as somebody is told; nothing where it is."""
    asker = who or made.begun.manager
    with acting_as(asker.pk), transaction.atomic():
        return queries.is_live(asker, made.begun.study, "non_sworn", on).why_not


def go_live(made: Staffed, day: date | None = None) -> None:
    by = made.begun.manager
    with acting_as(by.pk):
        actions.go_live(by=by, route=made.route, live_from=day or today())


def test_a_route_goes_live_when_the_last_of_its_people_has_read_and_is_trained() -> None:
    made = a_staffed_route(3)
    with pytest.raises(Refused, match=r"3 of 3 people are not current\."):
        go_live(made)
    read_by(made.people, made.version)
    trained(made.begun.manager, made.people[:2], made.training)
    assert (now(made).standing.current, len(now(made).standing.people)) == (2, 3)
    with pytest.raises(Refused, match=r"1 of 3 people are not current\."):
        go_live(made)
    trained(made.begun.manager, made.people[2:], made.training)
    assert live(made, today()) == "It is not switched on."
    go_live(made)
    assert live(made, today()) == ""


def test_a_live_route_is_not_live_by_itself_when_people_lapse_and_says_how_many_and_when() -> None:
    made = a_current_route(2, valid_days=90)
    go_live(made)
    last = today() + timedelta(days=90)
    assert live(made, last) == ""
    why = live(made, last + timedelta(days=1))
    assert why.startswith("2 of 2 people are not current. 2 people lapsed, last on ")
    assert f"{(last + timedelta(days=1)).year}" in why


def test_a_new_version_must_be_read_anew_and_one_in_force_later_not_yet() -> None:
    made = a_current_route(2)
    by = made.begun.manager
    go_live(made)
    later = today() + timedelta(days=10)
    with acting_as(by.pk):
        second = actions.change_policy(
            by=by, policy=made.version.policy, after=1, text="Go twice.", effective_from=later
        )
        with pytest.raises(Refused, match="Somebody wrote version 2 meanwhile"):
            actions.change_policy(by=by, policy=made.version.policy, after=1, text="Mine.", effective_from=later)
    assert live(made, today()) == ""
    assert "2 people lapsed" in live(made, later)
    read_by(made.people, second)
    assert live(made, later) == ""


def test_a_switch_for_a_day_to_come_is_refused_where_somebody_would_have_lapsed_by_then() -> None:
    made = a_current_route(1, valid_days=20)
    with pytest.raises(Refused, match="this would not hold"):
        go_live(made, today() + timedelta(days=30))
    with pytest.raises(Refused, match="Choose today or a day to come"):
        go_live(made, today() - timedelta(days=1))
    go_live(made, today() + timedelta(days=10))
    assert live(made, today()).startswith("It goes live on ")
    assert live(made, today() + timedelta(days=10)) == ""


def test_no_route_goes_live_before_the_day_that_the_board_gave_or_without_its_decision() -> None:
    start = today() + timedelta(days=50)
    made = a_current_route(1, effective=start)
    with pytest.raises(Refused, match="The board lets it begin on "):
        go_live(made, start - timedelta(days=1))
    go_live(made, start)
    with acting_as(made.begun.lead.pk), transaction.atomic():
        row = StudyRow.objects.get(part="board_decisions.csv")
    with acting_as(made.begun.lead.pk):
        remove_row(by=made.begun.lead, row=row, version=1)
    with pytest.raises(Refused, match="decision for this way of answering is gone"):
        go_live(made, start)


def test_nobody_or_fewer_than_needed_is_not_live_and_a_switched_off_route_neither() -> None:
    made = a_current_route(2)
    by = made.begun.manager
    with acting_as(by.pk):
        actions.need_at_least(by=by, route=made.route, people=3)
    with pytest.raises(Refused, match="2 people are current, and the route needs at least 3"):
        go_live(made)
    with acting_as(by.pk):
        actions.need_at_least(by=by, route=made.route, people=2)
    go_live(made)
    with acting_as(by.pk):
        with pytest.raises(Refused, match="Say why"):
            actions.switch_off(by=by, route=made.route, why=" ")
        actions.switch_off(by=by, route=made.route, why="An accident.")
    assert live(made, today()) == "It is not switched on."
    begun = a_begun_programme("Another")
    with acting_as(begun.manager.pk), transaction.atomic():
        assert queries.is_live(begun.manager, begun.study, "officer", today()).why_not == "No programme has this route."
        found = queries.route_now(begun.manager, begun.route)
        assert queries.ready_permit(found.standing).why_not == "No policy is written for this route."


def test_who_leaves_the_team_or_is_turned_off_is_no_longer_counted_and_who_joins_is() -> None:
    made = a_current_route(2)
    go_live(made)
    new = a_person("New", teams=[made.team])
    assert live(made, today()) == "1 of 3 people are not current."
    boss = a_person("Boss", permissions=("people.manage", "people.read"))
    with acting_as(boss.pk):
        turn_off(by=boss, staff=new, why="On leave")
    assert live(made, today()) == ""
    with acting_as(Standing.KEEPER), transaction.atomic():
        TeamMembership.objects.filter(team=made.team).update(valid_to=today() - timedelta(days=1))
    assert live(made, today()) == "Nobody belongs to this route yet."


def test_a_certificate_of_the_list_of_staff_counts_while_it_is_valid_and_has_the_hours() -> None:
    made = a_staffed_route(1)
    by, (officer,) = made.begun.manager, made.people
    with acting_as(Standing.KEEPER), transaction.atomic():
        kind = QualificationKind.objects.create(key="cit", name="CIT")
    with acting_as(by.pk):
        actions.end_training(by=by, training=made.training)
        actions.add_training(by=by, route=made.route, name="CIT 40 h", hours=40, valid_months=None, kind=kind)  # type: ignore[arg-type] # a whole number
    read_by(made.people, made.version)
    with acting_as(Standing.KEEPER), transaction.atomic():
        held = Qualification.objects.create(staff=officer, kind=kind, hours=8)
    assert now(made).standing.current == 0
    with acting_as(Standing.KEEPER), transaction.atomic():
        held.hours, held.valid_to = 40, today() + timedelta(days=5)  # type: ignore[assignment] # a whole number
        held.save()
    assert now(made).standing.current == 1
    assert now(made, on=today() + timedelta(days=6)).standing.current == 0


def test_a_withdrawn_record_does_not_count_and_nobody_records_his_own_training_or_one_to_come() -> None:
    made = a_current_route(1)
    by = made.begun.manager
    with acting_as(by.pk), transaction.atomic():
        record = TrainingRecord.objects.select_related("route__programme").get(training=made.training)
    with acting_as(by.pk):
        with pytest.raises(Refused, match="Say why"):
            actions.withdraw_record(by=by, record=record, why="")
        actions.withdraw_record(by=by, record=record, why="Another person.")
        with pytest.raises(Refused, match="Nobody records his own"):
            actions.record_training(by=by, training=made.training, staff=by, done_on=today())
        with pytest.raises(Refused, match="not for a day to come"):
            actions.record_training(
                by=by, training=made.training, staff=made.people[0], done_on=today() + timedelta(days=1)
            )
    assert now(made).standing.current == 0


def test_an_acknowledgement_is_ones_own_is_written_once_and_renewed_only_before_it_ends() -> None:
    made = a_staffed_route(1, valid_days=365)
    (officer,) = made.people
    stranger = a_person("Stranger")
    read_by(made.people, made.version)
    read_by(made.people, made.version)
    with acting_as(officer.pk), transaction.atomic():
        assert Acknowledgement.objects.count() == 1
    with acting_as(stranger.pk), pytest.raises(Refused, match="You do not belong to this route"):
        actions.acknowledge(by=stranger, version=made.version)


def test_a_dispatcher_is_told_whether_a_route_is_live_and_never_who_is_not_current() -> None:
    made = a_staffed_route(2)
    dispatcher = a_person("Dispatcher")
    assert live(made, today(), who=dispatcher) == live(made, today())
    assert {one.staff for one in now(made, who=dispatcher).standing.people} == {None}
    assert now(made, who=made.people[0]).standing.current == 0
    seen = {one.staff for one in now(made, who=made.people[0]).standing.people}
    assert seen == {None, made.people[0].pk}  # oneself


# ---- the walls


@pytest.mark.parametrize("model", ["programme", "programmeroute", "routepeople", "routepolicy", "policyversion",
                                   "acknowledgement", "routetraining", "trainingrecord"])  # fmt: skip
def test_with_the_codes_wall_down_a_stranger_sees_no_row_and_an_officer_his_own(model: str) -> None:
    made = a_current_route(2)
    stranger, officer, reader = a_person("Stranger"), made.people[0], a_person(permissions=READS)

    def rows(who: Staff) -> int:
        with acting_as(who.pk), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"select count(*) from programmes_{model}")
            return int(cursor.fetchone()[0])

    assert rows(stranger) == 0
    mine = {"routepeople": 0, "acknowledgement": 1, "trainingrecord": 1}
    assert rows(officer) == mine.get(model, 1)
    assert rows(reader) == {"acknowledgement": 2, "trainingrecord": 2}.get(model, 1)


def test_with_the_codes_wall_down_nobody_acknowledges_for_another_for_last_year_or_changes_what_was_said() -> None:
    made = a_staffed_route(2)
    mine, other = made.people
    said = {"study_id": made.begun.study.pk, "route": made.route, "version": made.version, "staff_name": "x"}

    def refused(who: Staff, **words: object) -> bool:
        with acting_as(who.pk):
            try:
                with transaction.atomic():
                    Acknowledgement.objects.create(**{**said, **words})
            except Error as wall:
                return "row-level security" in str(wall)
        return False

    assert refused(mine, staff=other, day=today())
    assert refused(mine, staff=mine, day=today() - timedelta(days=400))
    assert refused(made.begun.manager, staff=mine, day=today())
    assert refused(a_person("Eve"), staff=mine, day=today())
    assert not refused(mine, staff=mine, day=today())
    with acting_as(mine.pk), pytest.raises(Error), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("delete from programmes_acknowledgement")


def test_with_the_codes_wall_down_only_a_manager_who_sees_the_study_writes() -> None:
    made = a_staffed_route(1)
    blind = a_person(permissions=[one for one in MANAGES if not one.startswith("studies.")])
    reader = a_person(permissions=(*READS, "studies.read", "studies.see_all"))
    for who in (blind, reader, made.people[0], a_person("Eve")):
        own = {"study_id": made.begun.study.pk, "route": made.route, "made_by": who.pk}
        rows: tuple[models.Model, ...] = (
            LiveSwitch(**own, number=1, live_from=today()),
            TrainingRecord(**own, training=made.training, staff=made.people[0], staff_name="x", done_on=today()),
            StudyRow(study=made.begun.study, part=PLAN, position=999, key="x", cells={}, changed_by=who.pk),
        )
        for row in rows:
            with acting_as(who.pk), pytest.raises(Error, match="row-level security"), transaction.atomic():
                row.save(force_insert=True)
        with acting_as(who.pk), transaction.atomic():
            assert ProgrammeRoute.objects.update(least_people=9) == 0
            assert StudyRow.objects.filter(part=PLAN).update(key="x") == 0


# ---- letters


def letters() -> list[tuple[str, str]]:
    with acting_as(Standing.CLERK), transaction.atomic():
        found = OutgoingMessage.objects.order_by("subject", "to")
        return [(one.to, MessageText.objects.get(message=one).body) for one in found]


def test_each_person_is_written_to_once_about_each_thing_that_ends_within_thirty_days() -> None:
    made = a_staffed_route(2, valid_days=20, valid_months=24)
    read_by(made.people, made.version)
    trained(made.begun.manager, made.people[:1], made.training)
    remind()
    remind()
    written = letters()
    assert sorted(to for to, _body in written) == sorted(one.login for one in made.people)
    assert all("“Noise calls” ends on" in body for _to, body in written)


def test_nobody_is_written_to_about_what_ends_later_or_is_no_longer_his() -> None:
    made = a_current_route(1, valid_days=60)
    other = a_staffed_route(1, valid_days=10)
    read_by(other.people, other.version)
    by = other.begun.manager
    with acting_as(by.pk), transaction.atomic():
        (group,) = queries.people_of(by, other.route)
    with acting_as(by.pk):
        actions.end_people(by=by, people=group)
    remind()
    assert letters() == []
    assert made.people[0].is_active


def test_a_role_a_team_and_a_person_may_belong_to_a_route_and_nobody_twice() -> None:
    made = a_staffed_route(1)
    by, extra = made.begun.manager, a_team()
    with acting_as(by.pk):
        actions.add_people(by=by, route=made.route, staff=made.people[0])
        with pytest.raises(Refused, match="belongs to this route already"):
            actions.add_people(by=by, route=made.route, staff=made.people[0])
        with pytest.raises(Refused, match="Choose one"):
            actions.add_people(by=by, route=made.route, staff=made.people[0], team=extra)
    assert len(now(made).standing.people) == 1  # by name and by team is one person


def test_a_second_click_requires_no_policy_training_or_record_twice() -> None:
    made = a_current_route()
    by, route, person = made.begun.manager, made.begun.route, made.people[0]
    held = {"text": "Read this.", "effective_from": today()}
    with acting_as(by.pk):
        with pytest.raises(Refused, match="already"):
            actions.add_policy(by=by, route=route, title=made.version.policy.title.upper(), **held)
        with pytest.raises(Refused, match="already"):
            actions.add_training(by=by, route=route, name=made.training.name, hours=None, valid_months=None)
        day = today() - timedelta(days=400)
        record = actions.record_training(by=by, training=made.training, staff=person, done_on=day)
        with pytest.raises(Refused, match="recorded already"):
            actions.record_training(by=by, training=made.training, staff=person, done_on=day)
        actions.withdraw_record(by=by, record=record, why="Another person.")
        actions.record_training(by=by, training=made.training, staff=person, done_on=day)
        actions.end_policy(by=by, policy=made.version.policy)
        actions.add_policy(by=by, route=route, title=made.version.policy.title, **held)
