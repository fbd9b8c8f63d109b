"""Waves: the first page, a new one, opening, who answered, inviting, reminding, closing, results."""

from collections.abc import Sequence
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from arcs.web.people.models import Staff
from arcs.web.sheets.queries import rows_of
from arcs.web.studies.frozen_pages import table_csv
from arcs.web.studies.kept import Kept
from arcs.web.surveys import actions, charting, pages, permits, queries, sums
from arcs.web.surveys.forms import CloseForm, InviteForm, WaveForm
from arcs.web.surveys.models import Invitation, SurveyWave, WaveState
from arcs.web.surveys.texts import LIMITS
from arcs.web.surveys.views.finding import find_invitation, find_study, find_wave
from arcs.web.surveys.words import categories_in_words, without_words
from arcs.web.wall.at_once import ChangedMeanwhile
from arcs.web.wall.clock import today
from arcs.web.wall.permit import Refused

_kept = Kept(most=8, heaviest=0)  # words of whole waves


@login_required
@require_safe
def home(request: HttpRequest, study: UUID) -> HttpResponse:
    """What the study asks of residents, stakeholders and partners, and the next step."""
    who, one = find_study(request, study)
    categories = categories_in_words(who, one)
    return render(
        request,
        "surveys/home.html",
        {
            "study": one,
            "waves": [(each, pages.TONES[WaveState(each.state)]) for each in queries.waves_of(who, one)],
            "categories": len(categories),
            "missing": len(without_words(categories, spanish=False)) if categories else 0,
            "partners": [(each, *pages.partner_state(each)) for each in queries.partners_of(who, one)],
            "interviews": len(rows_of(who, one, "interviews.csv")),
            "may_ask": permits.may_ask(who, one),
        },
    )


@login_required
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, study: UUID) -> HttpResponse:
    """Begin a wave."""
    who, one = find_study(request, study)
    permits.may_ask(who, one).demand()
    form = WaveForm(request.POST or None, instance=SurveyWave(opens_on=today()))
    if request.method == "POST" and form.is_valid():
        wave = actions.begin_wave(by=who, study=one, given=form.given, targets=form.targets)
        return redirect("surveys:wave", wave.pk)
    return _form(request, "surveys/wave_form.html", form, {"study": one, "wave": None})


def _form(request: HttpRequest, template: str, form: object, words: dict[str, object]) -> HttpResponse:
    return render(request, template, words | {"form": form}, status=422 if request.method == "POST" else 200)


@login_required
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, wave: UUID) -> HttpResponse:
    """Change a wave before it opens."""
    who, one = find_wave(request, wave)
    permits.may_change_wave(who, one).demand()
    form = WaveForm(request.POST or None, instance=one, targets=queries.targets_of(who, one))
    both = None
    if request.method == "POST" and form.is_valid():
        seen = form.cleaned_data["seen"]
        try:
            actions.change_wave(by=who, wave=one, given=form.given, targets=form.targets, seen=seen)
            return redirect("surveys:wave", one.pk)
        except ChangedMeanwhile as changed:
            both = form.beside(changed.now)
    words = {"form": form, "study": one.study, "wave": one, "both": both}
    status = 409 if both is not None else 422 if form.is_bound else 200
    return render(request, "surveys/wave_form.html", words, status=status)


@login_required
@require_safe
def wave(request: HttpRequest, wave: UUID) -> HttpResponse:
    """One wave: what is needed to open it, or who has answered so far."""
    who, one = find_wave(request, wave)
    missing = []
    if one.state == WaveState.DRAFT:
        missing = without_words(categories_in_words(who, one.study), spanish=one.spanish)
    rows = sums.received_of(one)
    return render(
        request,
        "surveys/wave.html",
        {
            "study": one.study,
            "wave": one,
            "tone": pages.TONES[WaveState(one.state)],
            "missing": missing,
            "may_open": permits.may_open(who, one, missing),
            "may_change": permits.may_change_wave(who, one),
            "may_run": permits.may_run(who, one),
            "open_url": _whole(request, f"/survey/{one.open_link}/") if one.open_link else "",
            "stats": pages.stats_of(one, rows, sums.pace_of(one)),
            "by_group": pages.by_group(one, rows, queries.targets_of(who, one)),
            "ledger": pages.ledger_of(rows),
            "flagged": pages.flagged_of(rows),
            "invited": queries.invitations_of(who, one).count(),
            "limits": LIMITS,
        },
    )


def _whole(request: HttpRequest, path: str) -> str:
    return request.build_absolute_uri(path)


@login_required
@require_POST
def open_wave(request: HttpRequest, wave: UUID) -> HttpResponse:
    """Open a wave."""
    who, one = find_wave(request, wave)
    actions.open_wave(by=who, wave=one)
    messages.success(request, _("The survey is open. Give the link to people, or invite them by name."))
    return redirect("surveys:wave", one.pk)


@login_required
@require_POST
def renew(request: HttpRequest, wave: UUID) -> HttpResponse:
    """A new open link."""
    who, one = find_wave(request, wave)
    actions.renew_open_link(by=who, wave=one)
    messages.success(request, _("There is a new open link. The old one does not work any more."))
    return redirect("surveys:wave", one.pk)


@login_required
@require_http_methods(["GET", "POST"])
def close(request: HttpRequest, wave: UUID) -> HttpResponse:
    """Close a wave for good, deciding first about flagged answers."""
    who, one = find_wave(request, wave)
    may_run = permits.may_run(who, one)
    may_run.demand()
    form = CloseForm(request.POST or None, initial={"aside": one.leaves_flagged_out, "reason": one.flagged_reason})
    if request.method == "POST" and form.is_valid():
        aside, reason = form.cleaned_data["aside"], form.cleaned_data["reason"]
        actions.set_flagged_aside(by=who, wave=one, aside=aside, reason=reason)
        if "close" not in request.POST:
            messages.success(request, _("Kept. You see below what is set aside."))
            return redirect("surveys:wave", one.pk)
        actions.close_wave(by=who, wave=one)
        messages.success(request, _("The survey is closed. Here are its results."))
        return redirect("surveys:results", one.pk)
    rows = sums.received_of(one)
    words = {"study": one.study, "wave": one, "flagged": pages.flagged_of(rows), "ledger": pages.ledger_of(rows)}
    return _form(request, "surveys/close.html", form, words)


@login_required
@require_http_methods(["GET", "POST"])
def invite(request: HttpRequest, wave: UUID) -> HttpResponse:
    """Invite by name, by e-mail or with a link to print; and who was invited."""
    who, one = find_wave(request, wave)
    may_run = permits.may_run(who, one)
    form, printed, problem = InviteForm(request.POST or None), [], ""
    if request.method == "POST":
        may_run.demand()
        if form.is_valid():
            try:
                made = actions.invite(
                    by=who, wave=one, people=form.invited, language=form.cleaned_data["language"],
                    link_to=lambda path: _whole(request, path), batch=form.cleaned_data["batch"],
                )  # fmt: skip
            except Refused as refused:
                problem = str(refused)
            else:
                _say_invited(request, len(made), len(form.invited) - len(made))
                printed = [(invitation, url) for invitation, url in made if not invitation.email]
                if not printed:
                    return redirect("surveys:invite", one.pk)
                form = InviteForm()
    status = 409 if problem else 422 if form.is_bound else 200
    return _invitations(request, who, one, form, printed, problem=problem, status=status)


def _invitations(
    request: HttpRequest, who: Staff, one: SurveyWave, form: InviteForm, printed: Sequence[tuple[Invitation, str]], *,
    problem: str = "", status: int = 200,
) -> HttpResponse:  # fmt: skip
    words = {
        "study": one.study, "wave": one, "form": form, "may_run": permits.may_run(who, one), "printed": printed,
        "problem": problem,
        "invited": list(queries.invitations_of(who, one).order_by("name")[:500]),
        "unfinished": (unfinished := len(sums.unfinished_invitations(one))),
        "may_remind": permits.may_remind(who, one, unfinished),
    }  # fmt: skip
    return render(request, "surveys/invite.html", words, status=status)


@login_required
@require_POST
def new_link(request: HttpRequest, invitation: UUID) -> HttpResponse:
    """A new link for somebody whose printed one was lost; the old one stops working."""
    who, one = find_invitation(request, invitation)
    try:
        url = actions.renew_invited_link(by=who, invitation=one, link_to=lambda path: _whole(request, path))
    except Refused as refused:
        if not permits.may_renew_link(who, one.wave, one):
            raise
        messages.warning(request, str(refused))
        return redirect("surveys:invite", one.wave_id)
    messages.success(request, _("There is a new link. The old one does not work any more."))
    return _invitations(request, who, one.wave, InviteForm(), [(one, url)])


def _say_invited(request: HttpRequest, made: int, known: int) -> None:
    said = _("Invited: %(made)s. Invited before: %(known)s.") % {"made": made, "known": known}
    messages.success(request, said)


@login_required
@require_POST
def remind(request: HttpRequest, wave: UUID) -> HttpResponse:
    """Remind by e-mail who has not finished."""
    who, one = find_wave(request, wave)
    many = actions.remind(by=who, wave=one, link_to=lambda path: _whole(request, path))
    messages.success(request, _("Reminders on their way: %(many)s.") % {"many": many})
    return redirect("surveys:invite", one.pk)


def _words(who: Staff, wave: SurveyWave, synonyms: dict[str, str]) -> list[pages.WordsOfCategory]:
    """What people wrote, put together once for the same answers and synonyms: a closed wave never changes."""
    which = queries.which_answers(who, wave.study)

    def made() -> list[pages.WordsOfCategory]:
        return pages.words_by_category(sums.words_of(wave), synonyms)

    told = f"{which} {wave.pk} {sorted(synonyms.items())}"
    return _kept.get(told, "words", made, still=lambda: queries.which_answers(who, wave.study) == which)


@login_required
@require_safe
def results(request: HttpRequest, wave: UUID) -> HttpResponse:
    """What people answered, once the wave is closed: stored rows, and as many queries for many answers as for few."""
    who, one = find_wave(request, wave)
    if one.state != WaveState.CLOSED:
        return render(request, "surveys/results_waiting.html", {"study": one.study, "wave": one})
    rows = queries.results_of(who, one)
    if wanted := request.GET.get("csv", ""):
        return table_csv(pages.acceptance_table(one, rows, groups=wanted == "acceptance_by_group"))
    category = request.GET.get("category", "")
    # By group only where one category is chosen, so that the page stays short.
    tables = [pages.acceptance_table(one, rows, groups=groups, category=category)
              for groups in ((False, True) if category else (False,))]  # fmt: skip
    synonyms = {row.cells["spelling"]: row.cells["name"] for row in rows_of(who, one.study, "resource_words.csv")}
    received = sums.received_of(one)
    return render(
        request,
        "surveys/results.html",
        {
            "study": one.study,
            "wave": one,
            "tables": tables,
            "chart": charting.acceptance_chart(one, rows, category=category),
            "category": category,
            "categories": list(dict.fromkeys(each.category for each in rows)),
            "words": [each for each in _words(who, one, synonyms) if category in ("", each.category)],
            "ledger": pages.ledger_of(received),
            "limits": LIMITS,
            "stats": pages.stats_of(one, received, sums.pace_of(one)),
            "home": reverse("surveys:wave", args=[one.pk]),
        },
    )  # fmt: skip
