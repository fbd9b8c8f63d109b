"""What dispatch says in words: what was told from the field, why a call is with police, where a wait stands."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from arcs.core.dispatching.matching import UnitStatus
from arcs.core.dispatching.outcomes import Ending, HandBack, NotServed
from arcs.core.dispatching.targets import Age, Band
from arcs.core.protocol import Answer
from arcs.web.dispatch import dispositions
from arcs.web.dispatch.decided import Decided
from arcs.web.dispatch.models import HandOver, PleaKind, Told, Urgency
from arcs.web.triage.rules import question_name
from arcs.web.units.models import Assignment

if TYPE_CHECKING:
    from arcs.web.dispatch.telling import Sent

URGENCIES = frozenset(Urgency.values)
REASONS_BY_CODE = {one.value: one.label for one in HandBack}
TONES = {Band.LATE: "alarm", Band.NEAR: "warn", Band.WITHIN: "good", Band.NO_TARGET: ""}


def of_sent(sent: "Sent") -> str:
    """What a device told, as a sentence that stands by itself."""
    said = str(sent.values.get("said") or "").strip().replace("\x00", "")[:500]
    return _joined(_SENTENCES[sent.kind](sent.values), said)


def _note_words(values: Mapping[str, Any]) -> str:
    return _("Note: %(text)s") % {"text": str(values["text"]).strip().replace("\x00", "")[:8000]}


_SENTENCES: Mapping[Told, Callable[[Mapping[str, Any]], str]] = {
    Told.STATUS: lambda values: _("Status: %(status)s") % {"status": _(UnitStatus(str(values["status"])).label)},
    Told.CHECK_IN: lambda _values: _("Check-in: all is well"),
    Told.NOTE: _note_words,
    Told.PLEA: lambda values: of_plea(values["plea"], values["urgency"], str(values.get("reason") or "")),
    Told.HAND_BACK: lambda values: _("Handed back to police: %(why)s") % {"why": reason(str(values["reason"]))},
    Told.OUTCOME: lambda values: _("Outcome: %(ending)s") % {"ending": ending(values)},
    Told.PHOTO: lambda _values: _("Photo"),
}


def ending(outcome: Mapping[str, Any]) -> str:
    """How a call ended, and how a crisis call did for the person: "Resolved (Admitted voluntarily)"."""
    how = _(Ending(str(outcome["ending"])).label)
    disposition = str(outcome.get("crisis_disposition") or "")
    return f"{how} ({dispositions.named(disposition)})" if disposition else how


def of_plea(kind: str, urgency: str, why: str) -> str:
    """What somebody in the field needs: "Officer needed, emergency: felt unsafe"."""
    asked = {
        PleaKind.OFFICER: _("Officer needed"), PleaKind.BACKUP: _("Backup needed"),
        PleaKind.UPGRADE: _("Upgrade needed before arrival"),
    }[PleaKind(kind)]  # fmt: skip
    how = str(Urgency(urgency).label).lower()
    words = f"{asked}, {how}"
    return f"{words}: {reason(why).lower()}" if why else words


def alarming_offer(to: str, call: str, why_refused: str) -> str:
    """What the sender of a hand-over reads when it was refused, or when nobody accepted it in time."""
    if not why_refused:
        return _("%(who)s has not accepted call %(call)s.") % {"who": to, "call": call}
    ends = why_refused if why_refused.endswith((".", "!", "?")) else f"{why_refused}."
    told = {"who": to, "call": call, "why": ends}
    return _("%(who)s refused call %(call)s: %(why)s It is yours until you hand it over again.") % told


def asked_offer(one: HandOver) -> str:
    """What somebody reads who is asked to take a call over."""
    told = {"who": one.made_by_name, "call": one.call.number, "type": one.call.call_type}
    return _("%(who)s asks you to take over call %(call)s, %(type)s.") % told


def reason(code: str) -> str:
    """A coded reason of a hand-back or of backup, in words."""
    return _(REASONS_BY_CODE[code]) if code in REASONS_BY_CODE else code


def stands_in(one: Assignment) -> str:
    """Why a unit was sent in place of the call's own route, to be put behind what it did; "" where it was not."""
    if not one.stands_in_for:
        return ""
    return _("; it stands in: %(why)s") % {"why": _(NotServed(one.why_stands_in).label).lower()}


def _joined(words: str, said: str) -> str:
    return f"{words}. {said}" if said else words


def band(age: Age, target: int | None) -> str:
    """Where a wait stands, in as few words as a badge holds."""
    if age.band is Band.NO_TARGET or target is None:
        return _("No target")
    if age.band is Band.NEAR:
        return _("Due in %(n)d min") % {"n": target - age.minutes}
    if age.band is Band.LATE:
        return age.words.partition(", ")[2].capitalize()  # the core says by how much, to the minute begun
    return _("In time")


def dangers(stands: Decided) -> tuple[tuple[str, str, str], ...]:
    """Each danger with its answer and tone: yes is alarm, unknown is a warning, and not asked is unknown."""
    said = {Answer.YES: (_("yes"), "alarm"), Answer.NO: (_("no"), "")}
    return tuple(
        (question_name(code).lower(), *said.get(answer, (_("unknown"), "warn"))) for code, answer in stands.dangers
    )


def why(stands: Decided) -> str:
    """Why a call is with whom it is, in a sentence."""
    if stands.handed_back is not None:
        back = stands.handed_back
        words = _("Handed back to police: %(why)s.") % {"why": reason(back.reason).lower()}
        return f"{words} {back.said}" if back.said else words
    if stands.sent_back is not None:
        sent = stands.sent_back
        words = _("The desk could not serve it: %(why)s. An officer call until it is triaged anew.") % {
            "why": _(NotServed(sent.reason).label).lower()
        }
        return f"{words} {sent.said}" if sent.said else words
    if stands.decision is None:
        return _("Not triaged yet. An officer call until it is.")
    if stands.decision.override_reason:
        chosen = _("Chosen instead of what was recommended: %(why)s.")
        return chosen % {"why": str(stands.decision.get_override_reason_display()).lower()}
    return stands.decision.because


def answered_no(names: list[str]) -> str:
    """Dangers that are answered no, in a line."""
    return _("answered no: %(names)s") % {"names": ", ".join(names)}
