"""The Django application of units."""

from django.apps import AppConfig


class UnitsConfig(AppConfig):
    """Units on shift, what they can do, where they stand, and which call has them."""

    name = "arcs.web.units"
    label = "units"
    default_auto_field = "django.db.models.BigAutoField"
