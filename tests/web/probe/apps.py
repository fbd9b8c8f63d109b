"""The probe's Django application."""

from django.apps import AppConfig


class ProbeConfig(AppConfig):
    """Files of the care compartment, members, protected text, an own search."""

    name = "tests.web.probe"
    label = "probe"
    path = __file__.rpartition("/")[0]
