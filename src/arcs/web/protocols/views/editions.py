"""What is in force, what comes, what is drafted and what was; an edition is begun, looked at, taken home."""

from collections import Counter
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from arcs.core.refusal import Refusal
from arcs.files.faults import Fault
from arcs.files.protocol import parse_protocol, protocol_text
from arcs.files.protocol.texts import rows_of
from arcs.web.jobs.pages import job_row
from arcs.web.people.models import Staff
from arcs.web.protocols import actions, faults, histories, pages, permits, queries, studying
from arcs.web.protocols.beginning import bare_rows
from arcs.web.protocols.forms import BeginForm
from arcs.web.protocols.models import ProtocolEdition, State
from arcs.web.protocols.proving import ask_for_proof, proof_under_way
from arcs.web.protocols.readers import StaffRequest, for_readers
from arcs.web.protocols.reading import as_it_stands
from arcs.web.protocols.steps import steps_of
from arcs.web.protocols.studying import StudyToDraft
from arcs.web.protocols.views.finding import edition_of, found, frame_of
from arcs.web.wall.clock import today
from arcs.web.wall.permit import Refused


@for_readers
@require_safe
def editions(request: StaffRequest) -> HttpResponse:
    """What is in force today, what comes, what is worked on, and what was."""
    who, day = request.user, today()
    in_force = queries.edition_in_force(who, day)
    shown = [pages.edition_shown(one, in_force, day) for one in queries.editions_seen_by(who)]
    coming = [one for one in shown if one.row.state == State.APPROVED and one.row.effective_from
              and one.row.effective_from > day]  # fmt: skip
    working = [one for one in shown if one.row.state in {State.DRAFT, State.IN_REVIEW}
               or (one.row.state == State.APPROVED and one.row.effective_from is None)]  # fmt: skip
    now = next((one for one in shown if in_force is not None and one.row.pk == in_force.pk), None)
    known = {one.row.pk for one in (*coming, *working, *([now] if now else []))}
    words = {
        "in_force": now,
        "coming": sorted(coming, key=lambda one: one.row.effective_from or day),
        "working": working,
        "over": [one for one in shown if one.row.pk not in known],
        "may_draft": permits.may_draft(who),
    }
    return render(request, "protocols/list.html", words)


@for_readers
@require_http_methods(["GET", "POST"])
def begin(request: StaffRequest) -> HttpResponse:
    """Begin an edition: as a copy, from a file, or bare."""
    who = request.user
    permits.may_draft(who).demand()
    known = list(queries.editions_seen_by(who))
    choices = [(str(one.number), f"{pages.title_of(one)}: {one.title}") for one in known]  # type: ignore[attr-defined] # annotated
    studies = studying.studies_to_draft(who)
    form = BeginForm(
        request.POST or None, request.FILES or None, editions=choices, studies=_named(studies),
        initial=_first_choice(who, known, studies),
    )  # fmt: skip
    wrong: tuple[Fault, ...] = ()
    if request.method == "POST" and form.is_valid():
        try:
            made, wrong = _begun(request, form)
        except (Refused, Refusal) as refused:
            form.add_error(None, str(refused))
        else:
            if made is not None:
                messages.success(request, _("%(edition)s is begun.") % {"edition": pages.title_of(made)})
                told = form.cleaned_data["begin"] == BeginForm.STUDY
                return redirect("protocols:from_study" if told else "protocols:edition", made.number)
    status = 422 if request.method == "POST" else 200
    return render(request, "protocols/begin.html", {"form": form, "faults": wrong[:40]}, status=status)


def _named(studies: Sequence[StudyToDraft]) -> list[tuple[str, str]]:
    """The studies from which an edition can be made; it is said whose board has adopted something."""
    said = {True: _("the board has decided"), False: _("nobody has decided yet: what it proposes")}
    return [(str(one.study.pk), f"{one.study.title} ({said[one.adopted]})") for one in studies]


def _first_choice(who: Staff, known: Sequence[ProtocolEdition], studies: Sequence[StudyToDraft]) -> dict[str, object]:
    """A copy of the edition in force, else of the newest; else a study whose board has decided; else bare."""
    source = queries.edition_in_force(who) or next(iter(known), None)
    if source is not None:
        return {"begin": BeginForm.COPY, "edition": str(source.number)}
    decided = next((one for one in studies if one.adopted), None)
    return {"begin": BeginForm.STUDY, "study": str(decided.study.pk)} if decided else {"begin": BeginForm.BARE}


def _begun(request: StaffRequest, form: BeginForm) -> tuple[ProtocolEdition | None, tuple[Fault, ...]]:
    who, way = request.user, form.cleaned_data["begin"]
    if way == BeginForm.COPY:
        source = edition_of(who, int(form.cleaned_data["edition"]))
        rows = queries.texts_of(who, source)
        return actions.begin_edition(by=who, rows=rows, based_on=source, study=source.study), ()
    if way == BeginForm.STUDY:
        study = found(studying.study_to_draft(who, UUID(form.cleaned_data["study"])))
        draft = studying.drafted(who, study)
        rows = rows_of(draft.edition)
        return actions.begin_edition(by=who, rows=rows, study=study, proposed=draft.proposed), ()
    if way == BeginForm.BARE:
        return actions.begin_edition(by=who, rows=bare_rows()), ()
    given = form.cleaned_data["file"]
    read, wrong = parse_protocol(given.read(), given.name)
    return (None, wrong) if read is None else (actions.begin_edition(by=who, rows=rows_of(read)), ())


@for_readers
@require_safe
def edition(request: StaffRequest, number: int) -> HttpResponse:
    """One edition: where it stands, the steps to force and what they lack, its sections, what is wrong."""
    who, one = request.user, edition_of(request.user, number)
    rows = queries.every_row(who, one)
    content = queries.content_of_rows(rows)
    places = faults.Places(one, rows)
    proof = queries.proof_of(who, one, content.digest)
    disagreeing = faults.faults_of(content.read, places)
    shown = disagreeing or faults.findings_of(proof, places)
    last = histories.last_change(one)
    job = proof_under_way(who, one) if proof is None else None
    words: dict[str, Any] = frame_of(one) | {
        "title": content.read.about.title if content.read.about else pages.title_of(one),
        "about": content.read.about,
        "standing": pages.standing_of(one, queries.edition_in_force(who), today()),
        "steps": steps_of(who, one, content, proof, len(disagreeing), under_way=job is not None and job.is_open),
        "faults": shown[: faults.MOST_SHOWN], "fault_count": len(shown), "disagrees": bool(disagreeing),
        "sections": pages.sections_shown(one, rows, Counter(each.section for each in shown)),
        "may_change": permits.may_change(who, one), "may_draft": permits.may_draft(who),
        "left_open": one.study_id is not None and studying.study_to_draft(who, one.study_id) is not None,
        "whole": content.edition is not None, "proof": proof,
        "last": pages.history_of(who, "edition", [last])[0] if last else None,
        "job": job_row(job, who, ends_page=True) if job else None,
    }  # fmt: skip
    return render(request, "protocols/edition.html", words)


@for_readers
@require_POST
def prove(request: StaffRequest, number: int) -> HttpResponse:
    """Ask for the proof of the edition as it stands."""
    who, one = request.user, edition_of(request.user, number)
    permits.may_draft(who).demand()
    content = queries.content_seen_by(who, one)
    if content.edition is None:
        raise Refused(_("It does not agree with itself yet. Mend what the page names first."))
    ask_for_proof(by=who, edition=one)
    return redirect("protocols:edition", one.number)


@for_readers
@require_safe
def download(request: StaffRequest, number: int) -> HttpResponse:
    """The edition as protocol.toml, with its state and days."""
    who, one = request.user, edition_of(request.user, number)
    whole = found(queries.content_seen_by(who, one).edition)
    answer = HttpResponse(
        protocol_text(
            as_it_stands(one, whole, ends=queries.end_of(who, one), approved_by=queries.approved_by(who, one))
        ),
        content_type="application/toml; charset=utf-8",
    )
    answer["Content-Disposition"] = f'attachment; filename="protocol-{one.number}.toml"'
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


@for_readers
@require_POST
def undo(request: StaffRequest, number: int, change: UUID) -> HttpResponse:
    """Take one change back, and say which rows somebody else has changed since."""
    who, one = request.user, edition_of(request.user, number)
    undone = actions.undo(by=who, edition=one, change=change)
    said = ngettext("%(many)s row stands as before.", "%(many)s rows stand as before.", undone.restored)
    messages.success(request, said % {"many": undone.restored})
    if undone.left:
        left = _("Changed again since, and left alone: %(rows)s") % {"rows": ", ".join(undone.left[:10])}
        messages.warning(request, left)
    back = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(back, allowed_hosts=None):
        return redirect(back)
    return redirect("protocols:edition", one.number)
