"""What the pages of the settings print."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from arcs.core import agency as core
from arcs.core.agency import Edition, Programme, Week, differences, is_open, opens_next
from arcs.core.agency.rows import EVERY_SERVICE
from arcs.web.agency.forms import DAY_NAMES
from arcs.web.ui.tables import Cell, Head, RowShown, TableShown

IDENTITY = "programme"


@dataclass(frozen=True, kw_only=True)
class SectionShown:
    """One section as a card: what it holds in a sentence, and its rows."""

    name: str
    title: str
    meaning: str
    summary: str
    table: TableShown
    url: str
    change_url: str


@dataclass(frozen=True, kw_only=True)
class EditionShown:
    """One edition in the history, with what it changed."""

    number: int
    valid_from: date
    made_by: str
    made_at: datetime | None
    note: str
    changes: tuple[str, ...]
    url: str


def titles() -> dict[str, str]:
    """The sections' titles in the reader's language, in order."""
    return {
        IDENTITY: _("Programme"),
        "services": _("Services and hours"),
        "holidays": _("Holidays"),
        "areas": _("Areas"),
        "thresholds": _("Thresholds"),
        "targets": _("Targets"),
        "retention": _("Retention"),
        "languages": _("Languages"),
    }


def meanings() -> dict[str, str]:
    """What each section is for."""
    return {
        IDENTITY: _("Who we are, where, and on whose clock."),
        "services": _("Who answers, and when. Hours are read on the programme's own clock."),
        "holidays": _("Days on which services stay closed. A shift begun the evening before runs to its end."),
        "areas": _("Parts of the place that calls are counted by."),
        "thresholds": _("Numbers at which something is held back, locked or marked."),
        "targets": _("How soon each service means to be there."),
        "retention": _("How long each kind of record is kept, and on what ground."),
        "languages": _("Languages of the residents' pages. A translation counts once a named translator has signed."),
    }


def section_shown(name: str, programme: Programme, now: datetime, edition: int | None = None) -> SectionShown:
    """A section of some settings, as the overview and its own page print it."""
    asked = f"?edition={edition}" if edition else ""
    return SectionShown(
        name=name,
        title=titles()[name],
        meaning=meanings()[name],
        summary=_summary(name, programme, now),
        table=_table(name, programme, now),
        url=reverse("agency:section", args=[name]) + asked,
        change_url=reverse("agency:change", args=[name]) + asked,
    )


def _summary(name: str, programme: Programme, now: datetime) -> str:
    if name == IDENTITY:
        return f"{programme.identity.name}, {programme.identity.place}"
    rows = getattr(programme, name)
    if name == "holidays":
        today = now.astimezone(programme.zone).date()
        rows = sorted((one for one in rows if one.on >= today), key=lambda one: one.on)
    words = list(dict.fromkeys(_name(row, programme) for row in rows))
    if not words:
        return _("Nothing recorded yet.")
    more = _(" and %(count)s more") % {"count": len(words) - 3} if len(words) > 3 else ""
    return ", ".join(words[:3]) + more


def _name(row: Any, programme: Programme) -> str:
    if isinstance(row, core.Holiday):
        return f"{row.name} ({date_format(row.on)})"
    if isinstance(row, core.Target):
        return f"{programme.service(row.service).name}: {row.measure}"
    return row.name if hasattr(row, "name") else str(row.kind).replace("_", " ")


def _table(name: str, programme: Programme, now: datetime) -> TableShown:
    heads, rows = _TABLES[name](programme, now)
    numeric = {_("Number"), _("Minutes"), _("Days kept")}
    shown = tuple(
        RowShown(
            cells=tuple(
                Cell(text=text or "–", is_number=head in numeric, label=head)
                for head, text in zip(heads, row, strict=True)
            )
        )
        for row in rows
    )
    return TableShown(
        title=titles()[name], heads=tuple(Head(text=one, is_number=one in numeric) for one in heads), rows=shown
    )


Lines = tuple[list[str], list[list[str]]]


def _identity(programme: Programme, now: datetime) -> Lines:
    one = programme.identity
    return [_("Setting"), _("Now")], [
        [_("Full name"), one.name],
        [_("Short name"), one.short_name],
        [_("Place"), one.place],
        [_("Time zone"), one.time_zone],
        [_("Telephone"), one.telephone],
        [_("E-mail"), one.email],
    ]


def _services(programme: Programme, now: datetime) -> Lines:
    rows = [
        [
            one.name,
            core.ServiceKind(one.kind).label,
            week_in_words(one.week),
            _state(programme, one, now),
            one.telephone,
        ]
        for one in programme.services
    ]
    return [_("Service"), _("How it answers"), _("Hours"), _("Now"), _("Telephone")], rows


def _state(programme: Programme, service: core.Service, now: datetime) -> str:
    if is_open(programme, service.code, now):
        return _("Open")
    following = opens_next(programme, service.code, now)
    if following is None:
        return _("No hours yet")
    return _("Opens %(when)s") % {"when": date_format(following, "D, M j, H:i")}


def week_in_words(week: Week) -> str:
    """Hours of a week, equal days together: "Monday to Friday 08:30-17:00"."""
    said = []
    for spans, days in groupby(enumerate(week.days), key=lambda one: one[1]):
        if not spans:
            continue
        which = [at for at, _day in days]
        first, last = str(DAY_NAMES[which[0]]), str(DAY_NAMES[which[-1]])
        name = first if first == last else _("%(first)s to %(last)s") % {"first": first, "last": last}
        said.append(f"{name} {', '.join(map(str, spans))}")
    return "; ".join(said) or _("none")


def _holidays(programme: Programme, now: datetime) -> Lines:
    names = {one.code: one.name for one in programme.services} | {EVERY_SERVICE: _("Every service")}
    rows = [
        [one.name, date_format(one.on, "D, M j, Y"), ", ".join(names[code] for code in one.closes)]
        for one in programme.holidays
    ]
    return [_("Holiday"), _("Day"), _("Who stays closed")], rows


def _areas(programme: Programme, now: datetime) -> Lines:
    names = {one.code: one.name for one in programme.areas}
    rows = [
        [one.name, one.code, one.kind, ", ".join(names[code] for code in sorted(programme.neighbors_of(one.code)))]
        for one in programme.areas
    ]
    return [_("Area"), _("Code"), _("Kind"), _("Beside")], rows


def _thresholds(programme: Programme, now: datetime) -> Lines:
    own = {one.code for one in programme.thresholds}
    shipped = [known.default for code, known in core.KNOWN_THRESHOLDS.items() if code not in own]
    rows = [
        [one.name, f"{one.value.normalize():f}", one.unit, one.definition, one.source, said]
        for group, said in ((programme.thresholds, _("set here")), (shipped, _("as ARCS ships it")))
        for one in group
    ]
    return [_("Threshold"), _("Number"), _("Unit"), _("What happens at it"), _("Source"), _("Where from")], rows


def _targets(programme: Programme, now: datetime) -> Lines:
    names = {one.code: one.name for one in programme.services}
    rows = [
        [
            f"{names[one.service]}, {one.measure}",
            _(core.Statistic(one.statistic).label)
            if one.share is None
            else _("%(share)s %% within") % {"share": f"{(one.share * 100).normalize():f}"},
            f"{one.minutes.normalize():f}",
        ]
        for one in programme.targets
    ]
    return [_("Service"), _("What of the waits"), _("Minutes")], rows


def _retention(programme: Programme, now: datetime) -> Lines:
    rows = [[one.kind.replace("_", " "), f"{one.keep_days:,}", one.legal_basis] for one in programme.retention]
    return [_("Kind of record"), _("Days kept"), _("On what ground")], rows


def _languages(programme: Programme, now: datetime) -> Lines:
    rows = [[one.name, one.code, _review(one)] for one in programme.languages]
    return [_("Language"), _("Code"), _("Review")], rows


def _review(language: core.Language) -> str:
    if language.original:
        return _("our texts are written first in it")
    if language.reviewed_on is not None:
        return _("%(who)s, %(day)s") % {"who": language.reviewed_by, "day": date_format(language.reviewed_on)}
    return _("not yet reviewed by a translator")


_TABLES = {
    IDENTITY: _identity,
    "services": _services,
    "holidays": _holidays,
    "areas": _areas,
    "thresholds": _thresholds,
    "targets": _targets,
    "retention": _retention,
    "languages": _languages,
}


def edition_shown(
    edition: Edition, before: Programme | None, *, made_by: str = "", made_at: datetime | None = None
) -> EditionShown:
    """One edition with what it changed against `before`."""
    changes: Iterable[core.Difference] = () if before is None else differences(before, edition.programme)
    return EditionShown(
        number=edition.number,
        valid_from=edition.valid_from,
        made_by=made_by,
        made_at=made_at,
        note=edition.note,
        changes=tuple(one.sentence for one in changes),
        url=reverse("agency:edition", args=[edition.number]),
    )


def logo_url(logo_id: UUID) -> str:
    """Where a logo is served."""
    return reverse("agency:logo", args=[logo_id])
