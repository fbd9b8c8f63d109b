"""Every address of the programme."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from django.urls.resolvers import URLPattern, URLResolver
from django.views.i18n import set_language

from arcs.web.site.api import addresses
from arcs.web.site.views.health import health
from arcs.web.site.views.home import home
from arcs.web.site.views.programs import openapi, programs

ERRORS = "arcs.web.site.views.errors"
handler400, handler403 = f"{ERRORS}.bad_request", f"{ERRORS}.permission_denied"
handler404, handler500 = f"{ERRORS}.page_not_found", f"{ERRORS}.server_error"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home, name="home"),
    path("health", health, name="health"),
    path("api/", programs, name="programs"),
    path("api/openapi.json", openapi, name="openapi"),
    path("api/", addresses()),
    path("i18n/setlang/", login_not_required(set_language), name="set_language"),  # visitors choose theirs too
    path("settings/", include("arcs.web.agency.urls")),
    path("", include("arcs.web.people.sign_in_urls")),
    path("", include("arcs.web.people.urls")),
    path("", include("arcs.web.ui.urls")),
    path("", include("arcs.web.audit.urls")),
    path("", include("arcs.web.jobs.urls")),
    path("", include("arcs.web.messages.urls")),
    path("", include("arcs.web.calls.urls")),
    path("", include("arcs.web.units.urls")),
    path("", include("arcs.web.studies.urls")),
    path("", include("arcs.web.sheets.urls")),
    path("", include("arcs.web.ratings.urls")),
    path("", include("arcs.web.surveys.urls")),
    path("", include("arcs.web.workbench.urls")),
    path("", include("arcs.web.programmes.urls")),
    path("", include("arcs.web.protocols.urls")),
    path("", include("arcs.web.triage.urls")),
    path("", include("arcs.web.desks.urls")),
    path("", include("arcs.web.dispatch.urls")),
]
if settings.DEMONSTRATION:
    urlpatterns.append(path("", include("arcs.web.demo.urls")))
