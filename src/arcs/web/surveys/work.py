"""Closing waves of a survey: by the clock, once their last day is over."""

import logging

from arcs.web.jobs.clock import often
from arcs.web.people.models import Staff
from arcs.web.studies.by_the_clock import in_somebodys_name
from arcs.web.surveys.actions import close_wave
from arcs.web.surveys.models import SurveyWave
from arcs.web.wall.acting import Standing
from arcs.web.wall.clock import today

log = logging.getLogger(__name__)


@often("surveys.close", seconds=3600, standing=Standing.CLERK)
def close_by_the_clock() -> int:
    """Close each open wave whose last day is over, in the name of somebody who may; how many.

    A wave in whose study nobody may close it stays as it is: it takes no answer any more, and says so.
    """
    return in_somebodys_name(
        "select wave, person from survey_waves_over(%s) where person is not null", [today()],
        SurveyWave.objects.select_related("study"), _close,
    )  # fmt: skip


def _close(by: Staff, wave: SurveyWave) -> None:
    close_wave(by=by, wave=wave)
    log.info("The survey wave %s is closed: its last day is over.", wave.pk)
