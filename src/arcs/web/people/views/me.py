"""One's own page: name, language, password, second steps, sessions, tokens."""

from uuid import UUID

from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from arcs.web.people import actions, permits, queries, tokens
from arcs.web.people.forms import ChangePasswordForm
from arcs.web.people.lists import TOKENS, token_scopes, token_state
from arcs.web.people.permissions import label_of
from arcs.web.people.receivers import MARK
from arcs.web.people.staff_forms import DetailsForm, TokenForm
from arcs.web.people.views.answers import do, form_page, or_not_found, who
from arcs.web.ui.list_files import csv_response
from arcs.web.ui.lists import list_page
from arcs.web.wall.permit import Refused


@require_safe
def me(request: HttpRequest) -> HttpResponse:
    """Everything about oneself."""
    person = who(request)
    page = {
        "person": person,
        "factors": queries.second_factors(person),
        "codes_left": len(queries.recovery_codes(person)),
        "sessions": queries.own_sessions(person),
        "this_session": request.session.get(MARK),
        "events": queries.sign_in_events(person, person),
        "permissions": sorted(label_of(code) for code in person.permissions),
        "make_tokens": permits.make_tokens(person),
    }
    return render(request, "people/me.html", page)


@require_http_methods(["GET", "POST"])
def details(request: HttpRequest) -> HttpResponse:
    """Name and language."""
    person = who(request)
    form = DetailsForm(request.POST or None, initial={"name": person.name, "language": person.language})
    if form.is_valid():
        return do(
            request,
            lambda: actions.change_own_details(by=person, **form.cleaned_data),
            _("Saved."),
            reverse("people:me"),
        )
    return form_page(request, form, title=_("Name and language"), button=_("Save"), **_back())


@never_cache
@require_http_methods(["GET", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    """A new password; every other browser is signed out."""
    person = who(request)
    form = ChangePasswordForm(request.POST or None, staff=person)
    if form.is_valid():
        new, mark = form.cleaned_data["password"], request.session.get(MARK)
        actions.change_password(by=person, password=new, request=request, mark=mark)
        update_session_auth_hash(request, person)
        return do(
            request, lambda: None, _("Your password is changed. Other browsers are signed out."), reverse("people:me")
        )
    return form_page(request, form, title=_("A new password"), button=_("Change it"), **_back())


@require_POST
def end_sessions(request: HttpRequest) -> HttpResponse:
    """Sign out everywhere but here."""
    person = who(request)
    mark = request.session.get(MARK)
    done = _("Every other browser is signed out.")
    return do(
        request,
        lambda: actions.end_sessions(by=person, of=person, request=request, but=mark),
        done,
        reverse("people:me"),
    )


@never_cache
@require_http_methods(["GET", "POST"])
def own_tokens(request: HttpRequest) -> HttpResponse:
    """API tokens: make one, which is shown once; see and revoke them."""
    person = who(request)
    may_make = permits.make_tokens(person)
    form = TokenForm(request.POST or None, who=person)
    made = None
    if form.is_valid():
        try:
            _token, made = actions.make_token(by=person, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            form = TokenForm(who=person)
    page = list_page(request.GET, TOKENS, tokens.own_tokens(person))
    if page.wants_csv and not made:
        return csv_response(page)
    return render(request, "people/tokens.html", {"page": page, "form": form, "made": made, "make": may_make})


@require_safe
@or_not_found
def own_token(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One token: what it may do, until when, and the button that ends it."""
    found = tokens.own_token(who(request), pk)
    words = {"token": found, "may": token_scopes(found), "state": token_state(found)}
    return render(request, "people/token.html", words)


@require_POST
@or_not_found
def revoke_token(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A token stops working."""
    person = who(request)
    token = tokens.own_token(person, pk)
    if token.revoked_at is not None:
        return redirect("people:tokens")
    done = _("The token does not work any more.")
    return do(request, lambda: actions.revoke_token(by=person, token=token), done, reverse("people:tokens"))


def _back() -> dict[str, str]:
    return {"back": _("Your account"), "back_url": reverse("people:me")}
