"""What the roster shows: a week of shifts with its crews and who of them holds a certificate, and the on-call rota."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from arcs.core.dispatching.standing import OnCall
from arcs.web.people.models import QualificationKind, Staff
from arcs.web.ui import marks
from arcs.web.ui.list_filters import DateRange, OneOf, TextContains, YesNo
from arcs.web.ui.lists import ListColumn, ListDefinition
from arcs.web.units import queries
from arcs.web.units.models import Crew, OnCallDuty, Shift, ShiftPattern, Weekday
from arcs.web.units.pages import short
from arcs.web.units.permits import may_see_coverage
from arcs.web.units.queries import Covered
from arcs.web.units.routes import RouteNow, names_of_routes
from arcs.web.wall.clock import today

WEEK = timedelta(days=7)
CIT = "cit"


@dataclass(frozen=True, kw_only=True)
class OnUnit:
    """The people of one unit on one shift."""

    call_sign: str
    people: tuple[tuple[Crew, SafeString], ...]


@dataclass(frozen=True, kw_only=True)
class ShiftShown:
    """One shift: its hours on the wall clock, its units with their people, and its coverage as a mark with words."""

    shift: Shift
    hours: str
    units: tuple[OnUnit, ...]
    coverage: SafeString
    is_over: bool


@dataclass(frozen=True, kw_only=True)
class DayShown:
    """One day of the week."""

    day: date
    is_today: bool
    shifts: tuple[ShiftShown, ...]


@dataclass(frozen=True, kw_only=True)
class WeekShown:
    """A week of the roster; `uncovered` names the shifts on which nobody holds the certificate, in words."""

    monday: date
    days: tuple[DayShown, ...]
    kind: QualificationKind | None
    kinds: tuple[QualificationKind, ...]
    uncovered: str
    why_no_coverage: str

    @property
    def sunday(self) -> date:
        """Its last day."""
        return self.monday + timedelta(days=6)

    @property
    def before(self) -> date:
        """The Monday before."""
        return self.monday - WEEK

    @property
    def after(self) -> date:
        """The Monday after."""
        return self.monday + WEEK

    @property
    def is_empty(self) -> bool:
        """Whether no shift is planned."""
        return not any(one.shifts for one in self.days)


def monday_of(text: str) -> date:
    """The Monday of the week of a day as an address writes it; of today where it is none."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = today()
    if not 2000 <= day.year <= 2200:
        day = today()
    return day - timedelta(days=day.weekday())


def week_shown(who: Staff, monday: date, kind_key: str) -> WeekShown:
    """A week with the coverage of one kind of certificate, in a fixed number of queries."""
    kinds = queries.kinds_of(who)
    kind = next((one for one in kinds if one.key == (kind_key or CIT)), kinds[0] if kinds else None)
    may_count = may_see_coverage(who)
    counted = queries.coverage(who, kind, monday) if kind and may_count else []
    shifts = [one.shift for one in counted] if counted else queries.week_of(who, monday)
    covered = {one.shift.pk: one for one in counted}
    routes = names_of_routes(who)
    shown = [_shift(one, covered.get(one.pk), kind, routes) for one in shifts]
    days = tuple(
        DayShown(day=day, is_today=day == today(), shifts=tuple(one for one in shown if one.shift.day == day))
        for day in (monday + timedelta(days=at) for at in range(7))
    )
    return WeekShown(
        monday=monday, days=days, kind=kind, kinds=tuple(kinds), uncovered=_uncovered(counted, kind),
        why_no_coverage="" if may_count else may_count.why_not,
    )  # fmt: skip


def _shift(shift: Shift, covered: Covered | None, kind: QualificationKind | None, routes: dict[str, str]) -> ShiftShown:
    crews: list[Crew] = shift.crew_planned  # type: ignore[attr-defined] # prefetched
    return ShiftShown(
        shift=shift, hours=hours_of(shift), units=by_unit(crews, routes),
        coverage=coverage_mark(covered, kind) if covered and kind else SafeString(""),
        is_over=shift.ends_at <= timezone.now(),
    )  # fmt: skip


def by_unit(crews: Iterable[Crew], routes: dict[str, str]) -> tuple[OnUnit, ...]:
    """Crews, unit by unit."""
    found: dict[str, list[tuple[Crew, SafeString]]] = {}
    for one in crews:
        tag = marks.route_mark(one.route, routes.get(one.route, one.route))
        found.setdefault(one.unit.call_sign, []).append((one, tag))
    return tuple(OnUnit(call_sign=sign, people=tuple(people)) for sign, people in found.items())


def hours_of(shift: Shift) -> str:
    """The hours of a shift on the wall clock."""
    begins, ends = (timezone.localtime(one) for one in (shift.starts_at, shift.ends_at))
    return f"{begins:%H:%M}–{ends:%H:%M}"


def coverage_mark(covered: Covered, kind: QualificationKind) -> SafeString:
    """How many of how many hold the certificate: words, and a triangle where nobody does."""
    words = {"kind": short(kind.name), "valid": covered.valid, "people": covered.people}
    if not covered.people:
        return marks.status_badge(_("Nobody planned"), "warn")
    if not covered.valid:
        return marks.status_badge(_("No %(kind)s: 0 of %(people)s") % words, "alarm")
    return marks.status_badge(_("%(kind)s: %(valid)s of %(people)s") % words, "good")


def _uncovered(counted: list[Covered], kind: QualificationKind | None) -> str:
    without = [one for one in counted if one.people and not one.valid]
    if not without or kind is None:
        return ""
    said = ngettext(
        "On %(count)s shift nobody holds a valid %(kind)s certificate: %(which)s.",
        "On %(count)s shifts nobody holds a valid %(kind)s certificate: %(which)s.",
        len(without),
    )
    which = ", ".join(f"{date_format(one.shift.day, 'D')} {one.shift.name}" for one in without)
    return said % {"count": len(without), "kind": short(kind.name), "which": which}


@dataclass(frozen=True, kw_only=True)
class PatternsOfDay:
    """The weekly hours of one weekday."""

    label: str
    patterns: tuple[ShiftPattern, ...]


def patterns_by_day(who: Staff) -> tuple[PatternsOfDay, ...]:
    """The weekly hours that hold, Monday first; days without any are left out."""
    patterns = queries.patterns_of(who)
    days = (
        PatternsOfDay(label=str(one.label), patterns=tuple(each for each in patterns if each.weekday == one))
        for one in Weekday
    )
    return tuple(one for one in days if one.patterns)


# ---- on call


def _state(duty: OnCallDuty) -> tuple[str, str]:
    now = timezone.now()
    if duty.taken_off_at is not None:
        return _("Taken off"), ""
    if duty.ends_at <= now:
        return _("Over"), ""
    return (_("Now"), "good") if duty.starts_at <= now else (_("To come"), "info")


def duty_words(duty: OnCallDuty) -> str:
    """Whether a duty runs, is to come, is over or was taken off."""
    return _state(duty)[0]


def duty_mark(duty: OnCallDuty) -> SafeString:
    """The same as a badge."""
    return marks.status_badge(*_state(duty))


def rota_list(names: Mapping[str, str]) -> ListDefinition:
    """Every step of the rota, with `names` of the routes by code; routes are data, so no list can hold them."""
    return ListDefinition(
        name="on_call",
        title=_("On-call rota"),
        columns=(
            ListColumn(
                name="who", heading=_("Person or team"), order="name", value=lambda one: one.name,
                link=lambda one: reverse("units:duty", args=[one.pk]),
            ),
            ListColumn(name="state", heading=_("State"), value=duty_words, html=duty_mark),
            ListColumn(
                name="route", heading=_("Route"), order="route", value=lambda one: names.get(one.route, one.route),
                html=lambda one: marks.route_mark(one.route, names.get(one.route, one.route)),
            ),
            ListColumn(name="step", heading=_("Step"), kind="whole", order="step", value=lambda one: one.step),
            ListColumn(
                name="after", heading=_("Called after"), kind="whole", unit="min",
                value=lambda one: one.after_minutes,
            ),
            ListColumn(
                name="from", heading=_("From"), kind="moment", order="starts_at", value=lambda one: one.starts_at
            ),
            ListColumn(
                name="until", heading=_("Until"), kind="moment", order="ends_at", value=lambda one: one.ends_at
            ),
        ),
        filters=(
            TextContains(name="q", label=_("Person or team"), fields=("name",)),
            OneOf(name="route", label=_("Route"), field="route", choices=tuple(names.items())),
            YesNo(name="off", label=_("Taken off"), condition=Q(taken_off_at__isnull=False)),
            DateRange(name="day", label=_("Ends"), field="ends_at"),
        ),
        order="-until",
    )  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Called:
    """Who is called now for one route, step by step."""

    route: SafeString
    steps: tuple[OnCall, ...]


def called_shown(who: Staff, at: datetime) -> tuple[Called, ...]:
    """Who is on call now, route by route."""
    names, found = names_of_routes(who), dict[str, list[OnCall]]()
    for one in queries.rota(who, at):
        found.setdefault(one.route, []).append(one)
    return tuple(
        Called(route=marks.route_mark(code, names.get(code, code)), steps=tuple(steps))
        for code, steps in sorted(found.items())
    )


def tag_of(who: Staff, code: str) -> SafeString:
    """A route by its code, as a tag."""
    return marks.route_mark(code, names_of_routes(who).get(code, code))


# ---- routes now


def route_tag(one: RouteNow) -> SafeString:
    """A route as a tag."""
    return marks.route_mark(one.code, one.name)


def stand_mark(one: RouteNow) -> SafeString:
    """Whether a route takes its calls now, or who does: words with a shape."""
    stand = one.stand
    if one.by_rota:
        return marks.status_badge(_("By its on-call rota"), "info")
    if stand.open:
        return marks.status_badge(_("Open"), "good")
    return marks.status_badge(_("%(route)s stands in") % {"route": one.takes}, "warn")
