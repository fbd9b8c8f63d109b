"""The addresses of the settings."""

from django.urls import path

from arcs.web.agency.views.change import change
from arcs.web.agency.views.file import download, upload
from arcs.web.agency.views.history import edition, history
from arcs.web.agency.views.logo import logo
from arcs.web.agency.views.overview import overview, section

app_name = "agency"
urlpatterns = [
    path("", overview, name="overview"),
    path("agency.toml", download, name="download"),
    path("file/", upload, name="upload"),
    path("editions/", history, name="history"),
    path("editions/<int:number>/", edition, name="edition"),
    path("logo/<uuid:logo_id>/", logo, name="logo"),
    path("<slug:name>/", section, name="section"),
    path("<slug:name>/change/", change, name="change"),
]
