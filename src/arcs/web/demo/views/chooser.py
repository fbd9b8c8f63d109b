"""Choose a role and be signed in with one click: on this machine, in the demonstration, and nowhere else."""

from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from arcs.web.demo.cast import players
from arcs.web.demo.loopback import demand_loopback
from arcs.web.people.queries import staff_at_the_door
from arcs.web.wall.acting import Standing, acting_as


@login_not_required
@require_safe
def choose(request: HttpRequest) -> HttpResponse:
    """Everyone in the demonstration, with what the role shows."""
    demand_loopback(request)
    return render(request, "demo/choose.html", {"players": players()})


@login_not_required
@require_POST
@transaction.non_atomic_requests
def enter(request: HttpRequest) -> HttpResponse:
    """Sign in as one of them; 404 for anyone else."""
    demand_loopback(request)
    wanted = next((one for one in players() if one.key == request.POST.get("player")), None)
    if wanted is None:
        raise Http404
    with acting_as(Standing.DOOR), transaction.atomic():
        staff = staff_at_the_door(wanted.login)
        if staff is None:
            raise Http404
        login(request, staff, backend="arcs.web.people.signing_in.StaffBackend")
    return redirect("/")
