"""Inviting, and one-time links: shown once, to print, copy or send."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from arcs.web.people import actions, letters, permits
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


def _show(request: HttpRequest, invitation: Invitation, token: str) -> HttpResponse:
    link = request.build_absolute_uri(reverse("people:invitation", args=[token]))
    letter = letters.letter_for(invitation, link)
    letters.after_invitation(request, invitation, letter)
    return render(request, "people/link.html", {"invitation": invitation, "link": link, "letter": letter})
