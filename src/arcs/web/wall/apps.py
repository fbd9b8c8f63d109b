"""The wall's Django application."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate


class WallConfig(AppConfig):
    """Row security and the acting person; after every migration the owner renews the grants."""

    name = "arcs.web.wall"
    label = "wall"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from arcs.web.wall.database import install_functions  # noqa: PLC0415 - as below
        from arcs.web.wall.grants import renew_grants  # noqa: PLC0415 - models must be loaded first

        pre_migrate.connect(install_functions, sender=self, dispatch_uid="arcs_acting_person")
        post_migrate.connect(renew_grants, sender=self, dispatch_uid="arcs_renew_grants")
