"""Two editions side by side, in plain words."""

from collections.abc import Mapping
from itertools import groupby
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from arcs.core.protocol import Change, changes, moves
from arcs.web.protocols import pages, queries
from arcs.web.protocols.readers import StaffRequest, for_readers
from arcs.web.protocols.views.finding import edition_of, frame_of
from arcs.web.protocols.words import SECTION_WORDS


@for_readers
@require_safe
def compare(request: StaffRequest, number: int) -> HttpResponse:
    """What this edition says otherwise than another: the one it was made from, else the one in force."""
    who, one = request.user, edition_of(request.user, number)
    others = [each for each in queries.editions_seen_by(who) if each.pk != one.pk]
    asked = request.GET.get("with", "")
    in_force = queries.edition_in_force(who)
    first = one.based_on_id or (in_force.pk if in_force else None)
    other = next((each for each in others if str(each.number) == asked), None) or (
        next((each for each in others if each.pk == first), others[0] if others else None) if not asked else None
    )
    shown: dict[str, Any] = frame_of(one, (_("Compare"), "")) | {
        "others": [(each.number, f"{pages.title_of(each)}: {each.title}") for each in others],  # type: ignore[attr-defined] # annotated
        "other": other, "other_title": pages.title_of(other) if other else "",
    }  # fmt: skip
    if other is not None:
        before = queries.content_seen_by(who, other).edition
        after = queries.content_seen_by(who, one).edition
        shown["whole"] = before is not None and after is not None
        if before is not None and after is not None:
            found = changes(before, after)
            names = pages.route_names(before) | pages.route_names(after)
            shown |= {"count": len(found), "groups": _grouped(found, names), "moves": moves(found)}
            shown["route_names"] = names
    return render(request, "protocols/compare.html", shown)


def _grouped(found: tuple[Change, ...], names: Mapping[str, str]) -> list[tuple[str, str, list[tuple[bool, str]]]]:
    """Changes by section, in the order of an edition: its key, its title, and of each whether it is locked."""
    groups = groupby(found, key=lambda one: one.section)
    return [
        (name, str(SECTION_WORDS[name].title), [(one.locked, one.said(names)) for one in listed])
        for name, listed in groups
    ]
