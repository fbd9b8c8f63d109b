"""The Django app of page parts; it holds no data."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    """Page frames, components, lists and charts."""

    name = "arcs.web.ui"
    label = "ui"
