"""Addresses of the audit."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from arcs.web.audit.views import alarms, review, trail


class EventKey(StringConverter):
    """A running number or a UUID."""

    regex = "[0-9]{1,18}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"


class Monday(StringConverter):
    """A day as 2026-11-16."""

    regex = "[0-9]{4}-[0-9]{2}-[0-9]{2}"


register_converter(EventKey, "eventkey")
register_converter(Monday, "monday")

app_name = "audit"
urlpatterns = [
    path("audit/", trail.trail, name="trail"),
    path("audit/event/<slug:source>/<eventkey:key>/", trail.one_event, name="event"),
    path("audit/review/", review.weeks, name="weeks"),
    path("audit/review/<monday:week>/", review.week, name="week"),
    path("audit/review/<monday:week>/look/", review.look, name="look"),
    path("audit/review/<monday:week>/close/", review.close, name="close"),
    path("audit/alarms/", alarms.alarms, name="alarms"),
]
