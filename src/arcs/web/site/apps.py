"""The Django application of what belongs to no room."""

from django.apps import AppConfig


class SiteConfig(AppConfig):
    """Settings, addresses and the frame of pages."""

    name = "arcs.web.site"
    label = "site"
