"""What was done about a call so far, line by line in order."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from arcs.web.calls.models import Call, CallNote
from arcs.web.dispatch.board_rows import CallShown, Happened
from arcs.web.dispatch.words import ending, stands_in
from arcs.web.units.models import Assignment


def moment(text: str) -> datetime:
    """A moment as the database writes it into JSON."""
    found = parse_datetime(text)
    if found is None:
        raise ValueError(f"{text!r} is no moment")  # the database wrote it
    return found


def so_far(
    row: CallShown, held: list[Assignment], notes: Iterable[CallNote], *, name: Callable[[str], str]
) -> tuple[Happened, ...]:
    """What was done about a call, in order; `name` says a route in words."""
    call, stands = row.call, row.stands
    lines = [Happened(at=call.made_at, words=_("Call taken"))]
    if stands.decision:
        named = {"route": name(stands.decision.chosen_route), "who": stands.decision.made_by_name}
        lines.append(Happened(at=stands.decision.counts_from, words=_("Triage: %(route)s, by %(who)s") % named))
    if stands.handed_back:
        back = {"who": stands.handed_back.made_by_name}
        lines.append(Happened(at=stands.handed_back.made_at, words=_("Handed back to police by %(who)s") % back))
    if stands.sent_back:
        sent = {"who": stands.sent_back.made_by_name}
        lines.append(Happened(at=stands.sent_back.made_at, words=_("Sent back to be triaged anew, by %(who)s") % sent))
    for one in held:
        lines += _of_assignment(one)
    lines += [Happened(at=note.made_at, words=note.text) for note in notes]
    lines += _told_from_field(call)
    return tuple(sorted(lines, key=lambda one: one.at))


def _told_from_field(call: Call) -> Iterable[Happened]:
    """The outcome that counts, and what came from the field and could not be carried out."""
    outcome: dict[str, Any] | None = call.last_outcome  # type: ignore[attr-defined] # annotated
    if outcome:
        named = {"ending": ending(outcome), "who": outcome["made_by_name"]}
        yield Happened(at=moment(outcome["made_at"]), words=_("Outcome: %(ending)s, by %(who)s") % named)
    for one in call.kept_beside or ():  # type: ignore[attr-defined] # annotated
        words = _("Told by %(who)s and not carried out: %(words)s. %(why)s")
        told = {"who": one["made_by_name"], "words": one["words"], "why": one["why_kept"]}
        yield Happened(at=moment(one["made_at"]), words=words % told)


def _of_assignment(one: Assignment) -> Iterable[Happened]:
    sign = {"unit": one.unit.call_sign, "who": one.held_by_name}
    said = (
        (one.reserved_at, _("%(unit)s reserved by %(who)s")),
        (one.assigned_at, _("%(unit)s assigned by %(who)s") + stands_in(one)),
        (one.en_route_at, _("%(unit)s en route")), (one.on_scene_at, _("%(unit)s on scene")),
        (one.held_to, _("%(unit)s clear") if one.assigned_at else _("%(unit)s not kept any more")),
    )  # fmt: skip
    return (Happened(at=at, words=text % sign) for at, text in said if at is not None)
