"""Addresses of sheets."""

from django.urls.resolvers import URLPattern

app_name = "sheets"
urlpatterns: list[URLPattern] = []
