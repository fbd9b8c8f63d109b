"""What a replay's page prints: figures, tables and charts made from the core's own replay."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from arcs.core.figures import Column, Figure, Table, Value
from arcs.core.replay import REGRETS, Replay, summary_tables
from arcs.web.protocols.export_words import WordShown
from arcs.web.protocols.models import EditionReplay, ReplayRegret, ReplayState
from arcs.web.protocols.replay_results import as_replay
from arcs.web.ui.charts import Chart, bars, columns
from arcs.web.ui.list_filters import OneOf
from arcs.web.ui.lists import ListColumn, ListDefinition
from arcs.web.ui.pages import Stat
from arcs.web.ui.tables import TableShown, shown_table

MOST_BARS = 24
MOST_UNKNOWN = 50
OUTCOMES = {
    "arrest": gettext_lazy("Arrest"),
    "force": gettext_lazy("Force used"),
    "injury": gettext_lazy("Someone injured"),
    "weapon": gettext_lazy("Weapon present"),
    "backup": gettext_lazy("Backup asked for"),
    "upgraded": gettext_lazy("Response upgraded"),
}


@dataclass(frozen=True, kw_only=True)
class ReplayListed:
    """A replay in the list of its edition: over which calls, when, what came of it."""

    name: str
    url: str
    made_at: object
    word: str
    tone: str
    sentence: str


def replay_listed(one: EditionReplay, calls: str, digest: str) -> ReplayListed:
    """One line of the list; `digest` is that of the edition as it stands now."""
    word, tone, sentence = _("Working"), "info", ""
    if one.state == ReplayState.FAILED:
        word, tone, sentence = _("Stopped"), "alarm", one.result.get("why", "")
    elif one.state == ReplayState.DONE:
        is_current = one.digest == digest
        word, tone = (_("As it stands"), "good") if is_current else (_("Changed since"), "warn")
        found = as_replay(one.result)
        best, worst = (found.away_from_police(case)[0] for case in ("best", "worst"))
        said = _("%(best)s at best and %(worst)s at worst of %(calls)s calls away from police; %(regrets)s regretted")
        sentence = said % {
            "best": f"{best:,}", "worst": f"{worst:,}", "calls": f"{found.calls:,}",
            "regrets": f"{one.result['regrets']:,}",
        }  # fmt: skip
    return ReplayListed(
        name=calls or _("Calls that are gone"), url=reverse("protocols:replay", args=[one.pk]), made_at=one.made_at,
        word=word, tone=tone, sentence=sentence,
    )  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class ReplayShown:
    """A replay's page: the numbers first, then where they come from."""

    stats: tuple[Stat, ...]
    by_route: TableShown
    by_hour: Chart | None
    by_area: Chart | None
    areas: TableShown | None
    questions: TableShown
    unknown: TableShown
    unknown_calls: int
    unknown_types: int
    compared: TableShown | None


@dataclass(frozen=True, kw_only=True)
class Counted:
    """What is counted, when, and where it comes from; it stands under every table."""

    population: str
    period: str
    source: str

    def table(self, name: str, title: str, heads: Sequence[Column], rows: Sequence[tuple[Value, ...]]) -> Table:
        """A table of this replay."""
        return Table(
            name=name, title=title, columns=tuple(heads), rows=tuple(rows), population=self.population,
            period=self.period, source=self.source,
        )  # fmt: skip


def replay_shown(
    found: Replay, counted: Counted, names: Mapping[str, str], *, regrets: int, other: Replay | None, other_name: str
) -> ReplayShown:
    """The page of one replay; `names` are the routes' names, `other` the edition beside it."""
    short = summary_tables(found, population=counted.population, source=counted.source, names=names)
    hours, areas = short["by_hour"], short["by_area"]
    unknown = [one for one in found.unanswerable if one.kind == "call_type"]
    drawn = areas if 1 < len(areas.rows) <= MOST_BARS else None
    return ReplayShown(
        stats=_stats(found, counted, regrets),
        by_route=shown_table(short["by_route"], total=-1),
        by_hour=columns(hours, title=_finding(hours, _("at %(value)s:00"))) if hours.rows else None,
        by_area=bars(drawn, title=_finding(drawn, _("in %(value)s"))) if drawn else None,
        areas=None if drawn else shown_table(areas),
        questions=shown_table(_questions(found, counted)),
        unknown=shown_table(_unknown(found, counted)),
        unknown_calls=sum(one.calls for one in unknown),
        unknown_types=len(unknown),
        compared=shown_table(_compared(found, other, counted, names, other_name)) if other else None,
    )


def _share(part: float, of: float) -> Decimal | None:
    return Decimal(str(part)) / Decimal(str(of)) if of else None


def _hours(value: float) -> Decimal:
    return Decimal(str(round(value, 4)))


def _whole(name: str, heading: str) -> Column:
    return Column(name=name, heading=heading, kind="whole")


def _part(name: str, heading: str) -> Column:
    return Column(name=name, heading=heading, kind="share", places=1)


def _time(name: str, heading: str) -> Column:
    return Column(name=name, heading=heading, kind="number", places=0, unit=_("unit hours"))


def _stats(found: Replay, counted: Counted, regrets: int) -> tuple[Stat, ...]:
    best, worst = found.away_from_police("best"), found.away_from_police("worst")

    def stat(label: str, value: int | None, definition: str, note: str = "", url: str = "") -> Stat:
        figure = Figure(
            name=label, value=value, unit=_("calls"), population=counted.population, period=counted.period,
            definition=definition, kind="whole",
        )  # fmt: skip
        return Stat(label=label, figure=figure, note=note, url=url)

    def of_all(calls: int, hours: float) -> str:
        words = {"share": _part("share", "").shown(_share(calls, found.calls)) or "–", "hours": f"{hours:,.0f}"}
        return _("· %(share)s of all, %(hours)s unit hours") % words

    return (
        stat(_("Replayed"), found.calls, _("Calls that the import counts"), _("· %(hours)s unit hours") % {
            "hours": f"{found.hours:,.0f}"}),
        stat(_("Away from police at best"), best[0],
             _("Nobody of the police goes, if everything that history does not say was answered no"), of_all(*best)),
        stat(_("Away from police at worst"), worst[0],
             _("Nobody of the police goes, if everything that history does not say was unknown"), of_all(*worst)),
        stat(_("Calls we would regret"), regrets if found.telling else None,
             _("Sent away from police at best, and recorded with arrest, force, injury, weapon, backup or upgrade"),
             _("· known of %(calls)s") % {"calls": f"{found.telling:,}"}, "#regrets" if found.telling else ""),
    )  # fmt: skip


def _finding(table: Table, where: str) -> str:
    """What a chart of places shows, as its title."""
    most = max(table.rows, key=lambda row: int(str(row[1])))
    if not most[1]:
        return _("No call would have left the police")
    words = {"calls": f"{most[1]:,}", "of": f"{most[5]:,}", "where": where % {"value": most[0]}}
    return _("Most calls would have left the police %(where)s: %(calls)s of %(of)s at best") % words


def _questions(found: Replay, counted: Counted) -> Table:
    heads = (
        Column(name="text", heading=_("Question")),
        _whole("turn", _("Calls whose route turns on it")), _time("hours", _("Their hours")),
        _whole("calls", _("Calls without an answer")),
    )  # fmt: skip
    rows = [
        (one.text, one.calls_that_turn, _hours(one.hours_that_turn), one.calls)
        for one in found.unanswerable
        if one.kind == "question"
    ]
    rows.sort(key=lambda row: -row[1])
    return counted.table("questions", _("Questions that history does not answer"), heads, rows)


def _unknown(found: Replay, counted: Counted) -> Table:
    heads = (
        Column(name="word", heading=_("Call type of the export")), _whole("calls", _("Calls")),
        _time("hours", _("Their hours")),
    )  # fmt: skip
    rows = [(one.code, one.calls, _hours(one.hours_that_turn)) for one in found.unanswerable if one.kind == "call_type"]
    return counted.table("unknown", _("Unknown call types"), heads, rows[:MOST_UNKNOWN])


def _compared(found: Replay, other: Replay, counted: Counted, names: Mapping[str, str], other_name: str) -> Table:
    words = {"other": other_name}
    heads = (
        Column(name="route", heading=_("Route")),
        _whole("best", _("At best")), _whole("best_other", _("At best, %(other)s") % words),
        _whole("best_more", _("Difference at best")),
        _whole("worst", _("At worst")), _whole("worst_other", _("At worst, %(other)s") % words),
        _whole("worst_more", _("Difference at worst")),
    )  # fmt: skip
    mine, theirs = ({one.route: one for one in each.moved if one.by == "all"} for each in (found, other))
    rows: list[tuple[Value, ...]] = []
    for route in dict.fromkeys((*mine, *theirs)):
        best = [each[route].calls_best if route in each else 0 for each in (mine, theirs)]
        worst = [each[route].calls_worst if route in each else 0 for each in (mine, theirs)]
        rows.append((names.get(route, route), *best, best[0] - best[1], *worst, worst[0] - worst[1]))
    away = [[each.away_from_police(case)[0] for each in (found, other)] for case in ("best", "worst")]
    (best, worst) = away
    rows.append((_("Nobody of the police"), *best, best[0] - best[1], *worst, worst[0] - worst[1]))
    return counted.table("compared", _("Routes beside %(other)s") % words, heads, rows)


def words_table(every: Sequence[WordShown], heads: tuple[str, str]) -> Table:
    """The export's words with what they mean, as a file of two columns."""
    return Table(
        name="words", title=heads[0], columns=tuple(Column(name=one, heading=one) for one in heads),
        rows=tuple((one.given, one.means or one.itself) for one in every), population="words of the export", period="",
        source="",
    )  # fmt: skip


def regrets_list(replay: EditionReplay, names: Mapping[str, str], routes: Sequence[str]) -> ListDefinition:
    """The calls that a replay regrets; each opens the study's own page of that call."""
    told = [(one, str(OUTCOMES[one])) for one in REGRETS]
    return ListDefinition(
        name="regrets",
        title=_("Calls we would regret"),
        columns=(
            ListColumn(name="received", heading=_("Received, local clock"), kind="code", order="received_local",
                       value=_received, link=lambda one: _call_url(replay, one)),
            ListColumn(name="type", heading=_("Call type"), value=lambda one: one.call_type, order="call_type"),
            ListColumn(name="route", heading=_("Would have gone to"), value=lambda one: names.get(one.route, one.route),
                       order="route"),
            ListColumn(name="recorded", heading=_("Recorded"), value=_recorded),
            ListColumn(name="disposition", heading=_("Disposition"), value=lambda one: one.disposition),
            ListColumn(name="call", heading=_("Call"), value=lambda one: one.call_number),
        ),
        filters=(
            OneOf(name="route", label=_("Would have gone to"), field="route",
                  choices=[(one, names.get(one, one)) for one in routes]),
            _Told(name="recorded", label=_("Recorded"), field="outcomes", choices=told),
        ),
        order="received",
        page_size=25,
    )  # fmt: skip


class _Told(OneOf):
    """Regrets that were recorded with an outcome, whatever else was recorded."""

    def rows_of(self, value: str) -> Q:
        """The calls with that outcome among theirs."""
        return Q(outcomes__contains=value)


def _received(one: ReplayRegret) -> str:
    return one.received_local.strftime("%Y-%m-%d %H:%M") if one.received_local else _("not recorded")


def _recorded(one: ReplayRegret) -> str:
    return ", ".join(str(OUTCOMES.get(each, each)) for each in one.outcomes.split(", "))


def _call_url(replay: EditionReplay, one: ReplayRegret) -> str:
    """The study's own page of the call; none where its import holds it no more."""
    return reverse("studies:call", args=[replay.call_import, one.number]) if one.number is not None else ""
