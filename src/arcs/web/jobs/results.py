"""Results in parts of at most 1 MiB: written by a job, read part by part for a download."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

from arcs.web.jobs.models import Job, JobResult, JobResultPart

PART = 1024 * 1024


def parts_of(content: bytes | Path) -> Iterator[bytes]:
    """The content in parts of at most 1 MiB, never all at once from a file.

    >>> [len(part) for part in parts_of(bytes(PART + 1))]
    [1048576, 1]
    """
    if isinstance(content, Path):
        with content.open("rb") as file:
            while part := file.read(PART):
                yield part
    else:
        yield from (content[start : start + PART] for start in range(0, len(content), PART))


def _size_and_digest(content: bytes | Path) -> tuple[int, str]:
    digest, size = hashlib.sha256(), 0
    for part in parts_of(content):
        digest.update(part)
        size += len(part)
    return size, digest.hexdigest()


def write_result(job: Job, name: str, media_type: str, content: bytes | Path) -> JobResult:
    """Write a result of a job and its parts, in the caller's transaction."""
    size, digest = _size_and_digest(content)
    result = JobResult.objects.create(
        job_id=job.pk,
        requester_id=job.requester_id,
        team_id=job.team_id,
        name=name,
        media_type=media_type,
        size=size,
        sha256=digest,
    )
    for number, part in enumerate(parts_of(content)):
        # One at a time: a bulk insertion would hold the whole file in memory.
        JobResultPart.objects.bulk_create(
            [
                JobResultPart(
                    result=result, requester_id=job.requester_id, team_id=job.team_id, number=number, content=part
                )
            ]
        )
    return result


def read_result(result: JobResult) -> bytes:
    """The whole content of a result that the acting person may read."""
    parts = JobResultPart.objects.filter(result=result).order_by("number").values_list("content", flat=True)
    return b"".join(bytes(part) for part in parts.iterator(chunk_size=4))
