"""Asking for a replay, and keeping what it found."""

from collections.abc import Iterable, Mapping
from datetime import UTC
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from arcs.core.replay import Regret
from arcs.web.jobs.actions import request_job
from arcs.web.people.models import Staff
from arcs.web.protocols import queries, replay_permits
from arcs.web.protocols.models import EditionReplay, ProtocolEdition, ReplayRegret, ReplayState
from arcs.web.studies.models import CallImport
from arcs.web.wall.permit import Refused

REPLAY = "protocols.replay"
BATCH = 2000


@transaction.atomic
def request_replay(
    *, by: Staff, edition: ProtocolEdition, call_import: CallImport, compared_with: ProtocolEdition | None = None
) -> EditionReplay:
    """Ask for the edition, as it stands now, over the calls of an import, beside another edition or alone."""
    content = queries.content_seen_by(by, edition)
    replay_permits.may_replay(by, content, call_import).demand()
    if compared_with is not None and queries.content_seen_by(by, compared_with).edition is None:
        raise Refused(_("The edition to compare with does not agree with itself yet. Choose another, or none."))
    made = EditionReplay.objects.create(
        edition=edition, digest=content.digest, study_id=call_import.study_id, call_import=call_import.pk,
        compared_with=compared_with, made_by=by.pk,
    )  # fmt: skip
    made.job = request_job(by=by, kind=REPLAY, subject_id=made.pk, title=call_import.name).pk
    made.save(update_fields=["job"])
    return made


def keep_replay(
    *, replay: EditionReplay, result: Mapping[str, Any], regrets: Iterable[Regret],
    numbers: Mapping[tuple[str, int | None], int],
) -> None:  # fmt: skip
    """What was found, and the regretted calls by their number in the import; inside the job's own transaction."""
    rows = (
        ReplayRegret(
            replay=replay, study_id=replay.study_id, position=at,
            number=numbers.get((one.source_file, one.source_line)),
            call_number=_text(one.call_number),
            received_local=one.received_local.replace(tzinfo=UTC) if one.received_local else None,
            call_type=_text(one.call_type), route=one.route, outcomes=", ".join(one.outcomes),
            disposition=_text(one.disposition), source_file=_text(one.source_file), source_line=one.source_line,
        )
        for at, one in enumerate(regrets, start=1)
    )  # fmt: skip
    ReplayRegret.objects.bulk_create(rows, batch_size=BATCH)
    replay.result, replay.state = dict(result), ReplayState.DONE
    replay.save(update_fields=["result", "state"])


def stop_replay(replay: UUID, why: str) -> None:
    """Say why nothing came of it; what is done stays done."""
    for row in EditionReplay.objects.select_for_update().filter(pk=replay, state=ReplayState.WAITING):
        row.state, row.result = ReplayState.FAILED, {"why": why}
        row.save(update_fields=["state", "result"])


def _text(given: str) -> str:
    """PostgreSQL's texts hold no NUL."""
    return given.replace("\0", "")
