"""The Django application of protocols."""

from django.apps import AppConfig


class ProtocolsConfig(AppConfig):
    """Editions of the protocol and their pages."""

    name = "arcs.web.protocols"
    label = "protocols"
    default_auto_field = "django.db.models.BigAutoField"
