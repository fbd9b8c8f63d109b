"""What the pages of approval print: what lacks, who must approve, from when it holds, and what people say."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from arcs.core.protocol import DANGERS, Ground, grounds_by_type
from arcs.core.protocol.words import DUTY
from arcs.web.jobs.pages import job_row
from arcs.web.people.models import Staff
from arcs.web.protocols import approval_permits, approval_queries, faults, permits, queries
from arcs.web.protocols.approval_forms import (
    ApproverForm,
    BeginsForm,
    CommentForm,
    EndsForm,
    SayForm,
    SendForm,
    StepForm,
)
from arcs.web.protocols.approval_queries import Talk
from arcs.web.protocols.histories import drafters_of
from arcs.web.protocols.models import Decision, EditionComment, ProtocolEdition, State
from arcs.web.protocols.proving import proof_under_way
from arcs.web.protocols.shadow import SHADOW, is_in_shadow
from arcs.web.wall.permit import Permit

MOST_FAULTS, MOST_TALKS = 12, 60
TONES = {Decision.APPROVED: "good", Decision.REFUSED: "alarm"}


@dataclass(frozen=True, kw_only=True)
class RoleShown:
    """A role that must approve: its name, its word with its tone, who said it and in which words.

    `earlier` is what it said in an earlier review, where it has not spoken since; `who`, `at` and `words` are of that.
    """

    role: str
    name: str
    word: str
    tone: str
    who: str = ""
    at: object = None
    words: str = ""
    earlier: str = ""
    required: bool = False
    may_go: bool = False


@dataclass(frozen=True, kw_only=True)
class TalkShown:
    """A talk: what it is about with its page, what was said, and whether this person may settle it."""

    talk: Talk
    where: str
    url: str
    may_settle: Permit


def approval_page(who: Staff, edition: ProtocolEdition, day: date, given: dict[str, Any]) -> dict[str, Any]:
    """Everything of the page; `given` are forms that were sent and could not be kept, by their names."""
    rows = queries.every_row(who, edition)
    content = queries.content_of_rows(rows)
    places = faults.Places(edition, rows)
    proof = queries.proof_of(who, edition, content.digest)
    wrong = faults.faults_of(content.read, places) or faults.findings_of(proof, places)
    asked = approval_queries.roles_asked(who, edition)
    missing = approval_queries.not_asked(who, edition)
    mine = approval_queries.own_roles(who, edition)
    ready = approval_permits.Readiness(
        digest=content.digest, disagreements=len(wrong) if not content.edition else 0, proof=proof,
        approvers=len(asked) + len(missing),
    )  # fmt: skip
    needs_proof = content.edition is not None and proof is None
    job = proof_under_way(who, edition) if needs_proof else None
    must = [one.role for one in asked if one.required] + [one.pk for one in missing]
    grounds = grounds_by_type(content.edition) if content.edition else ()
    lacks = approval_queries.lacks_of(who, edition) if edition.state == State.IN_REVIEW else []
    return {
        "state": edition.state, "ready": ready.permit, "wrong": wrong[:MOST_FAULTS], "wrong_count": len(wrong),
        "is_proven": proof is not None and not proof.findings,
        "needs_proof": needs_proof, "job": job_row(job, who, ends_page=True) if job else None,
        "proving": job is not None and job.is_open,
        "in_shadow": is_in_shadow(edition, day),
        "roles": [_role(one, edition) for one in asked], "not_asked": ", ".join(one.name for one in missing),
        "has_required": bool(must), "without_holder": ", ".join(approval_queries.without_holder(who, must)),
        "locked": approval_queries.locked_differences(who, edition, rows), "lacks": lacks, "today": day,
        "duties": [one for one in grounds if one.kind == DUTY], "grounds": _alike(grounds),
        "asked": [(one.text, one.ground) for one in content.read.parts["questions"] if one.ground],
        "by_law": [one.text for one in content.read.parts["questions"] if one.code in DANGERS],
        "drafted_it": who.pk in drafters_of(edition),
        "may_draft": permits.may_draft(who), "may_change": permits.may_change(who, edition),
        "may_send": approval_permits.may_send(who, edition, ready),
        "may_say": approval_permits.may_say(who, edition, len(mine)),
        "may_take_back": approval_permits.may_take_back(who, edition),
        "may_date": approval_permits.may_date(who, edition, day),
        "may_retire": approval_permits.may_retire(who, edition, day),
        "may_withdraw": approval_permits.may_withdraw(who, edition, day),
        "may_comment": permits.may_comment(who),
        **_talks(who, edition),
        **_forms(who, edition, content.digest, given, asked=[one.role for one in asked], mine=mine),
    }  # fmt: skip


def _alike(grounds: Sequence[Ground]) -> list[tuple[Ground, list[str]]]:
    """The grounds of call types that are no duty, with the types that share kind, words and rule."""
    found: dict[tuple[str, str, str], tuple[Ground, list[str]]] = {}
    for one in grounds:
        if one.kind != DUTY:
            found.setdefault((one.kind, one.ground, one.rule), (one, []))[1].append(one.call_type)
    return list(found.values())


def _role(one: approval_queries.RoleAsked, edition: ProtocolEdition) -> RoleShown:
    waits = edition.state == State.IN_REVIEW
    shown = RoleShown(
        role=str(one.role), name=one.name, word=_("Waits") if waits else _("Not asked yet"),
        tone="warn" if waits else "", required=one.required, may_go=one.may_go,
    )  # fmt: skip
    said = one.word or one.earlier
    if said is None:
        return shown
    shown = replace(shown, who=said.staff_name, at=said.made_at, words=said.words)
    word = str(Decision(said.decision).label)
    if one.word is None:
        return replace(shown, earlier=word)
    return replace(shown, word=word, tone=TONES[Decision(said.decision)])


def _forms(
    who: Staff, edition: ProtocolEdition, digest: str, given: dict[str, Any], *, asked: Sequence[Any], mine: Any
) -> dict[str, Any]:
    version = {"version": edition.version}
    free = [(str(one.pk), one.name) for one in approval_queries.approving_roles(who) if one.pk not in set(asked)]
    return {
        "send_form": SendForm(initial=version | {"digest": digest}),
        "say_form": SayForm(roles=mine, initial=version),
        "step_form": StepForm(initial=version),
        "begins_form": BeginsForm(initial=version | {"begins": edition.effective_from}),
        "ends_form": EndsForm(initial=version | {"ends": edition.retired_from}),
        "approver_form": ApproverForm(roles=free, initial=version) if free else None,
        "comment_form": CommentForm(),
    } | given


def _talks(who: Staff, edition: ProtocolEdition) -> dict[str, Any]:
    talks = [_talk(who, edition, one) for one in approval_queries.talks_of(who, edition)]
    unsettled = [one for one in talks if one.talk.settled is None]
    settled = [one for one in talks if one.talk.settled is not None]
    return {
        "unsettled": unsettled[:MOST_TALKS], "settled": settled[:MOST_TALKS],
        "more_talks": max(0, len(unsettled) - MOST_TALKS) + max(0, len(settled) - MOST_TALKS),
    }  # fmt: skip


def _talk(who: Staff, edition: ProtocolEdition, one: Talk) -> TalkShown:
    return TalkShown(
        talk=one, where=where_of(one.comment), url=_place(edition, one.comment),
        may_settle=approval_permits.may_settle(who, one.comment),
    )  # fmt: skip


def where_of(comment: EditionComment) -> str:
    """What a comment is about, in words."""
    if comment.section == SHADOW:
        return _("The shadow, week of %(day)s") % {"day": date_format(date.fromisoformat(comment.key))}
    return faults.where_of(comment.section, comment.key) if comment.section else _("The whole edition")


def _place(edition: ProtocolEdition, comment: EditionComment) -> str:
    if not comment.section:
        return reverse("protocols:edition", args=[edition.number])
    if comment.section == SHADOW:
        return reverse("protocols:shadow", args=[edition.number])
    return reverse("protocols:section", args=[edition.number, comment.section])


_SENTENCES = {
    State.DRAFT: gettext_lazy("It is a draft. Nobody is bound by it, and it can be changed."),
    State.IN_REVIEW: gettext_lazy("It is in review. Nobody changes it until it is approved or taken back to draft."),
    State.WITHDRAWN: gettext_lazy("It is withdrawn and holds on no day."),
}


def standing_sentence(edition: ProtocolEdition, day: date) -> str:
    """Where the edition stands on its way, in one sentence."""
    begins, ends = edition.effective_from, edition.retired_from
    if edition.state != State.APPROVED:
        return str(_SENTENCES[State(edition.state)])
    if begins is None:
        return _("It is approved and holds on no day yet: say from which day.")
    if ends and ends <= day:
        return _("It is retired and holds no more from %(day)s.") % {"day": date_format(ends)}
    said = _("It is approved and will hold from %(day)s.") if begins > day else _("It began to hold on %(day)s.")
    return said % {"day": date_format(begins)}
