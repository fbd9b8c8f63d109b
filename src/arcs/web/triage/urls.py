"""Addresses of triage."""

from django.urls import path
from django.urls.resolvers import URLPattern

from arcs.web.triage import views

app_name = "triage"
urlpatterns: list[URLPattern] = [
    path("triage/", views.strip, name="strip"),
    path("triage/shell/", views.shell, name="shell"),
    path("triage/worker.js", views.worker, name="worker"),
    path("triage/rules", views.rules, name="rules"),
    path("triage/recommend", views.recommend, name="recommend"),
    path("triage/known", views.known, name="known"),
    path("triage/decide", views.decide, name="decide"),
    path("triage/sync", views.sync, name="sync"),
    path("triage/waiting/", views.waiting, name="waiting"),
    path("triage/shadow/<int:number>/", views.shadow, name="shadow"),
    path("triage/decisions/", views.decisions, name="decisions"),
    path("triage/decisions/<uuid:call>/", views.decisions_of, name="decisions_of"),
    path("triage/<uuid:call>/", views.strip_of, name="strip_of"),
]
