"""The Django application of surveys."""

from django.apps import AppConfig


class SurveysConfig(AppConfig):
    """Residents, stakeholders and partners are asked: waves, answers by token, paper twins."""

    name = "arcs.web.surveys"
    label = "surveys"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Whoever opens a link acts in the name that the link gives; the study's own pages show the way here."""
        from arcs.web.people.links import links_at  # noqa: PLC0415 - models must be loaded first
        from arcs.web.studies.places import register  # noqa: PLC0415 - as above
        from arcs.web.surveys.answering import holder_of_link  # noqa: PLC0415 - as above
        from arcs.web.surveys.partnering import partner_of_link  # noqa: PLC0415 - as above
        from arcs.web.surveys.stands import PLACES  # noqa: PLC0415 - as above

        links_at("/survey/", holder_of_link)
        links_at("/partner/", partner_of_link)

        register(*PLACES)
