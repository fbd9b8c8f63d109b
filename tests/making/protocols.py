"""Builders of editions of the protocol: drafts, people who draft and approve, an edition in force."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from django.db import connection, transaction
from tests.making.people import a_person

from arcs.core.agency import WEEKDAYS, Span
from arcs.core.protocol import ProtocolEdition as CoreEdition
from arcs.files.protocol import bare_protocol, read_protocol
from arcs.files.protocol.texts import rows_of
from arcs.web.people.models import Role, RoleAssignment, RolePermission, Staff
from arcs.web.protocols import actions, approval_actions, queries
from arcs.web.protocols.models import (
    Decision,
    EditionApproval,
    EditionApprover,
    EditionRow,
    ProtocolEdition,
    State,
)
from arcs.web.wall.acting import Standing, acting_as
from arcs.web.wall.clock import today

EXAMPLE = Path(__file__).parents[2] / "examples" / "oak_park" / "protocol.toml"
DRAFTS = ("protocols.read", "protocols.draft", "protocols.comment", "people.read")
ENACTS = (*DRAFTS, "protocols.enact")
READS = ("protocols.read",)


@cache
def example() -> CoreEdition:
    """The demonstration edition that ships."""
    return read_protocol(EXAMPLE)


@cache
def bare() -> CoreEdition:
    """The edition that a draft begins with where there is no study."""
    return bare_protocol(code="bare", title="A bare protocol", place="Oak Park", time_zone="America/Chicago")


def shut_today(service: str) -> CoreEdition:
    """The demonstration edition with one service that opens next on the day after tomorrow, at nine."""
    opens = WEEKDAYS[(today() + timedelta(days=2)).weekday()]
    return _with_hours(service, dict.fromkeys(WEEKDAYS, ()) | {opens: (Span.parse("09:00-10:00"),)})


def shut_yesterday(*services: str) -> CoreEdition:
    """The demonstration edition with services that are open at every hour but those of yesterday's weekday."""
    shut = WEEKDAYS[(today() - timedelta(days=1)).weekday()]
    hours = dict.fromkeys(WEEKDAYS, (Span.parse("00:00-24:00"),)) | {shut: ()}
    changed = (replace(one, **hours) if one.code in services else one for one in example().services)
    return replace(example(), services=tuple(changed), holidays=())


def open_always(service: str) -> CoreEdition:
    """The demonstration edition with one service that never closes, whenever the test runs."""
    return _with_hours(service, dict.fromkeys(WEEKDAYS, (Span.parse("00:00-24:00"),)))


def _with_hours(service: str, hours: dict[str, tuple[Span, ...]]) -> CoreEdition:
    services = (replace(one, **hours) if one.code == service else one for one in example().services)
    return replace(example(), services=tuple(services))


def a_drafter(name: str = "Dra Fter") -> Staff:
    """Somebody who drafts editions."""
    return a_person(name, permissions=DRAFTS)


def a_reader(name: str = "Rea Der") -> Staff:
    """Somebody who reads editions."""
    return a_person(name, permissions=READS)


def a_draft(by: Staff | None = None, edition: CoreEdition | None = None) -> ProtocolEdition:
    """A draft of this edition, or a bare one."""
    who = by or a_drafter()
    with acting_as(who.pk):
        return actions.begin_edition(by=who, rows=rows_of(edition or bare()))


def a_row(by: Staff, edition: ProtocolEdition, section: str, key: str) -> EditionRow:
    """One row of an edition as it stands now."""
    with acting_as(by.pk), transaction.atomic():
        return EditionRow.objects.select_related("edition").get(edition=edition, section=section, key=key)


def named_approvers(by: Staff, edition: ProtocolEdition, roles: Iterable[Role]) -> None:
    """These roles, and no others, must approve the edition."""
    with acting_as(by.pk), transaction.atomic():
        EditionApprover.objects.filter(edition=edition).delete()
        for one in roles:
            EditionApprover.objects.create(edition=edition, role=one, added_by=by.pk)


def a_role_holder(name: str = "Appro Ver", *permissions: str) -> tuple[Staff, Role]:
    """Somebody who may approve, and the role in which."""
    person = a_person(name, permissions={"protocols.read", "protocols.approve", *permissions})
    with acting_as(Standing.KEEPER), transaction.atomic():
        role = Role.objects.get(assignments__staff=person)
        RolePermission.objects.get(role=role, permission="protocols.approve")
    return person, role


def sent_for_review(by: Staff, edition: ProtocolEdition) -> ProtocolEdition:
    """The edition in review, its content named by its digest and said to be proven."""
    with acting_as(by.pk), transaction.atomic():
        digest = queries.content_seen_by(by, edition).digest
        actions.keep_proof(by=by, edition=edition, digest=digest, types=0, examples=0, findings=[])
        ProtocolEdition.objects.filter(pk=edition.pk).update(state=State.IN_REVIEW, digest=digest)
        return ProtocolEdition.objects.get(pk=edition.pk)


def approved(who: Staff, role: Role, edition: ProtocolEdition, decision: str = Decision.APPROVED) -> None:
    """One approver's word about the edition's content."""
    with acting_as(who.pk), transaction.atomic():
        EditionApproval.objects.create(
            edition=edition, digest=edition.digest, review=edition.review, role=role, role_name=role.name,
            staff=who, staff_name=who.name, decision=decision, words="Seen.",
        )  # fmt: skip


def in_force(
    by: Staff | None = None, edition: CoreEdition | None = None, *, since: date | None = None,
    until: date | None = None,
) -> ProtocolEdition:  # fmt: skip
    """An approved edition that holds from a day, today unless said otherwise, at the earliest six days ago."""
    who = by or a_drafter()
    enacter = a_person("Ena Cter", permissions=ENACTS)
    begins = since or today()
    made = a_draft(who, edition)
    approver, role = a_role_holder()
    named_approvers(who, made, [role])
    sent = sent_for_review(who, made)
    approved(approver, role, sent)
    if begins < today():
        _has_enacted_for_weeks(enacter)
    with acting_as(enacter.pk), transaction.atomic():
        if begins < today():
            _a_week_ago()
        ProtocolEdition.objects.filter(pk=made.pk).update(
            state=State.APPROVED, effective_from=begins, retired_from=until
        )
        return ProtocolEdition.objects.get(pk=made.pk)


def _has_enacted_for_weeks(enacter: Staff) -> None:
    with acting_as(Standing.KEEPER), transaction.atomic():
        role = Role.objects.get(assignments__staff=enacter)
        RoleAssignment.objects.create(
            staff=enacter, role=role, granted_by=Standing.KEEPER.value, valid_from=today() - timedelta(days=60)
        )


def _a_week_ago() -> None:
    """Nobody dates an edition back: until the next person acts, the database's clock stands almost a week behind."""
    with connection.cursor() as cursor:
        cursor.execute("select set_config('arcs.zone', 'AAA+167', true)")


def names_of_a_protocol() -> dict[str, object]:
    """An edition of strangers in force, as addresses name it."""
    who = a_drafter("Stranger Drafter")
    made = in_force(who)
    row = a_row(who, made, "questions", "weapon")
    with acting_as(who.pk), transaction.atomic():
        talk = approval_actions.comment(by=who, edition=made, text="Who asks this at night?")
        approver = EditionApprover.objects.get(edition=made)
    return {
        "section": "questions", "protocols:row:row": row.pk, "protocols:remove:row": row.pk, "comment": talk.pk,
        "protocols:drop_approver:role": approver.role_id, "protocols:step:step": "send",
    }  # fmt: skip
