"""What pages of the protocol print: where an edition stands, its sections, a section as a list, both versions."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from django.db.models import CharField
from django.db.models.fields.json import KT
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from arcs.core.cells import Cell
from arcs.core.protocol import REFERENCES
from arcs.core.protocol import ProtocolEdition as CoreEdition
from arcs.files.protocol.texts import HEAD
from arcs.web.audit import row_histories
from arcs.web.audit.row_histories import CellOfTwo, Changed, ChangeShown, history_shown
from arcs.web.people.models import Staff
from arcs.web.protocols.models import EditionRow, ProtocolEdition, State
from arcs.web.protocols.permits import is_locked
from arcs.web.protocols.words import SECTION_WORDS, SectionWords, heading_of
from arcs.web.ui.list_filters import Filter, OneOf, TextContains
from arcs.web.ui.lists import ListColumn, ListDefinition
from arcs.web.ui.marks import status_badge

LETTERS = 110
Names = Mapping[str, Mapping[str, str]]
NAMED_IN: Mapping[tuple[str, str], str] = {(section, cell): named for section, cell, named in REFERENCES}
# The columns that a section's list shows; every other cell is on the row's own page.
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "questions": ("code", "text", "unknown", "digit"),
    "capabilities": ("code", "name", "covers", "instead"),
    "services": ("code", "name", "kind", "monday", "saturday"),
    "holidays": ("on", "name", "closes"),
    "routes": ("code", "name", "capabilities", "weight", "service", "when_closed"),
    "matrix": ("code", "level", "category", "response_type", "routes", "default"),
    "call_types": ("name", "category", "base", "permitted", "row"),
    "rules": ("code", "calls", "present", "recorded", "adds", "because"),
    "examples": ("code", "words", "call_type", "route", "secondary"),
}


@dataclass(frozen=True, kw_only=True)
class Standing:
    """Where an edition stands, as a word with its tone, and from when until when it holds."""

    word: str
    tone: str
    days: str = ""


@dataclass(frozen=True, kw_only=True)
class EditionShown:
    """One edition in a list."""

    row: ProtocolEdition
    title: str
    url: str
    standing: Standing


@dataclass(frozen=True, kw_only=True)
class SectionShown:
    """A section of an edition: its words, how many rows it has and how many things are wrong in it."""

    words: SectionWords
    url: str
    rows: int
    faults: int


def standing_of(row: ProtocolEdition, in_force: ProtocolEdition | None, today: date) -> Standing:
    """Where an edition stands on a day, on the programme's own clock."""
    if row.state != State.APPROVED:
        tones = {State.DRAFT: "info", State.IN_REVIEW: "warn"}
        return Standing(word=_(row.get_state_display()), tone=tones.get(State(row.state), ""))
    begins, ends = row.effective_from, row.retired_from
    if begins is None:
        return Standing(word=_("Approved, not dated"), tone="info")
    if in_force is not None and row.pk == in_force.pk:
        until = _(" until %(day)s") % {"day": date_format(ends)} if ends else ""
        return Standing(word=_("In force"), tone="good", days=_("since %(day)s") % {"day": date_format(begins)} + until)
    if begins > today:
        return Standing(word=_("Comes"), tone="info", days=_("on %(day)s") % {"day": date_format(begins)})
    over = _("retired on %(day)s") % {"day": date_format(ends)} if ends and ends <= today else _("replaced")
    return Standing(word=_("Ended"), tone="", days=over)


def edition_shown(row: Any, in_force: ProtocolEdition | None, today: date) -> EditionShown:
    """An edition of `queries.editions_seen_by` in a list."""
    return EditionShown(
        row=row, title=row.title or _("without a title"), url=reverse("protocols:edition", args=[row.number]),
        standing=standing_of(row, in_force, today),
    )  # fmt: skip


def sections_shown(
    edition: ProtocolEdition, rows: Mapping[str, Sequence[object]], wrong: Mapping[str, int]
) -> tuple[SectionShown, ...]:
    """Every section of an edition with its rows and faults counted."""
    return tuple(
        SectionShown(
            words=words, url=reverse("protocols:section", args=[edition.number, name]), rows=len(rows.get(name, ())),
            faults=wrong.get(name, 0),
        )
        for name, words in SECTION_WORDS.items()
    )  # fmt: skip


def in_names(section: str, cell: str, text: str, names: Names) -> str:
    """The lines of a cell, each with the name of what its code stands for, where the edition names it."""
    known = names.get(NAMED_IN.get((section, cell), ""), {})
    return "\n".join(known.get(one, one) for one in text.split("\n"))


def rows_list(edition: ProtocolEdition, words: SectionWords, names: Names) -> ListDefinition:
    """One section as a list: every column sorts, words are searched, choices narrow; the file keeps to codes."""
    shown = COLUMNS[words.name]
    cells = sorted((one for one in words.cells if one.name in shown), key=lambda one: shown.index(one.name))
    columns = tuple(_column(words.name, one, names, first=at == 0) for at, one in enumerate(cells))
    place = ListColumn(name="place", heading=_("Place"), value=lambda one: one.position // 16, kind="whole",
                       order="position")  # fmt: skip
    texts = tuple(f"cells__{one.name}" for one in words.cells if one.kind in {"text", "code", "codes"})
    filters: list[Filter] = [TextContains(name="q", label=_("Words"), fields=texts)]
    filters += [
        OneOf(name=f"is_{one.name}", label=heading_of(one), field=f"cells__{one.name}",
              choices=[(choice, choice) for choice in one.choices if choice])
        for one in words.cells
        if one.choices
    ][:3]  # fmt: skip
    order = "level" if words.name == "matrix" else "place"
    return ListDefinition(
        name=f"protocol-{edition.number}-{words.name}", title=words.title, columns=(*columns, place),
        filters=tuple(filters), order=order, page_size=50,
    )  # fmt: skip


def _column(section: str, cell: Cell, names: Names, *, first: bool) -> ListColumn:
    link: Callable[[Any], str] | None = row_url if first else None
    drawn: Callable[[Any], SafeString] | None = _locked if section == "matrix" and first else None
    if NAMED_IN.get((section, cell.name), "") in names:
        drawn = partial(_named_cell, section, cell.name, names)
    return ListColumn(
        name=cell.name, heading=heading_of(cell), value=_value(cell, first=first), link=link,
        order=Cast(KT(f"cells__{cell.name}"), CharField()), html=drawn,
    )  # fmt: skip


def _named_cell(section: str, cell: str, names: Names, row: EditionRow) -> SafeString:
    text = in_names(section, cell, str(row.cells.get(cell, "")), names)
    return format_html("{}", ", ".join(text.split("\n")))


def _locked(row: EditionRow) -> SafeString:
    """The State's rows say so beside their name."""

    mark = status_badge(_("The State’s"), "warn") if is_locked(row.section, row.cells) else ""
    return format_html("{} {}", row.key, mark)


def _value(cell: Cell, *, first: bool) -> Callable[[EditionRow], str]:
    def value(row: EditionRow) -> str:
        text = str(row.cells.get(cell.name, ""))
        if cell.kind == "yes_no":
            return _("Yes") if text == "true" else ""
        shown = Truncator(", ".join(text.split("\n"))).chars(LETTERS)
        # A row whose heading says nothing could not be opened.
        return shown or (_("(empty)") if first else "")

    return value


def row_url(row: EditionRow) -> str:
    """The page of one row."""
    return reverse("protocols:row", args=[row.pk])


def route_names(edition: CoreEdition | None) -> dict[str, str]:
    """An edition's routes as people call them, by code; none where it does not agree with itself yet."""
    return {one.code: one.name for one in edition.routes} if edition else {}


def both_versions(section: str, theirs: Mapping[str, str], yours: Mapping[str, str]) -> tuple[CellOfTwo, ...]:
    """Each cell as somebody else left it and as it was given now."""
    return row_histories.both_versions(SECTION_WORDS[section].cells, heading_of, theirs, yours)


def history_of(who: Staff, section: str, changes: Sequence[Changed]) -> tuple[ChangeShown, ...]:
    """A row's changes with names and headings."""
    headings = {one.name: heading_of(one) for one in SECTION_WORDS[section].cells}
    return history_shown(who, headings, changes, gone=_("took out"))


def title_of(row: Any) -> str:
    """An edition as crumbs and headings call it."""
    return _("Edition %(number)s") % {"number": row.number}


def names_in(rows: Mapping[str, Sequence[EditionRow]], section: str) -> list[tuple[str, str]]:
    """What rows of other sections may name: codes with their names in words."""
    return [(one.key, _named(one)) for one in rows.get(section, ())]


def _named(row: EditionRow) -> str:
    words = row.cells.get("name") or row.cells.get("text") or row.cells.get("category") or ""
    return f"{row.key} ({words})" if words and words != row.key and row.section != HEAD else row.key
