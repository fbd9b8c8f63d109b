"""Addresses of live calls."""

from django.urls import path
from django.urls.resolvers import URLPattern

from arcs.web.calls import views

app_name = "calls"
urlpatterns: list[URLPattern] = [
    path("calls/", views.calls, name="list"),
    path("calls/new/", views.new, name="new"),
    path("calls/set-aside/", views.set_aside, name="set_aside"),
    path("calls/set-aside/<uuid:aside>/", views.one_set_aside, name="one_set_aside"),
    path("calls/<uuid:call>/", views.call, name="call"),
    path("calls/<uuid:call>/change/", views.change, name="change"),
    path("calls/<uuid:call>/notes/", views.note, name="note"),
    path("calls/<uuid:call>/close/", views.close, name="close"),
    path("calls/<uuid:call>/premise/", views.premise, name="premise"),
]
