"""The Django application of ratings."""

from django.apps import AppConfig

PREFIX = "/rate/"


class RatingsConfig(AppConfig):
    """Officers rate call types: rounds, raters by token, their answers, agreement."""

    name = "arcs.web.ratings"
    label = "ratings"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say where rating links live and whose each is; the study's own pages show the way here."""
        from arcs.web.people.links import links_at  # noqa: PLC0415 - models must be loaded first
        from arcs.web.ratings.queries import rater_by_link  # noqa: PLC0415 - models must be loaded first
        from arcs.web.ratings.stands import PLACES  # noqa: PLC0415 - as above
        from arcs.web.studies.places import register  # noqa: PLC0415 - as above

        links_at(PREFIX, rater_by_link)

        register(*PLACES)
