"""The audit's Django application."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate


class AuditConfig(AppConfig):
    """Seals, the trail, the weekly review; the owner makes the trail and its search anew after every migration."""

    name = "arcs.web.audit"
    label = "audit"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from arcs.web.audit.trail import drop_trail, make_trail  # noqa: PLC0415 - models must be loaded first
        from arcs.web.audit.words import drop_words, make_words  # noqa: PLC0415 - as above

        for drop, make, what in ((drop_trail, make_trail, "trail"), (drop_words, make_words, "words")):
            pre_migrate.connect(drop, sender=self, dispatch_uid=f"arcs_drop_{what}")
            post_migrate.connect(make, sender=self, dispatch_uid=f"arcs_make_{what}")
