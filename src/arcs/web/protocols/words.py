"""The sections and cells of an edition in words."""

import re
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from arcs.core.cells import Cell
from arcs.core.protocol import SECTIONS
from arcs.files.protocol.texts import HEAD, cells_of

Words = str | Promise
_CODE = re.compile(r"\b[a-z0-9]+(?:_[a-z0-9]+)+\b")


@dataclass(frozen=True, kw_only=True)
class SectionWords:
    """A section: its name in addresses, its title, what it means, and what one row of it is called."""

    name: str
    title: Words
    meaning: Words
    one: Words

    @property
    def cells(self) -> tuple[Cell, ...]:
        """The cells of its rows."""
        return cells_of(self.name)


_ONE: dict[str, Words] = {
    "questions": _("a question"), "capabilities": _("a capability"), "services": _("a service"),
    "holidays": _("a holiday"), "routes": _("a route"), "matrix": _("a matrix row"), "call_types": _("a call type"),
    "rules": _("a rule"), "examples": _("a worked call"),
}  # fmt: skip
SECTION_WORDS: dict[str, SectionWords] = {
    HEAD: SectionWords(
        name=HEAD, title=_("Which edition it is"), one=_("the head"),
        meaning=_("Its name, title, place and clock. State and days are not written here: they follow from approval."),
    )
} | {
    one.name: SectionWords(name=one.name, title=_(one.title), meaning=_(one.meaning), one=_ONE[one.name])
    for one in SECTIONS
}  # fmt: skip
_HEADINGS: dict[str, Words] = {
    "code": _("Code"), "text": _("As it is asked"), "text_es": _("As it is asked in Spanish"), "why": _("Why"),
    "digit": _("Key at the desk"), "unknown": _("An unknown answer counts as"), "covers": _("Covers"),
    "instead": _("What stands in"), "name_es": _("Name in Spanish"), "script_es": _("Script in Spanish"),
    "when_closed": _("When closed"), "base": _("Goes to"), "permitted": _("May also go to"), "row": _("Matrix row"),
    "also": _("Other spellings"), "ask": _("Ask first"), "report": _("A report is asked for"), "calls": _("Calls"),
    "types": _("Call types"), "present": _("Speaks on yes or unknown to"), "recorded": _("Speaks on yes to"),
    "together": _("And yes to all of"), "adds": _("Adds"), "raises_to": _("Raises to matrix row"),
    "bars": _("Bars"), "prefers": _("Prefers"), "refers": _("Refers to"), "because": _("Because"),
    "words": _("The call"), "call_type": _("Call type"), "local_time": _("Local time"), "secondary": _("Beside it"),
    "fallback": _("Stands in for another"), "on": _("Day"), "time_zone": _("Time zone"),
}  # fmt: skip


def heading_of(cell: Cell) -> str:
    """A cell in words.

    >>> heading_of(cells_of("call_types")[3])
    'Goes to'
    """
    words = cell.name.replace("_", " ")
    return str(_HEADINGS.get(cell.name, words[:1].upper() + words[1:]))


def without_codes(because: str) -> str:
    """A reason of the core, which names questions by their codes, as somebody reads it.

    >>> without_codes("had suspect_present been answered no: Online report.")
    'had suspect present been answered no: Online report.'
    """
    return _CODE.sub(lambda found: found[0].replace("_", " "), because)


def said(words: str) -> str:
    """Words as a sentence.

    >>> said("it stands twice")
    'It stands twice.'
    """
    return words[:1].upper() + words[1:].rstrip(".") + "."
