"""The Django application of studies."""

from django.apps import AppConfig


class StudiesConfig(AppConfig):
    """Studies of call types: what is uploaded, measured, evaluated and reported."""

    name = "arcs.web.studies"
    label = "studies"
    default_auto_field = "django.db.models.BigAutoField"
