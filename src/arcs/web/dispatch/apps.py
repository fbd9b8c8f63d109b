"""The Django application of dispatch."""

from django.apps import AppConfig


class DispatchConfig(AppConfig):
    """Which unit goes to which call, what came of it, and what is learned from it."""

    name = "arcs.web.dispatch"
    label = "dispatch"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """What holds a call open; the review of a repeated override; from a call's page to the board."""
        from arcs.web.dispatch import holding_calls, reviewing, ways  # noqa: F401, PLC0415 - they register themselves
