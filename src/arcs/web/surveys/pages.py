"""What staff pages of surveys print: the ledger of answers, participation, acceptance, grouped interviews."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from arcs.core.figures import Column, ColumnKind, Figure, Table
from arcs.core.suitability.resources import ResourceWords, Suggestion, consolidate
from arcs.core.vocabulary import Alternative
from arcs.files.studies.parts import Cells
from arcs.web.sheets.models import StudyRow
from arcs.web.surveys.forms import INTERVIEWED
from arcs.web.surveys.models import AcceptanceResult, Channel, Flag, Partner, PartnerAnswer, SurveyWave, WaveState
from arcs.web.surveys.public_forms import TAKE_WORDS
from arcs.web.surveys.sums import USABLE, Pace, Received
from arcs.web.surveys.texts import ALTERNATIVES, REASONS
from arcs.web.ui.pages import Stat

TONES = {WaveState.DRAFT: "warn", WaveState.OPEN: "good", WaveState.CLOSED: ""}
FEWEST_TIMED = 5


@dataclass(frozen=True, kw_only=True)
class Ledger:
    """Where every answer went: received, minus what is set aside by reason, is usable."""

    received: int
    set_aside: tuple[tuple[str, int], ...]
    usable: int


def ledger_of(rows: Iterable[Received]) -> Ledger:
    """The account of a wave's answers; it always sums."""
    outcomes: Counter[str] = Counter()
    for one in rows:
        outcomes[one.outcome] += one.many
    usable = outcomes.pop(USABLE, 0)
    return Ledger(
        received=usable + sum(outcomes.values()),
        set_aside=tuple((str(REASONS[reason]), many) for reason, many in sorted(outcomes.items())),
        usable=usable,
    )


def flagged_of(rows: Iterable[Received]) -> tuple[tuple[str, int], ...]:
    """Answers that look as if somebody had answered twice or had not read, by reason."""
    counted: Counter[str] = Counter()
    for one in rows:
        if one.flag:
            counted[one.flag] += one.many
    return tuple((str(Flag(flag).label), many) for flag, many in sorted(counted.items()))


def period_of(wave: SurveyWave) -> str:
    """From when to when a wave was open, in words."""
    begun = timezone.localdate(wave.opened_at) if wave.opened_at else wave.opens_on
    ended = timezone.localdate(wave.closed_at) if wave.closed_at else wave.closes_on
    return _("%(first)s to %(last)s") % {
        "first": date_format(begun, "DATE_FORMAT"), "last": date_format(ended, "DATE_FORMAT"),
    }  # fmt: skip


def _source(wave: SurveyWave) -> str:
    return _("Survey wave “%(name)s”") % {"name": wave.name}


def stats_of(wave: SurveyWave, rows: Sequence[Received], pace: Pace) -> list[Stat]:
    """Answers, completion and the median time."""
    ledger = ledger_of(rows)
    finished = sum(one.finished for one in rows)
    period, people = period_of(wave), _("everybody who began")

    def stat(name: str, label: str, value: float | None, words: tuple[str, str], kind: ColumnKind = "whole") -> Stat:
        unit, definition = words
        figure = Figure(
            name=name,
            value=value,
            unit=unit,
            population=people,
            period=period,
            definition=definition,
            kind=kind,
            places=1 if kind == "number" else 0,
        )
        return Stat(label=label, figure=figure)

    minutes = pace.seconds / 60 if pace.seconds is not None and pace.finished >= FEWEST_TIMED else None
    return [
        stat("received", _("Answers received"), ledger.received,
             (_("people"), _("everybody who began, by any way; what is set aside is counted"))),
        stat("finished", _("Finished"), finished,
             (_("people"), _("pressed “Finish”, or a paper form keyed in"))),
        stat("cards", _("Cards answered"), pace.answered / pace.shown if pace.shown else None,
             (_("of cards shown"), _("cards with at least one answer as a share of all cards given to somebody")),
             "share"),
        stat("minutes", _("Median time"), minutes,
             (_("minutes"), _("from the first card to “Finish”, on screens; shown from five finished answers")),
             "number"),
    ]  # fmt: skip


def by_group(wave: SurveyWave, rows: Iterable[Received], targets: Mapping[str, int]) -> Table:
    """Who answered, by group and channel, beside what was hoped for. Counts of people, never what they said."""
    counted: dict[str, Counter[str]] = {group: Counter() for group in targets}
    for one in rows:
        counted.setdefault(one.group, Counter())[one.channel] += one.many
    channels = [Column(name=one.value, heading=str(one.label), kind="whole") for one in Channel]
    return Table(
        name="participation",
        title=_("Who answered"),
        columns=(
            Column(name="group", heading=_("Group")), *channels, Column(name="all", heading=_("All"), kind="whole"),
            Column(name="target", heading=_("Hoped for"), kind="whole"),
        ),
        rows=tuple(
            (named_group(group), *(many[one.value] for one in Channel), sum(many.values()), targets.get(group))
            for group, many in counted.items()
        ),
        population=_("Everybody who began"), period=period_of(wave), source=_source(wave),
    )  # fmt: skip


# ---- results


def named_group(value: str) -> str:
    """A group as staff read it."""
    return value or _("Not said")


def shown_alternative(name: str) -> str:
    """An alternative in a reader's words."""
    return str({one.alternative.value: one.short for one in ALTERNATIVES}.get(Alternative(name).value, name))


def acceptance_table(wave: SurveyWave, rows: Iterable[AcceptanceResult], *, groups: bool, category: str = "") -> Table:
    """Acceptance per category and alternative, of one category or all; with `groups` one row per group."""
    chosen = [one for one in rows if bool(one.group) == groups and category in ("", one.category)]
    held = sum(one.suppressed for one in chosen)
    scores = [Column(name=f"n{score}", heading=str(score), kind="whole") for score in range(1, 6)]
    group = (Column(name="group", heading=_("Group")),) if groups else ()
    return Table(
        name="acceptance_by_group" if groups else "acceptance",
        title=_("Acceptance by group") if groups else _("Acceptance"),
        columns=(
            Column(name="category", heading=_("Category")), Column(name="alternative", heading=_("Who would answer")),
            *group, Column(name="median", heading=_("Median"), kind="number", places=1, unit=_("1 to 5")),
            Column(name="mean", heading=_("Mean"), kind="number", places=2, unit=_("1 to 5")),
            Column(name="n", heading=_("Answers"), kind="whole"), *scores,
        ),
        rows=tuple(
            (one.category, shown_alternative(one.alternative), *((named_group(one.group),) if groups else ()),
             one.median, one.mean, one.n, *(one.distribution or (None,) * 5))
            for one in chosen
        ),
        population=_("Usable answers with a score"), period=period_of(wave), source=_source(wave),
        notes=(
            _("1 = not at all acceptable, 5 = fully. “I don’t know” is in no number. Not weighed."),
            *((_("%(many)s rows are held back (–): they would show, or let be derived, what fewer than five people "
                 "said.") % {"many": held},) if held else ()),
        ),
    )  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class WordsOfCategory:
    """What answers about one category depend on, and whom people suggest."""

    category: str
    depends_on: tuple[tuple[str, int], ...]
    suggested: tuple[tuple[str, int], ...]


def words_by_category(words: Iterable[tuple[str, str, str]], synonyms: Mapping[str, str]) -> list[WordsOfCategory]:
    """Words of categories with five answers or more; suggestions consolidated by the study's synonyms."""
    given = list(words)
    named = consolidate(
        (Suggestion(category=category, asked="community", text=text) for category, kind, text in given
         if kind == "suggestion"),
        ResourceWords(same_as=synonyms),
    ).get("community", {})  # fmt: skip
    depends: dict[str, Counter[str]] = {}
    for category, kind, text in given:
        depends.setdefault(category, Counter())
        if kind == "depends_on":
            depends[category][text] += 1
    return [
        WordsOfCategory(
            category=category,
            depends_on=tuple(sorted(texts.items(), key=lambda one: (-one[1], one[0]))),
            suggested=tuple(
                sorted(((one.name, one.mentions) for one in named.get(category, ())), key=lambda one: (-one[1], one[0]))
            ),
        )
        for category, texts in depends.items()
    ]


# ---- interviews


@dataclass(frozen=True, kw_only=True)
class Theme:
    """One theme of one group: how often it was raised, its rows, and how many of its words are not printed."""

    theme: str
    mentions: int
    rows: tuple[StudyRow, ...]
    quotable: tuple[StudyRow, ...]

    @property
    def withheld(self) -> int:
        """Rows whose words are counted and not printed."""
        return len(self.rows) - len(self.quotable)


def may_be_quoted(cells: Cells) -> bool:
    """Nobody's silence is taken for consent (core.evaluation.records.InterviewTheme)."""
    return cells.get("consent") in {"given", "published"}


def themes_by_group(rows: Iterable[StudyRow]) -> list[tuple[str, list[Theme]]]:
    """Themes by who raised them, the most often raised first."""
    groups: dict[str, dict[str, list[StudyRow]]] = {}
    for row in rows:
        groups.setdefault(row.cells["group"], {}).setdefault(row.cells["theme"], []).append(row)
    return [
        (
            str(INTERVIEWED.get(group, group)),
            sorted(map(_theme, themes.values()), key=lambda one: (-one.mentions, one.theme)),
        )
        for group, themes in sorted(groups.items())
    ]


def _theme(rows: Sequence[StudyRow]) -> Theme:
    return Theme(
        theme=rows[0].cells["theme"],
        mentions=sum(int(row.cells.get("mentions", "1")) for row in rows),
        rows=tuple(rows),
        quotable=tuple(row for row in rows if may_be_quoted(row.cells)),
    )


def interviews_table(rows: Iterable[StudyRow], place: str) -> Table:
    """The interviews as a file: words only with consent."""
    names = {"group": _("Group"), "theme": _("Theme"), "mentions": _("Raised"), "quotation": _("Words"),
             "consent": _("Consent")}  # fmt: skip
    return Table(
        name="interviews",
        title=_("Interviews"),
        columns=tuple(Column(name=name, heading=heading) for name, heading in names.items()),
        rows=tuple(
            tuple("" if name == "quotation" and not may_be_quoted(row.cells) else row.cells.get(name, "")
                  for name in names)
            for row in rows
        ),
        population=_("Points raised in interviews and meetings"), period="", source=place,
    )  # fmt: skip


# ---- partners


def offers_table(partner: Partner, answers: Sequence[PartnerAnswer]) -> Table:
    """What one partner says, category by category."""
    return Table(
        name="offers",
        title=partner.organisation,
        columns=(
            Column(name="category", heading=_("Category")), Column(name="takes", heading=_("Would take")),
            Column(name="hours", heading=_("Hours")), Column(name="conditions", heading=_("Conditions")),
            Column(name="calls", heading=_("Calls"), kind="number", places=1, unit=_("a week")),
            Column(name="cost", heading=_("Cost"), kind="money", unit=_("a year")),
        ),
        rows=tuple(
            (one.category, str(TAKE_WORDS.get(one.would_take, "–")), one.hours, one.conditions, one.calls_a_week,
             one.annual_cost)
            for one in answers
        ),
        population=_("Categories asked about"), period="", source=partner.organisation,
    )  # fmt: skip


def partner_state(one: Partner) -> tuple[str, str]:
    """Where a partner stands, in words, and the tone of its badge."""
    if one.accepted_as:
        return _("In the study"), "good"
    return (_("Answered"), "info") if one.sent_at else (_("Asked"), "warn")
