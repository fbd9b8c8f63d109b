"""When calls come and how long they take, as invented years have it: plausible, and measured nowhere."""

from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]

# Calls received in each hour of the day, relative to each other: a quiet early morning, a busy late afternoon.
ALL_DAY = (6, 5, 4, 3, 3, 3, 4, 6, 8, 9, 10, 10, 11, 11, 11, 12, 13, 13, 12, 11, 10, 10, 9, 8)
BY_DAY = (1, 1, 1, 1, 1, 2, 5, 10, 13, 14, 14, 14, 13, 13, 13, 14, 14, 12, 9, 6, 4, 3, 2, 1)
BY_NIGHT = (15, 14, 12, 8, 5, 3, 2, 2, 2, 3, 3, 4, 5, 5, 6, 7, 8, 9, 10, 12, 14, 16, 17, 16)

DAY_WORDS = ("PARK", "SCHOOL", "ESCORT", "BANK", "FINGERPRINT", "ABANDONED", "SOLICIT", "CROSSING", "VACATION", "FRAUD")
NIGHT_WORDS = ("NOISE", "PARTY", "FIGHT", "DOMESTIC", "DISTURB", "DISORDERLY", "DUI", "INTOX", "SHOTS", "BAR ")
OFFICER_WORDS = ("TRAFFIC STOP", "BUSINESS CHECK", "PREMISE", "PATROL", "SPECIAL DETAIL", "FOLLOW", "DIRECTED")
URGENT_WORDS = ("ROBBERY", "BATTERY", "ASSAULT", "SHOT", "GUN", "INJURY", "BREATHING", "SUICID", "DOMESTIC", "ALARM")

# How a call ended, as an agency might write it, and up to which throw of the dice; without a unit it was cancelled.
CANCELLED, NO_REPORT = "Cancelled", "No report"
ENDS = (
    ("Report", 0.26), ("Citation", 0.3), ("Gone on arrival", 0.4), ("Arrest", 0.408), ("Assisted by backup", 0.413),
    ("Person injured", 0.416), ("Weapon recovered", 0.4165),
)  # fmt: skip
URGENT_ENDS = (
    ("Report", 0.45), ("Gone on arrival", 0.55), ("Arrest", 0.65), ("Assisted by backup", 0.69),
    ("Person injured", 0.73), ("Weapon recovered", 0.74), ("Force used", 0.743),
)  # fmt: skip

# Monday to Sunday; and by month a summer a third busier than winter.
WEEKDAYS = (0.95, 0.95, 0.97, 1.0, 1.12, 1.08, 0.93)
SUMMER = 0.15


def hourly_weights(year: int, call_type: str) -> Numbers:
    """Relative number of calls in each hour of the year, first to last."""
    if any(word in call_type for word in DAY_WORDS):
        hours = BY_DAY
    elif any(word in call_type for word in NIGHT_WORDS):
        hours = BY_NIGHT
    else:
        hours = ALL_DAY
    first = date(year, 1, 1)
    days = (date(year + 1, 1, 1) - first).days
    weekday = np.array([WEEKDAYS[(first + timedelta(days=day)).weekday()] for day in range(days)])
    season = 1 - SUMMER * np.cos(2 * np.pi * (np.arange(days) - 15) / days)
    return np.outer(weekday * season, np.array(hours, dtype=np.float64)).ravel()


def whole_parts(parts: Numbers, total: int) -> NDArray[np.int64]:
    """Whole numbers in the proportion of `parts` that sum to `total` exactly (largest remainders get the rest).

    >>> whole_parts(np.array([1.0, 1.0, 1.0]), 10).tolist()
    [4, 3, 3]
    """
    exact = parts * (total / parts.sum())
    whole: NDArray[np.int64] = np.floor(exact).astype(np.int64)
    rest = total - int(whole.sum())
    order = np.argsort(-(exact - whole), kind="stable")
    whole[order[:rest]] += 1
    return whole
