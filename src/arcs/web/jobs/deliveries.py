"""The queue: it delivers the id of a job to a worker, and knows nothing else about it.

A delivery stands in the same transaction as the change that makes a job wait, and is taken out in the same transaction
as the one that makes it run. So a waiting job has a delivery, whatever is killed when.
"""

from uuid import UUID

from django_tasks import task
from django_tasks_db.models import DBTaskResult

from arcs.web.jobs.models import Job, JobState

QUEUE = "jobs"


@task(queue_name=QUEUE)  # type: ignore[untyped-decorator] # the queue's library carries no types
def deliver(job_id: str) -> str:
    """Carry a job's id; ARCS's own worker takes deliveries, since the queue's own forgets those of a dead worker."""
    return job_id


def send(job: Job) -> None:
    """Put a waiting job into the queue, in the caller's transaction."""
    deliver.enqueue(str(job.pk))


def next_delivery() -> DBTaskResult | None:
    """The next delivery, locked until the caller's transaction ends; others skip it."""
    return DBTaskResult.objects.ready().filter(queue_name=QUEUE).get_locked()


def job_of(delivery: DBTaskResult) -> UUID:
    """The id that a delivery carries."""
    return UUID(delivery.args_kwargs["args"][0])


def send_missing() -> int:
    """Deliver waiting jobs that stand in no delivery (restored from a backup, say); how many there were."""
    known = {job_of(delivery) for delivery in DBTaskResult.objects.ready().filter(queue_name=QUEUE)}
    missing = [job for job in Job.objects.filter(state=JobState.WAITING).select_for_update() if job.pk not in known]
    for job in missing:
        send(job)
    return len(missing)
