"""What may be shown: nothing about fewer raters than the smallest publishable count, directly or by subtraction.

A `Statistic` is a number about a known set of persons (raters, respondents). Whoever knows several can add and
subtract them; so `publishable` holds back, besides the small ones, as many others as it takes that no combination of
all that is shown, now or in an earlier release, rests on fewer persons than the count allows. It answers for sums,
means, shares and counts; the counting unit is the person, whatever the number of answers.
"""

from arcs.core.disclosure.publication import (
    SMALLEST_PUBLISHABLE_COUNT,
    Publication,
    Statistic,
    narrowest_exposure,
    publishable,
    publishable_counts,
)

__all__ = [
    "SMALLEST_PUBLISHABLE_COUNT",
    "Publication",
    "Statistic",
    "narrowest_exposure",
    "publishable",
    "publishable_counts",
]
