"""Reads of an edition's way to force; the first argument is who asks."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from arcs.web.people.models import Role, RoleAssignment, RolePermission, Staff
from arcs.web.people.permits import see_staff
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
    EditionRow,
    ProtocolEdition,
)
from arcs.web.protocols.permits import MUST_APPROVE, is_locked
from arcs.web.wall.clock import today


@dataclass(frozen=True, kw_only=True)
class RoleAsked:
    """A role that must approve: its last word in this review, and the last one of an earlier review.

    `required`: it must approve every edition, and nobody who drafts drops it.
    """

    role: UUID
    name: str
    word: EditionApproval | None
    earlier: EditionApproval | None
    required: bool

    @property
    def may_go(self) -> bool:
        """Whether whoever drafts may drop it: one that has spoken stays, whatever it said."""
        return not self.required and self.word is None and self.earlier is None

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


def required_roles(who: Staff) -> QuerySet[Role]:
    """The roles that must approve every edition, as their permissions say today."""
    return approving_roles(who).filter(pk__in=RolePermission.objects.filter(permission=MUST_APPROVE).values("role"))


def roles_asked(who: Staff, edition: ProtocolEdition) -> list[RoleAsked]:
    """Each role that must approve the edition, with its last word in this review; three queries."""
    said = list(EditionApproval.objects.filter(edition=edition).order_by("made_at", "transaction"))
    counts = queries.is_said_of(edition)
    last = {one.role_id: one for one in said if counts(one)}
    earlier = {one.role_id: one for one in said if not counts(one)}
    required = set(required_roles(who).values_list("pk", flat=True))
    asked = EditionApprover.objects.filter(edition=edition).select_related("role").order_by("role__name")
    return [
        RoleAsked(
            role=one.role_id, name=one.role.name, word=last.get(one.role_id), earlier=earlier.get(one.role_id),
            required=one.role_id in required,
        )
        for one in asked
    ]  # fmt: skip


def not_asked(who: Staff, edition: ProtocolEdition) -> list[Role]:
    """Roles that must approve every edition and were not asked about this one."""
    return list(required_roles(who).exclude(pk__in=EditionApprover.objects.filter(edition=edition).values("role")))


def without_holder(who: Staff, roles: Iterable[UUID]) -> list[str]:
    """Which of these roles nobody holds today, for who sees the staff; nothing for anybody else."""
    if not see_staff(who):
        return []
    running = Q(valid_to__isnull=True) | Q(valid_to__gte=today())
    held = RoleAssignment.objects.filter(running, valid_from__lte=today(), staff__is_active=True)
    free = Role.objects.filter(pk__in=list(roles)).exclude(pk__in=held.values("role"))
    return list(free.order_by("name").values_list("name", flat=True))


def own_roles(who: Staff, edition: ProtocolEdition) -> dict[UUID, str]:
    """The roles that must approve the edition and that this person holds today, with their names."""
    held = roles_held(who)
    asked = EditionApprover.objects.filter(edition=edition).values_list("role_id", flat=True)
    return {role: held[role] for role in asked if role in held}


def lacks_of(who: Staff, edition: ProtocolEdition) -> list[str]:
    """What an edition in review still lacks to be approved, in sentences; nothing where it can be."""
    asked = roles_asked(who, edition)
    missing = [one.name for one in not_asked(who, edition)]
    waiting = [one.name for one in asked if one.word is None]
    refusing = [one.name for one in asked if one.word is not None and not one.approved]
    lacks = []
    if not asked:
        lacks.append(_("Nobody was named who must approve it."))
    if waiting:
        lacks.append(_("It waits for the word of: %(roles)s.") % {"roles": ", ".join(waiting)})
    if refusing:
        lacks.append(_("It is refused by: %(roles)s.") % {"roles": ", ".join(refusing)})
    if missing:
        lacks.append(
            _("Since it was sent it must be approved by %(roles)s as well. Take it back to draft and send it again.")
            % {"roles": ", ".join(missing)}
        )
    if not lacks and not _is_approved_by_another(edition, asked):
        lacks.append(
            _("Whoever approved it has drafted it as well. Somebody who wrote nothing in it must approve too.")
        )
    return lacks


def locked_differences(who: Staff, edition: ProtocolEdition, rows: Mapping[str, Sequence[EditionRow]]) -> list[str]:
    """Rows of the State's levels that say otherwise than in the edition in force, or stand in only one of the two.

    Nobody writes them by hand, yet an import replaces them: whoever approves sees where.
    """
    in_force = queries.edition_in_force(who)
    if in_force is None or in_force.pk == edition.pk:
        return []
    before = _locked(queries.rows_of(who, in_force, queries.MATRIX))
    after = _locked(rows.get(queries.MATRIX, ()))
    return sorted(key for key in {*before, *after} if before.get(key) != after.get(key))


def _locked(rows: Iterable[EditionRow]) -> dict[str, Mapping[str, str]]:
    return {one.key: one.cells for one in rows if is_locked(queries.MATRIX, one.cells)}


def _is_approved_by_another(edition: ProtocolEdition, asked: Iterable[RoleAsked]) -> bool:
    """Whether the last word of a role is a yes by somebody who drafted nothing."""
    drafted = drafters_of(edition)
    return any(one.word.staff_id not in drafted for one in asked if one.word is not None and one.approved)


def readiness_of(who: Staff, edition: ProtocolEdition) -> Readiness:
    """Whether the edition, as its rows stand now, could be sent for review."""
    content = queries.content_seen_by(who, edition)
    read = content.read
    return Readiness(
        digest=content.digest,
        disagreements=len(read.faults) + len(read.conflicts) + (read.about is None),
        proof=queries.proof_of(who, edition, content.digest),
        approvers=EditionApprover.objects.filter(edition=edition).count() + len(not_asked(who, edition)),
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
