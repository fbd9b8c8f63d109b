"""The room's Django application."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class JobsConfig(AppConfig):
    """Long work; every room says in its `work.py` which kinds it has and what it does by the clock."""

    name = "arcs.web.jobs"
    label = "jobs"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Load each room's `work.py`, so that a worker knows every kind of work."""
        autodiscover_modules("work")
