"""Every address of the programme."""

from django.urls import include, path
from django.urls.resolvers import URLPattern, URLResolver

from arcs.web.site.views.health import health

urlpatterns: list[URLPattern | URLResolver] = [
    path("health", health, name="health"),
    path("", include("arcs.web.ui.urls")),
]
