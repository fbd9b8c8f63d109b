"""The lists of weeks to review and of alarms: what their columns read, and how they narrow."""

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from arcs.web.audit.pages import AlarmInList, AlarmState, WeekInList, WeekState
from arcs.web.ui import marks
from arcs.web.ui.list_filters import DateRange, OneOf, TextContains
from arcs.web.ui.lists import ListColumn, ListDefinition

TONES = {
    WeekState.RUNNING: "", WeekState.TO_DO: "warn", WeekState.OVERDUE: "alarm", WeekState.CLOSED: "good",
    AlarmState.OPEN: "alarm", AlarmState.SEEN: "good",
}  # fmt: skip


def state_in_words(row: WeekInList | AlarmInList) -> str:
    """Where it stands."""
    return str(row.state.label)


def state_mark(row: WeekInList | AlarmInList) -> SafeString:
    """The same as a badge."""
    return marks.status_badge(state_in_words(row), TONES[row.state])


WEEKS = ListDefinition(
    name="weeks",
    title=_("Weekly review"),
    order="-week",
    page_size=13,
    columns=(
        ListColumn(
            name="week", heading=_("Week from"), value=lambda one: one.monday, kind="day", order="monday",
            link=lambda one: reverse("audit:week", args=[one.monday.isoformat()]),
        ),
        ListColumn(name="to", heading=_("To"), value=lambda one: one.sunday, kind="day"),
        ListColumn(name="state", heading=_("State"), value=state_in_words, order="state", html=state_mark),
        ListColumn(name="by", heading=_("Closed by"), value=lambda one: one.closed_by, order="closed_by"),
        ListColumn(name="at", heading=_("Closed"), value=lambda one: one.closed_at, kind="moment", order="closed_at"),
        ListColumn(name="lines", heading=_("Lines seen"), value=lambda one: one.lines, kind="whole", order="lines"),
    ),
    filters=(
        TextContains(name="by", label=_("Closed by"), fields=("closed_by",)),
        OneOf(name="state", label=_("State"), field="state", choices=WeekState.choices),
        DateRange(name="week", label=_("Week from"), field="monday", is_moment=False),
    ),
)  # fmt: skip

ALARMS = ListDefinition(
    name="alarms",
    title=_("Alarms"),
    order="-at",
    columns=(
        ListColumn(name="at", heading=_("When"), value=lambda one: one.at, kind="moment", order="at"),
        ListColumn(name="what", heading=_("What"), value=lambda one: one.what, order="what"),
        ListColumn(name="state", heading=_("State"), value=state_in_words, order="state", html=state_mark),
        ListColumn(name="by", heading=_("Acknowledged by"), value=lambda one: one.seen_by, order="seen_by"),
        ListColumn(
            name="seen", heading=_("Acknowledged"), value=lambda one: one.seen_at, kind="moment", order="seen_at"
        ),
    ),
    filters=(
        TextContains(name="find", label=_("What"), fields=("what",)),
        OneOf(name="state", label=_("State"), field="state", choices=AlarmState.choices),
        DateRange(name="at", label=_("When"), field="at"),
    ),
)  # fmt: skip
