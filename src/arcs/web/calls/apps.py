"""The Django application of live calls."""

from django.apps import AppConfig


class CallsConfig(AppConfig):
    """Calls for service as they come in: the lowest of the rooms that dispatch."""

    name = "arcs.web.calls"
    label = "calls"
    default_auto_field = "django.db.models.BigAutoField"
