"""Words of a study as a cell of an edition can hold them."""

from arcs.core.agency.rows import LONGEST_TEXT


def plain(text: str) -> str:
    """The text on one plain line, cut where it is longer than a cell may be, with three dots.

    >>> plain("  two\\n lines ")
    'two lines'
    """
    line = " ".join("".join(one if one.isprintable() else " " for one in text).split())
    return line if len(line) <= LONGEST_TEXT else f"{line[: LONGEST_TEXT - 4].rstrip()} ..."
