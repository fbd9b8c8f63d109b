"""What pages of units show: the list, how one stands, what it has and how it stood."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from arcs.core.dispatching.matching import Held, UnitStatus
from arcs.web.calls.permits import may_see as may_see_calls
from arcs.web.people.models import Staff
from arcs.web.ui import marks
from arcs.web.ui.held_rows import HeldRows
from arcs.web.ui.list_filters import Asked, OneOf, TextContains
from arcs.web.ui.lists import ListColumn, ListDefinition
from arcs.web.units import permits, queries
from arcs.web.units.models import (
    STATUSES,
    Assignment,
    Attribute,
    Crew,
    StatusEvent,
    Unit,
    UnitAttribute,
    UnitKind,
)
from arcs.web.units.routes import names_of_routes
from arcs.web.wall.clock import today
from arcs.web.wall.permit import Permit

TONES = {UnitStatus.AVAILABLE: "good", UnitStatus.RESERVED: "warn", UnitStatus.OUT_OF_SERVICE: ""}
SHORT = re.compile(r"\(([A-Z]{2,8})\)$")
DEVICE_DIFFERS_SECONDS = 60


def status_words(status: str) -> str:
    """The status in words."""
    return str(dict(STATUSES)[status])


def stands(status: str, *, has_crew: bool) -> str:
    """The status in words; a unit that is available and has nobody on it can go nowhere, and says so."""
    if status == UnitStatus.AVAILABLE and not has_crew:
        return _("Available, nobody on it")
    return status_words(status)


def status_mark(status: str, *, has_crew: bool) -> SafeString:
    """The status as a badge."""
    tone = TONES.get(UnitStatus(status), "info")
    empty = status == UnitStatus.AVAILABLE and not has_crew
    return marks.status_badge(stands(status, has_crew=has_crew), "warn" if empty else tone)


def short(name: str) -> str:
    """A kind of certificate as it is said on the radio.

    >>> short("Crisis intervention team (CIT)"), short("Spanish")
    ('CIT', 'Spanish')
    """
    found = SHORT.search(name)
    return found[1] if found else name


def kinds_in_words(who: Staff) -> dict[str, str]:
    """The short name of each kind of certificate by its key."""
    return {one.key: short(one.name) for one in queries.kinds_of(who)}


@dataclass(frozen=True, kw_only=True)
class UnitRow:
    """One row of the list of units."""

    unit: Unit
    use: str
    call_sign: str
    status: str
    place: int
    since: datetime
    crew: str
    has: str
    call: str
    call_url: str
    area: str
    kind: str


@dataclass(frozen=True, kw_only=True)
class Words:
    """What the pages of units say instead of codes, read once for a page."""

    certificates: Mapping[UUID, list[Held]]
    kinds: Mapping[str, str]
    routes: Mapping[str, str]
    areas: Mapping[str, str]
    sees_calls: bool

    def crew(self, crew: Iterable[Crew]) -> str:
        """Each person with the route whose work he or she does."""
        return "; ".join(f"{one.staff_name}, {self.routes.get(one.route, one.route)}" for one in crew)

    def valid(self, crew: Iterable[Crew]) -> list[str]:
        """The certificates of a crew that are valid today."""
        held = (each for one in crew for each in self.certificates.get(one.staff_id, ()))
        return sorted({self.kinds.get(one.code, one.code) for one in held if one.valid(today())})

    def call_url(self, held: Assignment | None) -> str:
        """The page of the call that holds a unit, for whoever sees calls."""
        return reverse("calls:call", args=[held.call_id]) if held and self.sees_calls else ""


def words_for(who: Staff) -> Words:
    """The words for one page."""
    return Words(
        certificates=queries.certificates_on(who, timezone.now()), kinds=kinds_in_words(who),
        routes=names_of_routes(who), areas=queries.names_of_areas(), sees_calls=bool(may_see_calls(who)),
    )  # fmt: skip


def unit_rows(who: Staff) -> HeldRows:
    """Every unit as it stands, in a fixed number of queries."""
    words = words_for(who)
    return HeldRows(_row(one, words) for one in queries.as_they_stand(queries.units_seen_by(who)))


def _use(unit: Unit) -> str:
    if unit.ended_on is not None and unit.ended_on <= today():
        return "ended"
    return "later" if unit.active_from > today() else "now"


def _row(unit: Unit, words: Words) -> UnitRow:
    crew: list[Crew] = unit.crew_now  # type: ignore[attr-defined] # prefetched, as below
    held: Assignment | None = next(iter(unit.held_now), None)  # type: ignore[attr-defined] # as above
    attributes = [str(Attribute(one.attribute).label) for one in unit.attributes_now]  # type: ignore[attr-defined] # as above
    use, places = _use(unit), [one.value for one in UnitStatus]
    is_over = use == "ended"
    return UnitRow(
        unit=unit, use=use, call_sign=unit.call_sign, status="ended" if is_over else unit.now.status,
        place=len(places) if is_over else places.index(unit.now.status), since=unit.now.since, crew=words.crew(crew),
        has=", ".join([*attributes, *words.valid(crew)]), call=held.call.number if held else "",
        call_url=words.call_url(held), area=words.areas.get(unit.home_area, unit.home_area),
        kind=str(UnitKind(unit.kind).label),
    )  # fmt: skip


def _row_words(row: UnitRow) -> str:
    return _("Ended") if row.use == "ended" else stands(row.status, has_crew=bool(row.crew))


def _row_mark(row: UnitRow) -> SafeString:
    if row.use == "ended":
        return marks.status_badge(_("Ended"))
    return status_mark(row.status, has_crew=bool(row.crew))


@dataclass(frozen=True, kw_only=True)
class InUse(OneOf):
    """Units in use, where nothing else is asked for."""

    def rows_of(self, value: str) -> Q:
        """The rows of one choice; `all` is every unit."""
        return Q() if value == "all" else Q(use=value)

    def ask(self, words: Mapping[str, str]) -> Asked:
        """What is not asked for is what is in use."""
        asked = super().ask(words)
        return asked if asked.kept else replace(asked, rows=Q(use="now"))


UNITS = ListDefinition(
    name="units",
    title=gettext_lazy("Units"),
    columns=(
        ListColumn(
            name="unit", heading=gettext_lazy("Unit"), order="call_sign", value=lambda row: row.call_sign,
            link=lambda row: reverse("units:unit", args=[row.unit.pk]),
        ),
        ListColumn(
            name="status", heading=gettext_lazy("Status"), order="place", value=_row_words, html=_row_mark
        ),
        ListColumn(
            name="since", heading=gettext_lazy("Since"), kind="moment", order="since", value=lambda row: row.since
        ),
        ListColumn(name="crew", heading=gettext_lazy("Crew now"), value=lambda row: row.crew),
        ListColumn(name="has", heading=gettext_lazy("Has and can"), value=lambda row: row.has),
        ListColumn(
            name="call", heading=gettext_lazy("Call"), kind="code", value=lambda row: row.call,
            link=lambda row: row.call_url,
        ),
        ListColumn(name="area", heading=gettext_lazy("Area"), order="area", value=lambda row: row.area),
        ListColumn(name="kind", heading=gettext_lazy("Moves by"), value=lambda row: row.kind),
    ),
    filters=(
        OneOf(name="status", label=gettext_lazy("Status"), field="status", choices=STATUSES),
        TextContains(name="q", label=gettext_lazy("Unit, person or certificate"), fields=("call_sign", "crew", "has")),
        TextContains(name="area", label=gettext_lazy("Area"), fields=("area",)),
        InUse(
            name="use", label=gettext_lazy("Which"), field="use", any_label=gettext_lazy("In use"),
            choices=(
                ("later", gettext_lazy("Not yet in use")), ("ended", gettext_lazy("Ended")),
                ("all", gettext_lazy("All")),
            ),
        ),
    ),
    order="status",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class StatusButton:
    """What a unit may say next."""

    value: str
    label: str
    kind: str


@dataclass(frozen=True, kw_only=True)
class CrewShown:
    """One person of a crew: by which route's work, when, and what he or she holds on the day."""

    crew: Crew
    route: SafeString
    valid: tuple[str, ...]
    ended: tuple[str, ...]
    is_now: bool


@dataclass(frozen=True, kw_only=True)
class UnitNowShown:
    """How a unit stands: its badge, its call, what may be said next."""

    unit: Unit
    mark: SafeString
    since: datetime
    held: Assignment | None
    call_url: str
    buttons: tuple[StatusButton, ...]
    may_change: Permit
    may_assign: Permit
    is_busy: bool
    free_expected_at: datetime | None
    is_overdue: bool
    crew: tuple[CrewShown, ...]
    has: tuple[str, ...]


def next_statuses(status: UnitStatus, held: Assignment | None) -> tuple[UnitStatus, ...]:
    """What a unit that stands so may say next; a reserved one says nothing before it is assigned."""
    if held is None:
        return tuple(one for one in (UnitStatus.AVAILABLE, UnitStatus.OUT_OF_SERVICE) if one != status)
    if held.assigned_at is None:
        return ()
    way = (UnitStatus.EN_ROUTE, UnitStatus.ON_SCENE)
    ahead = way[way.index(status) + 1 :] if status in way else way
    return (*ahead, UnitStatus.AVAILABLE)


def _buttons(status: UnitStatus, held: Assignment | None) -> Iterable[StatusButton]:
    for at, one in enumerate(next_statuses(status, held)):
        cleared = one is UnitStatus.AVAILABLE and held is not None
        label = _("Cleared, available") if cleared else status_words(one)
        is_next = at == 0 and one is not UnitStatus.OUT_OF_SERVICE
        yield StatusButton(value=one.value, label=label, kind="primary" if is_next else "")


def shown_now(who: Staff, unit: Unit) -> UnitNowShown:
    """How one unit stands, with its crew of today."""
    held, words, status = queries.holding(who, unit), words_for(who), UnitStatus(unit.now.status)
    has = [str(Attribute(one.attribute).label) for one in queries.attributes_of(who, unit) if holds(one)]
    crew = crew_shown(words, queries.crew_of_today(who, unit))
    return UnitNowShown(
        unit=unit, mark=status_mark(status, has_crew=any(one.is_now for one in crew)),
        since=unit.now.since, held=held, call_url=words.call_url(held),
        buttons=tuple(_buttons(status, held)),
        may_change=permits.may_change_status(who, is_own=queries.is_on_unit(who, unit)),
        may_assign=permits.may_assign(who),
        is_busy=status is not UnitStatus.AVAILABLE, free_expected_at=unit.now.free_expected_at,
        is_overdue=bool(held and held.check_in_due and held.check_in_due <= timezone.now()),
        crew=crew,
        has=tuple([_("Marked vehicle")] * unit.marked + has),
    )  # fmt: skip


def holds(one: UnitAttribute) -> bool:
    """Whether a unit has it today."""
    day = today()
    return one.valid_from <= day and (one.valid_to is None or one.valid_to >= day)


def crew_shown(words: Words, crews: Iterable[Crew]) -> tuple[CrewShown, ...]:
    """People on a unit, with the certificates of those whose shift runs."""
    now, day = timezone.now(), today()
    made = []
    for one in crews:
        is_now = one.starts_at <= now < one.ends_at
        held = words.certificates.get(one.staff_id, ()) if is_now else ()
        valid = {words.kinds.get(each.code, each.code) for each in held if each.valid(day)}
        over = {words.kinds.get(each.code, each.code) for each in held if each.until_day and each.until_day <= day}
        made.append(
            CrewShown(
                crew=one, route=marks.route_mark(one.route, words.routes.get(one.route, one.route)), is_now=is_now,
                valid=tuple(sorted(valid)), ended=tuple(sorted(over - valid)),
            )
        )  # fmt: skip
    return tuple(made)


@dataclass(frozen=True, kw_only=True)
class AttributeShown:
    """Something a unit has or had, and whether it holds today."""

    attribute: UnitAttribute
    label: str
    holds: bool
    may_end: bool


def attributes_shown(who: Staff, unit: Unit) -> tuple[AttributeShown, ...]:
    """What a unit has, what it will have and what it had."""
    day = today()
    return tuple(
        AttributeShown(
            attribute=one, label=str(Attribute(one.attribute).label), holds=holds(one),
            may_end=one.valid_to is None or one.valid_to >= day,
        )
        for one in queries.attributes_of(who, unit)
    )  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Stood:
    """One line of how a unit stood."""

    at: datetime
    words: str
    who: str
    device_at: datetime | None


def stood(events: Iterable[StatusEvent]) -> tuple[Stood, ...]:
    """How a unit stood, with the device's own time where it differs by a minute or more."""
    return tuple(
        Stood(
            at=one.made_at, words=status_words(one.status), who=one.made_by_name,
            device_at=one.device_at if one.device_at and _differs(one.device_at, one.made_at) else None,
        )
        for one in events
    )  # fmt: skip


def _differs(device: datetime, server: datetime) -> bool:
    return abs((device - server).total_seconds()) >= DEVICE_DIFFERS_SECONDS


def about(unit: Unit) -> str:
    """What a unit is, in a line."""
    area = queries.names_of_areas().get(unit.home_area, unit.home_area)
    parts = [str(UnitKind(unit.kind).label), _("marked") if unit.marked else _("not marked")]
    parts += [unit.team.name] if unit.team else []
    parts += [area] if area else []
    return ", ".join(parts)
