"""A study folder beside the study's tables, as its page shows it and as long work keeps it until the page asks.

A comparison holds the names of tables and how many rows come and go, never a row.
"""

import json
from dataclasses import asdict, dataclass
from uuid import UUID

from arcs.web.jobs.actions import request_job
from arcs.web.jobs.models import Job
from arcs.web.jobs.queries import own_jobs, results_of
from arcs.web.jobs.results import read_result
from arcs.web.people.models import Staff
from arcs.web.sheets.words import name_of
from arcs.web.studies.models import Upload
from arcs.web.workbench.composing import Comparison, Difference

COMPARE, TAKE_IN = "workbench.compare_folder", "workbench.take_in_folder"
COMPARISON = "comparison.json"
AT_ONCE = 1_000_000  # bytes of a packed study folder that is compared while the person waits


@dataclass(frozen=True, kw_only=True)
class Told:
    """A comparison in words and counts."""

    parts: tuple[Difference, ...]
    sentences: tuple[str, ...]

    @property
    def named(self) -> tuple[tuple[str, Difference], ...]:
        """Each part under the name that people know."""
        return tuple((name_of(one.part), one) for one in self.parts)

    @property
    def changing(self) -> int:
        """How many tables would change."""
        return sum(one.changes for one in self.parts)


def is_large(upload: Upload) -> bool:
    """Whether nobody should wait for it in front of a page."""
    return upload.size > AT_ONCE


def told(found: Comparison) -> Told:
    """What the page shows of a comparison."""
    return Told(parts=found.parts, sentences=found.brought.sentences)


def as_kept(found: Comparison) -> bytes:
    """A comparison as the result of long work."""
    shown = told(found)
    return json.dumps({"parts": [asdict(one) for one in shown.parts], "sentences": shown.sentences}).encode()


def from_kept(content: bytes) -> Told:
    """The same, back."""
    read = json.loads(content)
    return Told(parts=tuple(Difference(**one) for one in read["parts"]), sentences=tuple(read["sentences"]))


def ask_to_compare(*, by: Staff, upload: Upload) -> Job:
    """Ask for the comparison of a large folder; the page says whether this person may."""
    return request_job(by=by, kind=COMPARE, subject_id=upload.pk, title=upload.file_name)


def ask_to_take_in(*, by: Staff, upload: Upload, change: UUID) -> Job:
    """Ask that a large folder is put in place, as the change that an undo will take back."""
    return request_job(by=by, kind=TAKE_IN, subject_id=upload.pk, arguments={"change": change}, title=upload.file_name)


def newest_work(who: Staff, upload: Upload) -> Job | None:
    """The last that this person asked for about an uploaded folder."""
    return own_jobs(who).filter(kind__in=(COMPARE, TAKE_IN), subject_id=upload.pk).first()


def kept_comparison(who: Staff, job: Job) -> Told | None:
    """What a finished comparison found; None once it is no longer kept."""
    kept = results_of(who, job).filter(name=COMPARISON).first()
    return from_kept(read_result(kept)) if kept else None
