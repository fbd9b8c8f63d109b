"""A session is locked, unlocked, left."""

from typing import Any

from allauth.mfa.webauthn.forms import ReauthenticateWebAuthnForm
from allauth.mfa.webauthn.internal import auth as passkey
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from arcs.web.people import actions, queries
from arcs.web.people.forms import UnlockForm
from arcs.web.people.models import Staff
from arcs.web.people.receivers import MARK


@login_not_required
@require_http_methods(["GET", "POST"])
def sign_out(request: HttpRequest) -> HttpResponse:
    """End this session; by POST only, so that no link can do it."""
    if request.method == "POST":
        logout(request)
        return redirect("account_login")
    return redirect("/")


@never_cache
@require_http_methods(["GET", "POST"])
def locked(request: HttpRequest) -> HttpResponse:
    """Ask for the password or a passkey again; everything else of the session is as it was."""
    then = safe_next(request)
    if not isinstance(request.user, Staff):
        return redirect(then)
    user = request.user
    mark = queries.visit_of(user, request.session.get(MARK))
    if mark is None or mark.locked_at is None:
        return redirect(then)
    if request.method == "GET":
        return lock_page(request, then=then)
    by_passkey = "credential" in request.POST
    form = ReauthenticateWebAuthnForm(request.POST, user=user) if by_passkey else UnlockForm(request, request.POST)
    if not form.is_valid():
        return lock_page(request, then=then, form=None if by_passkey else form, passkey_failed=by_passkey)
    actions.unlock_session(by=user, mark=mark, request=request)
    return redirect(then)


def lock_page(
    request: HttpRequest,
    *,
    then: str = "/",
    form: UnlockForm | None = None,
    kept: bool = False,
    passkey_failed: bool = False,
) -> HttpResponse:
    """The lock page. `kept`: something was sent while locked, was not saved, and stays in the browser's draft."""
    user = request.user
    factors = queries.second_factors(user) if isinstance(user, Staff) else []
    has_passkey = any(one.type == "webauthn" for one in factors)
    page: dict[str, Any] = {
        "person": user,
        "who": None,  # the frame shows nobody, so that the browser knows: what was sent has not arrived
        "navigation": [],
        "form": form or UnlockForm(request),
        "then": then,
        "kept": kept,
        "passkey_failed": passkey_failed,
        "options": dict(passkey.begin_authentication(user)) if has_passkey else None,
    }
    # 423 Locked: a script that sent the form must not take this for "saved".
    return render(request, "people/locked.html", page, status=423 if kept else 200)


def safe_next(request: HttpRequest) -> str:
    """Where to go on: a page of this site, or the first one."""
    to = request.POST.get("next") or request.GET.get("next") or "/"
    return to if url_has_allowed_host_and_scheme(to, allowed_hosts={request.get_host()}) else "/"
