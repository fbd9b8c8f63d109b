"""Drafts for tests: the example's, small ones, and studies of every kind."""

from datetime import date
from functools import cache
from typing import Any

from hypothesis import strategies as st
from tests.making.a_study import OAK_PARK, a_call_type, a_study

from arcs.core.drafting import Draft, draft_edition
from arcs.core.evaluation.records import BoardDecision
from arcs.core.evaluation.study import Study
from arcs.core.protocol import CallType, ProtocolEdition
from arcs.core.suitability.records import (
    CLASSES,
    DISPOSITIONS,
    FACTS,
    FLAGS,
    RISKS,
    AdministrationCode,
    Category,
    Decision,
    Fact,
    Merge,
    NatureMark,
)
from arcs.files.protocol import starting
from arcs.files.studies import read_study

DECIDED_ON = date(2026, 5, 4)
KNOWN_NAMES = ("CHEST PAIN", "Structure fire", "MENTAL HEALTH", "Suicide", "BOMB THREAT", "Pregnancy")


@cache
def the_example() -> Study:
    """The study that ships."""
    return read_study(OAK_PARK)


@cache
def the_examples_draft() -> Draft:
    """Its draft."""
    return drafted(the_example())


def drafted(study: Study, **given: Any) -> Draft:
    """The draft of a study from the edition that ships."""
    return draft_edition(study, starting=starting(), **given)


def draft_of(*names: str, **given: Any) -> Draft:
    """The draft of a small study in which each type is a category that residents accept a CSO for."""
    return drafted(a_study(*names, **given))


def type_of(edition: ProtocolEdition, name: str) -> CallType:
    """One call type of an edition."""
    return next(one for one in edition.call_types if one.name == name)


def a_board_decision(category: str, decision: str = "adopted", disposition: str = "", **given: Any) -> BoardDecision:
    """What a board decided."""
    return BoardDecision(
        **{"category": category, "decision": decision, "disposition": disposition, "decided_on": DECIDED_ON,
           "decided_by": "Village Board", "reason": ""} | given
    )  # fmt: skip


def an_officer_code(call_type: str) -> AdministrationCode:
    """The administration says that it needs an officer."""
    return AdministrationCode(call_type=call_type, coder="Chief", officer_required="Y", reason="a person is hurt")


@st.composite
def studies(draw: st.DrawFn) -> Study:
    """Studies of every kind: odd names, names known to dispatch, contradictions between board, coding and rules."""
    odd = st.text(min_size=1, max_size=24).map(lambda text: text.strip() or "X")
    names = draw(st.lists(odd | st.sampled_from(KNOWN_NAMES), min_size=0, max_size=6, unique=True))
    into = {name: draw(st.sampled_from(["One", "Two", "Three", "Nowhere", ""])) for name in names}
    types = tuple(
        a_call_type(name, type=draw(st.sampled_from((*CLASSES, ""))), risk=draw(st.sampled_from((*RISKS, ""))))
        for name in names
    )
    categories = tuple(
        Category(
            category=one,
            cso_average=draw(st.none() | st.integers(1, 5)),
            tru_online_average=draw(st.none() | st.integers(1, 5)),
            alternative=draw(st.sampled_from(["", "X", "None"])),
            multi_need_mark=draw(st.sampled_from(["", "!"])),
        )
        for one in ("One", "Two", "Three")
    )
    board = draw(st.dictionaries(st.sampled_from(["One", "Two", "Three", "Four"]), _board_lines, max_size=3))
    persons = draw(st.dictionaries(st.sampled_from(["One", "Two", "Three"]), st.sampled_from(DISPOSITIONS), max_size=2))
    told = draw(st.sets(st.tuples(st.sampled_from(["One", "Two", "Three"]), st.sampled_from(FACTS)), max_size=3))
    needs = draw(st.lists(st.tuples(st.sampled_from(names or ["x"]), st.sampled_from(FLAGS),
                                    st.sampled_from(["names", "may"])), max_size=4)) if names else []  # fmt: skip
    coded = draw(st.sets(st.sampled_from(names), max_size=2)) if names else set()
    return a_study(
        call_types=types,
        categories=categories,
        merges=tuple(
            Merge(category=where, call_type=name, certainty="certain") for name, where in into.items() if where
        ),
        nature=tuple(NatureMark(call_type=name, flag=flag, basis=basis, reason="") for name, flag, basis in needs),
        facts=tuple(Fact(category=one, fact=fact, reason="", author="") for one, fact in sorted(told)),
        coding=tuple(an_officer_code(name) for name in sorted(coded)),
        decisions=tuple(
            Decision(category=one, disposition=what, reason="so", author="Chief") for one, what in persons.items()
        ),
        board_decisions=tuple(a_board_decision(one, decision, what) for one, (decision, what) in board.items()),
    )


_board_lines = st.tuples(
    st.sampled_from(["adopted", "adopted_otherwise", "put_off", "declined"]), st.sampled_from(("", *DISPOSITIONS))
)
