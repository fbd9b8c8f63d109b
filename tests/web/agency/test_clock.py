"""One clock: the day that pages, jobs and policies go by is the programme's own, wherever the server stands."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.making.clock import LONG_AGO, in_zone, settle
from tests.making.people import a_person
from tests.web.conftest import SignIn

from arcs.web.agency import actions, queries
from arcs.web.people.models import RoleAssignment
from arcs.web.wall.acting import Standing, acting_as
from arcs.web.wall.clock import LAST_ON_EARTH, today

pytestmark = pytest.mark.django_db
ZONES = sorted(zone for zone in available_timezones() if "/" in zone and not zone.startswith(("posix/", "right/")))


def both_days() -> tuple[date, date]:
    """The day as Python has it and as policies have it."""
    with connection.cursor() as cursor:
        cursor.execute("select programme_day()")
        return today(), cursor.fetchone()[0]


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(zone=st.sampled_from(ZONES))
def test_in_every_zone_python_and_policies_have_the_zones_own_day(zone: str) -> None:
    with acting_as(Standing.KEEPER), transaction.atomic():
        actions.new_edition(by=Standing.KEEPER, valid_from=LONG_AGO, programme=in_zone(zone), after=0)
        mine, theirs = both_days()
        assert mine == datetime.now(ZoneInfo(zone)).date()
        assert theirs in {mine, mine - timedelta(days=1)}, "a test's transaction may have begun before midnight"
        transaction.set_rollback(True)


def test_before_any_settings_the_day_is_the_last_on_earth() -> None:
    with acting_as(Standing.VISITOR), transaction.atomic():
        assert both_days()[0] == datetime.now(ZoneInfo(LAST_ON_EARTH)).date()


@pytest.mark.parametrize("zone", ["Etc/GMT+12", "America/Chicago", "Asia/Tokyo", "Etc/GMT-14"])
def test_what_was_given_before_the_first_settings_holds_after_them_wherever_it_is_another_day(zone: str) -> None:
    keeper = a_person("Kim", permissions=("people.manage", "people.read"))
    with acting_as(Standing.KEEPER), transaction.atomic():
        assert RoleAssignment.objects.filter(staff=keeper, valid_from=today()).exists()
        actions.new_edition(by=Standing.KEEPER, valid_from=today(), programme=in_zone(zone), after=0)
    with acting_as(keeper.pk), transaction.atomic():
        assert queries.programme_in_force() == in_zone(zone)
        assert "people.manage" in type(keeper).objects.get(pk=keeper.pk).permissions
        with connection.cursor() as cursor:
            cursor.execute("select acting_may('people.manage')")
            assert cursor.fetchone() == (True,)


def test_a_zone_that_comes_later_changes_nothing_before_its_day() -> None:
    settle("America/Chicago")
    settle("Asia/Tokyo", valid_from=today() + timedelta(days=3))
    with acting_as(Standing.VISITOR), transaction.atomic():
        assert str(timezone.get_current_timezone()) == "America/Chicago"


def test_pages_tell_the_hour_of_the_programmes_clock(sign_in: SignIn) -> None:
    settle("Asia/Kathmandu")
    reader = a_person("Rea", permissions=("agency.read",))
    with acting_as(reader.pk), transaction.atomic():
        made = queries.editions_with_makers(reader).get(number=1).made_at
    shown = sign_in(reader).get(reverse("agency:edition", args=[1])).content.decode()
    assert date_format(made.astimezone(ZoneInfo("Asia/Kathmandu")), "DATETIME_FORMAT") in shown
    assert date_format(made.astimezone(UTC), "DATETIME_FORMAT") not in shown
