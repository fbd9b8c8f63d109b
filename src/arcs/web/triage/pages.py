"""What pages of triage show: calls that wait, decisions as they were made, and the decisions about one call."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from arcs.core.dispatching.outcomes import NotServed, Override
from arcs.core.protocol import Answer
from arcs.web.triage.advising import short
from arcs.web.triage.forms import WISHES, StripForm
from arcs.web.triage.models import OVERRIDES, Computed, Decision, ShadowAnswer
from arcs.web.triage.rules import question_name
from arcs.web.ui import marks
from arcs.web.ui.list_filters import DateRange, OneOf, TextContains
from arcs.web.ui.lists import ListColumn, ListDefinition

ANSWERS = {
    Answer.YES.value: gettext_lazy("yes"), Answer.NO.value: gettext_lazy("no"),
    Answer.UNKNOWN.value: gettext_lazy("unsure"),
}  # fmt: skip
REASONS = tuple((one, label, Override(one).key) for one, label in OVERRIDES)

WAITING = ListDefinition(
    name="to_be_triaged",
    title=gettext_lazy("Calls to be triaged"),
    columns=(
        ListColumn(
            name="number", heading=gettext_lazy("Number"), kind="code", value=lambda call: call.number,
            link=lambda call: reverse("triage:strip_of", args=[call.pk]),
        ),
        ListColumn(
            name="received", heading=gettext_lazy("Received"), kind="moment", order="received_at",
            value=lambda call: call.received_at,
        ),
        ListColumn(name="type", heading=gettext_lazy("Call type"), value=lambda call: call.call_type),
        ListColumn(name="why", heading=gettext_lazy("Why"), value=lambda call: why_to_be_triaged(call, {})),
        ListColumn(name="priority", heading=gettext_lazy("Priority"), value=lambda call: call.priority),
        ListColumn(name="address", heading=gettext_lazy("Address"), value=lambda call: call.address),
    ),
    filters=(
        TextContains(name="type", label=gettext_lazy("Call type"), fields=("call_type",)),
        TextContains(name="area", label=gettext_lazy("Area"), fields=("area",)),
    ),
    order="received",
)  # fmt: skip


def _how(decision: Decision) -> SafeString:
    if decision.is_overridden:
        return marks.status_badge(_("Overridden"), "warn")
    return marks.status_badge(_("Accepted"), "good")


def _edition(one: Decision) -> SafeString:
    """The number by which people call an edition; its name with the fingerprint of what it says is in the file."""
    return format_html("{}", one.edition_number or _("none in force"))


DECISIONS = ListDefinition(
    name="decisions",
    title=gettext_lazy("Decisions of triage"),
    columns=(
        ListColumn(
            name="call", heading=gettext_lazy("Call"), kind="code", value=lambda one: one.call_number,
            link=lambda one: reverse("triage:decisions_of", args=[one.call_id]),
        ),
        ListColumn(name="type", heading=gettext_lazy("Call type"), value=lambda one: one.call_type),
        ListColumn(name="recommended", heading=gettext_lazy("Recommended"), value=lambda one: one.recommended_route),
        ListColumn(name="chosen", heading=gettext_lazy("Chosen"), value=lambda one: one.chosen_route),
        ListColumn(
            name="how", heading=gettext_lazy("How"), html=_how,
            value=lambda one: _("Overridden") if one.is_overridden else _("Accepted"),
        ),
        ListColumn(
            name="reason", heading=gettext_lazy("Reason"), value=lambda one: one.get_override_reason_display()
        ),
        ListColumn(name="computed", heading=gettext_lazy("Computed"), value=lambda one: one.get_computed_display()),
        ListColumn(
            name="edition", heading=gettext_lazy("Edition"), html=_edition,
            value=lambda one: one.edition_name or _("none in force"),
        ),
        ListColumn(name="who", heading=gettext_lazy("By"), value=lambda one: one.made_by_name),
        ListColumn(
            name="when", heading=gettext_lazy("When"), kind="moment", order="made_at", value=lambda one: one.made_at
        ),
    ),
    filters=(
        OneOf(
            name="reason", label=gettext_lazy("Reason"), field="override_reason", choices=OVERRIDES,
            any_label=gettext_lazy("Accepted and overridden"),
        ),
        OneOf(
            name="computed", label=gettext_lazy("Computed"), field="computed", choices=tuple(Computed.choices),
            any_label=gettext_lazy("At the call and at sync"),
        ),
        DateRange(name="day", label=gettext_lazy("When"), field="made_at"),
    ),
    order="-when",
)  # fmt: skip


def shadow_named(names: Mapping[str, str]) -> ListDefinition:
    """What an edition in the shadow said to live calls beside what was recommended; `names` of routes by code."""

    def named(codes: list[str]) -> str:
        return " + ".join(short(names.get(one, one)) for one in codes)

    return ListDefinition(
        name="shadow",
        title=gettext_lazy("Answers of the shadow"),
        columns=(
            ListColumn(
                name="call", heading=gettext_lazy("Call"), kind="code", value=lambda one: one.decision.call_number,
                link=lambda one: reverse("triage:decisions_of", args=[one.decision.call_id]),
            ),
            ListColumn(
                name="when", heading=gettext_lazy("When"), kind="moment", order="made_at",
                value=lambda one: one.made_at,
            ),
            ListColumn(name="type", heading=gettext_lazy("Call type"), value=lambda one: one.decision.call_type),
            ListColumn(
                name="recommended", heading=gettext_lazy("Recommended"),
                value=lambda one: named([one.decision.recommended_route, *one.decision.recommended_secondary]),
            ),
            ListColumn(
                name="shadow", heading=gettext_lazy("In the shadow"),
                value=lambda one: named([one.route, *one.secondary]),
            ),
            ListColumn(name="because", heading=gettext_lazy("Why"), value=lambda one: one.because),
        ),
        filters=(
            TextContains(name="type", label=gettext_lazy("Call type"), fields=("decision__call_type",)),
            DateRange(name="day", label=gettext_lazy("When"), field="made_at"),
        ),
        order="-when",
        sent_whole=True,
    )  # fmt: skip


def why_to_be_triaged(call: Any, names: Mapping[str, str]) -> str:
    """Why a call is to be triaged, in words: nobody did, it was sent back, or it is to be looked at again."""
    return why_anew(call, names) or _("Not triaged yet")


def why_anew(call: Any, names: Mapping[str, str]) -> str:
    """Why a call is to be decided anew: it was sent back, or it is to be looked at again; "" where nobody decided."""
    said = look_again(call, names)
    if not call.sent_back_by:
        return said
    named = {"route": short(names.get(call.sent_back_by, call.sent_back_by))}
    why = _("Sent back: %(route)s, %(why)s") % {**named, "why": _(NotServed(call.sent_back_for).label).lower()}
    return f"{why}. {said}" if said else why


def look_again(call: Any, names: Mapping[str, str]) -> str:
    """Why a call that is triaged is to be decided anew (`to_look_again`), in words; "" where it is not."""
    said = []
    if call.type_then:
        said.append(
            _("Its type changed since: decided as %(then)s, now %(now)s.")
            % {"then": call.type_then, "now": call.call_type}
        )
    if call.priority_then is not None:
        said.append(
            _("Its priority changed since: decided as %(then)s, now %(now)s.")
            % {"then": call.priority_then or _("none"), "now": call.priority}
        )
    if call.late_by:
        chosen = " + ".join(short(names.get(one, one)) for one in call.late_goes)
        told = {"who": call.late_by, "chosen": chosen}
        said.append(_("%(who)s chose %(chosen)s without a link; it came late and does not count.") % told)
    return " ".join(said)


def waiting_named(names: Mapping[str, str]) -> ListDefinition:
    """The list of calls to be triaged with the routes by their names."""
    columns = (
        replace(one, value=lambda call: why_to_be_triaged(call, names)) if one.name == "why" else one
        for one in WAITING.columns
    )
    return replace(WAITING, columns=tuple(columns))


def decisions_named(names: Mapping[str, str]) -> ListDefinition:
    """The list of decisions with the routes by their names, by which it is narrowed too."""
    chosen = OneOf(
        name="chosen", label=_("Chosen route"), field="chosen_route",
        choices=[(code, short(name)) for code, name in names.items()],
    )  # fmt: skip
    found = with_routes(DECISIONS, {"recommended": "recommended_route", "chosen": "chosen_route"}, names)
    return replace(found, filters=(chosen, *found.filters))


def with_routes(of: ListDefinition, routes: Mapping[str, str], names: Mapping[str, str]) -> ListDefinition:
    """A list whose columns of routes (column: field of the row) show the names of routes instead of their codes."""

    def named(field: str) -> Callable[[Any], str]:
        return lambda row: short(names.get(code := getattr(row, field), code))

    columns = (replace(one, value=named(routes[one.name])) if one.name in routes else one for one in of.columns)
    return replace(of, columns=tuple(columns))


@dataclass(frozen=True, kw_only=True)
class DecisionShown:
    """One decision about a call, in words; `counts`: the last one, by which the call is triaged."""

    decision: Decision
    counts: bool
    recommended: tuple[tuple[str, str], ...]
    shown: tuple[tuple[str, str], ...]
    chosen: tuple[tuple[str, str], ...]
    answers: tuple[tuple[str, str, str], ...]
    wishes: str
    shadows: tuple[tuple[ShadowAnswer, str], ...]


def decision_shown(
    one: Decision, names: Mapping[str, str], *, counts: bool, shadows: list[ShadowAnswer]
) -> DecisionShown:
    """One decision with the names of its routes."""

    def named(lead: str, beside: list[str]) -> tuple[tuple[str, str], ...]:
        return tuple((code, short(names.get(code, code))) for code in (lead, *beside))

    return DecisionShown(
        decision=one, counts=counts, recommended=named(one.recommended_route, one.recommended_secondary),
        shown=named(one.shown_route, one.shown_secondary), chosen=named(one.chosen_route, one.chosen_secondary),
        answers=tuple(
            (question_name(code), str(ANSWERS.get(value, value)), value)
            for code, value in sorted(one.answers.items())
        ),
        wishes=", ".join(wish_words(tuple(one.wishes))),
        shadows=tuple((each, short(names.get(each.route, each.route))) for each in shadows),
    )  # fmt: skip


def wish_words(wishes: tuple[str, ...]) -> list[str]:
    """Wishes in words."""
    fields = {wish.value: field for wish, field in WISHES.items()}
    return [str(StripForm.base_fields[fields[one]].label) for one in wishes if one in fields]
