"""The way of an edition to force and back: review, approval by named roles, days, retirement; and what people say.

Each step says at which version of the edition its page was read. Where somebody moved the edition meanwhile,
`EditionMoved` carries how it stands, and nothing is written.
"""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from arcs.web.people.models import Staff
from arcs.web.people.queries import roles_held
from arcs.web.protocols import approval_permits as permits
from arcs.web.protocols import approval_queries as queries
from arcs.web.protocols.models import (
    PARTS,
    CommentSettled,
    Decision,
    EditionApproval,
    EditionApprover,
    EditionComment,
    ProtocolEdition,
    State,
)
from arcs.web.protocols.permits import may_change, may_comment
from arcs.web.wall.at_once import once_or_refused
from arcs.web.wall.clock import today
from arcs.web.wall.permit import Refused

LONGEST_WORDS, LONGEST_COMMENT = 2000, 4000
NOT_YOURS = gettext_lazy("This edition cannot be moved on by you as it stands now.")


class EditionMoved(Exception):
    """Somebody moved or changed the edition after the page was read; nothing was written."""

    def __init__(self, now: ProtocolEdition) -> None:
        super().__init__("edition moved")
        self.now = now


@transaction.atomic
def name_approver(*, by: Staff, edition: ProtocolEdition, version: int, role: UUID) -> None:
    """This role must approve the edition as well."""
    now = _held(edition, version)
    may_change(by, now).demand()
    found = queries.approving_roles(by).filter(pk=role).first()
    if found is None:
        raise Refused(_("Nobody approves in that role. Choose one of the list."))
    with once_or_refused(_("That role must approve it already.")):
        EditionApprover.objects.create(edition=now, role=found, added_by=by.pk)
    _move(now, {})


@transaction.atomic
def drop_approver(*, by: Staff, edition: ProtocolEdition, version: int, role: UUID) -> None:
    """This role need not approve the edition. Twice is once."""
    now = _held(edition, version)
    may_change(by, now).demand()
    asked = next((one for one in queries.roles_asked(by, now) if one.role == role), None)
    if asked is None:
        return
    permits.may_drop(required=asked.required, has_spoken=asked.word is not None or asked.earlier is not None).demand()
    EditionApprover.objects.filter(edition=now, role_id=role).delete()
    _move(now, {})


@transaction.atomic
def send_for_review(*, by: Staff, edition: ProtocolEdition, version: int, digest: str) -> None:
    """Send exactly the content that `digest` names for review; from now on nobody changes it.

    It begins a review of its own, in which every role speaks anew; roles that must approve every edition are asked.
    """
    now = _held(edition, version)
    ready = queries.readiness_of(by, now)
    if ready.digest != digest:
        raise EditionMoved(now)
    permits.may_send(by, now, ready).demand()
    EditionApprover.objects.bulk_create(
        EditionApprover(edition=now, role=one, added_by=by.pk) for one in queries.not_asked(by, now)
    )
    _move(now, {"state": State.IN_REVIEW, "digest": digest})


@transaction.atomic
def say(*, by: Staff, edition: ProtocolEdition, version: int, role: UUID, decision: str, words: str) -> bool:
    """One approver's word in one role about exactly the content in review; whether the edition is approved by it."""
    now = _held(edition, version)
    mine = queries.own_roles(by, now)
    permits.may_say(by, now, len(mine)).demand()
    if role not in mine or role not in roles_held(by):
        raise Refused(_("You do not hold that role, or it need not approve this edition."))
    if decision not in Decision.values:
        raise Refused(_("Choose whether you approve or refuse it."))
    if decision == Decision.REFUSED and not words.strip():
        raise Refused(_("Say why: a refusal needs its reason."))
    if not _is_said_already(by, now, role, decision, words.strip()):
        EditionApproval.objects.create(
            edition=now, digest=now.digest, review=now.review, role_id=role, role_name=mine[role],
            staff=by, staff_name=by.name, decision=decision, words=words.strip()[:LONGEST_WORDS],
        )  # fmt: skip
    if queries.lacks_of(by, now):
        return False
    _move(now, {"state": State.APPROVED})
    return True


@transaction.atomic
def take_back(*, by: Staff, edition: ProtocolEdition, version: int) -> None:
    """Make it a draft again. What was said stays to be read; once it is sent again, every role speaks anew."""
    now = _held(edition, version)
    permits.may_take_back(by, now).demand()
    _move(now, {"state": State.DRAFT, "digest": ""})


@transaction.atomic
def date_edition(*, by: Staff, edition: ProtocolEdition, version: int, begins: date) -> None:
    """Say from which day the edition holds: today or later, on the programme's own clock."""
    now = _held(edition, version)
    permits.may_date(by, now, today()).demand()
    if begins < today():
        raise Refused(_("That day is over. An edition holds from today or later."))
    if now.retired_from and now.retired_from <= begins:
        raise Refused(_("It is to be retired before that day. Take the retirement back first."))
    with once_or_refused(_("Another edition begins on that day. Two cannot begin on one day.")):
        _move(now, {"effective_from": begins})


@transaction.atomic
def retire(*, by: Staff, edition: ProtocolEdition, version: int, ends: date | None) -> None:
    """Say from which day the edition no longer holds, or (None) that it holds until it is replaced."""
    now = _held(edition, version)
    permits.may_retire(by, now, today()).demand()
    if ends is not None and ends < today():
        raise Refused(_("That day is over. An edition is retired from today or later."))
    if ends is not None and now.effective_from is not None and ends <= now.effective_from:
        raise Refused(_("It would be retired before it has held a day. Choose a later day."))
    _move(now, {"retired_from": ends})


@transaction.atomic
def withdraw(*, by: Staff, edition: ProtocolEdition, version: int) -> None:
    """Withdraw an edition that does not hold; it stays to be read."""
    now = _held(edition, version)
    permits.may_withdraw(by, now, today()).demand()
    _move(now, {"state": State.WITHDRAWN})


@transaction.atomic
def comment(
    *, by: Staff, edition: ProtocolEdition, text: str, section: str = "", key: str = "", answers: UUID | None = None
) -> EditionComment:
    """Say something about an edition, a section or a row of it, or answer what somebody said."""
    may_comment(by).demand()
    told = text.strip().replace("\x00", "")
    if not told:
        raise Refused(_("Write what you want to say."))
    if section and section not in PARTS:
        raise Refused(_("There is no such part of an edition."))
    before = EditionComment.objects.filter(edition=edition, pk=answers).first() if answers else None
    if answers and before is None:
        raise Refused(_("What you answer is not here any more."))
    begun = before.answers_id or before.pk if before else None  # an answer to an answer belongs to the same talk
    place = {"section": before.section, "key": before.key} if before else {"section": section[:20], "key": key[:400]}
    return EditionComment.objects.create(
        edition=edition, text=told[:LONGEST_COMMENT], answers_id=begun, made_by=by.pk, made_name=by.name, **place
    )


@transaction.atomic
def settle(*, by: Staff, comment: EditionComment) -> None:
    """Settle a talk. Twice is once."""
    permits.may_settle(by, comment).demand()
    if not CommentSettled.objects.filter(comment=comment).exists():
        with once_or_refused(_("It is settled already.")):
            CommentSettled.objects.create(
                edition_id=comment.edition_id, comment=comment, made_by=by.pk, made_name=by.name
            )


def _held(edition: ProtocolEdition, version: int) -> ProtocolEdition:
    """The edition as it stands, kept so until the transaction ends. EditionMoved where its page is no longer true."""
    held = ProtocolEdition.objects.select_for_update(no_key=True).filter(pk=edition.pk).first()
    now = held or ProtocolEdition.objects.get(pk=edition.pk)
    if now.version != version:
        raise EditionMoved(now)
    if held is None:
        raise Refused(str(NOT_YOURS))
    return held


def _move(edition: ProtocolEdition, values: Mapping[str, object]) -> None:
    """Write where the edition stands; Refused where the database lets nobody of this standing do it."""
    moved = ProtocolEdition.objects.filter(pk=edition.pk).update(version=F("version") + 1, **values)
    if not moved:
        raise Refused(str(NOT_YOURS))


def _is_said_already(by: Staff, edition: ProtocolEdition, role: UUID, decision: str, words: str) -> bool:
    """Whether a second click says what the first said."""
    said = EditionApproval.objects.filter(edition=edition, review=edition.review, role_id=role)
    last = said.order_by("-made_at", "-transaction").first()
    return last is not None and (last.staff_id, last.decision, last.words) == (by.pk, decision, words)
