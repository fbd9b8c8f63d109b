"""What the audit's pages print."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy


@dataclass(frozen=True, kw_only=True)
class TrailLine:
    """One thing that happened."""

    source: str
    key: str
    at: datetime
    person: str
    person_id: UUID | None
    kind: str
    done: str
    object_id: UUID | None
    about: str = ""  # of a look: what was looked at, and the reason or the search that was given


@dataclass(frozen=True, kw_only=True)
class TrailPage:
    """A page of them; `after` leads to the next one, and is empty on the last."""

    lines: tuple[TrailLine, ...]
    after: str


@dataclass(frozen=True, kw_only=True)
class FieldShown:
    """One field before and after; `differs` says that it changed."""

    name: str
    before: str
    after: str
    differs: bool


@dataclass(frozen=True, kw_only=True)
class EventShown:
    """One thing that happened, with each field of the record."""

    line: TrailLine
    fields: tuple[FieldShown, ...]

    @property
    def changed(self) -> int:
        """How many fields differ."""
        return sum(field.differs for field in self.fields)


@dataclass(frozen=True, kw_only=True)
class ReviewLine:
    """One line of a week: what happened, how often, and whether somebody looked at it."""

    item: str
    at: datetime
    text: str
    looked_by: str = ""
    note: str = ""

    @property
    def is_open(self) -> bool:
        """Whether nobody has looked at it yet."""
        return not self.looked_by


@dataclass(frozen=True, kw_only=True)
class ReviewGroup:
    """The lines of one kind."""

    title: Any
    about: Any
    lines: tuple[ReviewLine, ...]


@dataclass(frozen=True, kw_only=True)
class WeekShown:
    """A week of the review."""

    monday: date
    sunday: date
    groups: tuple[ReviewGroup, ...]
    closed_by: str = ""
    closed_at: datetime | None = None
    note: str = ""

    @property
    def lines(self) -> int:
        """How many lines it has."""
        return sum(len(group.lines) for group in self.groups)

    @property
    def open_lines(self) -> int:
        """How many of them nobody has looked at."""
        return sum(line.is_open for group in self.groups for line in group.lines)


class WeekState(TextChoices):
    """Where the review of a week stands."""

    RUNNING = "running", gettext_lazy("Running")
    TO_DO = "to do", gettext_lazy("To do")
    OVERDUE = "overdue", gettext_lazy("Overdue")
    CLOSED = "closed", gettext_lazy("Closed")


@dataclass(frozen=True, kw_only=True)
class WeekInList:
    """A week as the list of weeks shows it; `lines` were counted when it was closed."""

    monday: date
    sunday: date
    state: WeekState
    closed_by: str = ""
    closed_at: datetime | None = None
    lines: int | None = None


class AlarmState(TextChoices):
    """Whether somebody has acknowledged an alarm."""

    OPEN = "open", gettext_lazy("Open")
    SEEN = "seen", gettext_lazy("Acknowledged")


@dataclass(frozen=True, kw_only=True)
class AlarmInList:
    """An alarm as the list of alarms shows it."""

    at: datetime
    what: str
    state: AlarmState
    seen_by: str = ""
    seen_at: datetime | None = None


def changed_fields(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[FieldShown, ...]:
    """Each field of either state, in the record's order.

    >>> [(one.name, one.before, one.after, one.differs) for one in changed_fields({"name": "Red"}, {"name": "Blue"})]
    [('name', 'Red', 'Blue', True)]
    """
    both = bool(before) and bool(after)
    return tuple(
        FieldShown(
            name=name.removesuffix("_id").replace("_", " "),
            before=_words(before.get(name)) if before else "",
            after=_words(after.get(name)) if after else "",
            differs=both and before.get(name) != after.get(name),
        )
        for name in dict.fromkeys([*before, *after])
    )


def _words(value: Any) -> str:
    if value is None:
        return "–"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
