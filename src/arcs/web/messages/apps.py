"""The room's Django application."""

from django.apps import AppConfig


class MessagesConfig(AppConfig):
    """The outbox. Its label is `outbox` within Django, whose own application of notices is called `messages`."""

    name = "arcs.web.messages"
    label = "outbox"
    default_auto_field = "django.db.models.BigAutoField"
