"""What individual ratings and survey answers say, where a study holds them: codes, shares of Yes, means."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property
from typing import Any

from arcs.core.disclosure import SMALLEST_PUBLISHABLE_COUNT
from arcs.core.evaluation.study import Study
from arcs.core.figures import rounded
from arcs.core.instruments.coding import CodedRatings, code_counted, count_votes, pool_votes
from arcs.core.instruments.items import DONT_KNOW
from arcs.core.instruments.ratings import Rating
from arcs.core.suitability.acceptance import Acceptance, accept
from arcs.core.suitability.merging import MergedCategory
from arcs.core.suitability.records import CallType
from arcs.core.suitability.robustness import Spread
from arcs.core.vocabulary import Alternative

# items of the instrument that have a column of their own in call_types.csv and categories.csv
CODED_ITEMS: Mapping[str, str] = {
    "police_mandate": "police_mandate",
    "risk": "risk",
    "immediate_response": "immediate_response",
    "type": "type",
    "other_resources": "other_resources",
    "alternative_response": "alternative_response",
    "department_value": "police_department_value",
}


@dataclass(frozen=True, kw_only=True)
class Measured:
    """What individual ratings and answers say of one category; all empty where there are none."""

    mandate_share: Decimal | None = None
    immediate_share: Decimal | None = None
    cso_mean: Decimal | None = None
    tru_online_mean: Decimal | None = None
    spread: Spread = field(default_factory=Spread)
    codes: Mapping[str, str] = field(default_factory=dict)


def few_answers(ratings: Iterable[Rating]) -> frozenset[tuple[str, str]]:
    """The (call type, item) that some raters answered, but fewer than may be shown."""
    who: dict[tuple[str, str], set[str]] = {}
    for one in ratings:
        if one.item and one.repeat == 0 and one.answer not in {None, DONT_KNOW}:
            who.setdefault((one.call_type, one.item), set()).add(one.rater)
    return frozenset(place for place, raters in who.items() if len(raters) < SMALLEST_PUBLISHABLE_COUNT)


def enough_answers(ratings: Sequence[Rating]) -> tuple[Rating, ...]:
    """Ratings without those of call types and items that too few raters answered.

    A code of few answers would show them, and a category's code minus its other types' codes would let them be
    derived; so they enter neither.
    """
    few = few_answers(ratings)
    return tuple(one for one in ratings if (one.call_type, one.item) not in few) if few else tuple(ratings)


class CountedOnce(tuple[Rating, ...]):
    """Ratings that remember their votes: half a million of them are counted once, however often a study is recoded."""

    @cached_property
    def votes(self) -> Mapping[tuple[str, str], Counter[str]]:
        """`enough_votes` of these ratings."""
        return count_votes(enough_answers(self))


def enough_votes(ratings: Sequence[Rating]) -> Mapping[tuple[str, str], Counter[str]]:
    """The answers that may enter codes, counted by call type and item."""
    return ratings.votes if isinstance(ratings, CountedOnce) else count_votes(enough_answers(ratings))


def merges_of(study: Study) -> dict[str, list[str]]:
    """Call types of each category, in the order of merges.csv."""
    found: dict[str, list[str]] = {}
    for one in study.merges:
        found.setdefault(one.category, []).append(one.call_type)
    return found


def coded_call_types(study: Study) -> tuple[CallType, ...]:
    """Call types with codes: as the study gives them, else from its ratings under the study's preset."""
    if not study.ratings:
        return study.call_types
    coded = code_counted(enough_votes(study.ratings), study.instrument, study.coding_choice.preset)
    return tuple(_with_codes(one, coded) for one in study.call_types)


def _with_codes(call_type: CallType, coded: CodedRatings) -> CallType:
    found = {
        column: coded.codes[call_type.call_type, item].code
        for item, column in CODED_ITEMS.items()
        if (call_type.call_type, item) in coded.codes and getattr(call_type, column) in {"", None}
    }
    return replace(call_type, **_typed(found))


def _typed(codes: Mapping[str, str]) -> dict[str, Any]:
    return {name: int(code) if name == "police_department_value" else code for name, code in codes.items() if code}


def recoded(category: MergedCategory, measured: Measured) -> MergedCategory:
    """A category with the codes of its pooled ratings, where there are any, in place of merged codes."""
    found = {CODED_ITEMS[item]: code for item, code in measured.codes.items() if item in CODED_ITEMS}
    return replace(category, **_typed(found))


def measure(study: Study) -> dict[str, Measured]:
    """Pooled ratings and survey answers of every category."""
    merges = merges_of(study)
    pooled = pool_votes(enough_votes(study.ratings), merges)
    coded = code_counted(pooled, study.instrument, study.coding_choice.preset) if pooled else None
    accepted = {
        (one.category, one.alternative): one
        for one in accept(study.survey_answers)
        if (one.n or 0) >= SMALLEST_PUBLISHABLE_COUNT
    }
    return {name: _measured(name, coded, accepted) for name in (one.category for one in study.categories)}


def _measured(name: str, coded: CodedRatings | None, accepted: Mapping[tuple[str, str], Acceptance]) -> Measured:
    codes = {item: code for (one, item), code in coded.codes.items() if one == name} if coded else {}
    cso = accepted.get((name, Alternative.CSO.value))
    tru = accepted.get((name, Alternative.TRU_ONLINE.value))
    risk = codes.get("risk")
    return Measured(
        mandate_share=_share(codes["police_mandate"].share_of_yes) if "police_mandate" in codes else None,
        immediate_share=_share(codes["immediate_response"].share_of_yes) if "immediate_response" in codes else None,
        cso_mean=_share(cso.mean) if cso else None,
        tru_online_mean=_share(tru.mean) if tru else None,
        spread=Spread(
            cso_answers=(cso.distribution or ()) if cso else (),
            tru_online_answers=(tru.distribution or ()) if tru else (),
            risk_votes=dict(risk.votes) if risk is not None and risk.answered else None,
        ),
        codes={item: code.code for item, code in codes.items() if code.code},
    )


def _share(value: float | None) -> Decimal | None:
    return None if value is None else rounded(value, 6)
