"""What pages of messages show."""

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from arcs.web.messages.models import MessageState, OutgoingMessage
from arcs.web.messages.sending import message_id_of
from arcs.web.ui import marks
from arcs.web.ui.list_filters import OneOf, TextContains
from arcs.web.ui.lists import ListColumn, ListDefinition

TONES = {
    MessageState.SENT: "good",
    MessageState.FAILED: "alarm",
    MessageState.UNCLEAR: "warn",
    MessageState.SENDING: "info",
}
OUTCOMES = {
    "later": gettext_lazy("Not taken; tried again later"),
    "sent": gettext_lazy("Taken by the mail server"),
    "failed": gettext_lazy("Refused"),
    "unclear": gettext_lazy("Unclear whether it was taken"),
    "send again": gettext_lazy("A person asked to send it again"),
    "marked as sent": gettext_lazy("A person marked it as sent"),
    "given up": gettext_lazy("A person gave it up"),
}


def what_to_do(message: OutgoingMessage) -> str:
    """What a message's state means, and what to do about it."""
    if message.state == MessageState.UNCLEAR:
        return _(
            "This message may have been sent. ARCS does not send it again by itself. Look in the mail server's log for "
            "%(id)s: if it is there, mark the message as sent; if not, send it again."
        ) % {"id": message_id_of(message)}
    if message.state == MessageState.FAILED:
        return _("This message was not sent. The mail server said: %(said)s") % {"said": message.why}
    if message.state == MessageState.WAITING and message.tries:
        return _("Not taken yet. The mail server said: %(said)s It is tried again by itself.") % {
            "said": message.why + ("" if message.why.endswith(".") else ".")
        }
    return ""


def state_mark(message: OutgoingMessage) -> SafeString:
    """The state as a badge."""
    state = MessageState(message.state)
    return marks.status_badge(str(state.label), TONES.get(state, ""))


MESSAGES = ListDefinition(
    name="messages",
    title=gettext_lazy("Messages"),
    columns=(
        ListColumn(
            name="subject",
            heading=gettext_lazy("Subject"),
            value=lambda message: message.subject,
            order="subject",
            link=lambda message: reverse("messages:message", args=[message.pk]),
        ),
        ListColumn(name="to", heading=gettext_lazy("To"), value=lambda message: message.to, order="to"),
        ListColumn(
            name="state",
            heading=gettext_lazy("State"),
            value=lambda message: str(MessageState(message.state).label),
            order="urgency",
            html=state_mark,
        ),
        ListColumn(
            name="written",
            heading=gettext_lazy("Written"),
            kind="moment",
            value=lambda message: message.made_at,
            order="made_at",
        ),
        ListColumn(
            name="sent",
            heading=gettext_lazy("Sent"),
            kind="moment",
            value=lambda message: message.sent_at,
            order="sent_at",
        ),
        ListColumn(
            name="tries",
            heading=gettext_lazy("Tries"),
            kind="whole",
            value=lambda message: message.tries,
            order="tries",
        ),
    ),
    filters=(
        OneOf(
            name="state",
            label=gettext_lazy("State"),
            field="state",
            choices=tuple(MessageState.choices),
            any_label=gettext_lazy("Any state"),
        ),
        TextContains(name="about", label=gettext_lazy("Subject or address"), fields=("subject", "to")),
    ),
    order="state",
)
