"""The Django application of triage."""

from django.apps import AppConfig


class TriageConfig(AppConfig):
    """The strip, its decisions, and the calls that wait for one."""

    name = "arcs.web.triage"
    label = "triage"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """A call's page leads to its triage."""
        from arcs.web.triage import ways  # noqa: F401, PLC0415 - it registers itself
