"""The Django application of programmes."""

from django.apps import AppConfig


class ProgrammesConfig(AppConfig):
    """The programme made from an approved study: its plan, policies, training, readiness of routes."""

    name = "arcs.web.programmes"
    label = "programmes"
    default_auto_field = "django.db.models.BigAutoField"
