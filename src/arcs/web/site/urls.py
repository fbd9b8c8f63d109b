"""Every address of the programme."""

from django.urls import include, path
from django.urls.resolvers import URLPattern, URLResolver

from arcs.web.site.views.health import health

urlpatterns: list[URLPattern | URLResolver] = [
    path("health", health, name="health"),
    path("settings/", include("arcs.web.agency.urls")),
    path("", include("arcs.web.people.sign_in_urls")),
    path("", include("arcs.web.people.urls")),
    path("", include("arcs.web.ui.urls")),
]
