"""The Django application of ratings."""

from django.apps import AppConfig


class RatingsConfig(AppConfig):
    """Officers rate call types: rounds, raters by token, their answers, agreement."""

    name = "arcs.web.ratings"
    label = "ratings"
    default_auto_field = "django.db.models.BigAutoField"
