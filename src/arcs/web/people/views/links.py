"""Inviting, and one-time links: shown once, to print, copy or send."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from arcs.core.refusal import Refusal
from arcs.web.people import actions, letters, permits, queries
from arcs.web.people.joining import digest_of
from arcs.web.people.models import Invitation
from arcs.web.people.staff_forms import InviteForm
from arcs.web.people.views.answers import do, form_page, open_to, or_not_found, the_person, who
from arcs.web.wall.permit import Refused


@never_cache
@require_http_methods(["GET", "POST"])
def invite(request: HttpRequest) -> HttpResponse:
    """Invite somebody; the next page shows the link, once."""
    me = who(request)
    open_to(permits.manage(me))
    form = InviteForm(request.POST or None, who=me)
    if form.is_valid():
        try:
            invitation, token = actions.invite(by=me, **form.cleaned_data)
        except Refused as refusal:
            form.add_error("login", str(refusal))
        else:
            return _show(request, invitation, token)
    return form_page(
        request, form, title=_("Invite somebody"), button=_("Make the link"), back=_("Staff"),
        back_url=reverse("people:list"), lede=_("The person chooses a password by a link. It works once, for a week."),
    )  # fmt: skip


@never_cache
@require_POST
@or_not_found
def renew(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A new link: to join, for a new password, or for a new password and second step."""
    me = who(request)
    open_to(permits.manage(me))
    staff = the_person(request, pk)
    purpose = request.POST.get("purpose", "")
    if purpose not in dict(Invitation.PURPOSES):
        return redirect("people:person", pk)
    try:
        invitation, token = actions.renew_link(by=me, staff=staff, purpose=purpose)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("people:person", pk)
    return _show(request, invitation, token)


@require_POST
@or_not_found
def withdraw(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The links of a person stop working."""
    me = who(request)
    open_to(permits.manage(me))
    staff = the_person(request, pk)
    done = _("The link does not work any more.")
    return do(
        request, lambda: actions.withdraw_invitation(by=me, staff=staff), done, reverse("people:person", args=[pk])
    )


@never_cache
@require_POST
@or_not_found
def mail(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Mail a link that this person made just now: the page that shows it gives it back, since we keep only a digest."""
    me = who(request)
    open_to(permits.manage(me))
    token = request.POST.get("token", "")
    return _show(request, queries.own_open_link(me, the_person(request, pk), digest_of(token)), token)


def _show(request: HttpRequest, invitation: Invitation, token: str) -> HttpResponse:
    link = request.build_absolute_uri(reverse("people:invitation", args=[token]))
    letter = letters.letter_for(invitation, link)
    page: dict[str, Any] = {"invitation": invitation, "link": link, "letter": letter, "token": token}
    try:
        page["mailed"] = letters.after_invitation(request, invitation, letter)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return render(request, "people/link.html", page | {"can_be_mailed": letters.can_be_mailed()})
