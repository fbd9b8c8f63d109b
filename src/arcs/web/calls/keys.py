"""What makes two ways of writing an address or a telephone number the same, and where a call stands in the list."""

import re
from datetime import UTC, datetime

SHORT = {
    "street": "st", "avenue": "ave", "av": "ave", "boulevard": "blvd", "road": "rd", "drive": "dr", "court": "ct",
    "place": "pl", "lane": "ln", "north": "n", "south": "s", "east": "e", "west": "w",
}  # fmt: skip
OPEN_FIRST = 10**17  # microseconds: later than any moment a computer's calendar knows
BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)


def address_key(address: str) -> str:
    """An address in small letters without marks, its common words shortened; "" for none.

    >>> address_key("123 North Oak-Park Avenue") == address_key("123 N. OAK PARK AVE")
    True
    """
    return " ".join(SHORT.get(word, word) for word in re.findall(r"\w+", address.casefold()))[:300]


def telephone_key(telephone: str) -> str:
    """The last ten digits of a number; "" for what is too short to be one.

    >>> telephone_key("+1 (708) 555-0117")
    '7085550117'
    """
    digits = re.sub(r"[^0-9]", "", telephone)
    return digits[-10:] if len(digits) >= 7 else ""


def place_in_list(received_at: datetime, *, is_open: bool) -> int:
    """Open calls before closed ones, then the newest first, when read from the largest down.

    >>> old, new = datetime(2020, 1, 1, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=UTC)
    >>> place_in_list(old, is_open=True) > place_in_list(new, is_open=False)
    True
    """
    since = received_at - BEGINNING
    return (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds + (OPEN_FIRST if is_open else 0)
