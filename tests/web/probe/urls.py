"""The site's addresses and the probe's."""

from django.urls import include, path
from tests.web.probe.views import show_file

urlpatterns = [path("probe/<uuid:file_id>/", show_file), path("", include("arcs.web.site.urls"))]
