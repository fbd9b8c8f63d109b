"""A round: its overview, opening and changing it, inviting raters, sharing out, publishing, closing."""

from typing import Any
from urllib.parse import urljoin
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from arcs.core.refusal import Refusal
from arcs.web.people.models import Staff
from arcs.web.ratings import actions, pages, permits, queries, sharing
from arcs.web.ratings.forms import InviteForm, RoundForm
from arcs.web.ratings.models import Rater, RatingRound
from arcs.web.studies import queries as studies
from arcs.web.studies.models import Study
from arcs.web.studies.views.finding import asker, found
from arcs.web.ui.list_files import csv_response
from arcs.web.ui.lists import list_page
from arcs.web.wall.at_once import ChangedMeanwhile
from arcs.web.wall.permit import Refused


@login_required
@require_safe
def overview(request: HttpRequest, study: UUID) -> HttpResponse:
    """Where the study's round stands: raters, what waits, what is shown."""
    who = asker(request)
    one = found(studies.study_seen_by(who, study))
    part = studies.part_in(who, one)
    of_round = queries.newest_round(who, one)
    if of_round is None:
        words = {"study": one, "may_open": permits.may_open_round(who, one, part)}
        return render(request, "ratings/none.html", words)
    may_steer = permits.may_steer(who, of_round, part)
    raters = pages.with_state(queries.raters_of(who, of_round))
    page = list_page(request.GET, pages.raters_list(linked=bool(permits.may_publish(who, of_round, part))), raters)
    if page.wants_csv:
        return csv_response(page)
    words = {
        "study": one, "round": of_round, "page": page, "progress": queries.progress_of(who, of_round),
        "publication": queries.newest_publication(who, of_round), "may_steer": may_steer,
        "may_publish": permits.may_publish(who, of_round, part), "may_change": permits.may_work_in(who, of_round, part),
        "may_open": permits.may_open_round(who, one, part, is_open=of_round.closed_at is None),
        "shown": queries.published_round(who, one) is not None, **_needs(who, of_round),
    }  # fmt: skip
    return render(request, "ratings/overview.html", words)


def _needs(who: Staff, of_round: RatingRound) -> dict[str, Any]:
    types = queries.types_of(who, of_round)
    try:
        return {"types": types, "needs": sharing.needs_of_round(of_round, types)}
    except Refusal as refusal:
        return {"types": types, "needs": None, "why_not": str(refusal)}


@login_required
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, study: UUID) -> HttpResponse:
    """Open a round."""
    who = asker(request)
    one = found(studies.study_seen_by(who, study))
    newest = queries.newest_round(who, one)
    looks = request.method == "POST" and "look" in request.POST  # the page itself may ask just after its round opened
    is_open = newest is not None and newest.closed_at is None
    permits.may_open_round(who, one, is_open=is_open and not looks).demand()
    form = RoundForm(request.POST or None, instance=RatingRound(study=one))
    types = len(actions.types_to_rate(who, one))
    why = ""
    if request.method == "POST" and not looks and form.is_valid():
        try:
            made = actions.open_round(by=who, study=one, **form.given)
            messages.success(request, _("The round is open. Next, invite raters."))
            return redirect("ratings:invite", made.pk)
        except (Refused, Refusal) as refused:
            why = str(refused)
    words = {"study": one, "form": form, "types": types, "why": why, **_asked(form, types)}
    return render(request, "ratings/new.html", words, status=409 if why else 200)


def _asked(form: RoundForm, types: int) -> dict[str, Any]:
    """How many raters the form as it stands would need, or the core's sentence why that cannot be."""
    if form.is_bound and not form.is_valid():
        return {"needs": None}
    given = form.cleaned_data if form.is_bound else {name: field.initial for name, field in form.fields.items()}
    if not types:
        return {"needs": None}
    try:
        return {
            "needs": sharing.needs_of(
                types=types, minutes_per_type=given["minutes_per_type"], minutes=given["minutes"],
                at_least=given["at_least"], repeats=given["repeats"],
            )
        }  # fmt: skip
    except Refusal as refusal:
        return {"needs": None, "why_not": str(refusal)}


@login_required
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, of_round: UUID) -> HttpResponse:
    """Change a round's deadline, words and effort."""
    who = asker(request)
    one = found(queries.round_seen_by(who, of_round))
    permits.may_work_in(who, one).demand()
    form = RoundForm(request.POST or None, instance=one)
    both = None
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_round(by=who, of_round=one, seen=form.cleaned_data["seen"], **form.given)
            return redirect("ratings:overview", one.study_id)
        except ChangedMeanwhile as changed:
            both = form.beside(changed.now)
    words = {"study": one.study, "round": one, "form": form, "both": both}
    return render(request, "ratings/change.html", words, status=200 if both is None else 409)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def invite(request: HttpRequest, of_round: UUID) -> HttpResponse:
    """Invite raters. The links are shown once, on the answer to this form."""
    who = asker(request)
    one = found(queries.round_seen_by(who, of_round))
    permits.may_steer(who, one).demand()
    form = InviteForm(request.POST or None)
    why = ""
    if request.method == "POST" and form.is_valid():
        try:
            handed = actions.invite_raters(
                by=who, of_round=one, people=form.cleaned_data["everybody"], batch=form.cleaned_data["batch"],
                address=_address(request),
            )  # fmt: skip
            return render(request, "ratings/links.html", _handed(who, one, handed))
        except Refused as refused:
            why = str(refused)
    words = {"study": one.study, "round": one, "form": form, "why": why, **_needs(who, one),
             "progress": queries.progress_of(who, one)}  # fmt: skip
    return render(request, "ratings/invite.html", words, status=409 if why else 200)


def _handed(who: Staff, of_round: RatingRound, handed: list[actions.HandedOut]) -> dict[str, Any]:
    """The links, and what came of sharing the types out among everybody who has not begun."""
    shared, why_not = 0, ""
    try:
        shared = actions.share_out(by=who, of_round=of_round)
    except Refusal as refusal:
        why_not = str(refusal)
    printed = [one for one in handed if not one.invitation.email]
    return {
        "study": of_round.study, "round": of_round, "handed": handed, "printed": printed,
        "mailed": len(handed) - len(printed), "shared": shared, "why_not": why_not,
    }  # fmt: skip


def _address(request: HttpRequest) -> Any:
    return lambda secret: urljoin(request.build_absolute_uri("/"), reverse("ratings:intro", args=[secret]))


@login_required
@require_POST
def share(request: HttpRequest, of_round: UUID) -> HttpResponse:
    """Share the types out anew among those who have not begun."""
    who = asker(request)
    one = found(queries.round_seen_by(who, of_round))
    try:
        many = actions.share_out(by=who, of_round=one)
        said = ngettext("Shared out to %(many)s rater.", "Shared out to %(many)s raters.", many) % {"many": many}
        messages.success(request, said)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("ratings:overview", one.study_id)


@login_required
@require_POST
def publish(request: HttpRequest, of_round: UUID) -> HttpResponse:
    """Publish what may be shown by now: a job, whose page follows it."""
    one = found(queries.round_seen_by(asker(request), of_round))
    job = actions.request_publication(by=asker(request), of_round=one)
    return redirect("jobs:job", job.pk)


@login_required
@require_POST
def close(request: HttpRequest, of_round: UUID) -> HttpResponse:
    """Take no more answers."""
    who = asker(request)
    one = found(queries.round_seen_by(who, of_round))
    actions.close_round(by=who, of_round=one)
    messages.success(request, _("The round is closed. Sheets that were not finished do not count."))
    return redirect("ratings:overview", one.study_id)


@login_required
@require_safe
def rater(request: HttpRequest, rater: UUID) -> HttpResponse:
    """One rater: where the sheet stands, reminder, another link, end."""
    return _rater_page(request, asker(request), found(queries.rater_seen_by(asker(request), rater)))


def _rater_page(request: HttpRequest, who: Staff, one: Rater, **more: Any) -> HttpResponse:
    study: Study = one.round.study
    part = studies.part_in(who, study)
    permits.may_publish(who, one.round, part).demand()
    invitation = found(queries.invitation_of(who, one))
    words = {
        "study": study, "rater": one, "name": pages.rater_name(one), "invitation": invitation,
        "may_remind": permits.may_remind(who, invitation, one, part),
        "may_renew": permits.may_invite_again(who, invitation, one, part), **more,
    }  # fmt: skip
    return render(request, "ratings/rater.html", words)


@login_required
@require_POST
def remind(request: HttpRequest, rater: UUID) -> HttpResponse:
    """Send a reminder."""
    one = found(queries.rater_seen_by(asker(request), rater))
    actions.remind(by=asker(request), rater=one, address=_address(request))
    messages.success(request, _("The reminder is on its way."))
    return redirect("ratings:rater", one.pk)


@login_required
@never_cache
@require_POST
def link(request: HttpRequest, rater: UUID) -> HttpResponse:
    """Make another link and show it once."""
    who = asker(request)
    one = found(queries.rater_seen_by(who, rater))
    handed = actions.new_link(by=who, rater=one, address=_address(request))
    return _rater_page(request, who, one, link=handed)


@login_required
@require_POST
def end(request: HttpRequest, rater: UUID) -> HttpResponse:
    """End an invitation."""
    one = found(queries.rater_seen_by(asker(request), rater))
    actions.end_invitation(by=asker(request), rater=one)
    messages.success(request, _("The invitation was ended. Share the types out anew if raters are missing now."))
    return redirect("ratings:overview", one.round.study_id)
