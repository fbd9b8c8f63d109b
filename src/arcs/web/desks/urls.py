"""Addresses of desks and of the programme's figures."""

from django.urls import path
from django.urls.resolvers import URLPattern

from arcs.web.desks import figure_views, views

app_name = "desks"
urlpatterns: list[URLPattern] = [
    path("desks/", views.desks, name="all"),
    path("desks/items/<uuid:item>/", views.item, name="item"),
    path("desks/items/<uuid:item>/take/", views.take, name="take"),
    path("desks/items/<uuid:item>/give/", views.give, name="give"),
    path("desks/items/<uuid:item>/next/", views.put_off, name="put_off"),
    path("desks/items/<uuid:item>/attempts/", views.attempt, name="attempt"),
    path("desks/items/<uuid:item>/finish/", views.finish, name="finish"),
    path("desks/refer/<uuid:call>/", views.refer, name="refer"),
    path("desks/why/<uuid:call>/", views.why, name="why"),
    path("desks/<slug:desk>/", views.desk, name="desk"),
    path("figures/", figure_views.figures, name="figures"),
    path("figures/calls/", figure_views.rows, name="rows"),
    path("figures/broken/", figure_views.broken, name="broken"),
]
