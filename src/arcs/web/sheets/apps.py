"""The Django application of sheets."""

from django.apps import AppConfig


class SheetsConfig(AppConfig):
    """The tables of a study while people work on them: rows with versions, undo, conflicts."""

    name = "arcs.web.sheets"
    label = "sheets"
    default_auto_field = "django.db.models.BigAutoField"
