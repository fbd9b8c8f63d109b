"""Addresses of ratings."""

from django.urls.resolvers import URLPattern

app_name = "ratings"
urlpatterns: list[URLPattern] = []
