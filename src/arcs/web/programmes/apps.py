"""The Django application of programmes."""

from django.apps import AppConfig


class ProgrammesConfig(AppConfig):
    """The programme made from an approved study: its plan, policies, training, readiness of routes."""

    name = "arcs.web.programmes"
    label = "programmes"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """The study's own page shows the way here."""
        from arcs.web.programmes.stands import PLACES  # noqa: PLC0415 - models can be imported only now
        from arcs.web.studies.places import register  # noqa: PLC0415 - as above

        register(*PLACES)
