"""The Django application of the demonstration; in the settings only when ARCS_DEMONSTRATION says so."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    """Invented people, a published study, and a chooser of roles on the loopback address."""

    name = "arcs.web.demo"
    label = "demo"
