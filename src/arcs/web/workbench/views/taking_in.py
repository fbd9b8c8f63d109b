"""An uploaded study folder: what it would change, table by table; then change it, as one change that can be undone.

A small folder is compared and taken in while the person waits; a large one by long work, whose page this is meanwhile.
"""

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from arcs.core.refusal import Refusal
from arcs.web.jobs.models import JobState
from arcs.web.jobs.pages import job_row
from arcs.web.people.models import Staff
from arcs.web.studies import content, permits, queries
from arcs.web.studies.models import Upload, UploadKind
from arcs.web.studies.views.finding import asker, found
from arcs.web.wall.permit import Refused
from arcs.web.workbench import comparing, composing


@login_required
@require_http_methods(["GET", "POST"])
def take_in(request: HttpRequest, upload: UUID) -> HttpResponse:
    """What an uploaded study folder would change; a post changes it."""
    who = asker(request)
    given = found(queries.upload_seen_by(who, upload))
    found(given if given.kind == UploadKind.STUDY else None)
    words = {"study": given.study, "upload": given, "may_work": permits.may_work(who, given.study)}
    if comparing.is_large(given):
        return _by_long_work(request, who, given, words)
    return _at_once(request, who, given, words)


def _at_once(request: HttpRequest, who: Staff, given: Upload, words: dict[str, Any]) -> HttpResponse:
    problem, compared = "", None
    with content.private_folder() as home:
        try:
            unpacked = composing.unpacked(given, home)
            if request.method == "POST":
                with transaction.atomic():
                    taken = composing.take_in(by=who, study=given.study, folder=unpacked)
                for one in taken.brought.sentences:
                    messages.warning(request, one)
                there = redirect("workbench:folder", given.study_id)
                there["Location"] += f"?changed={taken.change}"
                return there
            compared = comparing.told(composing.compared(who, given.study, unpacked))
        except (Refusal, Refused) as refusal:
            problem = str(refusal)
    words |= {"problem": problem, "compared": compared}
    return render(request, "workbench/take_in.html", words, status=422 if problem else 200)


def _by_long_work(request: HttpRequest, who: Staff, given: Upload, words: dict[str, Any]) -> HttpResponse:
    if request.method == "POST":
        words["may_work"].demand()
        if "compare" in request.POST:
            comparing.ask_to_compare(by=who, upload=given)
            return redirect("workbench:take_in", given.pk)
        change = uuid4()
        comparing.ask_to_take_in(by=who, upload=given, change=change)
        there = redirect("workbench:take_in", given.pk)
        there["Location"] += f"?changed={change}"
        return there
    newest = comparing.newest_work(who, given)
    done = newest if newest is not None and newest.state == JobState.DONE else None
    words |= {
        "by_job": True,
        "job": None if newest is None or done else job_row(newest, who, ends_page=True),
        "compared": comparing.kept_comparison(who, done) if done and done.kind == comparing.COMPARE else None,
        "compared_at": done.finished_at if done else None,
        "taken": bool(done and done.kind == comparing.TAKE_IN),
        "moving": newest is not None and newest.state in (JobState.WAITING, JobState.RUNNING),
    }
    return render(request, "workbench/take_in.html", words)
