"""Long work: asked for once, done in the requester's name, told while it runs, ended with a sentence."""

from datetime import date, timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from hypothesis import given
from hypothesis import strategies as st
from tests.making.jobs import STEPS, a_job, as_it_is, effects, run_next_job, write_effect
from tests.making.people import a_person, a_team
from tests.making.settings import a_programme

from arcs.core.agency import Retention
from arcs.web.agency.actions import new_edition
from arcs.web.jobs import claims
from arcs.web.jobs.actions import cancel_job, request_job, try_again
from arcs.web.jobs.liveness import Locks, job_lock
from arcs.web.jobs.models import Job, JobEvent, JobLine, JobResult, JobState
from arcs.web.jobs.progress import one_line
from arcs.web.jobs.results import PART, parts_of, read_result, write_result
from arcs.web.jobs.work import Cancelled, RunningJob, StoppedByWorker
from arcs.web.people.models import Staff
from arcs.web.wall.acting import Standing, acting_as
from arcs.web.wall.permit import Refused

pytestmark = pytest.mark.usefixtures("fresh_database")


@pytest.fixture
def ann() -> Staff:
    return a_person("Ann", permissions=["people.manage"])


def test_three_steps_are_done_once_each_and_the_result_is_kept(ann: Staff) -> None:
    job = a_job(ann)
    assert as_it_is(job, ann).state == JobState.WAITING
    assert run_next_job()
    done = as_it_is(job, ann)
    assert (done.state, done.stage, done.stage_number, done.stages, done.done, done.total) == (
        JobState.DONE, "three", 3, 3, 1, 2,
    )  # fmt: skip
    assert effects(job, ann) == sorted(STEPS)
    with acting_as(ann.pk), transaction.atomic():
        assert list(JobLine.objects.order_by("number").values_list("text", flat=True)) == [f"did {s}" for s in STEPS]
        assert read_result(JobResult.objects.get()) == b"step\none\ntwo\nthree\n"
    assert not run_next_job()


def test_a_request_that_is_rolled_back_is_never_run(ann: Staff) -> None:
    with acting_as(ann.pk), pytest.raises(ZeroDivisionError), transaction.atomic():
        request_job(by=ann, kind="tests.steps")
        _ = 1 / 0
    assert not run_next_job()


def test_a_double_click_asks_once(ann: Staff) -> None:
    first, second = a_job(ann, key="form-1"), a_job(ann, key="form-1")
    assert first.pk == second.pk
    assert run_next_job()
    assert not run_next_job()


def test_jobs_hold_ids_and_no_content(ann: Staff) -> None:
    with pytest.raises(ValueError, match="jobs hold no content"):
        a_job(ann, arguments={"note": "Mr Smith lives at 12 Elm Street"})
    with pytest.raises(ValueError, match="No room has work"):
        a_job(ann, kind="tests.unknown")


def test_a_refusal_shows_its_sentence_and_its_remedy(ann: Staff) -> None:
    job = a_job(ann, "tests.refuses")
    run_next_job()
    failed = as_it_is(job, ann)
    assert (failed.state, failed.why, failed.remedy) == (
        JobState.FAILED, "calls.csv: it is empty.", "export it again",
    )  # fmt: skip


def test_a_fault_leaves_nothing_behind_and_its_details_are_for_administrators_only(ann: Staff) -> None:
    job = a_job(ann, "tests.faulty")
    run_next_job()
    failed = as_it_is(job, ann)
    assert failed.state == JobState.FAILED
    assert failed.why.startswith("A fault in ARCS itself")
    assert "secret" not in failed.why + failed.remedy
    assert effects(job, ann) == []
    admin = a_person("Admin", permissions=["jobs.see_all"])
    with acting_as(ann.pk), transaction.atomic():
        assert not JobLine.objects.exists()
    with acting_as(admin.pk), transaction.atomic():
        assert "secret of a record" in JobLine.objects.get().text


def test_trying_again_is_a_new_attempt_of_the_same_job(ann: Staff) -> None:
    job = a_job(ann, "tests.faulty")
    run_next_job()
    with acting_as(ann.pk), transaction.atomic():
        try_again(by=ann, job=job)
    assert as_it_is(job, ann).state == JobState.WAITING
    run_next_job()
    assert (as_it_is(job, ann).attempt, as_it_is(job, ann).state) == (2, JobState.FAILED)
    with acting_as(ann.pk), transaction.atomic():
        try_again(by=ann, job=job)
        with pytest.raises(Refused, match="Only work that failed"):
            try_again(by=ann, job=job)


def test_a_waiting_job_is_cancelled_at_once_and_a_finished_one_not_at_all(ann: Staff) -> None:
    job = a_job(ann)
    with acting_as(ann.pk), transaction.atomic():
        assert cancel_job(by=ann, job=job).state == JobState.CANCELLED
    assert not run_next_job()
    assert effects(job, ann) == []
    with acting_as(ann.pk), transaction.atomic(), pytest.raises(Refused, match="already ended"):
        cancel_job(by=ann, job=job)


def test_a_running_job_stops_at_its_next_checkpoint_and_the_open_step_is_undone(ann: Staff) -> None:
    job, locks = a_job(ann), Locks()
    running = claims.claim(locks)
    assert running is not None
    with acting_as(ann.pk), transaction.atomic():
        assert cancel_job(by=ann, job=job).state == JobState.RUNNING
    attempt = RunningJob(running)

    def a_step() -> None:
        with acting_as(ann.pk), attempt.once("one"):
            write_effect(attempt, "one")
            attempt.advance()

    with pytest.raises(Cancelled):
        a_step()
    assert effects(job, ann) == []
    locks.close()


def test_progress_is_seen_while_a_step_is_open_and_stays_when_it_is_undone(ann: Staff) -> None:
    job, locks = a_job(ann), Locks()
    running = RunningJob(claims.claim(locks) or job)
    with acting_as(ann.pk), pytest.raises(ZeroDivisionError), running.transaction():
        running.stage("Reading", total=10)
        running.log("half way")
        with transaction.atomic(using="log"):
            seen = Job.objects.using("log").get(pk=job.pk)
        assert (seen.stage, seen.total) == ("Reading", 10)
        _ = 1 / 0
    with acting_as(ann.pk), transaction.atomic():
        assert JobLine.objects.get().text == "half way"
    locks.close()


def test_an_attempt_that_lost_its_job_can_commit_nothing(ann: Staff) -> None:
    job, dead, sweeper = a_job(ann), Locks(), Locks()
    first = RunningJob(claims.claim(dead) or job)
    dead.close()
    assert claims.sweep(sweeper) == 1
    second = claims.claim(sweeper)
    assert second is not None
    assert second.attempt == 2
    with acting_as(ann.pk), pytest.raises(StoppedByWorker), first.transaction():
        pass
    with acting_as(ann.pk), pytest.raises(StoppedByWorker):
        first.stage("Reading")
    sweeper.close()


def test_an_open_step_of_a_worker_that_lost_its_lock_is_waited_out(ann: Staff) -> None:
    job, dead, sweeper = a_job(ann), Locks(), Locks()
    first = RunningJob(claims.claim(dead) or job, progress_alias="progress")
    dead.close()
    from threading import Thread

    swept: list[int] = []
    with acting_as(ann.pk), first.once("one") as todo:
        assert todo
        write_effect(first, "one")
        thread = Thread(target=lambda: swept.append(_sweep_elsewhere(sweeper)))
        thread.start()
        thread.join()
        assert swept == [0]
    assert claims.sweep(sweeper) == 1
    assert effects(job, ann) == ["one"]
    sweeper.close()


def _sweep_elsewhere(locks: Locks) -> int:
    from django.db import connections

    try:
        return claims.sweep(locks)
    finally:
        connections.close_all()


def test_a_job_over_which_workers_die_fails_after_three_more_attempts(ann: Staff) -> None:
    job, sweeper = a_job(ann), Locks()
    for _ in range(4):
        dead = Locks()
        assert claims.claim(dead) is not None
        dead.close()
        assert claims.sweep(sweeper) == 1
    failed = as_it_is(job, ann)
    assert (failed.state, failed.attempt) == (JobState.FAILED, 4)
    assert failed.why == "The worker stopped 4 times in the middle of this work."
    sweeper.close()


def test_the_sweeper_leaves_a_living_worker_alone(ann: Staff) -> None:
    job, worker, sweeper = a_job(ann), Locks(), Locks()
    assert claims.claim(worker) is not None
    assert claims.sweep(sweeper) == 0
    assert as_it_is(job, ann).state == JobState.RUNNING
    assert not sweeper.take(*job_lock(job.pk))
    worker.close()
    sweeper.close()


def test_a_waiting_job_whose_delivery_is_lost_is_delivered_again(ann: Staff) -> None:
    a_job(ann)
    with acting_as(Standing.CLERK), transaction.atomic():
        DBTaskResult.objects.all().delete()
    assert not run_next_job()
    sweeper = Locks()
    claims.sweep(sweeper)
    sweeper.close()
    assert run_next_job()


def test_others_see_nothing_team_mates_look_and_administrators_see_the_state_without_the_result() -> None:
    team = a_team()
    ann = a_person("Ann", permissions=["people.manage"], teams=[team])
    ben, cas, admin = a_person("Ben", teams=[team]), a_person("Cas"), a_person("Dee", permissions=["jobs.see_all"])
    a_job(ann, team_id=team.pk)
    run_next_job()
    seen = {}
    for who in (ann, ben, cas, admin):
        with acting_as(who.pk), transaction.atomic():
            seen[who.name] = (Job.objects.count(), JobResult.objects.count(), JobLine.objects.count())
            changed = Job.objects.update(title="Mine")
            assert changed == (who is ann)
    assert seen == {"Ann": (1, 1, 3), "Ben": (1, 1, 3), "Cas": (0, 0, 0), "Dee": (1, 0, 0)}


def test_finished_jobs_expire_with_their_logs_and_results_and_leave_their_history(ann: Staff) -> None:
    a_job(ann)
    run_next_job()
    waiting = a_job(ann)
    with acting_as(Standing.CLERK), transaction.atomic():
        Job.objects.update(expires_at=timezone.now())
    assert claims.expire() == 1
    with acting_as(ann.pk), transaction.atomic():
        assert list(Job.objects.values_list("pk", flat=True)) == [waiting.pk]
        assert not JobResult.objects.exists()
        assert not JobLine.objects.exists()
        assert set(JobEvent.objects.values_list("pgh_label", flat=True)) == {"insert", "update", "delete"}


@pytest.mark.parametrize(("stated", "days"), [(90, 90), (1_000_000, claims.LONGEST_KEPT_DAYS)])
def test_the_programmes_retention_says_how_long_results_are_kept(ann: Staff, stated: int, days: int) -> None:
    kept = Retention(kind="job_results", keep_days=stated, legal_basis="The board's schedule.")
    with acting_as(Standing.KEEPER), transaction.atomic():
        programme = a_programme(retention=(kept,))
        new_edition(by=Standing.KEEPER, valid_from=date(2020, 1, 1), programme=programme, after=0)
    job = a_job(ann)
    run_next_job()
    waiting = a_job(ann)
    with acting_as(ann.pk), transaction.atomic():
        cancelled = cancel_job(by=ann, job=waiting)
        done = Job.objects.get(pk=job.pk)
    for one in (done, cancelled):
        assert one.finished_at is not None and one.expires_at is not None
        assert (one.expires_at - one.finished_at + timedelta(minutes=5)).days == days


def test_a_large_result_stands_in_parts_of_a_mebibyte(ann: Staff) -> None:
    content = bytes(range(256)) * 4096 * 2 + b"end"
    job = a_job(ann)
    with acting_as(ann.pk), transaction.atomic():
        result = write_result(job, "calls.parquet", "application/octet-stream", content)
        assert [len(bytes(part.content)) for part in result.parts.order_by("number")] == [PART, PART, 3]
        assert read_result(result) == content


@given(st.binary(max_size=5000))
def test_parts_joined_are_the_content(content: bytes) -> None:
    assert b"".join(parts_of(content)) == content


@given(st.text(max_size=3000))
def test_no_text_makes_two_log_lines(text: str) -> None:
    line = one_line(text)
    assert len(line) <= 2000
    assert len(line.splitlines()) <= 1
    assert all(character.isprintable() for character in line)
