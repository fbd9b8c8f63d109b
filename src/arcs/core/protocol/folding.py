"""A protocol over many calls: distinct calls are decided once, by the same function that decides one."""

from collections.abc import Iterable, Iterator

from arcs.core.protocol.binding import BoundEdition
from arcs.core.protocol.case import Case
from arcs.core.protocol.recommending import Recommendation, recommend

MOST_KEPT = 200_000


def recommend_many(bound: BoundEdition, cases: Iterable[Case]) -> Iterator[Recommendation]:
    """The recommendation for each call, in order.

    Calls that are the same in type, answers, open services, wishes and remarks are one vector, decided once.
    """
    held: dict[tuple[object, ...], Recommendation] = {}
    for case in cases:
        key = vector(bound, case)
        if key not in held:
            if len(held) >= MOST_KEPT:
                held.clear()
            held[key] = recommend(bound, case)
        yield held[key]


def vector(bound: BoundEdition, case: Case) -> tuple[object, ...]:
    """What a recommendation depends on, and nothing else."""
    about = bound.edition.about
    strange = tuple(pair for pair in case.answers.items() if pair[0] not in bound.question_bit)
    at = bound.type_at(case.call_type)
    return (
        at if at >= 0 else case.call_type,
        tuple(case.answer(one) for one in bound.question_bit),
        strange,
        bound.open_at(case.local_time),
        case.local_time is None,
        about.why_not_in_force(bound.day_of(case.local_time)),
        case.wishes,
        case.remarks,
        case.unusable,
        case.astray,
    )
