"""What staff's pages of ratings print: lists of raters, call types and changed codes, cells of the heat map."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from math import ceil

from django.db.models import Case, CharField, QuerySet, Value, When
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from arcs.core.figures import Column, Table
from arcs.core.instruments.items import DONT_KNOW, Instrument, Item
from arcs.web.ratings.models import CodeChange, ItemSummary, PairSummary, Rater, RatingRound, TypeSummary
from arcs.web.ui import marks
from arcs.web.ui.list_filters import OneOf, TextContains
from arcs.web.ui.lists import ListColumn, ListDefinition

DONE, ENDED, PROGRESS, NOT_BEGUN = "done", "ended", "progress", "not_begun"
STATES = {
    NOT_BEGUN: gettext_lazy("Not begun"),
    PROGRESS: gettext_lazy("In progress"),
    DONE: gettext_lazy("Done"),
    ENDED: gettext_lazy("Ended"),
}
TONES = {NOT_BEGUN: "", PROGRESS: "info", DONE: "good", ENDED: ""}
PRESET_NAMES = {
    "report": gettext_lazy("Report’s rules"),
    "majority": gettext_lazy("Majority"),
    "two_thirds": gettext_lazy("Two thirds"),
}


def with_state(raters: QuerySet[Rater]) -> QuerySet[Rater]:
    """Raters with the word for where they stand."""
    return raters.annotate(
        state=Case(
            When(finished_at__isnull=False, then=Value(DONE)),
            When(invitation__ended_at__isnull=False, then=Value(ENDED)),
            When(begun_at__isnull=False, then=Value(PROGRESS)),
            default=Value(NOT_BEGUN),
            output_field=CharField(),
        )
    )


def rater_name(rater: Rater) -> str:
    """The name of the invitation where the reader may know it, else the number."""
    known = getattr(rater, "invitation", None)
    named = (known.name or known.email) if known else ""
    return named or _("Rater %(number)s") % {"number": rater.number}


def raters_list(*, linked: bool) -> ListDefinition:
    """The raters of a round; never an answer."""
    return ListDefinition(
        name="raters",
        title=_("Raters"),
        columns=(
            ListColumn(name="number", heading=_("Rater"), value=rater_name, order="number",
                       link=(lambda one: reverse("ratings:rater", args=[one.pk])) if linked else None),
            ListColumn(name="group", heading=_("Group"), value=lambda one: one.group, order="group"),
            ListColumn(name="state", heading=_("State"), value=lambda one: str(STATES[one.state]), order="state",
                       html=lambda one: marks.status_badge(str(STATES[one.state]), TONES[one.state])),
            ListColumn(name="reminded", heading=_("Reminded"), kind="day", value=_reminded),
        ),
        filters=(OneOf(name="state", label=_("State"), field="state",
                       choices=[(name, str(word)) for name, word in STATES.items()]),),
        order="number",
    )  # fmt: skip


def _reminded(one: Rater) -> object:
    known = getattr(one, "invitation", None)
    return timezone.localdate(known.reminded_at) if known and known.reminded_at else None


# ---- results


def type_url(one: TypeSummary) -> str:
    """The page of one call type."""
    return reverse("ratings:type", args=[one.round_type])


def _pair(one: TypeSummary, item: str) -> PairSummary | None:
    return next((pair for pair in one.pairs.all() if pair.item == item), None)


def _types(name: str, title: str, columns: Sequence[ListColumn], order: str) -> ListDefinition:
    return ListDefinition(
        name=name,
        title=title,
        columns=(
            ListColumn(name="type", heading=_("Call type"), value=lambda one: one.call_type, order="call_type",
                       link=type_url),
            *columns,
        ),
        filters=(TextContains(name="q", label=_("Call type"), fields=("call_type",)),),
        order=order,
        page_size=20,  # on a phone each row is as many lines as there are items
    )  # fmt: skip


def agreement_list(instrument: Instrument) -> ListDefinition:
    """The heat map: call types × items, each cell the share of pairs of raters who agree."""
    cells = [
        ListColumn(
            name=item.name, heading=_(item.heading), kind="share",
            value=partial(_agreement, item.name),
            html=partial(_heat, item.name),
        )
        for item in instrument.items
    ]  # fmt: skip
    both = (
        ListColumn(name="raters", heading=_("Raters"), kind="whole", value=lambda one: one.raters, order="raters"),
        ListColumn(name="agreement", heading=_("All items"), kind="share", value=lambda one: one.agreement,
                   order="agreement"),
    )  # fmt: skip
    return _types("agreement-by-call-type", _("Agreement by call type"), (*both, *cells), "agreement")


def _agreement(item: str, one: TypeSummary) -> float | None:
    pair = _pair(one, item)
    return pair.agreement if pair else None


def _heat(item: str, one: TypeSummary) -> SafeString:
    return heat_cell(_agreement(item, one))


def heat_cell(agreement: float | None) -> SafeString:
    """A share of agreeing pairs as text on one of five tones: the darker, the less agreement; a dash where unknown."""
    if agreement is None:
        return format_html('<span class="heat-none">{}</span>', "–")
    step = min(5, max(1, ceil((1 - agreement) * 5)))
    return format_html('<span class="heat-tag tone-{}">{}%</span>', step, round(agreement * 100))


def shares_list(instrument: Instrument) -> ListDefinition:
    """The share of Yes by call type, with a line at the majority and one at two thirds."""
    asked = [item for item in instrument.items if item.has_yes]
    cells = [
        ListColumn(
            name=item.name, heading=_(item.heading), kind="share",
            value=partial(_share, item.name),
            html=partial(_yes, item.name),
        )
        for item in asked
    ]  # fmt: skip
    return _types("share-of-yes", _("Share of Yes by call type"), cells, "type")


def _share(item: str, one: TypeSummary) -> float | None:
    pair = _pair(one, item)
    return pair.share_of_yes if pair else None


def _yes(item: str, one: TypeSummary) -> SafeString:
    return share_cell(_share(item, one))


def share_cell(share: float | None) -> SafeString:
    """A bar from 0 to 100 % with a solid line at a half and a dashed one at two thirds, and the number beside it."""
    if share is None:
        return format_html('<span class="heat-none">{}</span>', "–")
    percent = share * 100
    return format_html(
        '<span class="yes-cell"><svg class="plot yes-bar" width="96" height="18" aria-hidden="true">'
        '<rect class="f-none" x="0" y="4" width="96" height="10"/>'
        '<rect class="f-bar" x="0" y="4" width="{}" height="10"/>'
        '<line class="line-majority" x1="48" x2="48" y1="0" y2="18"/>'
        '<line class="line-two-thirds" x1="64" x2="64" y1="0" y2="18"/></svg><b>{}%</b></span>',
        f"{percent * 0.96:.1f}", round(percent),
    )  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class AnswerBar:
    """One answer of one item: how many gave it, and which share of all who answered that is."""

    label: str
    many: int
    share: float
    is_unsure: bool

    @property
    def width(self) -> str:
        """The bar's length in %."""
        return f"{self.share * 100:.1f}%"

    @property
    def percent(self) -> int:
        """The share in whole %."""
        return round(self.share * 100)


@dataclass(frozen=True, kw_only=True)
class ItemShown:
    """One item of one call type: its answers, altogether and by group, and its codes under each rule."""

    heading: str
    explanation: str
    answered: int
    agreement: int | None
    bars: tuple[AnswerBar, ...]
    groups: tuple[tuple[str, tuple[AnswerBar, ...]], ...]
    codes: tuple[tuple[str, str], ...]
    has_yes: bool


def item_shown(item: Item, pair: PairSummary, by_group: dict[str, dict[str, int]]) -> ItemShown:
    """What is shown of one item about one call type."""
    votes: dict[str, int] = {}
    for given in by_group.values():
        for answer, many in given.items():
            votes[answer] = votes.get(answer, 0) + many
    groups = tuple((group, bars_of(item, given)) for group, given in sorted(by_group.items()) if group)
    codes = ((str(PRESET_NAMES.get(name, name)), _(item.label(code))) for name, code in pair.codes.items() if code)
    return ItemShown(
        heading=_(item.heading), explanation=_(item.explanation) if item.explanation else "", answered=pair.answered,
        agreement=None if pair.agreement is None else round(pair.agreement * 100), bars=bars_of(item, votes),
        groups=groups, has_yes=item.has_yes,
        codes=tuple(codes),
    )  # fmt: skip


def bars_of(item: Item, votes: dict[str, int]) -> tuple[AnswerBar, ...]:
    """The answers in the order of the scale, "don't know" last where anybody said so."""
    answered = sum(many for answer, many in votes.items() if answer != DONT_KNOW)
    bars = [
        AnswerBar(label=_(item.label(code)), many=votes.get(code, 0), is_unsure=False,
                  share=votes.get(code, 0) / answered if answered else 0)
        for code in item.codes
    ]  # fmt: skip
    if votes.get(DONT_KNOW):
        bars.append(AnswerBar(label=_("Don’t know"), many=votes[DONT_KNOW], share=0, is_unsure=True))
    return tuple(bars)


def items_table(of_round: RatingRound, instrument: Instrument, rows: Sequence[ItemSummary]) -> Table:
    """Agreement on each item, over all raters and by group where that may be shown."""
    headings = {one.name: _(one.heading) for one in instrument.items}
    columns = (
        Column(name="item", heading=_("Item")),
        Column(name="group", heading=_("Raters")),
        Column(name="types", heading=_("Call types"), kind="whole",
               definition=_("Call types with two published answers at least.")),
        Column(name="alpha", heading=_("Krippendorff’s alpha"), kind="number", places=2,
               definition=_("1 is full agreement, 0 what chance alone would give. Above 0.67 is usable, 0.8 is good.")),
        Column(name="low", heading=_("From"), kind="number", places=2,
               definition=_("95 % interval, bootstrap over call types.")),
        Column(name="high", heading=_("To"), kind="number", places=2),
        Column(name="agreement", heading=_("Pairs that agree"), kind="share",
               definition=_("Of all pairs of raters of the same call type, those who gave the same answer.")),
        Column(name="share_of_yes", heading=_("Share of Yes"), kind="share"),
    )  # fmt: skip
    return Table(
        name="agreement_by_item", title=_("Agreement by item"), columns=columns, population=_("published answers"),
        period=_("this round"), source="",
        rows=tuple(
            (headings.get(one.item, one.item), one.group or _("All"), one.types, one.alpha, one.low, one.high,
             one.agreement, one.share_of_yes)
            for one in rows
            if not one.held_back
        ),
        notes=(_("Groups stand here only where nothing about fewer than five raters can be worked out from them."),),
    )  # fmt: skip


def finding(instrument: Instrument, rows: Sequence[ItemSummary]) -> str:
    """The agreement page's title: on what raters agree most and least, beyond what chance alone would give.

    Pairs that give the same answer are no measure across items: of ten steps fewer match than of Yes and No.
    """
    known = sorted((one for one in rows if not one.group and one.alpha is not None), key=_agreeing)
    if len(known) < 2:
        return _("How far raters agree")
    names = {one.name: _(one.heading) for one in instrument.items}
    return _("Raters agree most on %(most)s, least on %(least)s") % {
        "most": names[known[-1].item],
        "least": names[known[0].item],
    }


def _agreeing(one: ItemSummary) -> float:
    return one.alpha or 0.0


def changes_list(instrument: Instrument, rule_from: str, rule_to: str) -> ListDefinition:
    """The codes that another rule would change."""
    names = {one.name: _(one.heading) for one in instrument.items}
    return ListDefinition(
        name=f"{rule_from}-to-{rule_to}",
        title=_("Codes that would change"),
        columns=(
            ListColumn(name="type", heading=_("Call type"), value=lambda one: one.call_type, order="position"),
            ListColumn(name="item", heading=_("Item"), value=lambda one: names.get(one.item, one.item), order="item"),
            ListColumn(name="from", heading=PRESET_NAMES[rule_from], value=lambda one: _word(instrument, one, True)),
            ListColumn(name="to", heading=PRESET_NAMES[rule_to], value=lambda one: _word(instrument, one, False)),
        ),
        filters=(OneOf(name="item", label=_("Item"), field="item", choices=list(names.items())),),
        order="type",
        page_size=40,
    )  # fmt: skip


def _word(instrument: Instrument, one: CodeChange, before: bool) -> str:
    code = one.code_from if before else one.code_to
    return _(instrument.item(one.item).label(code)) if code else ""
