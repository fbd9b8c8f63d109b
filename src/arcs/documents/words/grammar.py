"""Plain grammar for generated sentences: plurals, lists, small numbers in words."""

from collections.abc import Sequence

from arcs.core.figures import Figure

SMALL = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


def plural(count: Figure | float, one: str, many: str) -> str:
    """The noun that goes with a count.

    >>> plural(1, "category", "categories"), plural(0, "category", "categories")
    ('category', 'categories')
    """
    value = count.value if isinstance(count, Figure) else count
    return one if value == 1 else many


def in_words(count: Figure) -> str:
    """A count under ten as a word, otherwise in digits."""
    value = count.value
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < len(SMALL):
        return SMALL[value]
    return str(count)


def capital(text: str) -> str:
    """The text with a capital first letter.

    >>> capital("six categories")
    'Six categories'
    """
    return text[:1].upper() + text[1:]


def listed(names: Sequence[str]) -> str:
    """Names as a reader lists them.

    >>> listed(["a", "b", "c"]), listed(["a"]), listed([])
    ('a, b and c', 'a', '')
    """
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"
