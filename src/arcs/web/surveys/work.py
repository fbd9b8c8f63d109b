"""Closing waves of a survey: by the clock, once their last day is over."""

import logging

from django.db import connection, transaction

from arcs.web.agency.queries import today
from arcs.web.jobs.clock import often
from arcs.web.people.models import Staff
from arcs.web.surveys.actions import close_wave
from arcs.web.surveys.models import SurveyWave
from arcs.web.wall.acting import Standing, acting_as
from arcs.web.wall.permit import Refused

log = logging.getLogger(__name__)


@often("surveys.close", seconds=3600, standing=Standing.CLERK)
def close_by_the_clock() -> int:
    """Close each open wave whose last day is over, in the name of somebody who may; how many.

    A wave in whose study nobody may close it stays as it is: it takes no answer any more, and says so.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("select wave, person from survey_waves_over(%s) where person is not null", [today()])
        due = cursor.fetchall()
    closed = 0
    for wave, person in due:
        with acting_as(person), transaction.atomic():
            by = Staff.objects.filter(pk=person).first()
            found = SurveyWave.objects.select_related("study").filter(pk=wave).first()
            if by is None or found is None:
                continue
            try:
                close_wave(by=by, wave=found)
            except Refused:  # somebody was faster
                continue
            closed += 1
            log.info("The survey wave %s is closed: its last day is over.", found.pk)
    return closed
