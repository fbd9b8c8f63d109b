"""What pages of desks show: items, figures by group with the calls behind each, and what breaks the promise."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from arcs.core.dispatching.closing import Place
from arcs.core.dispatching.measuring import Counted, measured
from arcs.core.dispatching.outcomes import AT_DESKS, Desk, Ending, NotServed
from arcs.web.calls.pages import to_follow
from arcs.web.calls.permits import may_see
from arcs.web.desks.counting import measured_call
from arcs.web.desks.models import CountedCall, DeskItem, State, Told
from arcs.web.people.models import Staff
from arcs.web.triage.pages import with_routes
from arcs.web.ui import marks
from arcs.web.ui.list_filters import OneOf, TextContains
from arcs.web.ui.lists import ListColumn, ListDefinition
from arcs.web.wall.clock import today

ROUTE = re.compile(r"route (?!chosen)([a-z0-9_]+)")
DESK, DAY = re.compile(rf"desk ({'|'.join(sorted(AT_DESKS))})\b"), re.compile(r"\d{4}-\d\d-\d\d")
DAYS, LONGEST = 30, timedelta(days=732)
PERIODS = ((7, gettext_lazy("7 days")), (30, gettext_lazy("30 days")), (182, gettext_lazy("Half a year")))


def state_mark(item: DeskItem) -> SafeString:
    """Where an item stands, with a word and a shape; late ones first to see."""
    if not item.is_open:
        return marks.status_badge(str(State(item.state).label), "good" if item.state == State.DONE else "")
    if item.next_date is None or item.next_date < today():
        return marks.status_badge(_("Late"), "alarm")
    if item.owner_id is None:
        return marks.status_badge(_("Nobody’s"), "warn")
    return marks.status_badge(_("Open"), "info")


ITEMS = ListDefinition(
    name="desk_items",
    title=gettext_lazy("At the desk"),
    columns=(
        ListColumn(
            name="number", heading=gettext_lazy("Call"), kind="code", value=lambda item: item.call_number,
            link=lambda item: reverse("desks:item", args=[item.pk]),
        ),
        ListColumn(
            name="state", heading=gettext_lazy("State"), html=state_mark,
            value=lambda item: str(State(item.state).label),
        ),
        ListColumn(name="type", heading=gettext_lazy("Call type"), value=lambda item: item.call.call_type),
        ListColumn(
            name="next", heading=gettext_lazy("Next date"), kind="day", order="next_date",
            value=lambda item: item.next_date,
        ),
        ListColumn(name="owner", heading=gettext_lazy("Owner"), value=lambda item: item.owner_name),
        ListColumn(
            name="kind", heading=gettext_lazy("What for"),
            value=lambda item: _("Follow-up") if item.is_follow_up else _("The call itself"),
        ),
        ListColumn(
            name="opened", heading=gettext_lazy("Since"), kind="moment", order="opened_at",
            value=lambda item: item.opened_at,
        ),
    ),
    filters=(
        OneOf(
            name="state", label=gettext_lazy("State"), field="state", choices=tuple(State.choices),
            any_label=gettext_lazy("Open, done and moved"),
        ),
        TextContains(name="owner", label=gettext_lazy("Owner"), fields=("owner_name",)),
        TextContains(name="type", label=gettext_lazy("Call type"), fields=("call__call_type",)),
    ),
    order="next",
)  # fmt: skip


def breach_words(text: str) -> str:
    """What the core says is missing, with the desk by its name and days as the page writes them.

    >>> breach_words("nobody owns it at the desk tru; its next date passed on 2026-03-09")
    'nobody owns it at the desk “Telephone reporting unit”; its next date passed on March 9, 2026'
    """
    named = DESK.sub(lambda found: f"desk “{Desk(found[1]).label}”", text)
    return DAY.sub(lambda found: date_format(date.fromisoformat(found[0])), named)


def _stands(row: CountedCall) -> str:
    return Place(row.stands).label


COLUMNS = (
    ListColumn(name="number", heading=gettext_lazy("Call"), kind="code", value=lambda row: row.number),
    ListColumn(
        name="received", heading=gettext_lazy("Received"), kind="moment", order="received_at",
        value=lambda row: row.received_at,
    ),
    ListColumn(name="type", heading=gettext_lazy("Call type"), order="call_type", value=lambda row: row.call_type),
    ListColumn(name="area", heading=gettext_lazy("Area"), value=lambda row: row.area),
    ListColumn(name="route", heading=gettext_lazy("Route"), value=lambda row: row.route),
    ListColumn(name="recommended", heading=gettext_lazy("Recommended"), value=lambda row: row.recommended),
    ListColumn(name="stands", heading=gettext_lazy("Where it stands"), value=_stands),
    ListColumn(
        name="why", heading=gettext_lazy("Why not served"),
        value=lambda row: NotServed(row.not_served).label if row.not_served else "",
    ),
    ListColumn(
        name="waited", heading=gettext_lazy("Waited"), kind="number", places=1, unit="min", order="waited_seconds",
        value=lambda row: None if row.waited_seconds is None else row.waited_seconds / 60,
    ),
)  # fmt: skip
ROWS = ListDefinition(
    name="counted", title=gettext_lazy("Calls behind the number"), columns=COLUMNS, order="-received", sent_whole=True
)
BROKEN = ListDefinition(
    name="broken",
    title=gettext_lazy("What breaks the promise"),
    columns=(
        *COLUMNS[:3],
        ListColumn(
            name="what",
            heading=gettext_lazy("What is missing"),
            value=lambda row: breach_words("; ".join(row.breaches)),
        ),
        *COLUMNS[4:5],
        *COLUMNS[6:7],
    ),
    order="-received",
    sent_whole=True,
)


def rows_for(of: ListDefinition, who: Staff, names: Mapping[str, str]) -> ListDefinition:
    """A list of counted calls with the routes by their names; each opens its call for whoever may see calls."""
    found = with_routes(of, {"route": "route", "recommended": "recommended"}, names)
    if not may_see(who):
        return found
    number, *others = found.columns
    opens = replace(number, link=lambda row: reverse("calls:call", args=[row.pk]))
    return replace(found, columns=(opens, *others))


def facts_shown(item: DeskItem) -> list[tuple[str, str]]:
    """What whoever works at the item needs of its call; what is empty is left out."""
    call = item.call
    wishes = [
        words
        for wanted, words in (
            (call.wishes_officer, _("an officer")),
            (call.wishes_telephone, _("to settle it by telephone")),
            (call.no_internet, _("has no internet")),
        )
        if wanted
    ]
    facts = [
        (_("Caller"), call.caller_name), (_("Telephone"), call.caller_telephone), *to_follow(call),
        (_("Wishes"), ", ".join(wishes)),
        (_("Address"), " ".join(filter(None, (call.address, call.unit)))), (_("Area"), call.area),
        (_("Owner"), item.owner_name), (_("Next date"), date_format(item.next_date) if item.next_date else ""),
    ]  # fmt: skip
    return [(label, value) for label, value in facts if value]


def ended(item: DeskItem) -> list[tuple[str, str]]:
    """How an item that is over ended."""
    if item.state != State.DONE:
        return []
    return [
        (label, value)
        for label, value in (
            (_("How it ended"), Ending(item.ending).label if item.ending else ""),
            (_("Referred or released to"), item.given_to),
            (_("Why it was not served"), NotServed(item.not_served).label if item.not_served else ""),
            (_("Was the caller told?"), str(Told(item.told).label)),
            (_("How, or why not"), item.told_how),
            (_("By"), item.done_by_name),
        )
        if value
    ]


# ---- figures


@dataclass(frozen=True, kw_only=True)
class Period:
    """Days, both included."""

    first: date
    last: date

    @property
    def words(self) -> str:
        """The days as a sentence writes them."""
        return _("%(first)s to %(last)s") % {"first": date_format(self.first), "last": date_format(self.last)}

    def url_of(self, figure: str = "", *, stands: str = "") -> str:
        """The address of the calls behind a number."""
        asked = {"first": self.first.isoformat(), "last": self.last.isoformat()}
        asked |= {"figure": figure} if figure else {"stands": stands}
        return f"{reverse('desks:rows')}?{urlencode(asked)}"


def period_of(first: date | None, last: date | None) -> tuple[Period, str]:
    """The days asked for, or the last thirty; and a sentence where they could not be taken as they were given."""
    end = min(last or today(), today())
    begin = first or end - timedelta(days=DAYS - 1)
    if begin > end:
        return Period(first=end - timedelta(days=DAYS - 1), last=end), _(
            "The first day is after the last. The last thirty days are shown."
        )
    if end - begin > LONGEST:
        return Period(first=end - LONGEST, last=end), _("At most two years are shown at once.")
    return Period(first=begin, last=end), ""


@dataclass(frozen=True, kw_only=True)
class FigureShown:
    """One number with its denominator, its definition and the way to its calls."""

    name: str
    value: str
    unit: str
    out_of: str
    share: str
    definition: str
    url: str


@dataclass(frozen=True, kw_only=True)
class Group:
    """Figures that belong together."""

    title: str
    figures: tuple[FigureShown, ...]
    in_minutes: bool


TITLES = (
    (("calls, ", "not triaged"), gettext_lazy("Calls by route")),
    (("median wait", "90th percentile wait"), gettext_lazy("How long callers waited")),
    (("eligible, not served",), gettext_lazy("Eligible and not served")),
    (("hand-backs", "backup", "overrides", "promises"), gettext_lazy("What did not go as recommended or promised")),
    (("repeat addresses",), gettext_lazy("Repeat addresses")),
)


def figures(rows: Sequence[CountedCall], period: Period) -> tuple[Counted, ...]:
    """All figures of the programme over these calls."""
    return measured([measured_call(one) for one in rows], period=period.words)


def groups(found: Sequence[Counted], period: Period, names: Mapping[str, str]) -> list[Group]:
    """The figures by group, in the core's order; a reason that holds for no call is left to its total.

    `names` are those of routes by their codes.
    """
    made = []
    for beginnings, title in TITLES:
        shown = tuple(
            _shown(one, period, names)
            for one in found
            if one.figure.name.startswith(beginnings) and (one.keys or ": " not in one.figure.name)
        )
        made.append(Group(title=str(title), figures=shown, in_minutes=any(one.unit for one in shown)))
    return made


def in_words(text: str, names: Mapping[str, str]) -> str:
    """A figure's name or definition with its route in words.

    >>> in_words("median wait, route cit_officer", {"cit_officer": "CIT officer"})
    'median wait, route “CIT officer”'
    """
    return ROUTE.sub(lambda found: f"route “{names.get(found[1], found[1])}”", text)


def label_of(name: str, names: Mapping[str, str]) -> str:
    """A figure's name below the title of its group, which says what is counted.

    >>> label_of("calls, route cso", {"cso": "CSO"}), label_of("median wait, route cso", {"cso": "CSO"})
    ('CSO', 'CSO: median')
    >>> label_of("calls, no route", {}), label_of("hand-backs", {})
    ('No route', 'Hand-backs')
    """
    kind, _comma, rest = name.partition(", ")
    if not rest.endswith("route") and not rest.startswith("route "):
        return f"{name[:1].upper()}{name[1:]}"
    code = rest.removeprefix("route ")
    route = names.get(code, code)
    return f"{route[:1].upper()}{route[1:]}" + ("" if kind == "calls" else f": {kind.removesuffix(' wait')}")


def _shown(one: Counted, period: Period, names: Mapping[str, str]) -> FigureShown:
    figure, share = one.figure, one.share
    is_count = figure.unit == "calls"
    return FigureShown(
        name=label_of(figure.name, names),
        value=str(figure) if figure.value is not None else "–",
        unit="" if is_count else figure.unit, out_of=f"{one.denominator:,}",
        share=f"{share:.1%}" if is_count and share is not None else "",
        definition=in_words(f"{figure.definition}; {figure.population}", names),
        url=period.url_of(figure.name) if one.keys else "",
    )  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Standing:
    """How many calls stand in one place."""

    label: str
    many: int
    url: str


def standings(rows: Sequence[CountedCall], period: Period) -> list[Standing]:
    """Where every call stands; the places sum to the calls that came in."""
    many = Counter(one.stands for one in rows)
    return [
        Standing(label=one.label, many=many[one.value], url=period.url_of(stands=one.value) if many[one.value] else "")
        for one in Place
    ]
