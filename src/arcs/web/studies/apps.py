"""The Django application of studies."""

from django.apps import AppConfig


class StudiesConfig(AppConfig):
    """Studies of call types: what is uploaded, measured, evaluated and reported."""

    name = "arcs.web.studies"
    label = "studies"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """The study's own pages show the way to these."""
        from arcs.web.studies.places import register  # noqa: PLC0415 - models can be imported only now
        from arcs.web.studies.stands import PLACES  # noqa: PLC0415 - as above

        register(*PLACES)
