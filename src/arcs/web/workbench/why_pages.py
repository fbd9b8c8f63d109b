"""Why a category has its disposition: what every rule of the core said, what people added, how firmly it holds."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from arcs.core.evaluation.judging import CategoryView, evidence_for
from arcs.core.figures import rounded
from arcs.core.suitability.records import FACTS
from arcs.core.suitability.rules import ALL_RULES, BARS, CONDITIONS, VETOES, CategoryEvidence, Rule
from arcs.core.vocabulary import CallClass, Disposition
from arcs.web.sheets.models import StudyRow
from arcs.web.studies.evaluation_pages import FRAGILE_BELOW, ROUTES
from arcs.web.ui import marks
from arcs.web.workbench.current import Standing

FACT_WORDS: Mapping[str, str | Promise] = {
    "in_progress": gettext_lazy("It is in progress when somebody calls"),
    "violent": gettext_lazy("It is violent"),
    "suspect_present": gettext_lazy("A suspect is present"),
    "behavioural_health": gettext_lazy("It is a matter of behavioural health"),
    "criminal_or_violent_nexus": gettext_lazy("It is tied to crime or violence"),
    "cold_report": gettext_lazy("It is a cold report: found after the fact, nobody at risk"),
}
EFFECTS = {
    "officer": gettext_lazy("keeps officers"),
    "bars": gettext_lazy("bars telephone or online"),
    "condition": gettext_lazy("condition"),
    "mark": gettext_lazy("note"),
}


@dataclass(frozen=True, kw_only=True)
class RuleSaid:
    """One rule and what it said: `state` is spoke, silent, or unasked where its input was not published."""

    sentence: str
    source: str
    effect: str
    state: str


@dataclass(frozen=True, kw_only=True)
class Share:
    """One disposition's share of the draws."""

    tag: SafeString
    percent: str
    width: str
    is_judged: bool


@dataclass(frozen=True, kw_only=True)
class Why:
    """One category with everything behind its disposition."""

    category: str
    disposition: SafeString
    by_rules: SafeString
    reason: str
    is_decided: bool
    refused: str
    facts_line: tuple[tuple[str, str], ...]
    spoke: tuple[RuleSaid, ...]
    unasked: tuple[RuleSaid, ...]
    silent: tuple[RuleSaid, ...]
    permitted: tuple[SafeString, ...]
    not_yet: tuple[str, ...]
    holds: str
    is_fragile: bool
    draws: int
    shares: tuple[Share, ...]
    made_of: tuple[tuple[str, str], ...]
    facts: tuple[StudyRow, ...]
    decision: StudyRow | None
    before: str
    after: str


def tag(one: Disposition) -> SafeString:
    """A disposition as its square tag."""
    return marks.route_tag(ROUTES[one], one.label)


def why_page(
    standing: Standing, category: str, facts: Sequence[StudyRow], decisions: Mapping[str, StudyRow]
) -> Why | None:
    """Everything behind one category's disposition; None where the study has no such category."""
    views = {one.category: one for one in standing.judged.views}
    view = views.get(category)
    if view is None:
        return None
    judged, names = standing.judged, list(views)
    found, at = judged.judgements[category], names.index(category)
    evidence, steady = evidence_for(judged.study, view), judged.robustness[category]
    leaves = found.disposition is not Disposition.OFFICER
    said = [_said(rule, evidence) for rule in ALL_RULES if leaves or rule not in CONDITIONS]
    decision = decisions.get(category)
    return Why(
        category=category, disposition=tag(found.disposition), by_rules=tag(standing.by_rules[category].disposition),
        reason=_chosen(found.rules_applied, bool(found.decided_by)), is_decided=bool(found.decided_by),
        refused=standing.refused.get(category, ""), facts_line=_known(standing, view),
        spoke=tuple(one for one in said if one.state == "spoke"),
        unasked=tuple(one for one in said if one.state == "unasked"),
        silent=tuple(one for one in said if one.state == "silent"),
        permitted=tuple(tag(one) for one in found.permitted), not_yet=tuple(one.label for one in found.not_yet),
        holds=f"{rounded(steady.stays * 100, 0)}%", is_fragile=steady.stays < FRAGILE_BELOW, draws=steady.draws,
        shares=tuple(_share(one, share, found.disposition) for one, share in steady.shares),
        made_of=_made_of(standing, view), facts=tuple(one for one in facts if one.cells.get("category") == category),
        decision=decision, before=names[at - 1] if at else "", after=names[at + 1] if at + 1 < len(names) else "",
    )  # fmt: skip


def _chosen(applied: Iterable[str], is_decided: bool) -> str:
    """The line of the rules that names the choice: the decision, or the rule that put one disposition first."""
    starts = ("decided by",) if is_decided else ("outside resource", "CSO", "telephone or online first", "officers:")
    named = [one for one in applied if one.startswith((*starts, "telephone or online:"))]
    chosen = [
        one for one in named if ":" in one or one.startswith(("outside resource first", "outside resource together"))
    ]
    line = (chosen or named or [""])[-1]
    return f"{line[:1].upper()}{line[1:]}"


def _said(rule: Rule, evidence: CategoryEvidence) -> RuleSaid:
    asked = rule in (*VETOES, *BARS)
    state = "spoke" if rule.speaks(evidence) else "unasked" if asked and rule.undecidable(evidence) else "silent"
    return RuleSaid(sentence=rule.sentence, source=rule.source, effect=str(EFFECTS[rule.effect]), state=state)


def _share(one: Disposition, share: Decimal, judged: Disposition) -> Share:
    return Share(
        tag=tag(one), percent=f"{rounded(share * 100, 0)}%", width=f"{share * 100:.1f}%", is_judged=one is judged
    )


def _known(standing: Standing, view: CategoryView) -> tuple[tuple[str, str], ...]:
    given, fte = standing.judged.study.assumptions, view.fte
    kind = view.code("type")
    means = ((_("Accept a CSO"), view.cso), (_("Accept telephone or online"), view.tru_online))
    rows = [
        (_("Officer time"), "–" if fte is None else f"{fte:,.2f} FTE, {fte * given.hours_per_fte:,.0f} h"),
        (_("Class"), CallClass(kind).label if kind else _("not coded")),
        (_("Value to the department"), _("%(value)s of 10") % {"value": view.value} if view.value is not None else "–"),
    ]
    rows += [(label, "–" if mean is None else _("%(mean)s of 5") % {"mean": rounded(mean, 2)}) for label, mean in means]
    return tuple(rows)


def _made_of(standing: Standing, view: CategoryView) -> tuple[tuple[str, str], ...]:
    by_name = {one.call_type: one for one in standing.judged.study.call_types}
    members = [by_name[name] for name in view.computed.members if name in by_name]
    return tuple((one.call_type, "–" if one.fte is None else f"{one.fte:,.2f} FTE") for one in members)


def fact_choices(rows: Iterable[StudyRow]) -> list[tuple[str, str]]:
    """The facts that a category does not have yet."""
    there = {one.cells.get("fact") for one in rows}
    return [(one, str(FACT_WORDS[one])) for one in FACTS if one not in there]


def disposition_choices() -> list[tuple[str, str]]:
    """Who may answer, in the core's words."""
    return [(one.value, one.label) for one in Disposition]
