"""The Django application of workbench."""

from django.apps import AppConfig


class WorkbenchConfig(AppConfig):
    """The pages of one evaluation, from its call types to the board's decision."""

    name = "arcs.web.workbench"
    label = "workbench"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """The study's own pages show the way to these."""
        from arcs.web.studies.places import begins_at, register  # noqa: PLC0415 - models can be imported only now
        from arcs.web.workbench.judgement_stands import PLACES as MORE  # noqa: PLC0415 - as above
        from arcs.web.workbench.stands import PLACES  # noqa: PLC0415 - as above

        register(*PLACES, *MORE)
        begins_at("workbench:begin")
