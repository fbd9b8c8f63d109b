"""No list asks the database more often when it shows more rows."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone
from tests.making.jobs import a_job
from tests.making.people import a_grant, a_person, a_team
from tests.making.statements import queries_of
from tests.web.conftest import SignIn

from arcs.web.messages.actions import send_message
from arcs.web.people.models import Staff
from arcs.web.people.tokens import make_token
from arcs.web.studies.actions import begin_study
from arcs.web.studies.models import CallImport, ImportedCall, SetAside, StudyMember
from arcs.web.wall.acting import acting_as
from arcs.web.wall.clock import today
from arcs.web.wall.read_log import record_read

pytestmark = pytest.mark.django_db
FEW, MANY = 2, 60  # more than a page of any list holds
MAY = ("people.read", "people.manage", "studies.read", "studies.create", "messages.see", "audit.read", "jobs.see_all",
       "people.confirm_access", "people.make_tokens", "audit.review")  # fmt: skip


class Rows:
    """Rows of every list, added to those that are there."""

    def __init__(self) -> None:
        self.team = a_team()
        self.boss: Staff = a_person("Boss", permissions=MAY, teams=[self.team])
        with acting_as(self.boss.pk), transaction.atomic():
            study = begin_study(by=self.boss, title="First", place="Nowhere")
            self.call_import = CallImport.objects.create(
                study=study, name="calls.csv", state="loaded", made_by=self.boss.pk, calls=MANY, rows_read=MANY
            )
        self.study, self.number = study, 0

    def add(self, many: int) -> None:
        """That many more of everything a list shows."""
        for _ in range(many):
            self.number += 1
            one = a_person(f"Person {self.number}", teams=[self.team, a_team()])
            a_grant(one, "care", granted_by=self.boss, confirmed_by=None)
            tomorrow = today() + timedelta(days=1)
            make_token(by=self.boss, name=f"Token {self.number}", scopes=["people.read"], until=tomorrow)
            a_job(self.boss, title=f"Work {self.number}")
            self._of_study(one)

    def _of_study(self, one: Staff) -> None:
        mine = {"study": self.study, "call_import": self.call_import, "number": self.number}
        with acting_as(self.boss.pk), transaction.atomic():
            StudyMember.objects.create(
                study=self.study, staff=one, staff_name=one.name, part="reader", added_by=self.boss.pk
            )
            begin_study(by=self.boss, title=f"Study {self.number}", place="Nowhere")
            send_message(by=self.boss, to="a@example.org", subject="Hello", body="Hello.", key=f"message-{self.number}")
            ImportedCall.objects.create(
                **mine, chosen=True, call_type="THEFT", initiated_by="public", unit_responses=1, missing=0, negative=0,
                over_long=0, received_local=timezone.now() - timedelta(minutes=self.number), hour_of_week=1,
            )  # fmt: skip
            SetAside.objects.create(**mine, reason="no call type", source_file="calls.csv", source_line=self.number)
            CallImport.objects.create(study=self.study, name=f"more-{self.number}.csv", made_by=self.boss.pk)
            record_read(kind="calls", compartment="operational", object_id=None)


def test_no_list_asks_more_often_with_sixty_rows_than_with_two(sign_in: SignIn) -> None:
    rows = Rows()
    rows.add(FEW)
    browser = sign_in(rows.boss)
    of_import = f"/studies/imports/{rows.call_import.pk}"
    refused(rows.boss)
    days = f"since={today() - timedelta(days=2)}&until={today() + timedelta(days=1)}"
    paths = [
        "/", "/studies/", f"/studies/{rows.study.pk}/", f"/studies/{rows.study.pk}/members/", f"{of_import}/calls/",
        f"{of_import}/calls/?sort=-received&counted=yes", f"{of_import}/left-out/", "/people/", "/people/?sort=-seen",
        f"/people/{rows.boss.pk}/", "/people/roles/", "/people/teams/", f"/people/teams/{rows.team.pk}/",
        "/people/access/", "/me/tokens/", "/jobs/", "/messages/", "/audit/", "/audit/?kind=Staff",
        "/audit/review/", "/audit/alarms/", "/people/?find=Person", "/audit/?done=refused", f"/audit/?{days}",
        f"/audit/?words=Person+1&{days}", f"/studies/{rows.study.pk}/members/?whom=Person",
        f"{of_import}/calls/?left_out=negative",
    ]  # fmt: skip
    few = counted(browser, paths)
    rows.add(MANY - FEW)
    assert counted(browser, paths) == few


def refused(person: Staff) -> None:
    with acting_as(person.pk), transaction.atomic():
        record_read(kind="calls", compartment="operational", object_id=None, allowed=False)


def counted(browser: Client, paths: list[str]) -> dict[str, int]:
    """Each page's queries."""
    return {path: queries_of(browser, path) for path in paths}
