"""From posts that must be filled to positions that must be paid."""

from dataclasses import dataclass
from decimal import Decimal

from arcs.core.refusal import Refusal


def net_hours(*, annual_hours: Decimal, leave_hours: Decimal) -> Decimal:
    """Hours that one position works in a year.

    >>> net_hours(annual_hours=Decimal(2080), leave_hours=Decimal(382))
    Decimal('1698')
    """
    if leave_hours < 0 or leave_hours >= annual_hours:
        raise Refusal(
            "budget.toml",
            f"{leave_hours} hours of leave out of {annual_hours} leave no hours to work",
            "give leave hours between 0 and the annual hours",
        )
    return annual_hours - leave_hours


def shift_relief_factor(*, post_hours: Decimal, net: Decimal) -> Decimal:
    """Positions needed so that one post is always filled: post hours a year over hours one position works.

    >>> round(shift_relief_factor(post_hours=Decimal(8 * 365), net=Decimal(1698)), 2)
    Decimal('1.72')
    """
    if net <= 0:
        raise Refusal("budget.toml", f"a position that works {net} hours fills no post", "give more than 0 net hours")
    return post_hours / net


@dataclass(frozen=True, kw_only=True)
class Post:
    """Places that must be filled: so many people at once, for so many shifts of so many hours on so many days."""

    people: Decimal
    shifts_per_day: Decimal
    shift_hours: Decimal
    days: Decimal = Decimal(365)

    @property
    def hours(self) -> Decimal:
        """Hours to be filled in a year."""
        return self.people * self.shifts_per_day * self.shift_hours * self.days


def positions(post: Post, *, net: Decimal) -> Decimal:
    """Positions that fill a post all year.

    >>> two_units = Post(people=Decimal(2), shifts_per_day=Decimal(2), shift_hours=Decimal(8))
    >>> round(positions(two_units, net=Decimal(1750)), 2)
    Decimal('6.67')
    """
    return shift_relief_factor(post_hours=post.hours, net=net)
