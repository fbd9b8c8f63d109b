"""The Django application of protocols."""

from django.apps import AppConfig


class ProtocolsConfig(AppConfig):
    """Editions of the protocol and their pages."""

    name = "arcs.web.protocols"
    label = "protocols"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Units know their routes from the edition in force."""
        from arcs.web.protocols.queries import bound_in_force  # noqa: PLC0415 - models can be imported only now
        from arcs.web.units.routes import told_by  # noqa: PLC0415 - as above

        told_by(bound_in_force)
