"""The Django application of dispatch."""

from django.apps import AppConfig


class DispatchConfig(AppConfig):
    """Which unit goes to which call, what came of it, and what is learned from it."""

    name = "arcs.web.dispatch"
    label = "dispatch"
    default_auto_field = "django.db.models.BigAutoField"
