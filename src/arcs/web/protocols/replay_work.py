"""The long work of a replay: an import is read as it was loaded, folded, answered, and what was found is kept."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from uuid import UUID

import duckdb
from django.db import DatabaseError
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from arcs.core.protocol import BoundEdition, ProtocolEdition
from arcs.core.refusal import Refusal
from arcs.core.replay import Regret, Replay
from arcs.files.exports import CallReading
from arcs.files.replay import replay_reading
from arcs.web.jobs.work import Cancelled, RunningJob, StoppedByWorker, job_kind
from arcs.web.people.models import Staff
from arcs.web.protocols import queries, replay_actions
from arcs.web.protocols.export_words import words_of
from arcs.web.protocols.models import EditionReplay, WordKind
from arcs.web.protocols.replay_results import as_json
from arcs.web.studies.content import private_folder
from arcs.web.studies.models import CallImport, ImportedCall
from arcs.web.studies.rereading import condition_of, read_again, stated_mapping, written_files

READING, REPLAYING, COMPARING, STORING = "Reading the calls", "Replaying", "Replaying the other edition", "Storing"
CANCELLED = "It was cancelled. Nothing of it is kept; ask for it again."
FAULT = "It stopped through a fault of ours. Ask for it again; if it stops again, tell whoever runs ARCS."
LINES = 50_000


@dataclass(frozen=True, kw_only=True)
class _Asked:
    """What is replayed: the calls, the edition with what the export's words mean in it, and the other one."""

    replay: EditionReplay
    call_import: CallImport
    edition: ProtocolEdition
    other: ProtocolEdition | None
    types: dict[str, str]
    other_types: dict[str, str]
    outcomes: dict[str, str]


def _replay_page(replay: UUID) -> str:
    return reverse("protocols:replay", args=[replay]) if EditionReplay.objects.filter(pk=replay).exists() else ""


@job_kind(
    replay_actions.REPLAY,
    label=_("Replay an edition over calls"),
    stages=(READING, REPLAYING, COMPARING, STORING),
    unit=_("calls"),
    leads_to=_replay_page,
)
def replay_calls(job: RunningJob) -> None:
    """Replay exactly the content that was asked for over the calls of its import, and keep what was found."""
    with _stops(job) as pk, private_folder() as folder, duckdb.connect() as connection:
        job.stage(READING)
        with job.transaction():
            asked = _asked(job, pk)
            paths = written_files(asked.call_import, folder)
        reading = read_again(paths, folder, connection, stated_mapping(asked.call_import, folder))
        job.stage(REPLAYING)
        found = _replayed(asked, asked.edition, asked.types, reading)
        job.log(f"{found.calls:,} calls are replayed.")
        job.stage(COMPARING)
        other = _replayed(asked, asked.other, asked.other_types, reading) if asked.other else None
        job.stage(STORING)
        result = as_json(found) | {
            "compared": as_json(other) if other else None,
            "population": _population(asked.call_import),
            "source": ", ".join(path.name for path in paths),
            "words": len(asked.types),
            "outcomes": len(asked.outcomes),
        }
        with job.once("replay") as todo:
            if todo:
                replay_actions.keep_replay(
                    replay=asked.replay,
                    result=result,
                    regrets=found.regrets,
                    numbers=_numbers(asked.call_import, found.regrets),
                )


def _asked(job: RunningJob, pk: UUID) -> _Asked:
    who = Staff.objects.get(pk=job.requester_id)
    replay = EditionReplay.objects.select_related("edition", "compared_with").get(pk=pk)
    content = queries.content_seen_by(who, replay.edition)
    if content.edition is None or content.digest != replay.digest:
        raise Refusal("the edition", "it was changed after its replay was asked for", "ask for a new replay")
    call_import = CallImport.objects.filter(pk=replay.call_import).first() if replay.call_import else None
    if call_import is None:
        raise Refusal("the export", "its calls are gone", "choose another export to replay")
    other = queries.content_seen_by(who, replay.compared_with).edition if replay.compared_with else None
    types = words_of(who, replay.edition, replay.study_id, WordKind.TYPE)
    own = words_of(who, replay.compared_with, replay.study_id, WordKind.TYPE) if replay.compared_with else {}
    return _Asked(
        replay=replay,
        call_import=call_import,
        edition=content.edition,
        other=other,
        types=types,
        other_types=_known_to(other, types) | own if other else {},
        outcomes=words_of(who, replay.edition, replay.study_id, WordKind.OUTCOME),
    )


def _known_to(other: ProtocolEdition, types: dict[str, str]) -> dict[str, str]:
    """Words placed for this edition that mean the same in the other one."""
    bound = BoundEdition(other)
    return {word: means for word, means in types.items() if bound.type_at(means) >= 0}


def _replayed(asked: _Asked, edition: ProtocolEdition, types: dict[str, str], reading: CallReading) -> Replay:
    where = condition_of(asked.call_import)
    return replay_reading(edition, reading, where=where, types=types, outcomes=asked.outcomes)


def _population(call_import: CallImport) -> str:
    asked = condition_of(call_import)
    words = ", ".join(f"{column} {value}" for column, value in asked.items())
    return f"calls for service of {call_import.name}{f' ({words})' if words else ''}"


def _numbers(call_import: CallImport, regrets: Sequence[Regret]) -> dict[tuple[str, int | None], int]:
    """The number in the import of each regretted call, by its file and line."""
    lines = sorted({one.source_line for one in regrets if one.source_line is not None})
    found: dict[tuple[str, int | None], int] = {}
    for first in range(0, len(lines), LINES):
        rows = ImportedCall.objects.filter(call_import=call_import, source_line__in=lines[first : first + LINES])
        for file, line, number in rows.values_list("source_file", "source_line", "number").iterator(chunk_size=LINES):
            found[file or "", line] = number
    return found


@contextmanager
def _stops(job: RunningJob) -> Iterator[UUID]:
    """The job's replay; however the work ends, its page says what came of it."""
    if job.subject_id is None:
        raise ValueError("This work needs to know which replay it is about.")
    try:
        yield job.subject_id
    except StoppedByWorker:
        raise
    except Exception as stopped:
        why = str(stopped) if isinstance(stopped, Refusal) else CANCELLED if isinstance(stopped, Cancelled) else FAULT
        with suppress(DatabaseError), job.transaction():
            replay_actions.stop_replay(job.subject_id, why)
        raise
