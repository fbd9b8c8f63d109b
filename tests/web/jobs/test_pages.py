"""Pages of long work: the list, one job, its row, its results; another person's is 404."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests.making.jobs import a_job, as_it_is, run_next_job
from tests.making.people import a_person
from tests.making.plans import plan_of

from arcs.web.jobs import claims, pages, queries
from arcs.web.jobs.actions import request_job
from arcs.web.jobs.liveness import Locks
from arcs.web.jobs.models import Job, JobResult, JobState
from arcs.web.jobs.results import write_result
from arcs.web.people.models import Staff
from arcs.web.wall.acting import acting_as
from arcs.web.wall.models import ReadLog

pytestmark = pytest.mark.usefixtures("fresh_database")


@pytest.fixture
def ann() -> Staff:
    return a_person("Ann", permissions=["people.manage"])


@pytest.fixture
def browser(ann: Staff, sign_in: object) -> Client:
    return sign_in(ann)  # type: ignore[operator] # the fixture or answer carries no types


def text_of(browser: Client, address: str) -> str:
    answer = browser.get(address)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def test_a_job_is_followed_from_waiting_to_its_result(ann: Staff, browser: Client) -> None:
    job = a_job(ann, title="Calls of May")
    waiting = text_of(browser, f"/jobs/{job.pk}/")
    assert "Calls of May" in waiting
    assert "It starts as soon as a worker is free." in waiting
    assert f'hx-get="/jobs/{job.pk}/row/?page=1"' in waiting
    run_next_job()
    answer = browser.get(f"/jobs/{job.pk}/row/?page=1")
    assert answer["HX-Refresh"] == "true"
    done = text_of(browser, f"/jobs/{job.pk}/")
    assert "hx-get" not in done
    assert "did three" in done
    elsewhere = browser.get(f"/jobs/{job.pk}/row/?page=other")  # an import's page shows the ledger once it is loaded
    assert elsewhere["HX-Refresh"] == "true"
    assert f'href="/jobs/{job.pk}/"' in elsewhere.content.decode()
    assert "HX-Refresh" not in browser.get(f"/jobs/{job.pk}/row/")
    with acting_as(ann.pk), transaction.atomic():
        result = JobResult.objects.get()
    file = browser.get(f"/jobs/{job.pk}/results/{result.pk}/")
    assert b"".join(file.streaming_content) == b"step\none\ntwo\nthree\n"
    assert file["Content-Disposition"] == 'attachment; filename="steps.csv"'
    assert file["X-Content-Type-Options"] == "nosniff"
    file.close()


def test_whoever_asked_is_led_to_what_came_of_it_and_nobody_else(ann: Staff, browser: Client, sign_in: object) -> None:
    subject = uuid4()
    job = a_job(ann, subject_id=subject)
    assert f'href="/about/{subject}/"' in text_of(browser, f"/jobs/{job.pk}/")
    boss = sign_in(a_person("Boss", permissions=["jobs.see_all"]))  # type: ignore[operator] # the fixture carries no types
    assert str(subject) not in text_of(boss, f"/jobs/{job.pk}/")


def test_a_result_that_a_browser_could_run_is_sent_as_bytes(ann: Staff, browser: Client) -> None:
    job = a_job(ann)
    with acting_as(ann.pk), transaction.atomic():
        result = write_result(job, 'a"\r\n.html', "text/html", b"<script>alert(1)</script>")
    file = browser.get(f"/jobs/{job.pk}/results/{result.pk}/")
    assert file["Content-Type"] == "application/octet-stream"
    assert file["Content-Disposition"].startswith("attachment")
    assert "\n" not in file["Content-Disposition"]
    file.close()


def test_another_persons_job_is_not_there_and_the_look_at_its_result_is_logged(ann: Staff, sign_in: object) -> None:
    job = a_job(ann)
    run_next_job()
    ben = a_person("Ben")
    other: Client = sign_in(ben)  # type: ignore[operator] # the fixture or answer carries no types
    with acting_as(ann.pk), transaction.atomic():
        result = JobResult.objects.get()
    for tail in ("", "row/", f"results/{result.pk}/"):
        assert other.get(f"/jobs/{job.pk}/{tail}").status_code == 404
    for tail in ("cancel/", "again/"):
        assert other.post(f"/jobs/{job.pk}/{tail}").status_code == 404
    assert "Three steps" not in text_of(other, "/jobs/")
    auditor = a_person("Auditor", permissions=["audit.read"])
    with acting_as(auditor.pk), transaction.atomic():
        look = ReadLog.objects.get(object_id=result.pk)
    assert (look.person, look.allowed) == (ben.pk, False)


def test_a_visitor_is_sent_to_sign_in() -> None:
    answer = Client().get(f"/jobs/{uuid4()}/")
    assert answer.status_code == 302
    assert answer["Location"].startswith("/sign-in/")


def test_an_administrator_sees_the_state_and_whose_it_is_but_no_result(ann: Staff, sign_in: object) -> None:
    job = a_job(ann, "tests.faulty")
    run_next_job()
    admin: Client = sign_in(a_person("Dee", permissions=["jobs.see_all", "people.read"]))  # type: ignore[operator] # the fixture or answer carries no types
    page = text_of(admin, f"/jobs/{job.pk}/")
    assert "Asked for by Ann" in page
    assert "Traceback" in page
    assert f"/jobs/{job.pk}/again/" not in page


def test_cancel_and_try_again_are_said_on_the_jobs_page(ann: Staff, browser: Client) -> None:
    job = a_job(ann)
    answer = browser.post(f"/jobs/{job.pk}/cancel/", follow=True)
    assert "The work is cancelled." in answer.content.decode()
    answer = browser.post(f"/jobs/{job.pk}/cancel/", follow=True)
    assert "already ended" in answer.content.decode()
    failed = a_job(ann, "tests.faulty")
    run_next_job()
    assert "A fault in ARCS itself" in text_of(browser, f"/jobs/{failed.pk}/")
    answer = browser.post(f"/jobs/{failed.pk}/again/", follow=True)
    assert "waits for a worker again" in answer.content.decode()
    assert as_it_is(failed, ann).state == JobState.WAITING


def test_a_cancel_is_never_a_link(ann: Staff, browser: Client) -> None:
    job = a_job(ann)
    assert browser.get(f"/jobs/{job.pk}/cancel/").status_code == 405
    assert as_it_is(job, ann).state == JobState.WAITING


def test_the_list_filters_and_exports_what_is_shown(ann: Staff, browser: Client) -> None:
    a_job(ann, title="=1+1")
    run_next_job()
    a_job(ann, title="Calls of June")
    page = text_of(browser, "/jobs/?state=waiting")
    assert "Calls of June" in page
    assert "=1+1" not in page
    assert "'=1+1" in text_of(browser, "/jobs/?csv=1")


def test_titles_and_log_lines_are_text_and_never_markup(ann: Staff, browser: Client) -> None:
    job = a_job(ann, title="<script>alert(1)</script>")
    page = text_of(browser, f"/jobs/{job.pk}/")
    assert "<script>alert" not in page


def test_rate_and_time_left_are_those_of_the_stage() -> None:
    now = timezone.now()
    job = Job(state=JobState.RUNNING, stage_started_at=now - timedelta(seconds=10), done=500, total=3500)
    assert pages.rate_and_left(job, now) == ("50 a second", "1 minute left in this stage")
    job.done = 0
    assert pages.rate_and_left(job, now) == ("", "")


def test_a_running_row_says_stage_done_and_total(ann: Staff, browser: Client) -> None:
    from arcs.web.jobs.work import RunningJob

    job, locks = a_job(ann), Locks()
    running = RunningJob(claims.claim(locks) or job)
    with acting_as(ann.pk):
        running.stage("Reading", total=12_345)
        running.advance(100)
        running.tell()
    row = text_of(browser, f"/jobs/{job.pk}/row/")
    assert "Stage 1 of 3" in row
    assert "100 of 12,345 steps" in row
    assert f'action="/jobs/{job.pk}/cancel/"' in row
    locks.close()


def test_the_list_asks_no_more_of_the_database_when_there_are_more_jobs(ann: Staff, browser: Client) -> None:
    counts = []
    for more in (2, 40):
        with acting_as(ann.pk), transaction.atomic():
            for number in range(more):
                request_job(by=ann, kind="tests.steps", title=f"Job {number}")
        with CaptureQueriesContext(connection) as asked:
            text_of(browser, "/jobs/")
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_the_newest_work_is_found_by_an_index_however_much_there_was() -> None:
    for who in (a_person(), a_person(permissions=("jobs.see_all",))):
        plan = plan_of(queries.jobs_seen_by(who).order_by("-requested_at", "pk")[4450:4500], who)
        assert "job_newest" in plan
        assert "Sort" not in plan
