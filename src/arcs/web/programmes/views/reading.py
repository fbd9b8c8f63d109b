"""What I have to read: one's own policies and trainings, one click to say that one has read; and the programmes."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from arcs.web.programmes import actions, own, pages, queries
from arcs.web.programmes.permits import may_see_programmes
from arcs.web.programmes.views.finding import asker, found


@login_required
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """What waits for me, what I hold, and the programmes that I may see."""
    who = asker(request)
    duties = own.my_duties(who)
    waiting = sum(one.to_read for one in duties)
    glance = (
        ngettext("%(count)d policy waits for you to read it.", "%(count)d policies wait for you to read them.", waiting)
        % {"count": waiting}
        if waiting
        else _("Nothing waits for you to read.")
    )
    words = {
        "duties": [(one, pages.route_tag(one.route.disposition)) for one in duties],
        "glance": glance,
        "sees": may_see_programmes(who),
        "programmes": list(queries.programmes_seen_by(who)[:50]),
        "to_begin": queries.studies_to_begin(who),
    }
    return render(request, "programmes/mine.html", words)


@login_required
@require_http_methods(["GET", "POST"])
def read(request: HttpRequest, version: UUID) -> HttpResponse:
    """One version of a policy; with POST its reader says to have read it."""
    who = asker(request)
    one = found(own.version_to_read(who, version))
    if request.method == "POST":
        actions.acknowledge(by=who, version=one)
        return redirect("programmes:read", one.pk)
    words = {
        "read_version": one,
        "route_tag": pages.route_tag(one.route.disposition),
        "permit": actions.may_acknowledge(who, one),
        "held": own.my_acknowledgement(who, one),
        "who_reads": who,
    }
    return render(request, "programmes/read.html", words)
