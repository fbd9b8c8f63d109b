"""What the study of an edition left open when it was drafted."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from arcs.core.drafting import NoteGroup, NoteKind
from arcs.core.refusal import Refusal
from arcs.web.protocols import studying
from arcs.web.protocols.readers import StaffRequest, for_readers
from arcs.web.protocols.views.finding import edition_of, found, frame_of
from arcs.web.protocols.words import said

_TITLES = {
    NoteKind.CANNOT: gettext_lazy("Cannot be as it was decided"),
    NoteKind.LEFT: gettext_lazy("Stays with officers for lack of a decision"),
    NoteKind.LOOK: gettext_lazy("To be looked at"),
    NoteKind.ASSUMED: gettext_lazy("Assumed"),
}


@for_readers
@require_safe
def from_study(request: StaffRequest, number: int) -> HttpResponse:
    """What stays with officers, cannot be, is to be looked at or is assumed; for whoever sees the study."""
    who, one = request.user, edition_of(request.user, number)
    study = found(studying.study_to_draft(who, one.study_id) if one.study_id else None)
    shown = frame_of(one, (_("What the study left open"), "")) | {"study": study, "now": timezone.now()}
    try:
        groups = studying.drafted(who, study).groups
    except Refusal as refused:
        shown["problem"] = str(refused)
    else:
        shown["kinds"] = [_kind(kind, [one for one in groups if one.kind is kind]) for kind in _TITLES]
        shown["kinds"] = [one for one in shown["kinds"] if one["groups"]]
    return render(request, "protocols/from_study.html", shown)


def _kind(kind: NoteKind, groups: Sequence[NoteGroup]) -> dict[str, Any]:
    """Notes of one kind as sentences, each with what it is said of."""
    told = [{"sentence": said(one.sentence), "abouts": _call_types(one)} for one in groups]
    return {"title": _TITLES[kind], "groups": told, "count": sum(len(one.abouts) for one in groups)}


def _call_types(group: NoteGroup) -> tuple[str, ...]:
    """The call types and categories of a group; where it is about the edition itself, none."""
    return () if group.abouts in {("hours",), ("matrix",), ("",)} else group.abouts
