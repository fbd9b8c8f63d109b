"""Is an edition safe before anybody uses it? Its shape, its worked calls, and the law over its whole answer space."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from arcs.core.protocol.binding import BoundEdition
from arcs.core.protocol.case import case_of
from arcs.core.protocol.edition import ProtocolEdition
from arcs.core.protocol.grounds import ground_of, is_ground
from arcs.core.protocol.invariants import broken_invariants
from arcs.core.protocol.recommending import recommend
from arcs.core.protocol.records import OTHER, Example
from arcs.core.protocol.words import (
    ARMED_OFFICER,
    CLINICIAN_ON_SCENE,
    CRISIS_LINE,
    CRISIS_LINE_ROUTE,
    EMS,
    FIRE,
    IS_BY_NAME,
    MEDIC,
    OFFICER,
)

_WHOSE = (
    (ARMED_OFFICER, "an officer's"),
    (CLINICIAN_ON_SCENE, "a clinician's"),
    (MEDIC, "a medic's"),
    (FIRE, "the fire department's"),
    (CRISIS_LINE, "the crisis line's"),
)
_NEVER_CLOSED = (OFFICER, EMS, FIRE, CRISIS_LINE_ROUTE)


@dataclass(frozen=True, kw_only=True)
class Finding:
    """Something that keeps an edition from being used: where, what, and what to do."""

    section: str
    code: str
    what: str
    remedy: str

    def __str__(self) -> str:
        """One sentence for the person who drafts.

        >>> str(Finding(section="rules", code="weapon", what="no worked call shows it", remedy="add one"))
        'rules "weapon": no worked call shows it. Try this: add one.'
        """
        return f'{self.section} "{self.code}": {self.what}. Try this: {self.remedy.rstrip(".")}.'


def check(edition: ProtocolEdition) -> tuple[Finding, ...]:
    """Everything that keeps the edition from being used; nothing where it is safe by every rule of the house."""
    bound = BoundEdition(edition)
    found = [*_routes(bound), *_beyond_their_names(bound), *_grounds(bound), *_grounds_of_types(bound)]
    found += [*_matrix(bound), *_unaccompanied(bound), *_unshown(edition)]
    found += [*_nobody(bound), *_worked(edition)]
    for one in broken_invariants(bound):
        found.append(Finding(section="call_types", code=one.call_type, what=one.sentence, remedy=one.remedy))
    return tuple(found)


def _routes(bound: BoundEdition) -> Iterator[Finding]:
    routes = {one.code: one for one in bound.edition.routes}
    for code, capability in ((code, one) for code, must in IS_BY_NAME.items() for one in must):
        if not bound.claims[bound.route_at[code]] & bound.capability_bit[capability]:
            yield Finding(
                section="routes",
                code=code,
                what=f"it cannot do what its name says: {capability} is not among its capabilities or below them",
                remedy=f'add "{capability}" to its capabilities',
            )
    for code in (one.code for one in bound.edition.routes if one.code in one.when_closed):
        yield Finding(
            section="routes",
            code=code,
            what="it stands in for itself when it is closed",
            remedy="take it out of its own when_closed",
        )
    for code in _NEVER_CLOSED:
        if routes[code].service:
            yield Finding(
                section="routes",
                code=code,
                what=f"it keeps the hours of {routes[code].service}, but the law needs it at every hour",
                remedy="take the service out, or give the hours to a route of your own",
            )


def _beyond_their_names(bound: BoundEdition) -> Iterator[Finding]:
    """Capabilities that would pass for somebody who does not come by that name: an officer, a clinician, a medic."""
    both = bound.law.armed | bound.law.clinician
    for code, closure in bound.closure.items():
        if closure & both == both:
            yield Finding(
                section="capabilities",
                code=code,
                what="it is an officer and a clinician at once, so police would count as staged behind a clinician",
                remedy="let a route name both: who is staged behind whom are two people",
            )
    for one, claims in zip(bound.edition.routes, bound.claims, strict=True):
        beyond = claims & bound.beyond(one.code)
        if beyond:
            whose = [words for code, words in _WHOSE if beyond & bound.capability_bit[code]] or ["somebody's"]
            yield Finding(
                section="routes",
                code=one.code,
                what=f"its capabilities hold {' and '.join(whose)}, and by its name it brings none",
                remedy="take them out, and out of what they cover; or give them to a route of your own",
            )


def _grounds(bound: BoundEdition) -> Iterator[Finding]:
    for rule in bound.edition.rules:
        if not rule.ground or is_ground(rule, bound.crisis_types, bound.grounds_by_answer):
            continue
        if rule.present or rule.wishes:
            what = "its ground for police rests on an unknown answer or on a wish, and neither is a recorded ground"
        else:
            what = (
                "its ground for police rests on nothing that was recorded as one: a diagnosis, a crisis, a medical "
                "need, an injury and an age are no ground, and no rule is one for every person in crisis"
            )
        remedy = (
            "let it rest on dangers, on questions that say what ground a yes is, or on call types alone that are no "
            "crisis, with its ground_kind"
        )
        yield Finding(section="rules", code=rule.code, what=what, remedy=remedy)


def _grounds_of_types(bound: BoundEdition) -> Iterator[Finding]:
    for one in bound.edition.call_types:
        if one.is_crisis and not one.row:
            yield Finding(
                section="call_types",
                code=one.name,
                what="its name says that it is a crisis, and no row of the matrix answers it",
                remedy="give it its row: no edition can make a crisis an ordinary call",
            )
        if bool(one.ground) != bool(one.ground_kind):
            yield Finding(
                section="call_types",
                code=one.name,
                what=f"its ground for police is told by halves (ground {one.ground or 'empty'}, kind "
                f"{one.ground_kind or 'empty'}), so it is none",
                remedy="say which ground it is, and whether it is a crime, a threat or a duty; or take both out",
            )
        if one.ground and one.is_crisis:
            row = one.row or "none"
            yield Finding(
                section="call_types",
                code=one.name,
                what=f"it is a crisis by itself (matrix row {row}), and that is no ground for police",
                remedy="take the ground out, and let the row answer it",
            )
        if one.ground and not bound.gives[bound.route_at[one.base]] & bound.law.armed:
            yield Finding(
                section="call_types",
                code=one.name,
                what=f"it has a ground for police and goes to {one.base}, which is none",
                remedy="take the ground out, or let police answer",
            )


def _levels_of_the_state(edition: ProtocolEdition) -> Iterator[Finding]:
    """Levels 1 and 4 are statewide: no region does without one. The rows stand in the order of their levels."""
    lightest, heaviest = edition.matrix[0], edition.matrix[-1]
    if lightest.level != 1:
        what = "no row of level 1 stands before it, and level 1 is the State's: calls that are deflected to 988"
        yield _of_row(lightest.code, what, "add the row as the State has adopted it")
    if heaviest.level != 4:
        what = "no row of level 4 follows it, and level 4 is the State's: police on a recorded ground"
        yield _of_row(heaviest.code, what, "add the row as the State has adopted it")


def _matrix(bound: BoundEdition) -> Iterator[Finding]:
    yield from _levels_of_the_state(bound.edition)
    for at, row in enumerate(bound.edition.matrix):
        routes = bound.row_routes[at]
        police = [bool(bound.gives[one] & bound.law.armed) for one in routes]
        if row.level == 1 and any(police):
            yield _of_row(row.code, "level 1 is locked: it is deflected, and police are in it", "take the police out")
        if row.level == 4 and not all(police):
            yield _of_row(row.code, "level 4 is locked: police go, and a route without them is in it", "take it out")
        unstaged = [one for one in routes if not bound.without_ground & (1 << one)]
        if row.level in {2, 3} and unstaged:
            names = ", ".join(bound.edition.routes[one].code for one in unstaged)
            yield _of_row(row.code, f"police go without a ground and without a clinician ({names})", "take them out")
        alone = [one for one in routes if not bound.for_crisis & (1 << one)]
        if row.level in {1, 2, 3} and alone:
            names = ", ".join(bound.edition.routes[one].code for one in alone)
            what = f"it would leave a person in crisis to {names}, which is neither 988 nor a clinician"
            yield _of_row(row.code, what, "take it out; what must come besides comes by a rule")
        if not any(bound.always_open & (1 << one) for one in routes):
            yield _of_row(row.code, "none of its routes is open at every hour", "add 988 as its last route")


def _unaccompanied(bound: BoundEdition) -> Iterator[Finding]:
    """A medical or fire type of which no rule says when police accompany it."""
    police = bound.police_capabilities
    # A wish says nothing of danger, and a rule for crises alone leaves every other call without an answer.
    named = {
        name for rule, made in zip(bound.edition.rules, bound.rules, strict=True)
        if made.adds & police and not rule.wishes and rule.calls in {"", OTHER} for name in rule.types
    }  # fmt: skip
    for one in bound.edition.call_types:
        if bound.gives[bound.route_at[one.base]] & (bound.law.medic | bound.law.fire) and one.name not in named:
            yield Finding(
                section="call_types",
                code=one.name,
                what=f"it goes to {one.base}, and no rule that names it says when police accompany it",
                remedy="add it to the types of a rule that brings police, always or upon a danger",
            )


def _nobody(bound: BoundEdition) -> Iterator[Finding]:
    """Nobody at all stands in for somebody who is closed."""
    nobody = {one.code for at, one in enumerate(bound.edition.routes) if not bound.gives[at]}
    remedy = "take it out; a call that needs nobody has it as the route it goes to"
    lists = [("call_types", "permitted", one.name, one.permitted) for one in bound.edition.call_types]
    lists += [("routes", "when_closed", one.code, one.when_closed) for one in bound.edition.routes]
    lists += [("matrix", "routes", one.code, one.routes) for one in bound.edition.matrix]
    for section, key, code, named in lists:
        for one in sorted(nobody & set(named)):
            what = f"{key} names {one}, so nobody would come where somebody is closed"
            yield Finding(section=section, code=code, what=what, remedy=remedy)


@dataclass(frozen=True, kw_only=True)
class Ground:
    """One ground on which police go to a person in crisis by the call type: its kind, the ground, the rule if any."""

    kind: str
    call_type: str
    ground: str
    rule: str = ""


def grounds_by_type(edition: ProtocolEdition) -> tuple[Ground, ...]:
    """Every ground that a call type is by itself or by a rule for types alone, by kind and type.

    Nobody can prove that a type is a suspected crime, a threat or a duty, so whoever approves is told of each.
    """
    bound = BoundEdition(edition)
    found = [
        Ground(kind=kind, call_type=one.name, ground=one.ground)
        for one in edition.call_types if (kind := ground_of(one))
    ]  # fmt: skip
    for rule, made in zip(edition.rules, bound.rules, strict=True):
        if made.ground and not (rule.recorded or rule.together):
            found += [
                Ground(kind=rule.ground_kind, call_type=name, ground=rule.ground, rule=rule.code) for name in rule.types
            ]
    return tuple(sorted(found, key=lambda one: (one.kind, one.call_type, one.rule)))


def _of_row(code: str, what: str, remedy: str) -> Finding:
    return Finding(section="matrix", code=code, what=what, remedy=remedy)


def _unshown(edition: ProtocolEdition) -> Iterator[Finding]:
    shown = {rule for one in edition.examples for rule in one.rules}
    for rule in edition.rules:
        if rule.code not in shown:
            yield Finding(
                section="rules",
                code=rule.code,
                what="no worked call shows it",
                remedy=f'add a section [[examples]] whose rules name "{rule.code}"',
            )


def _worked(edition: ProtocolEdition) -> Iterator[Finding]:
    """The worked calls, at whatever day they stand: what is shown is who goes while the edition holds."""
    about = replace(edition.about, status="draft", effective_from=None, retired_from=None)
    holding = BoundEdition(replace(edition, about=about))
    for example in edition.examples:
        yield from _wrong(holding, example)


def _wrong(bound: BoundEdition, example: Example) -> Iterator[Finding]:
    given = {
        "call_type": example.call_type,
        "answers": example.answered,
        "local_time": example.local_time,
        "wishes": list(example.wishes),
    }
    came = recommend(bound, case_of(given))
    silent = [one for one in example.rules if one not in came.rules]
    differs = [
        f"{key} is {_words(getattr(came, key))}, not {_words(getattr(example, key))}"
        for key in ("route", "secondary", "fallback")
        if getattr(came, key) != getattr(example, key)
    ]
    if silent:
        differs.append(f"no word came from {', '.join(silent)}")
    if differs:
        yield Finding(
            section="examples",
            code=example.code,
            what=f"{'; '.join(differs)} ({came.because.rstrip('.')})",
            remedy="correct the worked call, or the rule that it shows",
        )


def _words(value: object) -> str:
    if isinstance(value, tuple):
        return ", ".join(value) or "empty"
    return {True: "true", False: "false"}.get(value, str(value)) if isinstance(value, bool) else str(value)
