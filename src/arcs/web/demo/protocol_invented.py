"""The demonstration's protocol: the edition that ships beside the study, as if approved and in force, and a next draft.

Nobody has approved it. Who drafts, approves and dates it here are invented people, and the edition says so.
"""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from django.db import transaction

from arcs.files.protocol import read_protocol
from arcs.files.protocol.texts import rows_of
from arcs.web.people.models import Role, Staff
from arcs.web.protocols import actions, queries
from arcs.web.protocols import approval_actions as approval
from arcs.web.protocols.models import Decision, EditionRow, ProtocolEdition, State
from arcs.web.protocols.proving import found_in
from arcs.web.wall.acting import acting_as
from arcs.web.wall.clock import today

NOTE = (
    "Invented for the demonstration, as are those who approved it: no board has adopted it, and it is no advice of law."
)
APPROVERS = ("chief", "clinician", "board-member")
# What the draft says otherwise: call type, route, why.
OTHERWISE = (
    ("NOISE COMPLAINT", "tru", "the telephone unit asks first whether the noise goes on"),
    ("ABANDONED AUTO", "online", "a form with a picture is enough to order the tow"),
)
SAID = "Is the telephone unit staffed at night, when most noise complaints come in?"


def invent_protocol(study: Path, people: Mapping[str, Staff]) -> None:
    """An edition in force and a draft after it, from the file beside the study; made once."""
    manager, file = people["programme-manager"], study / "protocol.toml"
    with acting_as(manager.pk), transaction.atomic():
        if ProtocolEdition.objects.exists() or not file.exists():
            return
    shipped = read_protocol(file)
    edition = replace(shipped, about=replace(shipped.about, note=NOTE))
    with acting_as(manager.pk), transaction.atomic():
        first = actions.begin_edition(by=manager, rows=rows_of(edition))
        digest = queries.content_seen_by(manager, first).digest
        actions.keep_proof(
            by=manager, edition=first, digest=digest, types=len(edition.call_types), examples=len(edition.examples),
            findings=found_in(edition),
        )  # fmt: skip
        approval.send_for_review(by=manager, edition=first, version=first.version, digest=digest)
    for key in APPROVERS:
        _approve(people[key], key)
    with acting_as(manager.pk), transaction.atomic():
        approved = ProtocolEdition.objects.get(pk=first.pk)
        approval.date_edition(by=manager, edition=approved, version=approved.version, begins=today())
        _draft(manager, approved)
    commenter = people["supervisor"]
    with acting_as(commenter.pk), transaction.atomic():
        draft = ProtocolEdition.objects.get(state=State.DRAFT)
        approval.comment(by=commenter, edition=draft, text=SAID, section="call_types", key="NOISE COMPLAINT")


def _approve(who: Staff, key: str) -> None:
    with acting_as(who.pk), transaction.atomic():
        sent = ProtocolEdition.objects.get(state=State.IN_REVIEW)
        role = Role.objects.values_list("pk", flat=True).get(key=key)
        approval.say(
            by=who, edition=sent, version=sent.version, role=role, decision=Decision.APPROVED,
            words="Invented for the demonstration.",
        )  # fmt: skip


def _draft(manager: Staff, first: ProtocolEdition) -> None:
    """A copy of the edition in force, in which a few call types go elsewhere."""
    draft = actions.begin_edition(by=manager, rows=queries.texts_of(manager, first), based_on=first)
    rows = {one.key: one for one in EditionRow.objects.filter(edition=draft, section="call_types")}
    changed = {
        rows[name].pk: (rows[name].version, _going(rows[name].cells, route, why))
        for name, route, why in OTHERWISE
        if name in rows
    }
    actions.change_rows(by=manager, edition=draft, given=changed)


def _going(cells: Mapping[str, str], route: str, why: str) -> dict[str, str]:
    others = [one for one in cells.get("permitted", "").split("\n") if one and one != route]
    return {**cells, "base": route, "why": why, "permitted": "\n".join(others)}
