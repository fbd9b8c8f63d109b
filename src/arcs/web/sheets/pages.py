"""What pages of a study's tables print: the tables by group, a table as a list, both versions of a row."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import CharField, DecimalField
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from arcs.core.cells import Cell
from arcs.files.faults import Fault
from arcs.files.studies.parts import PARTS, Part
from arcs.web.audit import row_histories
from arcs.web.audit.row_histories import CellOfTwo, Changed, ChangeShown, history_shown
from arcs.web.people.models import Staff
from arcs.web.sheets.actions import GAP
from arcs.web.sheets.models import StudyRow
from arcs.web.sheets.words import GROUPS, heading_of, name_of
from arcs.web.studies.models import Study
from arcs.web.ui.list_filters import Filter, OneOf, TextContains
from arcs.web.ui.lists import ListColumn, ListDefinition, ListKind

KINDS: Mapping[str, ListKind] = {"whole": "number", "number": "number", "code": "text", "date": "code"}
LETTERS = 140


@dataclass(frozen=True, kw_only=True)
class PartShown:
    """One table of a study: its name in words, how many rows it has and how many things are wrong in it."""

    name: str
    meaning: str
    url: str
    rows: int
    many: bool
    faults: int


@dataclass(frozen=True, kw_only=True)
class GroupShown:
    """The tables of one stretch of the work."""

    name: str
    parts: tuple[PartShown, ...]


@dataclass(frozen=True, kw_only=True)
class FaultShown:
    """One thing that is wrong, and the table that it stands in."""

    where: str
    what: str
    remedy: str
    url: str


def table_url(study: Study, part: str) -> str:
    """The page of one table."""
    return reverse("sheets:table", args=[study.pk, part])


def groups_of(study: Study, counts: Mapping[str, int], faults: Sequence[Fault]) -> tuple[GroupShown, ...]:
    """Every part of a study by group, with its rows and faults counted."""
    wrong = Counter(part_of_fault(one) for one in faults)
    return tuple(
        GroupShown(
            name=str(group.name),
            parts=tuple(
                PartShown(
                    name=name_of(part), meaning=PARTS[part].meaning, url=table_url(study, part),
                    rows=counts.get(part, 0), many=PARTS[part].many, faults=wrong.get(part, 0),
                )
                for part in group.parts
            ),
        )
        for group in GROUPS
    )  # fmt: skip


def part_of_fault(fault: Fault) -> str:
    """The part in which a fault stands; one of a TOML file without a section is the title page's."""
    if fault.file in PARTS:
        return fault.file
    if fault.file.startswith("budget.toml"):
        return "budget.toml:rates"
    return "study.toml:assumptions" if "net_hours" in fault.what or "share" in fault.what else "study.toml:study"


def faults_shown(study: Study, faults: Sequence[Fault]) -> tuple[FaultShown, ...]:
    """Every fault with the page where it is mended."""
    return tuple(
        FaultShown(
            where=name_of(part_of_fault(one)) + (", " + _("row %(line)s") % {"line": one.line} if one.line else ""),
            what=one.what[:1].upper() + one.what[1:] + ".",
            remedy=one.remedy[:1].upper() + one.remedy[1:] + ".",
            url=table_url(study, part_of_fault(one)),
        )
        for one in faults
    )


def rows_list(part: Part, given: Sequence[tuple[str, str]] = ()) -> ListDefinition:
    """One table of a study as a list: every column sorts, words are searched, choices narrow."""
    columns = tuple(_column(one, first=at == 0) for at, one in enumerate(part.cells))
    place = ListColumn(
        name="row_number", heading=_("Row"), value=lambda one: one.position // GAP, kind="whole", order="position"
    )
    texts = tuple(f"cells__{one.name}" for one in part.cells if one.kind in {"text", "code"})
    filters: list[Filter] = [TextContains(name="q", label=_("Words"), fields=texts)]
    filters += [
        OneOf(name=f"is_{one.name}", label=heading_of(one), field=f"cells__{one.name}",
              choices=[(choice, choice) for choice in one.choices])
        for one in part.cells
        if one.choices
    ][:4]  # fmt: skip
    return ListDefinition(
        name=part.name.replace(":", "-").replace(".", "-"), title=name_of(part.name), columns=(*columns, place),
        filters=tuple(filters), order="row_number", page_size=100,
    )  # fmt: skip


def _column(cell: Cell, *, first: bool) -> ListColumn:
    text = KeyTextTransform(cell.name, "cells")
    number = cell.kind in {"whole", "number"}
    order = Cast(text, DecimalField(max_digits=40, decimal_places=12)) if number else Cast(text, CharField())
    link: Callable[[Any], str] | None = row_url if first else None
    return ListColumn(
        name=cell.name, heading=heading_of(cell), value=_value(cell, first=first), kind=KINDS.get(cell.kind, "text"),
        order=order, link=link, places=0 if cell.kind == "whole" else 2,
    )  # fmt: skip


def _value(cell: Cell, *, first: bool) -> Callable[[StudyRow], str]:
    def value(row: StudyRow) -> str:
        text = row.cells.get(cell.name, "")
        if cell.kind == "yes_no":
            return _("Yes") if text == "true" else ""
        # A row whose heading says nothing could not be opened.
        return Truncator(text).chars(LETTERS) or (_("(empty)") if first else "")

    return value


def row_url(row: StudyRow) -> str:
    """The page of one row."""
    return reverse("sheets:row", args=[row.pk])


def both_versions(part: Part, theirs: Mapping[str, str], yours: Mapping[str, str]) -> tuple[CellOfTwo, ...]:
    """Each cell as somebody else left it and as it was given now."""
    return row_histories.both_versions(part.cells, heading_of, theirs, yours)


def history_of(who: Staff, part: Part, changes: Sequence[Changed]) -> tuple[ChangeShown, ...]:
    """A row's changes with names and headings."""
    headings = {one.name: heading_of(one) for one in part.cells}
    return history_shown(who, headings, changes, gone=_("removed"))
