"""The list of the style page: invented rows that narrow, sort, leave as CSV and print like those of any list."""

from dataclasses import dataclass
from datetime import date

from django.utils.safestring import SafeString

from arcs.web.ui.list_filters import DateRange, OneOf, TextContains
from arcs.web.ui.lists import ListColumn, ListDefinition
from arcs.web.ui.marks import status_badge

TONES = {"Loaded": "good", "Check": "warn", "Stopped": "alarm"}


@dataclass(frozen=True, kw_only=True)
class Listed:
    """One invented import."""

    name: str
    day: date
    rows: int
    hours: float | None
    state: str


def _state(row: Listed) -> SafeString:
    return status_badge(row.state, TONES[row.state])


LISTED = tuple(
    Listed(
        name=f"Calls of week {week}", day=date.fromisocalendar(2025, week, 1), rows=rows,
        hours=hours, state=state,
    )
    for week, rows, hours, state in (
        (35, 1348, 701.0, "Loaded"), (36, 1263, 656.8, "Loaded"), (37, 1258, None, "Stopped"),
        (38, 1353, 703.6, "Loaded"), (39, 1327, 690.0, "Loaded"), (40, 1305, 678.6, "Loaded"),
        (41, 1797, 934.4, "Check"),
    )
)  # fmt: skip
LIST = ListDefinition(
    name="imports",
    title="Imports",
    order="-day",
    page_size=5,
    columns=(
        ListColumn(name="name", heading="Import", value=lambda one: one.name, order="name", link=lambda _: "#lists"),
        ListColumn(name="day", heading="Loaded on", kind="day", value=lambda one: one.day, order="day"),
        ListColumn(name="rows", heading="Rows", kind="whole", value=lambda one: one.rows, order="rows"),
        ListColumn(
            name="hours", heading="On calls", kind="number", places=1, unit="hours", value=lambda one: one.hours,
            order="hours",
        ),
        ListColumn(name="state", heading="State", value=lambda one: one.state, order="state", html=_state),
    ),
    filters=(
        TextContains(name="q", label="Import", fields=("name",)),
        OneOf(name="state", label="State", field="state", choices=tuple((one, one) for one in TONES)),
        DateRange(name="day", label="Loaded on", field="day", is_moment=False),
    ),
)  # fmt: skip
