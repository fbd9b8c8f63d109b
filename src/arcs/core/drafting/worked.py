"""Worked calls of a draft: the starting edition's own, one for each decision, one for each rule still without any."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from arcs.core.drafting.plain import plain
from arcs.core.drafting.records import Note, NoteKind
from arcs.core.protocol import BoundEdition, CallType, Example, ProtocolEdition, Rule, case_of, folded, recommend
from arcs.core.protocol.words import BEHAVIORAL_HEALTH, EVERY_OTHER, OFFICER, Answer

FIRST_HOUR = datetime(2026, 3, 9)  # a Monday without a holiday
A_WEEK = 7 * 24
GENERATED = "Generated from the rules themselves; nobody has read it"
QUIET = f"{EVERY_OTHER}: {Answer.NO}"


def worked_calls(edition: ProtocolEdition, starting: ProtocolEdition) -> tuple[ProtocolEdition, tuple[Note, ...]]:
    """The edition with its worked calls, without the rules that no call of it can show, and what that left out."""
    examples = [*_kept(edition, starting.examples, starting.call_types), *_decisions(edition)]
    shown = {rule for one in examples for rule in one.rules}
    bound = BoundEdition(edition)
    notes: list[Note] = []
    rules: list[Rule] = []
    for rule in edition.rules:
        made = None if rule.code in shown else _showing(bound, rule)
        if made is not None:
            examples.append(made)
            # It says what the rules say, so it cannot fail until somebody reads it.
            sentence = (
                "its worked call was generated and nobody has read it: read it, and write who says so as its source"
            )
            notes.append(Note(kind=NoteKind.LOOK, about=f"rule {rule.code}", sentence=sentence))
        elif rule.code not in shown:
            sentence = f"it was left out, as no call type of the study can show it ({rule.because})"
            notes.append(Note(kind=NoteKind.LOOK, about=f"rule {rule.code}", sentence=plain(sentence)))
            continue
        rules.append(rule)
    return replace(edition, rules=tuple(rules), examples=tuple(examples)), tuple(notes)


def _kept(edition: ProtocolEdition, given: Iterable[Example], known: Sequence[CallType]) -> Iterator[Example]:
    """The starting edition's worked calls of no listed type, or of a type that is answered as it was there."""
    rules = {one.code: one for one in edition.rules}
    there = {folded(one.name): one for one in known}
    held = {folded(spelling): one for one in edition.call_types for spelling in (one.name, *one.also)}
    for example in given:
        reads = folded(example.call_type)
        own, before = held.get(reads), there.get(reads)
        same = own is not None and before is not None and _answer(own) == _answer(before)
        beside = any(
            own and own.name in rule.types and rule.code not in example.rules and rule.adds for rule in rules.values()
        )
        if (not reads or (same and not beside)) and set(example.rules) <= set(rules):
            yield example


def _answer(one: CallType) -> tuple[object, ...]:
    return one.base, one.permitted, one.row, one.ground, one.ground_kind


def _decisions(edition: ProtocolEdition) -> Iterator[Example]:
    """For each category that leaves officers: nothing speaks against it in its hours, and its route comes."""
    bound = BoundEdition(edition)
    seen: set[tuple[str, str]] = set()
    joined = {name for rule in edition.rules if _speaks_unasked(rule) for name in rule.types}
    for one in edition.call_types:
        ordinary = one.base != OFFICER and not one.row and one.name not in joined and not _is_emergency(bound, one)
        if not ordinary or (one.category or one.name, one.base) in seen:
            continue
        at = _open_hour(bound, one.base)
        if at is None:
            continue
        seen.add((one.category or one.name, one.base))
        yield Example(
            code=f"decided-{len(seen)}",
            words=plain(f"{one.category or one.name}: every question is answered no, in the hours of {one.base}."),
            call_type=one.name,
            answers=(QUIET,),
            local_time=at.isoformat(timespec="minutes"),
            route=one.base,
            source="The study from which the edition was drafted",
        )


def _speaks_unasked(rule: Rule) -> bool:
    """Whether a rule speaks whatever is answered and wished: then its types are never answered by their route alone."""
    return not (rule.present or rule.recorded or rule.together or rule.wishes)


def _is_emergency(bound: BoundEdition, one: CallType) -> bool:
    return bool(bound.gives[bound.route_at[one.base]] & (bound.law.medic | bound.law.fire))


def _open_hour(bound: BoundEdition, route: str) -> datetime | None:
    """The first hour from ten on a Monday at which the route is open; none where it never is."""
    bit = 1 << bound.route_at[route]
    hours = (FIRST_HOUR + timedelta(hours=(10 + nth) % A_WEEK) for nth in range(A_WEEK))
    return next((one for one in hours if bound.open_at(one) & bit), None)


def _showing(bound: BoundEdition, rule: Rule) -> Example | None:
    """A call on which the rule speaks, with what comes then; none where the edition has no such call."""
    types = rule.types or ("", *(one.name for one in bound.edition.call_types if one.ground))
    yes = [*rule.together, *(rule.recorded or rule.present)[:1]]
    for needs in ([], [BEHAVIORAL_HEALTH]):
        answered = dict.fromkeys([*yes, *needs], Answer.YES)
        answers = (*(f"{code}: {word}" for code, word in answered.items()), QUIET)
        for name in types:
            given = {"call_type": name, "answers": {**answered, EVERY_OTHER: Answer.NO}, "wishes": list(rule.wishes)}
            came = recommend(bound, case_of(given))
            if rule.code in came.rules:
                return Example(
                    code=f"shows-{rule.code}"[:60], words=plain(f"{name or 'A type in no list'}: {rule.because}."),
                    call_type=name, answers=answers, wishes=rule.wishes, route=came.route, secondary=came.secondary,
                    fallback=came.fallback, rules=(rule.code,), source=GENERATED,
                )  # fmt: skip
    return None
