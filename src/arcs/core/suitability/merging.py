"""Call types into categories: FTE adds up, codes merge, and a printed value stands beside the computed one."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from arcs.core.suitability.records import CLASSES, CallType, Category, Merge

RISK_ORDER = ("L", "P", "H")


@dataclass(frozen=True, kw_only=True)
class MergedCategory:
    """A category made from its call types; `certainty` is that of its least certain member."""

    category: str
    members: tuple[str, ...]
    certainty: str
    police_mandate: str
    risk: str
    immediate_response: str
    type: str
    other_resources: str
    alternative_response: str
    fte: Decimal | None
    police_department_value: int | None


def any_yes(codes: Sequence[str]) -> str:
    """Yes where any code is Yes, else No; nothing where there is no code.

    >>> any_yes(["N", "Y"]), any_yes(["N"]), any_yes([""])
    ('Y', 'N', '')
    """
    given = [code for code in codes if code]
    if not given:
        return ""
    return "Y" if "Y" in given else "N"


def highest_risk(codes: Sequence[str]) -> str:
    """The most dangerous of the codes: merging must not hide a danger that one of its types carries.

    Table 3.2 of the Oak Park report is reproduced by it (Theft From Auto: P and L make P).

    >>> highest_risk(["L", "P", "L"])
    'P'
    """
    return max((code for code in codes if code), key=RISK_ORDER.index, default="")


def most_frequent_class(codes: Sequence[str], volumes: Sequence[Decimal | None] = ()) -> str:
    """The most frequent class; a tie goes to the class with more FTE, then to the first of C, O, T, S.

    >>> most_frequent_class(["S", "S", "C"]), most_frequent_class(["S", "C"])
    ('S', 'C')
    >>> most_frequent_class(["S", "C"], [Decimal("0.14"), Decimal("0.08")])
    'S'
    """
    counted = Counter(code for code in codes if code)
    hours = {
        code: sum((fte for own, fte in zip(codes, volumes, strict=True) if own == code and fte), Decimal(0))
        for code in (counted if volumes else ())
    }
    return max(counted, key=lambda code: (counted[code], hours.get(code, Decimal(0)), -CLASSES.index(code)), default="")


def merged_resources(codes: Sequence[str]) -> str:
    """L or T over Y over N, as the published tables do it; any L or T is coded T (section 3.1.1).

    >>> merged_resources(["T", "Y"]), merged_resources(["N", "Y"]), merged_resources(["L"])
    ('T', 'Y', 'T')
    """
    given = {code for code in codes if code}
    if given & {"L", "T"}:
        return "T"
    return any_yes(sorted(given))


def mean_half_up(values: Sequence[int]) -> int | None:
    """The mean, rounded half up; nothing where there is no value.

    >>> mean_half_up([8, 7]), mean_half_up([5, 5, 4])
    (8, 5)
    """
    if not values:
        return None
    mean = Fraction(sum(values), len(values))
    return int(mean + Fraction(1, 2))


def merged(category: str, members: Sequence[CallType], certainty: str) -> MergedCategory:
    """One category from the codes of its call types."""
    volumes = [one.fte for one in members if one.fte is not None]
    return MergedCategory(
        category=category,
        members=tuple(one.call_type for one in members),
        certainty=certainty,
        police_mandate=any_yes([one.police_mandate for one in members]),
        risk=highest_risk([one.risk for one in members]),
        immediate_response=any_yes([one.immediate_response for one in members]),
        type=most_frequent_class([one.type for one in members], [one.fte for one in members]),
        other_resources=merged_resources([one.other_resources for one in members]),
        alternative_response=any_yes([one.alternative_response for one in members]),
        fte=sum(volumes, Decimal(0)) if volumes else None,
        police_department_value=mean_half_up(
            [one.police_department_value for one in members if one.police_department_value is not None]
        ),
    )


def merge_categories(
    call_types: Sequence[CallType], merges: Sequence[Merge], categories: Sequence[Category]
) -> Mapping[str, MergedCategory]:
    """Every category of the study made from its call types, in the order of `categories`."""
    by_name = {one.call_type: one for one in call_types}
    least = ("certain", "counted", "probable", "cannot_be_told")
    made: dict[str, MergedCategory] = {}
    for category in categories:
        rows = [row for row in merges if row.category == category.category and row.call_type in by_name]
        certainty = max((row.certainty for row in rows), key=least.index, default="cannot_be_told")
        made[category.category] = merged(category.category, [by_name[row.call_type] for row in rows], certainty)
    return made
