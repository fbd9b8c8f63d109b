"""What the pages of a plan show: the first glance, blockers, phases, the list of steps, both versions of a conflict."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.db.models.fields.json import KeyTextTransform
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from arcs.core.evaluation.records import PARTIES, PHASES
from arcs.core.vocabulary import Disposition
from arcs.web.programmes.forms import PARTY_WORDS, PHASE_WORDS
from arcs.web.programmes.permits import day
from arcs.web.programmes.plan import Plan, Standing
from arcs.web.sheets.models import StudyRow
from arcs.web.ui import marks
from arcs.web.ui.list_filters import OneOf
from arcs.web.ui.lists import ListColumn, ListDefinition, ListPage, list_page
from arcs.web.ui.seen_forms import Beside, differing

TAGS = {"outside": "partner", "non_sworn": "cso", "tru_online": "tru", "hybrid": "cso+tru", "officer": "officer"}
ALL_STEPS = 500
SOON_DAYS = 14


def route_tag(disposition: str) -> SafeString:
    """A way of answering as colour, shape and word."""
    return marks.route_tag(TAGS[disposition], Disposition(disposition).label) if disposition else SafeString("")


@dataclass(frozen=True, kw_only=True)
class StepShown:
    """One step as a row prints it."""

    standing: Standing
    badges: tuple[SafeString, ...]
    route: SafeString
    party: str
    url: str

    @property
    def step(self) -> Any:
        """The step itself."""
        return self.standing.of.step


@dataclass(frozen=True, kw_only=True)
class PhaseShown:
    """One phase: its steps that the filters left, those due first at the top, and how many of all are done."""

    name: str
    words: str
    steps: tuple[StepShown, ...]
    counted: str

    @property
    def open(self) -> tuple[StepShown, ...]:
        """The steps that are still to be done."""
        return tuple(one for one in self.steps if not one.standing.is_done)

    @property
    def done(self) -> tuple[StepShown, ...]:
        """The steps that are done, which fold away on the page."""
        return tuple(one for one in self.steps if one.standing.is_done)


def glance(plan: Plan) -> str:
    """The first glance: "11 of 34 steps done, 2 blocked, 1 late. Next: … (…, due …)."."""
    if not plan.steps:
        return _("There is no step yet.")
    words = [
        ngettext("%(done)s of %(all)s step done", "%(done)s of %(all)s steps done", len(plan.steps))
        % {"done": plan.done, "all": len(plan.steps)},
        _("%(count)s blocked") % {"count": len(plan.blocked)},
        _("%(count)s late") % {"count": len(plan.late)},
    ]
    return ", ".join(words) + ". " + next_in_words(plan)


def next_in_words(plan: Plan) -> str:
    """What comes next, who does it, and until when."""
    if plan.next is None:
        return _("Everything is done.") if plan.done == len(plan.steps) else _("Nothing can go on: clear what blocks.")
    step = plan.next.of.step
    name, who = capfirst(step.step), step.owner or _("nobody yet")
    if step.due_on is None:
        return _("Next: %(step)s (%(owner)s).") % {"step": name, "owner": who}
    return _("Next: %(step)s (%(owner)s, due %(day)s).") % {"step": name, "owner": who, "day": day(step.due_on)}


def step_shown(one: Standing) -> StepShown:
    """A step with its words and shapes."""
    return StepShown(
        standing=one, badges=tuple(badges_of(one)), route=route_tag(one.of.step.disposition),
        party=str(PARTY_WORDS[one.of.step.party]), url=reverse("programmes:step", args=[one.of.row]),
    )  # fmt: skip


def badges_of(one: Standing) -> list[SafeString]:
    """How a step stands: late and blocked first, then what it waits for; never by colour alone."""
    if one.is_done:
        return [marks.status_badge(_("Done %(day)s") % {"day": day(one.of.step.done_on)}, "good")]
    found = []
    if one.late:
        words = ngettext("Late by %(days)d day", "Late by %(days)d days", one.late) % {"days": one.late}
        found.append(marks.status_badge(words, "alarm"))
    if one.blocked:
        found.append(marks.status_badge(_("Blocked"), "warn"))
    if one.waits_for:
        found.append(marks.status_badge(_("Waits")))
    return found or [marks.status_badge(_left(one), "info" if one.left is not None and one.left <= SOON_DAYS else "")]


def _left(one: Standing) -> str:
    if one.left is None:
        return _("No date")
    if one.left == 0:
        return _("Due today")
    return ngettext("Due in %(days)d day", "Due in %(days)d days", one.left) % {"days": one.left}


def phases_shown(plan: Plan, shown: Sequence[UUID]) -> tuple[PhaseShown, ...]:
    """The phases that have a step among those shown, in the plan's own order."""
    wanted = set(shown)
    made = []
    for phase in PHASES:
        steps = [one for one in plan.steps if one.of.step.phase == phase]
        chosen = [one for one in steps if one.of.row in wanted]
        if chosen:
            done = sum(one.is_done for one in steps)
            made.append(
                PhaseShown(
                    name=phase, words=str(PHASE_WORDS[phase]),
                    steps=tuple(step_shown(one) for one in sorted(chosen, key=_by_day)),
                    counted=_("%(done)s of %(all)s done") % {"done": done, "all": len(steps)},
                )
            )  # fmt: skip
    return tuple(made)


def _by_day(one: Standing) -> tuple[date, int]:
    return (one.of.step.due_on or date.max, one.of.position)


# ---- the list, its filters and its file


def steps_page(words: Mapping[str, str], rows: QuerySet[StudyRow], plan: Plan) -> ListPage:
    """The steps that the address asks for, to be shown by phase, printed, or taken along as CSV."""
    owners = sorted({one.of.step.owner for one in plan.steps if one.of.step.owner})
    definition = ListDefinition(
        name="programme-plan", title=_("Steps"), order="due", page_size=ALL_STEPS, columns=_columns(plan),
        filters=(
            OneOf(name="phase", label=_("Phase"), field="cells__phase", choices=_menu(PHASES, PHASE_WORDS)),
            OneOf(name="party", label=_("Whom it concerns"), field="cells__party", choices=_menu(PARTIES, PARTY_WORDS)),
            OneOf(name="owner", label=_("Owner"), field="cells__owner", choices=[(one, one) for one in owners]),
            _state_filter(plan.today),
        ),
    )  # fmt: skip
    return list_page(words, definition, rows)


def _menu(codes: Sequence[str], words: Mapping[str, str | Promise]) -> list[tuple[str, str | Promise]]:
    return [(one, words[one]) for one in codes]


@dataclass(frozen=True, kw_only=True)
class InState(OneOf):
    """Steps that are done, open, late or blocked on a day."""

    today: date

    def rows_of(self, value: str) -> Q:
        """The rows of one state."""
        is_done = Q(cells__has_key="done_on")
        return {
            "done": is_done,
            "open": ~is_done,
            "late": ~is_done & Q(cells__due_on__lt=self.today.isoformat()),
            "blocked": ~is_done & Q(cells__has_key="blocked"),
        }[value]


def _state_filter(today: date) -> InState:
    states = (("open", _("Open")), ("late", _("Late")), ("blocked", _("Blocked")), ("done", _("Done")))
    return InState(name="state", label=_("State"), field="cells", choices=states, today=today)


def _columns(plan: Plan) -> tuple[ListColumn, ...]:
    by_row = {one.of.row: one for one in plan.steps}

    def of(name: str) -> Any:
        return lambda row: getattr(by_row[row.pk].of.step, name)

    def state(row: StudyRow) -> str:
        return ", ".join(_plain(by_row[row.pk]))

    return (
        ListColumn(name="step", heading=_("Step"), value=of("step")),
        ListColumn(name="task", heading=_("What is done"), value=of("task")),
        ListColumn(name="phase", heading=_("Phase"), value=lambda row: str(PHASE_WORDS[of("phase")(row)])),
        ListColumn(name="party", heading=_("Whom it concerns"), value=lambda row: str(PARTY_WORDS[of("party")(row)])),
        ListColumn(name="route", heading=_("Way of answering"), value=lambda row: _route_words(of("disposition")(row))),
        ListColumn(name="owner", heading=_("Owner"), value=of("owner")),
        ListColumn(name="begins", heading=_("Begins"), value=of("starts_on"), kind="day"),
        ListColumn(name="due", heading=_("Due"), value=of("due_on"), kind="day",
                   order=KeyTextTransform("due_on", "cells")),
        ListColumn(name="state", heading=_("State"), value=state),
        ListColumn(name="done", heading=_("Done"), value=of("done_on"), kind="day"),
        ListColumn(name="waits", heading=_("Waits for"), value=of("waits_for")),
        ListColumn(name="blocked", heading=_("What stands in its way"), value=of("blocked")),
    )  # fmt: skip


def _route_words(disposition: str) -> str:
    return Disposition(disposition).label if disposition else _("The whole programme")


def _plain(one: Standing) -> list[str]:
    """How a step stands, in words for a file."""
    if one.is_done:
        return [_("Done")]
    words = (
        [ngettext("Late by %(days)d day", "Late by %(days)d days", one.late) % {"days": one.late}] if one.late else []
    )
    words += [_("Blocked")] if one.blocked else []
    words += [_("Waits for %(step)s") % {"step": one.waits_for}] if one.waits_for else []
    return words or [_left(one)]


# ---- two people at one step


def differences(now: Mapping[str, str], given: Mapping[str, str], labels: Mapping[str, str]) -> list[Beside]:
    """Both versions, side by side, where they differ."""
    theirs, mine = ({name: cells.get(name, "") for name in labels} for cells in (now, given))
    return differing(theirs, mine, lambda name: str(labels[name]))
