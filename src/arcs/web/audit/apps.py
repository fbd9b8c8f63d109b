"""The audit's Django application."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate


class AuditConfig(AppConfig):
    """Seals, the trail, the weekly review; the owner makes the trail's view anew after every migration."""

    name = "arcs.web.audit"
    label = "audit"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from arcs.web.audit.trail import drop_trail, make_trail  # noqa: PLC0415 - models must be loaded first

        pre_migrate.connect(drop_trail, sender=self, dispatch_uid="arcs_drop_trail")
        post_migrate.connect(make_trail, sender=self, dispatch_uid="arcs_make_trail")
