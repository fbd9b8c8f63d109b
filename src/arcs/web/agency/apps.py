"""The Django application of the programme's settings."""

from django.apps import AppConfig


class AgencyConfig(AppConfig):
    """Editions of the settings and their pages."""

    name = "arcs.web.agency"
    label = "agency"
