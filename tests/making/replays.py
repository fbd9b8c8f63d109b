"""Builders of replays: an export with words of its own, whoever replays it, and a replay that is done."""

from pathlib import Path

from django.db import transaction
from tests.making.jobs import run_next_job
from tests.making.people import a_person
from tests.making.protocols import DRAFTS, a_draft, example
from tests.making.studies import MAY_WORK, a_loaded_import, a_stored_study, an_export

from arcs.web.jobs.actions import cancel_job
from arcs.web.jobs.models import Job, JobState
from arcs.web.people.models import Staff
from arcs.web.protocols import replay_actions
from arcs.web.protocols.models import EditionReplay, ProtocolEdition
from arcs.web.studies.models import CallImport
from arcs.web.wall.acting import acting_as

CALLS = """\
Incident Number,Problem,Received,Dispatched,Cleared,Disposition,Arrest Made,Beat
1,PROPERTY LOST,2026-03-10 10:00:00,2026-03-10 10:05:00,2026-03-10 11:05:00,NR-No Report,N,A
2,PROPERTY LOST,2026-03-10 10:30:00,2026-03-10 10:35:00,2026-03-10 11:35:00,RE-Report,Y,A
3,PROPERTY LOST,2026-03-10 03:00:00,2026-03-10 03:05:00,2026-03-10 04:05:00,BU-Backup,N,B
4,BURGLARY,2026-03-10 10:00:00,2026-03-10 10:05:00,2026-03-10 12:05:00,RE-Report,Y,B
5,<b>ZEPPELIN,2026-03-10 10:00:00,2026-03-10 10:05:00,2026-03-10 12:05:00,RE-Report,N,B
"""


def a_replayer(name: str = "Re Player") -> Staff:
    """Somebody who drafts editions and works in studies."""
    return a_person(name, permissions=(*DRAFTS, *MAY_WORK))


def calls_to_replay(by: Staff, folder: Path, text: str = CALLS) -> CallImport:
    """Five calls of a study that `by` leads, loaded."""
    return a_loaded_import(by, a_stored_study(by), an_export(folder, text))


def asked(
    by: Staff, edition: ProtocolEdition, call_import: CallImport, beside: ProtocolEdition | None = None
) -> EditionReplay:
    """A replay that was asked for."""
    with acting_as(by.pk), transaction.atomic():
        return replay_actions.request_replay(by=by, edition=edition, call_import=call_import, compared_with=beside)


def run(by: Staff, replay: EditionReplay) -> EditionReplay:
    """The replay after a worker has run it; what waits from the loading of its calls, which is done, is cancelled."""
    with acting_as(by.pk), transaction.atomic():
        for job in Job.objects.filter(state=JobState.WAITING).exclude(pk=replay.job):
            cancel_job(by=by, job=job)
    assert run_next_job()
    return as_kept(by, replay)


def as_kept(by: Staff, replay: EditionReplay) -> EditionReplay:
    """The replay as it stands now."""
    with acting_as(by.pk), transaction.atomic():
        return EditionReplay.objects.select_related("edition").get(pk=replay.pk)


def a_replay(by: Staff, folder: Path) -> EditionReplay:
    """The demonstration edition over five calls, done."""
    return run(by, asked(by, a_draft(by, example()), calls_to_replay(by, folder)))
