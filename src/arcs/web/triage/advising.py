"""What the strip says: who should answer, why in one line, who is free, how long it takes, who stands in, what to say.

The rules stand in the core: what an edition recommends, what the law alone says, and what may be said without a link.
Here they are asked, and put beside what the programme knows of its units and of earlier waits.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from arcs.core.dispatching.lost_link import held_to
from arcs.core.dispatching.matching import Match, Need, is_free, matched, need_of
from arcs.core.dispatching.measuring import CLOSED
from arcs.core.dispatching.outcomes import AT_DESKS, WITHOUT_CONTACT, WITHOUT_UNIT
from arcs.core.dispatching.standing import LAST_RESORTS, stands
from arcs.core.dispatching.targets import expected_wait
from arcs.core.protocol import DANGERS, Answer, Case, Recommendation, case_of, recommend, safest
from arcs.core.protocol.words import EMS, EVERY_OTHER, MEDICAL, OFFICER
from arcs.web.people.models import Staff
from arcs.web.protocols.trying import reasons_of
from arcs.web.triage.in_force import ALWAYS, Asked, names_of
from arcs.web.triage.promising import target_minutes
from arcs.web.triage.queries import recent_waits
from arcs.web.units.calling import called_for, called_words
from arcs.web.units.matching import units_for_matching
from arcs.web.units.permits import may_see_units
from arcs.web.units.queries import rota

MOST_UNITS = 3
LINK_LOST = "the link is lost or the rules are stale"  # the core speaks English, as editions do


@dataclass(frozen=True, kw_only=True)
class Advice:
    """What stands on the strip for one set of answers; a fact that nobody knows says so in words."""

    route: str
    secondary: tuple[str, ...]
    names: Mapping[str, str]
    why: str
    more: tuple[str, ...] = ()
    change: str = ""
    fallback: bool = False
    closed: str = ""
    is_held: bool = False
    free: str = ""
    wait: str = ""
    stand_in: str = ""
    script: str = ""
    script_es: str = ""
    instructions: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    choices_in_danger: tuple[tuple[str, str], ...] = ()

    @property
    def name(self) -> str:
        """The first route in words, without what an edition explains after a comma or colon."""
        return short(self.names.get(self.route, self.route))

    @property
    def beside(self) -> tuple[tuple[str, str], ...]:
        """The routes that go with it: code and name."""
        return tuple((one, short(self.names.get(one, one))) for one in self.secondary)

    @property
    def sends(self) -> str:
        """Everybody who goes when it is accepted, in words."""
        return " + ".join((self.name, *(name for _code, name in self.beside)))


def short(name: str) -> str:
    """A route's name without what is explained after a comma or a colon.

    >>> short("988 Suicide and Crisis Lifeline, with a warm hand-off")
    '988 Suicide and Crisis Lifeline'
    """
    return name.split(":", maxsplit=1)[0].split(",", maxsplit=1)[0]


def case_for(call_type: str, answers: Mapping[str, str], wishes: Iterable[str], at: datetime | None) -> Case:
    """The call as the core takes it; what cannot be used counts as unknown and is said."""
    moment = timezone.localtime(at) if at else None
    wall = moment.replace(tzinfo=None).isoformat() if moment else ""  # as a case is written: without a zone
    given = {"call_type": call_type, "answers": dict(answers), "local_time": wall, "wishes": list(wishes)}
    return replace(case_of(given), local_time=moment)


def recommended(asked: Asked | None, case: Case) -> Recommendation:
    """What the edition in force says; where none is, police, and medics unless a need of them is ruled out.

    Without rules nobody can be sent to 988 or another alternative, whatever the answers (docs/decisions/0032).
    """
    if asked is None:
        return safest(case, _("No edition of the protocol is in force"), "", crisis=False)
    return recommend(asked.bound, case)


def held(case: Case) -> tuple[str, tuple[str, ...]]:
    """What the strip showed without its link: the first route and those beside it."""
    routes = held_to(case, why=LINK_LOST).routes
    return routes[0], routes[1:]


def choices(asked: Asked | None, case: Case, shown: str, *, only: Iterable[str] = ()) -> tuple[tuple[str, str], ...]:
    """What may be chosen instead. While a danger is answered yes, only who comes with the powers of an officer."""
    names = names_of(asked)
    wanted = [one for one in (tuple(only) or tuple(names)) if one != shown]
    if any(case.answer(one) is Answer.YES for one in DANGERS):
        wanted = [one for one in wanted if one in _armed(asked)]
    return tuple((one, names.get(one) or str(ALWAYS[one])) for one in _strictest_first(asked, wanted))


def offered(asked: Asked | None, case: Case, shown: str, *, only: Iterable[str] = ()) -> tuple[tuple[str, str], ...]:
    """What the strip offers instead. Where an officer was to go nothing stands chosen: whoever sends less says whom."""
    found = choices(asked, case, shown, only=only)
    return (("", _("Choose who goes")), *found) if shown in _armed(asked) else found


def _armed(asked: Asked | None) -> set[str]:
    if asked is None:
        return {OFFICER}
    found, law = asked.bound, asked.bound.law
    return {one.code for one, gives in zip(found.edition.routes, found.gives, strict=True) if gives & law.armed}


def _strictest_first(asked: Asked | None, codes: list[str]) -> list[str]:
    """Police first, as the safest that can be chosen instead; then by how much of an answer they are.

    The first stands chosen when the override opens: whoever only presses the key of a reason must not send less.
    """
    armed = _armed(asked)
    weight = {one.code: one.weight for one in asked.bound.edition.routes} if asked else {}
    return sorted(codes, key=lambda one: (one != OFFICER, one not in armed, -weight.get(one, 0), one))


def beside_chosen(shown: str, secondary: Iterable[str], chosen: str) -> tuple[str, ...]:
    """Who goes beside the route that was chosen: another lead drops neither medics nor who looks after the person.

    >>> beside_chosen("ems", ("care",), "officer")
    ('ems', 'care')
    """
    kept = ((EMS,) if shown == EMS else ()) + tuple(secondary)
    return tuple(dict.fromkeys(one for one in kept if one != chosen))


def advice(who: Staff, asked: Asked | None, case: Case, *, now: datetime) -> Advice:
    """Everything that the strip shows for a call as it is known now."""
    came = recommended(asked, case)
    reasons, change = reasons_of(asked.bound.edition, came) if asked else ((came.because,), "")
    route = {one.code: one for one in asked.bound.edition.routes}.get(came.route) if asked else None
    return Advice(
        route=came.route, secondary=came.beside, names=names_of(asked), fallback=came.fallback,
        closed=_closed(asked, came), why=reasons[0], more=reasons[1:], change=change,
        free=_free(who, asked, came.route, now), wait=_wait(who, asked, came.route),
        stand_in=_stand_in(who, asked, came, now),
        script=route.script if route else "", script_es=route.script_es if route else "",
        instructions=route.instructions if route else "", choices=offered(asked, case, came.route),
    )  # fmt: skip


def _closed(asked: Asked | None, came: Recommendation) -> str:
    """The routes that were wanted and are closed at this hour, in words."""
    return ", ".join(_closed_names(asked, came).values())


def _closed_names(asked: Asked | None, came: Recommendation) -> dict[str, str]:
    names = names_of(asked)
    return {one: short(names.get(one, one)) for one in closed_of(came.rules)}


def closed_of(rules: Iterable[str]) -> tuple[str, ...]:
    """The routes that were wanted and are closed, by the rules that a recommendation or a decision names.

    >>> closed_of(["closed:co_response", "type:NOISE"])
    ('co_response',)
    """
    return tuple(one.removeprefix(CLOSED) for one in rules if one.startswith(CLOSED))


def held_advice(asked: Asked | None) -> dict[str, Advice]:
    """What the strip shows without its link, by whether a danger and whether a hurt is not ruled out ("10").

    The core decides; the strip only looks up which of the four it is.
    """
    return {f"{danger:d}{hurt:d}": _held(asked, danger, hurt) for danger in (True, False) for hurt in (True, False)}


def _held(asked: Asked | None, danger: bool, hurt: bool) -> Advice:
    open_ones = [code for code, is_open in ((DANGERS[0], danger), (MEDICAL, hurt)) if is_open]
    answers = {EVERY_OTHER: Answer.NO} | dict.fromkeys(open_ones, Answer.UNKNOWN)
    lead, beside = held(Case(answers=answers))
    why = {
        (True, True): _("A danger is yes or not ruled out, and somebody may be hurt or ill."),
        (True, False): _("A danger is yes or not ruled out."),
        (False, True): _("Every danger is answered no, and somebody may be hurt or ill."),
        (False, False): _("Every danger is answered no; police are the safest that is known without the rules."),
    }[danger, hurt]
    route = {one.code: one for one in asked.bound.edition.routes}.get(lead) if asked else None
    names = {**{code: str(name) for code, name in ALWAYS.items()}, **names_of(asked)}
    return Advice(
        route=lead, secondary=beside, names=names, why=why, is_held=True, fallback=True,
        more=(_("Other routes come back with the link. What you decide is kept here and sent then."),),
        free=_("not known without the link; use the CAD"), wait=_("not known without the link"),
        script=route.script if route else "", script_es=route.script_es if route else "",
        choices=offered(asked, Case(), lead, only=LAST_RESORTS),
        choices_in_danger=offered(asked, Case(answers={DANGERS[0]: Answer.YES}), lead, only=LAST_RESORTS),
    )  # fmt: skip


def _free(who: Staff, asked: Asked | None, route: str, now: datetime) -> str:
    """Whether a unit that can do the route's work is free now; the shortfall in words where none is."""
    if route in WITHOUT_UNIT:
        return _no_unit(route)
    if not may_see_units(who):
        return _("not known; your role does not see units")
    bound = asked.bound if asked else None
    units = units_for_matching(who, now, edition=bound)
    if not units:
        return _("not known; no unit is set up")
    if not any(is_free(one, now) for one in units):
        return _("no unit with a crew is free now")
    need = Need(capabilities=frozenset())
    if bound is not None and route in {one.code for one in bound.edition.routes}:
        need = need_of(bound, route)
    return _free_words(matched(need, units, at=now, on=timezone.localdate(now)))


def _no_unit(route: str) -> str:
    if route in AT_DESKS:
        return _("no unit is sent; it lies at the desk at once")
    return _("no unit is needed") if route in WITHOUT_CONTACT else _("no unit of the programme; medics send their own")


def _free_words(found: Match) -> str:
    signs = [one.unit for one in found.candidates if not one.stands_in]
    if not found.candidates:
        return found.short
    if not signs:
        return _("no unit of its own is free; %(unit)s can stand in") % {"unit": found.candidates[0].unit}
    named = ", ".join(signs[:MOST_UNITS]) + ("…" if len(signs) > MOST_UNITS else "")
    words = ngettext(
        "%(n)d unit that can is free now: %(named)s", "%(n)d units that can are free now: %(named)s", len(signs)
    )
    return words % {"n": len(signs), "named": named}


def _wait(who: Staff, asked: Asked | None, route: str) -> str:
    """What a caller may be told to expect; where too few waited, what the route means to keep."""
    expected = expected_wait(recent_waits(who, route))
    if expected.median is None:
        target = target_minutes(asked, route)
        return _("not known yet; the target is %(n)d min") % {"n": target} if target else _("not known yet")
    words = _("half within %(median)d min, nine of ten within %(p90)d min (%(n)d calls)")
    return words % {"median": expected.median, "p90": expected.p90, "n": expected.n}


def _stand_in(who: Staff, asked: Asked | None, came: Recommendation, now: datetime) -> str:
    """Who is called for what is closed, and who goes where the route has nobody: on call, else as the edition says.

    What is decided begins the rota anew; how far it climbed stands on the board.
    """
    steps, route = rota(who, now), came.route
    on_call = called_for(steps, _closed_names(asked, came), since=now, now=now)
    if asked is None or route in LAST_RESORTS:
        return on_call
    edition = asked.bound.edition
    routes = {one.code: one for one in edition.routes}
    staffed = {code: int(code != route) for code in routes}
    stand = stands(routes, route, programme=edition.hours, staffed=staffed, now=now)
    then = "" if stand.takes in LAST_RESORTS else _(", by its hours; then police")
    own = called_words(steps, route, since=now, now=now)
    return " ".join(filter(None, (on_call, own, short(routes[stand.takes].name) + then)))


def without_type(found: Advice) -> Advice:
    """The advice before a call type is known: the reason is that nobody said yet what the call is about."""
    return replace(found, why=_("No call type yet. Not asked counts as danger."), more=(), change="")
