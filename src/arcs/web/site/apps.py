"""The Django application of what belongs to no room."""

from django.apps import AppConfig


class SiteConfig(AppConfig):
    """Settings, addresses and the frame of pages."""

    name = "arcs.web.site"
    label = "site"

    def ready(self) -> None:
        """Tell the rooms below where they find what stands above them."""
        from arcs.web.people.limits import read_limits_from  # noqa: PLC0415 - models must be loaded first
        from arcs.web.site.limits import programme_limits  # noqa: PLC0415 - models must be loaded first

        read_limits_from(programme_limits)
