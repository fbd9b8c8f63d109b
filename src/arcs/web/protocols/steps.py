"""The way of an edition to force: proven, replayed, discussed, approved, dated; and what each step still lacks."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from arcs.web.people.models import Staff
from arcs.web.protocols import queries
from arcs.web.protocols.models import Decision, EditionApproval, EditionProof, ProtocolEdition, State
from arcs.web.protocols.reading import Content


@dataclass(frozen=True, kw_only=True)
class StepShown:
    """One step: its name, whether it is done, a sentence that says what lacks or what came of it, and its page."""

    name: str
    done: bool
    word: str
    tone: str
    sentence: str
    url: str = ""


def steps_of(
    who: Staff,
    edition: ProtocolEdition,
    content: Content,
    proof: EditionProof | None,
    faults: int,
    *,
    under_way: bool = False,
) -> tuple[StepShown, ...]:
    """The five steps, in order; five queries."""
    digest, approval = content.digest, reverse("protocols:approval", args=[edition.number])
    return (
        _proven(proof, faults, under_way=under_way),
        _replayed(edition, queries.replayed(who, edition, digest)),
        replace(_discussed(edition, *queries.comments_of(who, edition)), url=f"{approval}#comments"),
        replace(_approved(edition, queries.approvals_of(who, edition)), url=approval),
        replace(_dated(edition), url=approval),
    )


def _step(name: str, *, done: bool, sentence: str, word: str = "", tone: str = "", url: str = "") -> StepShown:
    standing = word or (_("Done") if done else _("Lacks"))
    return StepShown(
        name=name, done=done, word=standing, tone=tone or ("good" if done else "warn"), sentence=sentence, url=url
    )


def _proven(proof: EditionProof | None, faults: int, *, under_way: bool) -> StepShown:
    name = _("Proven")
    if faults:
        said = ngettext(
            "%(many)d thing in it does not agree; mend it first.",
            "%(many)d things in it do not agree; mend them first.",
            faults,
        ) % {"many": faults}
        return _step(name, done=False, sentence=said, tone="alarm", url="#findings")
    if proof is None and under_way:
        return _step(
            name, done=False, word=_("Working"), tone="info", sentence=_("It is being proven as it stands now.")
        )
    if proof is None:
        return _step(name, done=False, sentence=_("It was not proven as it stands now."))
    if proof.findings:
        many = len(proof.findings)
        said = ngettext("%(many)d finding keeps it from use.", "%(many)d findings keep it from use.", many)
        return _step(name, done=False, sentence=said % {"many": many}, tone="alarm", url="#findings")
    said = _("Every answer of %(types)s call types was tried and %(examples)s worked calls came out as they stand.")
    return _step(name, done=True, sentence=said % {"types": proof.types, "examples": proof.examples})


def _replayed(edition: ProtocolEdition, many: int) -> StepShown:
    url = reverse("protocols:replays", args=[edition.number])
    if many:
        said = ngettext(
            "%(many)d replay over calls of the past shows what would have moved.",
            "%(many)d replays over calls of the past show what would have moved.",
            many,
        )
        return _step(_("Replayed"), done=True, sentence=said % {"many": many}, url=url)
    said = _("Nobody has replayed it as it stands over calls of the past.")
    return _step(_("Replayed"), done=False, sentence=said, url=url)


def _discussed(edition: ProtocolEdition, every: int, unsettled: int) -> StepShown:
    name = _("Discussed")
    if unsettled:
        said = ngettext("%(many)d comment is not settled.", "%(many)d comments are not settled.", unsettled)
        return _step(name, done=False, sentence=said % {"many": unsettled})
    if every:
        return _step(name, done=True, sentence=_("Every comment is settled."))
    return _step(name, done=True, word=_("No comments"), tone="info", sentence=_("Nobody has said anything about it."))


def _approved(edition: ProtocolEdition, roles: Sequence[tuple[str, EditionApproval | None]]) -> StepShown:
    name = _("Approved")
    if not roles:
        return _step(name, done=False, sentence=_("Nobody was named who must approve it."))
    refused = [role for role, one in roles if one is not None and one.decision == Decision.REFUSED]
    waiting = [role for role, one in roles if one is None]
    if refused:
        return _step(name, done=False, tone="alarm", word=_("Refused"), sentence=_("Refused by %(roles)s.") % {
            "roles": ", ".join(refused)})  # fmt: skip
    if edition.state in {State.DRAFT, State.WITHDRAWN}:
        said = _("It is not in review. It must be approved by %(roles)s.")
        return _step(name, done=False, sentence=said % {"roles": ", ".join(role for role, _one in roles)})
    if waiting:
        return _step(name, done=False, sentence=_("Waits for %(roles)s.") % {"roles": ", ".join(waiting)})
    return _step(name, done=edition.state == State.APPROVED, sentence=_("Approved by %(roles)s.") % {
        "roles": ", ".join(role for role, _one in roles)})  # fmt: skip


def _dated(edition: ProtocolEdition) -> StepShown:
    if edition.effective_from is None:
        return _step(_("Dated"), done=False, sentence=_("No day is set from which it holds."))
    said = _("It holds from %(day)s.") % {"day": date_format(edition.effective_from)}
    return _step(_("Dated"), done=True, sentence=said)
