"""Asking for long work, cancelling it, trying it again."""

import re
from collections.abc import Mapping
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from arcs.web.jobs import deliveries, permits
from arcs.web.jobs.claims import kept_until
from arcs.web.jobs.models import Job, JobState
from arcs.web.jobs.work import KINDS
from arcs.web.people.models import Staff

CODE = re.compile(r"[\w.:+-]{1,80}", re.ASCII)
Argument = UUID | str | int | bool | None
Arguments = Mapping[str, Argument | list[UUID] | list[str]]


def request_job(
    *,
    by: Staff,
    kind: str,
    subject_id: UUID | None = None,
    arguments: Arguments | None = None,
    title: str = "",
    team_id: UUID | None = None,
    key: str | None = None,
) -> Job:
    """Ask for long work in the caller's transaction: it begins when that is committed.

    `arguments` hold ids, numbers and short codes only, `title` is what the list calls it. With a `key` a second request
    of the same person, kind and key is the first one's job (a double click, a form sent twice). Whether `by` may ask
    for this work is for the room whose work it is. Raises ValueError for an unknown kind or arguments with content.
    """
    if kind not in KINDS:
        raise ValueError(f"No room has work of the kind {kind}. Declare it with job_kind in the room's work.py.")
    job = Job(
        kind=kind,
        requester_id=by.pk,
        team_id=team_id,
        subject_id=subject_id,
        arguments=_ids_only(arguments or {}),
        key=key,
        title=title[:200],
        stages=len(KINDS[kind].stages),
    )
    with transaction.atomic():
        if key is not None and (known := _asked_before(job)):
            return known
        try:
            with transaction.atomic():
                job.save(force_insert=True)
        except IntegrityError:
            known = _asked_before(job)
            if known is None:
                raise
            return known
        deliveries.send(job)
    return job


def _asked_before(job: Job) -> Job | None:
    return Job.objects.filter(requester_id=job.requester_id, kind=job.kind, key=job.key).first()


def _ids_only(arguments: Arguments) -> dict[str, object]:
    return {name: _plain(name, value) for name, value in arguments.items()}


def _plain(name: str, value: object) -> object:
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, list):
        return [_plain(name, item) for item in value]
    if isinstance(value, UUID) or (isinstance(value, str) and CODE.fullmatch(value)):
        return str(value)
    raise ValueError(f"Argument {name} of a job is no id, number or short code: jobs hold no content.")


def cancel_job(*, by: Staff, job: Job) -> Job:
    """Cancel a waiting job at once; ask a running one to stop at its next checkpoint, with nothing half done."""
    permits.own(by, job).demand()  # the database lets nobody else take hold of the row
    with transaction.atomic():
        now = Job.objects.select_for_update(no_key=True).get(pk=job.pk)
        permits.cancel(by, now).demand()
        if now.cancel_asked_at is None:
            now.cancel_asked_at = timezone.now()
        if now.state == JobState.WAITING:
            now.state, now.finished_at = JobState.CANCELLED, timezone.now()
            now.expires_at = kept_until(now)
        now.save(update_fields=["cancel_asked_at", "state", "finished_at", "expires_at"])
    return now


def try_again(*, by: Staff, job: Job) -> Job:
    """Let a failed job begin again; the steps that it finished are not done a second time."""
    permits.own(by, job).demand()  # the database lets nobody else take hold of the row
    with transaction.atomic():
        now = Job.objects.select_for_update(no_key=True).get(pk=job.pk)
        permits.try_again(by, now).demand()
        now.state, now.finished_at, now.expires_at, now.cancel_asked_at = JobState.WAITING, None, None, None
        now.why, now.remedy, now.lost, now.started_at = "", "", 0, None
        now.save(
            update_fields=[
                "state", "finished_at", "expires_at", "cancel_asked_at", "why", "remedy", "lost", "started_at"
            ]
        )  # fmt: skip
        deliveries.send(now)
    return now
