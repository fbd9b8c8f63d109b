"""Reads of an edition's way to force; the first argument is who asks."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from arcs.web.people.models import Role, Staff
from arcs.web.people.queries import roles_held
from arcs.web.protocols import queries
from arcs.web.protocols.approval_permits import Readiness
from arcs.web.protocols.histories import drafters_of
from arcs.web.protocols.models import (
    CommentSettled,
    Decision,
    EditionApproval,
    EditionApprover,
    EditionComment,
    ProtocolEdition,
)


@dataclass(frozen=True, kw_only=True)
class RoleAsked:
    """A role that must approve, and its last word about exactly this content."""

    role: UUID
    name: str
    word: EditionApproval | None

    @property
    def approved(self) -> bool:
        """Whether the last word of the role is yes."""
        return self.word is not None and self.word.decision == Decision.APPROVED


@dataclass(frozen=True, kw_only=True)
class Talk:
    """What somebody said, the answers to it, and who settled it."""

    comment: EditionComment
    answers: tuple[EditionComment, ...]
    settled: CommentSettled | None


def approving_roles(who: Staff) -> QuerySet[Role]:
    """The roles in which editions can be approved."""
    return Role.objects.filter(permissions__permission="protocols.approve").distinct().order_by("name")


def roles_asked(who: Staff, edition: ProtocolEdition, digest: str) -> list[RoleAsked]:
    """Each role that must approve the edition, with its last word about exactly this content; two queries."""
    words = EditionApproval.objects.filter(edition=edition, digest=digest).order_by("made_at", "transaction")
    last = {one.role_id: one for one in words} if digest else {}
    asked = EditionApprover.objects.filter(edition=edition).select_related("role").order_by("role__name")
    return [RoleAsked(role=one.role_id, name=one.role.name, word=last.get(one.role_id)) for one in asked]


def own_roles(who: Staff, edition: ProtocolEdition) -> dict[UUID, str]:
    """The roles that must approve the edition and that this person holds today, with their names."""
    held = roles_held(who)
    asked = EditionApprover.objects.filter(edition=edition).values_list("role_id", flat=True)
    return {role: held[role] for role in asked if role in held}


def lacks_of(who: Staff, edition: ProtocolEdition) -> list[str]:
    """What an edition in review still lacks to be approved, in sentences; nothing where it can be."""
    asked = roles_asked(who, edition, edition.digest)
    waiting = [one.name for one in asked if one.word is None]
    refusing = [one.name for one in asked if one.word is not None and not one.approved]
    lacks = []
    if not asked:
        lacks.append(_("Nobody was named who must approve it."))
    if waiting:
        lacks.append(_("It waits for the word of: %(roles)s.") % {"roles": ", ".join(waiting)})
    if refusing:
        lacks.append(_("It is refused by: %(roles)s.") % {"roles": ", ".join(refusing)})
    if not lacks and not _is_approved_by_another(who, edition):
        lacks.append(
            _("Whoever approved it has drafted it as well. Somebody who wrote nothing in it must approve too.")
        )
    return lacks


def _is_approved_by_another(who: Staff, edition: ProtocolEdition) -> bool:
    drafted = drafters_of(edition)
    given = EditionApproval.objects.filter(edition=edition, digest=edition.digest, decision=Decision.APPROVED)
    return any(one not in drafted for one in given.values_list("staff_id", flat=True))


def readiness_of(who: Staff, edition: ProtocolEdition) -> Readiness:
    """Whether the edition, as its rows stand now, could be sent for review."""
    content = queries.content_seen_by(who, edition)
    read = content.read
    return Readiness(
        digest=content.digest,
        disagreements=len(read.faults) + len(read.conflicts) + (read.about is None),
        proof=queries.proof_of(who, edition, content.digest),
        approvers=EditionApprover.objects.filter(edition=edition).count(),
    )


def talks_of(who: Staff, edition: ProtocolEdition, sections: Iterable[str] = ()) -> list[Talk]:
    """Every talk about an edition, the newest first; three queries, however many."""
    asked = EditionComment.objects.filter(edition=edition).order_by("made_at", "pk")
    comments = list(asked.filter(section__in=list(sections)) if sections else asked)
    settled = {one.comment_id: one for one in CommentSettled.objects.filter(edition=edition)}
    answers: dict[UUID, list[EditionComment]] = {}
    for one in comments:
        if one.answers_id:
            answers.setdefault(one.answers_id, []).append(one)
    begun = [one for one in comments if not one.answers_id]
    return [
        Talk(comment=one, answers=tuple(answers.get(one.pk, ())), settled=settled.get(one.pk))
        for one in reversed(begun)
    ]


def comment_seen_by(who: Staff, comment: UUID) -> EditionComment | None:
    """One comment with its edition, or None where there is none for this person."""
    seen = queries.editions_seen_by(who).values("pk")
    return EditionComment.objects.filter(edition__in=seen, pk=comment).select_related("edition").first()
