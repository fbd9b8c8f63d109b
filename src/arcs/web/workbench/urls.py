"""Addresses of workbench."""

from django.urls.resolvers import URLPattern

app_name = "workbench"
urlpatterns: list[URLPattern] = []
