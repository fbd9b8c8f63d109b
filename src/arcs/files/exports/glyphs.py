"""Letters that look alike: the damage of optical reading and of keyboards in other scripts, undone in closed code
sets.
"""

import unicodedata
from collections.abc import Mapping

# Greek, Cyrillic and full-width forms come out of NFKC or this table as the Latin letter or digit that they look like.
LOOK_ALIKES = str.maketrans(
    {
        **dict(zip("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "ABEZHIKMNOPTYX", strict=True)),
        **dict(zip("АВЕЅІЈКМНОРСТУХҮ", "ABESIJKMHOPCTYXY", strict=True)),
        **dict(zip("аеорсухіѕј", "aeopcyxisj", strict=True)),
        **dict(zip("ονρυ", "ovpu", strict=True)),
        "Ø": "0",
        "‐": "-",
        "‑": "-",
        "–": "-",
        "—": "-",
        "−": "-",
        "\u00a0": " ",
    }
)
_BOXES = frozenset("□■▯▢☐\ufffd")
_DIGITS = str.maketrans({"0": "O", "1": "I", "|": "I", "l": "I", "5": "S"})


def plain(text: str) -> str:
    """The text in the Latin letters and digits that it looks like.

    >>> plain("Υ"), plain("Р1"), plain("Ø2")
    ('Y', 'P1', '02')
    """
    return unicodedata.normalize("NFKC", text).translate(LOOK_ALIKES).strip()


def skeleton(text: str) -> str:
    """What is left when letters and digits that look alike are made one, and case and spaces are ignored.

    >>> skeleton("THEFT 0VER") == skeleton("Theft Over")
    True
    """
    return "".join(plain(text).upper().translate(_DIGITS).split())


def is_broken(text: str) -> bool:
    """Nothing but boxes or replacement characters: the letter is lost."""
    return bool(text.strip()) and all(letter in _BOXES or letter.isspace() for letter in text)


def repaired_codes(counts: Mapping[str, int]) -> dict[str, str | None]:
    """For the values of a closed code set and their counts: what each damaged value should read (None: lost).

    Foreign look-alikes always become Latin. O for 0, I for 1 and the like change only where the result is a value of
    the set that is at least ten times as frequent.

    >>> repaired_codes({"P1": 90, "Р1": 2, "P2": 40, "PO": 1, "P0": 30, "□": 1})
    {'Р1': 'P1', 'PO': 'P0', '□': None}
    """
    repairs: dict[str, str | None] = {}
    by_skeleton: dict[str, list[str]] = {}
    for value in counts:
        by_skeleton.setdefault(skeleton(value), []).append(value)
    for value, count in counts.items():
        if is_broken(value):
            repairs[value] = None
            continue
        latin = plain(value)
        twins = [one for one in by_skeleton[skeleton(value)] if counts[one] >= 10 * count and len(one) == len(value)]
        if latin != value and not latin.isascii():
            continue
        if latin != value.strip() and any(ord(letter) > 127 for letter in value):
            repairs[value] = max(twins, key=lambda one: counts[one]) if twins and latin not in counts else latin
        elif twins and all(one.upper() != value.upper() for one in twins):
            repairs[value] = max(twins, key=lambda one: counts[one])
    return repairs
