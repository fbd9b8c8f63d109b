"""Two people make, in the same instant, what can be only once: one of them reads a sentence, nobody an error."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, connections, transaction
from tests.making.people import a_person
from tests.making.studies import an_analyst
from tests.making.surveys import HOST, a_survey_study, a_wave

from arcs.web.people.models import Staff
from arcs.web.sheets.keeping import keep_file
from arcs.web.studies.actions import add_member
from arcs.web.studies.models import Part
from arcs.web.studies.queries import name_in
from arcs.web.surveys import actions, partnering
from arcs.web.surveys.models import SurveyWave, WaveState
from arcs.web.wall.acting import acting_as
from arcs.web.wall.at_once import once_or_refused
from arcs.web.wall.permit import Refused

LONGEST_WAIT = 60.0


def second_of_two(by: Staff, first: Callable[[], object], second: Callable[[], object]) -> str:
    """What the second is told who begins while the first has not ended yet; "" where both go through."""

    def act() -> str:
        try:
            with acting_as(by.pk):
                second()
        except Refused as refused:
            return str(refused)
        finally:
            connections.close_all()
        return ""

    with ThreadPoolExecutor(1) as pool:
        with acting_as(by.pk), transaction.atomic():
            first()
            told = pool.submit(act)
            _wait_until_it_waits()
        return told.result(timeout=LONGEST_WAIT)


def _wait_until_it_waits() -> None:
    until = time.monotonic() + LONGEST_WAIT
    while time.monotonic() < until:
        with connection.cursor() as cursor:
            cursor.execute("select count(*) from pg_locks where not granted")
            if cursor.fetchone()[0]:
                return
        time.sleep(0.02)
    raise AssertionError("the second never met the first")


@pytest.mark.usefixtures("fresh_database")
def test_of_two_in_the_same_instant_the_second_is_told_in_a_sentence() -> None:
    ana = an_analyst()
    study = a_survey_study(ana)
    spring, autumn = a_wave(ana, study, name="Spring"), a_wave(ana, study, name="Autumn")
    told = second_of_two(
        ana, lambda: actions.open_wave(by=ana, wave=spring), lambda: actions.open_wave(by=ana, wave=autumn)
    )
    assert told == "Another wave of this study is open. Close it first."
    with acting_as(ana.pk), transaction.atomic():
        assert [one.name for one in SurveyWave.objects.filter(state=WaveState.OPEN)] == ["Spring"]

    def ask() -> None:
        given = {"organisation": "Mediators", "email": "", "language": "en"}
        partnering.ask_partner(by=ana, study=study, given=given, categories=["C01"], link_to=lambda path: HOST + path)

    assert "asked already" in second_of_two(ana, ask, ask)
    one, other = a_person("Ben Wright"), a_person("Ben Wright")
    assert not second_of_two(
        ana,
        lambda: add_member(by=ana, study=study, staff=one, part=Part.CODER),
        lambda: add_member(by=ana, study=study, staff=other, part=Part.CODER),
    )
    with acting_as(ana.pk), transaction.atomic():
        assert (name_in(one, study), name_in(other, study)) == ("Ben Wright", "Ben Wright (2)")

    def keep() -> None:
        keep_file(by=ana, study=study, path="ratings.csv", upload=None, change=study.pk)

    assert "another ratings.csv" in second_of_two(ana, keep, keep)


@pytest.mark.django_db
def test_only_what_can_be_once_is_told_so_every_other_refusal_of_the_database_is_an_error() -> None:
    ana = an_analyst()
    wave = a_wave(ana, a_survey_study(ana))
    wave.closes_on = wave.opens_on - timedelta(days=1)
    with acting_as(ana.pk), transaction.atomic(), pytest.raises(IntegrityError), once_or_refused("Twice."):
        wave.save()
