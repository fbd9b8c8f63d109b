"""The Django application of sheets."""

from django.apps import AppConfig


class SheetsConfig(AppConfig):
    """The tables of a study while people work on them: rows with versions, undo, conflicts."""

    name = "arcs.web.sheets"
    label = "sheets"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """The study's own pages show the way to these."""
        from arcs.web.sheets.stands import PLACES  # noqa: PLC0415 - models can be imported only now
        from arcs.web.studies.places import calls_taken_at, register  # noqa: PLC0415 - as above

        register(*PLACES)
        calls_taken_at("sheets:take_import")
