"""Addresses of staff administration and of one's own account."""

from django.urls import path

app_name = "people"
urlpatterns: list[object] = []
