"""The thresholds that ARCS itself reads: what they mean, what holds where nothing is said, how far they may move."""

from dataclasses import dataclass
from decimal import Decimal

from arcs.core.agency.rows import Threshold


@dataclass(frozen=True, kw_only=True)
class KnownThreshold:
    """A threshold by which ARCS acts. `lowest` and `highest` are what the rule behind it allows, both included."""

    default: Threshold
    lowest: Decimal
    highest: Decimal


def _known(  # noqa: PLR0917 - a row, in the order in which a reader compares them
    code: str, name: str, value: int, unit: str, source: str, definition: str, span: tuple[int, int]
) -> KnownThreshold:
    return KnownThreshold(
        default=Threshold(code=code, name=name, value=Decimal(value), unit=unit, source=source, definition=definition),
        lowest=Decimal(span[0]),
        highest=Decimal(span[1]),
    )


_CJIS = "FBI CJIS Security Policy 5.9.5"
KNOWN_THRESHOLDS = {
    one.default.code: one
    for one in (
        _known(
            "smallest_publishable_count",
            "Smallest publishable count",
            11,
            "persons or calls in a cell",
            "CMS cell size policy: no cell of 1 to 10, direct or by subtraction",
            "A published cell below it, zero apart, is held back or joined with others.",
            (2, 1000),
        ),
        _known(
            "smallest_group_of_raters",
            "Smallest group of raters",
            5,
            "raters",
            "ARCS, decision 9",
            "Nothing is shown that rests on fewer raters or respondents, directly or by subtraction.",
            (2, 100),
        ),
        _known(
            "failed_sign_ins",
            "Failed sign-ins before a lock-out",
            5,
            "failed sign-ins",
            f"{_CJIS}: at most 5",
            "So many failures within the lock-out time lock the account.",
            (1, 5),
        ),
        _known(
            "lock_out_minutes",
            "Lock-out time",
            15,
            "minutes",
            f"{_CJIS}: at least 15",
            "Failures are counted over it, and a locked account opens again after it.",
            (15, 1440),
        ),
        _known(
            "session_lock_minutes",
            "Session lock",
            30,
            "minutes",
            f"{_CJIS}: at most 30",
            "After so long without a touch the session locks; drafts are kept.",
            (1, 30),
        ),
        _known(
            "idle_days",
            "Idle days before an account is off",
            90,
            "days",
            f"{_CJIS}: at most 90",
            "An account without a sign-in for so long is switched off.",
            (1, 90),
        ),
        _known(
            "least_rest_hours",
            "Rest between two shifts",
            10,
            "hours",
            "ARCS, decision 30",
            "Nobody is put on a unit with less rest before or after it, unless somebody says why.",
            (1, 24),
        ),
        _known(
            "hand_over_minutes",
            "Hand-over without an answer",
            10,
            "minutes",
            "ARCS, decision 32",
            "A hand-over that nobody has accepted after so long alarms its sender.",
            (1, 240),
        ),
        _known(
            "check_in_minutes",
            "Time between two check-ins",
            20,
            "minutes",
            "ARCS, decision 32",
            "A unit that was sent checks in at least so often; when it is overdue the board says so.",
            (2, 240),
        ),
    )
}
