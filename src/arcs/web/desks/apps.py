"""The Django application of desks."""

from django.apps import AppConfig


class DesksConfig(AppConfig):
    """Desks of routes that meet nobody face to face, the nightly check, and the programme's figures."""

    name = "arcs.web.desks"
    label = "desks"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """A decision of triage opens what it sends to a desk; a call's page leads here."""
        from arcs.web.desks import opening, owning, ways  # noqa: F401, PLC0415 - they register themselves
