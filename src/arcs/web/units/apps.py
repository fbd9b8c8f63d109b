"""The Django application of units."""

from django.apps import AppConfig


class UnitsConfig(AppConfig):
    """Units on shift, what they can do, where they stand, and which call has them."""

    name = "arcs.web.units"
    label = "units"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """A call that has a unit stays open."""
        from arcs.web.units import holding_calls  # noqa: F401, PLC0415 - it registers itself
