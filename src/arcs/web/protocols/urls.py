"""Addresses of the protocol."""

from django.urls import path
from django.urls.resolvers import URLPattern

from arcs.web.protocols.views import editions

app_name = "protocols"
urlpatterns: list[URLPattern] = [
    path("protocols/", editions.editions, name="list"),
]
