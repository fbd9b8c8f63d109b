"""A one-time link: choose a password, then go on to the second step."""

from allauth.account.internal.flows.login import perform_login
from allauth.account.models import Login
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from arcs.web.people import actions, queries
from arcs.web.people.forms import NewPasswordForm
from arcs.web.people.rate_limit import limited


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
@limited("invitation", "20/15m")
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Show who is invited and ask for a password; the middleware lets this page run in the door's name."""
    found = queries.open_invitation(token)
    if found is None:
        return render(
            request, "people/invitation.html", {"invitation": None, "who": None, "navigation": []}, status=410
        )
    form = NewPasswordForm(request.POST or None, staff=found.staff)
    if request.method == "POST" and form.is_valid():
        staff = actions.accept_invitation(token=token, password=form.cleaned_data["password"], request=request)
        request.session.flush()
        return perform_login(request, Login(user=staff, redirect_url="/"))
    return render(request, "people/invitation.html", {"invitation": found, "form": form, "who": None, "navigation": []})
