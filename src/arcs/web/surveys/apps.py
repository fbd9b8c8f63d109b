"""The Django application of surveys."""

from django.apps import AppConfig


class SurveysConfig(AppConfig):
    """Residents, stakeholders and partners are asked: waves, answers by token, paper twins."""

    name = "arcs.web.surveys"
    label = "surveys"
    default_auto_field = "django.db.models.BigAutoField"
