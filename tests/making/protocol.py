"""Editions of the protocol for tests: the demonstration, small ones, and calls of every kind."""

from dataclasses import replace
from datetime import datetime
from functools import cache
from typing import Any

from hypothesis import strategies as st
from tests.repository.tree import ROOT

from arcs.core.protocol import (
    Answer,
    BoundEdition,
    CallType,
    Case,
    ProtocolEdition,
    Recommendation,
    Wish,
    case_of,
    recommend,
)
from arcs.core.protocol.words import CRISIS_WORDS
from arcs.files.protocol import read_protocol

DEMONSTRATION = ROOT / "examples" / "oak_park" / "protocol.toml"
NOON = "2026-03-10T12:00"
DISQUALIFIERS = ("weapon", "violence", "in_progress", "suspect_present", "threat", "injury", "medical")
POLICE = {"officer", "cit_officer", "co_response", "srt"}
SOME_TYPES = (
    "THEFT FROM AUTO",
    "FALLS",
    "MENTAL HEALTH",
    "VEHICLE FIRE",
    "CHEST PAIN",
    "BURGLARY",
    "LANDLORD TENANT DISPUTE",
)


@cache
def the_demonstration() -> ProtocolEdition:
    """The edition that ships."""
    return read_protocol(DEMONSTRATION)


@cache
def bound_demonstration() -> BoundEdition:
    """The edition that ships, ready to be asked."""
    return BoundEdition(the_demonstration())


@cache
def a_small_edition() -> ProtocolEdition:
    """A few call types under those of the demonstration's rules that concern every type; one worked call."""
    whole = the_demonstration()
    kept = {one.code for one in whole.rules if not one.types}
    return replace(
        whole,
        call_types=tuple(one for one in whole.call_types if one.name in SOME_TYPES),
        rules=tuple(one for one in whole.rules if one.code in kept),
        examples=tuple(one for one in whole.examples if one.call_type in SOME_TYPES and kept >= set(one.rules)),
    )


def without_rules(edition: ProtocolEdition, *codes: str) -> ProtocolEdition:
    """The edition without some rules and without the worked calls that show them."""
    return replace(
        edition,
        rules=tuple(one for one in edition.rules if one.code not in codes),
        examples=tuple(one for one in edition.examples if not set(one.rules) & set(codes)),
    )


def with_row(edition: ProtocolEdition, section: str, code: str, **changes: Any) -> ProtocolEdition:
    """The edition with one row changed."""
    rows = getattr(edition, section)
    key = "name" if section == "call_types" else "code"
    assert any(getattr(one, key) == code for one in rows)
    changed = tuple(replace(one, **changes) if getattr(one, key) == code else one for one in rows)
    return replace(edition, **{section: changed})


def a_type(name: str, **changes: Any) -> CallType:
    """A call type that goes to an officer."""
    return CallType(**{"name": name, "base": "officer", "why": "for the test"} | changes)


def ask(call_type: str, *, at: str | None = NOON, wishes: tuple[str, ...] = (), **answers: str) -> Recommendation:
    """What the demonstration says to a call; questions without an answer are answered no unless `rest` says else."""
    rest = answers.pop("rest", "no")
    given = {**answers, **({"*": rest} if rest else {})}
    line = {"call_type": call_type, "answers": given, "local_time": at, "wishes": list(wishes)}
    return recommend(bound_demonstration(), case_of(line))


def routes(one: Recommendation) -> set[str]:
    """Everybody who goes."""
    return {one.route, *one.secondary}


@st.composite
def calls(draw: st.DrawFn, *, types: tuple[str, ...] = ()) -> Case:
    """Calls of every hour, wish and state of knowledge, of every type (or of some `types`) and of types left out."""
    edition = the_demonstration()
    named = st.sampled_from(types or tuple(one.name for one in edition.call_types))
    left_out = st.sampled_from(sorted(CRISIS_WORDS)).map(str.title) | st.text(max_size=12)
    known = [one.code for one in edition.questions]
    answers = draw(st.dictionaries(st.sampled_from(known), st.sampled_from(list(Answer))))
    rest = draw(st.sampled_from([None, Answer.NO, Answer.UNKNOWN, Answer.YES, Answer.NO]))
    at = draw(st.none() | st.datetimes(min_value=datetime(2025, 1, 1), max_value=datetime(2027, 12, 31)))
    return Case(
        call_type=draw(named | left_out),
        answers={**answers, **({"*": rest} if rest else {})},
        local_time=at.replace(microsecond=0) if at else None,
        wishes=frozenset(draw(st.sets(st.sampled_from(list(Wish))))),
    )
