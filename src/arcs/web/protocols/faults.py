"""What keeps an edition from being used, each with the page on which it is mended."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from arcs.files.protocol.texts import HEAD, Read
from arcs.web.protocols.models import EditionProof, EditionRow, ProtocolEdition
from arcs.web.protocols.words import SECTION_WORDS, said

MOST_SHOWN = 40


@dataclass(frozen=True, kw_only=True)
class FaultShown:
    """One thing that is wrong: in which section and row, what, and what to do."""

    section: str
    key: str
    where: str
    what: str
    remedy: str
    url: str


class Places:
    """Where the rows of an edition are changed, by section and by place or name in it."""

    def __init__(self, edition: ProtocolEdition, rows: Mapping[str, Sequence[EditionRow]]) -> None:
        self._number = edition.number
        self._rows = rows
        self._named = {(section, one.key): one for section, listed in rows.items() for one in listed}

    def nth(self, section: str, nth: int) -> EditionRow | None:
        """The row at a place of a section, from 0."""
        listed = self._rows.get(section, ())
        return listed[nth] if nth < len(listed) else None

    def named(self, section: str, key: str) -> EditionRow | None:
        """The row of that name."""
        return self._named.get((section, key))

    def url(self, section: str, row: EditionRow | None) -> str:
        """The row's own page, else its section's."""
        if row is not None:
            return reverse("protocols:row", args=[row.pk])
        return reverse("protocols:section", args=[self._number, section])


def where_of(section: str, key: str) -> str:
    """A row in words.

    >>> where_of("call_types", "LOST ARTICLE")
    'Call types: LOST ARTICLE'
    """
    title = str(SECTION_WORDS[section].title) if section in SECTION_WORDS else section
    return f"{title}: {key}" if key and section != HEAD else title


def faults_of(read: Read, places: Places) -> list[FaultShown]:
    """What is wrong in single rows and between them; nothing where the edition agrees with itself."""
    found = [_shown(places, one.section, places.nth(one.section, one.nth), what=one.fault.what, remedy=one.fault.remedy)
             for one in read.faults]  # fmt: skip
    # What lacks as a whole comes first: most of what names it is mended with it.
    for one in sorted(read.conflicts, key=lambda one: bool(one.place.key)):
        row = places.nth(one.place.section, one.place.nth) if one.place.key else None
        found.append(_shown(places, one.place.section, row, what=one.why, remedy=one.remedy))
    if read.about is None and not read.faults:
        found.append(
            _shown(places, HEAD, None, what=_("the edition does not say which it is"), remedy=_("fill in its head"))
        )
    return found


def findings_of(proof: EditionProof | None, places: Places) -> list[FaultShown]:
    """What a proof found."""
    found: Iterable[Mapping[str, str]] = proof.findings if proof else ()
    return [
        _shown(
            places,
            one["section"],
            places.named(one["section"], one["code"]),
            what=one["what"],
            remedy=one["remedy"],
            key=one["code"],
        )
        for one in found
    ]


def _shown(
    places: Places, section: str, row: EditionRow | None, *, what: str, remedy: str, key: str = ""
) -> FaultShown:
    name = row.key if row is not None else key
    return FaultShown(
        section=section, key=name, where=where_of(section, name), what=said(what), remedy=said(remedy),
        url=places.url(section, row),
    )  # fmt: skip
