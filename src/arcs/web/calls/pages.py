"""What pages of live calls show: lists, the six needs side by side, and the timeline of one call."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from arcs.core.vocabulary import NatureFlag
from arcs.web.calls import queries
from arcs.web.calls.actions import CHANGEABLE
from arcs.web.calls.forms import CallForm
from arcs.web.calls.models import (
    Call,
    CallSource,
    CallState,
    ClosingCode,
    FlagMoment,
    FlagValue,
    InitiatedBy,
    ReachedBy,
    SetAsideRow,
)
from arcs.web.people.models import Staff
from arcs.web.people.queries import names_of
from arcs.web.ui import marks
from arcs.web.ui.list_filters import DateRange, OneOf, TextContains
from arcs.web.ui.lists import ListColumn, ListDefinition

SHOWN_IN_A_LIST, LONG_WORDS = 120, 1200


def state_mark(call: Call) -> SafeString:
    """The state as a badge."""
    return marks.status_badge(str(CallState(call.state).label), "info" if call.is_open else "")


def marks_in(call: Call) -> list[tuple[str, str]]:
    """What a list marks on a call: the words and their tone."""
    found = [(_("Invented"), "")] if call.invented else []
    return found + ([(_("Another open call here"), "warn")] if getattr(call, "has_twin", False) else [])


def marks_html(call: Call) -> SafeString:
    """The marks as badges; nothing where there are none."""
    found = marks_in(call)
    badges = format_html_join("", "{}", ((marks.status_badge(words, tone),) for words, tone in found))
    return format_html('<span class="badges">{}</span>', badges) if found else SafeString("")


def _from(row: SetAsideRow) -> str:
    return row.file.name if row.file else str(CallSource.API.label)


def _begins(row: Any) -> str:
    return Truncator(row.begins).chars(queries.BEGINS)


def _begins_shortly(row: Any) -> SafeString:
    return format_html("{}", Truncator(row.begins).chars(SHOWN_IN_A_LIST))


CALLS = ListDefinition(
    name="calls",
    title=gettext_lazy("Live calls"),
    columns=(
        ListColumn(
            name="number", heading=gettext_lazy("Number"), kind="code", value=lambda call: call.number,
            link=lambda call: reverse("calls:call", args=[call.pk]),
        ),
        ListColumn(
            name="state", heading=gettext_lazy("State"), order="place_in_list", html=state_mark,
            value=lambda call: str(CallState(call.state).label),
        ),
        ListColumn(
            name="received", heading=gettext_lazy("Received"), kind="moment", order="received_at",
            value=lambda call: call.received_at,
        ),
        ListColumn(name="type", heading=gettext_lazy("Call type"), value=lambda call: call.call_type),
        ListColumn(name="priority", heading=gettext_lazy("Priority"), value=lambda call: call.priority),
        ListColumn(name="address", heading=gettext_lazy("Address"), value=lambda call: call.address),
        ListColumn(name="area", heading=gettext_lazy("Area"), value=lambda call: call.area),
        ListColumn(
            name="source", heading=gettext_lazy("Comes from"), value=lambda call: str(CallSource(call.source).label)
        ),
        ListColumn(
            name="marks", heading=gettext_lazy("Marks"), html=marks_html,
            value=lambda call: ", ".join(words for words, _tone in marks_in(call)),
        ),
    ),
    filters=(
        OneOf(
            name="state", label=gettext_lazy("State"), field="state", choices=tuple(CallState.choices),
            any_label=gettext_lazy("Open and closed"),
        ),
        TextContains(name="address", label=gettext_lazy("Address"), fields=("address",)),
        TextContains(name="area", label=gettext_lazy("Area"), fields=("area",)),
        TextContains(name="type", label=gettext_lazy("Call type"), fields=("call_type",)),
        OneOf(
            name="source", label=gettext_lazy("Comes from"), field="source", choices=tuple(CallSource.choices),
            any_label=gettext_lazy("Anywhere"),
        ),
        DateRange(name="day", label=gettext_lazy("Received"), field="received_at"),
    ),
    order="-state",
)  # fmt: skip

SET_ASIDE = ListDefinition(
    name="set_aside",
    title=gettext_lazy("Calls that were set aside"),
    columns=(
        ListColumn(
            name="why", heading=gettext_lazy("Why"), value=lambda row: row.why,
            link=lambda row: reverse("calls:one_set_aside", args=[row.pk]),
        ),
        ListColumn(name="from", heading=gettext_lazy("Comes from"), value=_from),
        ListColumn(name="line", heading=gettext_lazy("Line"), kind="whole", value=lambda row: row.line),
        ListColumn(name="content", heading=gettext_lazy("What it says"), value=_begins, html=_begins_shortly),
        ListColumn(
            name="when", heading=gettext_lazy("Read"), kind="moment", order="made_at", value=lambda row: row.made_at
        ),
    ),
    filters=(
        OneOf(
            name="source", label=gettext_lazy("Comes from"), field="source", any_label=gettext_lazy("Anywhere"),
            choices=((CallSource.FOLDER.value, gettext_lazy("A file")), (CallSource.API.value, CallSource.API.label)),
        ),
        TextContains(name="why", label=gettext_lazy("Why"), fields=("why",)),
        DateRange(name="day", label=gettext_lazy("Read"), field="made_at"),
    ),
    order="-when",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Need:
    """One need behind a call, as it was known at intake and at the close."""

    label: str
    intake: str
    close: str


@dataclass(frozen=True, kw_only=True)
class Happened:
    """One line of the timeline."""

    at: datetime
    who: str
    words: str

    @property
    def is_long(self) -> bool:
        """Whether it needs a box of its own, so that what follows is still seen."""
        return len(self.words) > LONG_WORDS


def lede_of(call: Call) -> str:
    """Where and when, in one line."""
    when = date_format(localtime(call.received_at), "DATETIME_FORMAT")
    return _("%(where)s, received %(when)s") % {"where": call.address or _("No address"), "when": when}


def needs_shown(who: Staff, call: Call) -> tuple[Need, ...]:
    """The six needs side by side."""
    known = queries.flags_of(who, call)
    return tuple(
        Need(
            label=_(one.label), intake=_value(known[FlagMoment.INTAKE].get(one.value)),
            close=_value(known[FlagMoment.CLOSE].get(one.value)),
        )
        for one in NatureFlag
    )  # fmt: skip


def _value(value: str | None) -> str:
    return str(FlagValue(value).label) if value else ""


def facts_shown(call: Call) -> list[tuple[str, str]]:
    """What is recorded of a call, in words; what is empty is left out."""
    wishes = [
        str(CallForm.base_fields[name].label)
        for name in ("wishes_officer", "wishes_telephone", "no_internet")
        if getattr(call, name)
    ]
    facts = [
        (_("State"), str(CallState(call.state).label)),
        (_("Address"), " ".join(filter(None, (call.address, call.unit)))), (_("Area"), call.area),
        (_("Beat"), call.beat), (_("Priority"), call.priority),
        (_("Call type when it came in"), call.initial_call_type if call.initial_call_type != call.call_type else ""),
        (_("Caller"), call.caller_name), (_("Telephone"), call.caller_telephone),
        *to_follow(call), (_("Wishes"), ", ".join(wishes)),
        (_("Begun by"), str(InitiatedBy(call.initiated_by).label)),
        (_("Comes from"), " ".join(filter(None, (str(CallSource(call.source).label), call.source_key)))),
        (_("How it came in"), call.reception),
        (_("How it ended"), str(ClosingCode(call.closing_code).label) if call.closing_code else ""),
    ]  # fmt: skip
    return [(label, value) for label, value in facts if value]


def to_follow(call: Call) -> list[tuple[str, str]]:
    """What of the caller's accommodation is to be followed by whoever speaks with him or her, in words."""
    found = [
        (_("Reached by"), str(ReachedBy(call.reached_by).label) if call.reached_by else ""),
        (_("Language"), call.caller_language),
        (_("Interpreter"), _("needed") if call.wishes_interpreter else ""),
        (_("Needs"), call.accommodation),
        (_("Call back"), (call.caller_telephone or _("number not known")) if call.wants_callback else ""),
    ]  # fmt: skip
    return [(label, value) for label, value in found if value]


def timeline(who: Staff, call: Call) -> list[Happened]:
    """What happened to a call, in order: taken, notes, changes, closed."""
    events = list(queries.changes_of(who, call))
    notes = list(queries.notes_of(who, call))
    names = names_of(who, {one.person for one in events} | {one.made_by for one in notes})
    lines = [Happened(at=one.made_at, who=_name(names, one.made_by), words=one.text) for one in notes]
    lines += [
        Happened(at=one.pgh_created_at, who=_name(names, one.person), words=_("The call was taken."))
        for one in events[:1]
    ]
    for before, after in pairwise(events):
        words = "; ".join(_changes(before, after))
        if words:
            lines.append(Happened(at=after.pgh_created_at, who=_name(names, after.person), words=words))
    return sorted(lines, key=lambda one: one.at)


def _name(names: dict[UUID, str], person: UUID) -> str:
    return names.get(person, "")


def _changes(before: Any, after: Any) -> Iterator[str]:
    for name in CHANGEABLE:
        was, now = getattr(before, name), getattr(after, name)
        if was != now:
            label = CallForm.base_fields[name].label
            yield _("%(what)s: %(now)s (was %(was)s)") % {"what": label, "now": _said(now), "was": _said(was)}
    if before.state != after.state:
        yield _("Closed: %(how)s") % {"how": ClosingCode(after.closing_code).label}


def _said(value: object) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return str(value) or _("nothing")
