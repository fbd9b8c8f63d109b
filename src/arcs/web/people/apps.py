"""The Django application of staff."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Staff, roles, teams, qualifications, invitations, sign-in."""

    name = "arcs.web.people"
    label = "people"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from arcs.web.people import receivers  # noqa: F401, PLC0415 - models must be loaded first
