"""The Django application of workbench."""

from django.apps import AppConfig


class WorkbenchConfig(AppConfig):
    """The pages of one evaluation, from its call types to the board's decision."""

    name = "arcs.web.workbench"
    label = "workbench"
    default_auto_field = "django.db.models.BigAutoField"
