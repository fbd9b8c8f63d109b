"""Row security of protocols: whoever has to do with them reads every edition, and each permission writes its own.

Rows change only while their edition is a draft. An edition is approved only when every role that must approve it has
said so of exactly its content, in this review and as its last word, one of them by somebody who drafted nothing in it:
the database asks this itself. What a policy cannot see, the row as it was, `triggers` ask.
"""

from arcs.web.protocols.triggers import REQUIRED
from arcs.web.studies.policies import AUDITED, SEEN, WORKED
from arcs.web.wall.policies import SELF, Policy

DRAFTS, COMMENTS, APPROVES, ENACTS = (
    f"(select acting_may('protocols.{one}'))" for one in ("draft", "comment", "approve", "enact")
)
READS = f"((select acting_may('protocols.read')) or {DRAFTS} or {COMMENTS} or {APPROVES} or {ENACTS})"
EDITION = "protocols_protocoledition"
IN_DRAFT = f"edition_id = any (array(select e.id from {EDITION} e where e.state = 'draft'))"
DRAFTED = f"{DRAFTS} and {IN_DRAFT}"
MINE = f"made_by = {SELF}"
# The last word of each role in this review. Whoever ever wrote a row of it may be one of several who approve, never the
# only one: the history knows also who took something out.
YES = (
    f"p.edition_id = {EDITION}.id and p.review = {EDITION}.review and p.digest = {EDITION}.digest"
    " and p.decision = 'approved' and not exists (select from protocols_editionapproval l"
    " where l.edition_id = p.edition_id and l.review = p.review and l.role_id = p.role_id"
    " and (l.made_at, l.transaction) > (p.made_at, p.transaction))"
)
ASKED = f"protocols_editionapprover a where a.edition_id = {EDITION}.id"
BY_ANOTHER = (
    f"exists (select from protocols_editionapproval p where {YES} and p.staff_id <> {EDITION}.made_by"
    f" and exists (select from {ASKED} and a.role_id = p.role_id)"
    f" and not exists (select from protocols_editionrowevent r where r.edition_id = {EDITION}.id"
    " and r.person = p.staff_id))"
)
FULLY_APPROVED = (
    f"({BY_ANOTHER} and not exists (select from {ASKED}"
    f" and not exists (select from protocols_editionapproval p where p.role_id = a.role_id and {YES})))"
)
IN_REVIEW_OF_THIS = (
    f"exists (select from {EDITION} e where e.id = edition_id and e.state = 'in_review'"
    " and e.digest = protocols_editionapproval.digest and e.review = protocols_editionapproval.review)"
)
# A word is said now: dated otherwise, it would stay the last one whatever is said after it.
SAID_NOW = "made_at = statement_timestamp()"
# Whoever drafts drops neither a role that must approve every edition nor one that has spoken in this one.
MAY_GO = (
    f"role_id <> all (array({REQUIRED})) and not exists (select from protocols_editionapproval p"
    " where p.edition_id = protocols_editionapprover.edition_id and p.role_id = protocols_editionapprover.role_id)"
)
# A week of the shadow is reviewed by who looked at a replay of exactly this content that is done.
LOOKED_AT = (
    "(section <> 'shadow' or answers_id is not null or exists (select from protocols_editionreplay r"
    f" join {EDITION} e on e.id = r.edition_id where r.id = replay_id and r.state = 'done'"
    " and e.id = protocols_editioncomment.edition_id and r.digest = e.digest))"
)


def _of_room(
    name: str, *, made: str, seen: str = READS, changed: str = "", removed: str = "", check: str = ""
) -> tuple[Policy, ...]:
    table = f"protocols_{name}"
    policies: tuple[Policy, ...] = (
        Policy(table=table, name=f"{name}_seen", command="select", using=seen),
        Policy(table=table, name=f"{name}_made", command="insert", check=made),
    )
    if changed:
        policies += (
            Policy(table=table, name=f"{name}_changed", command="update", using=changed, check=check or changed),
        )
    if removed:
        policies += (Policy(table=table, name=f"{name}_removed", command="delete", using=removed),)
    return policies


ROOM = (
    *_of_room(
        "protocoledition",
        made=f"{DRAFTS} and {MINE} and state = 'draft'",
        changed=f"({DRAFTS} and state in ('draft', 'in_review')) or ({APPROVES} and state = 'in_review') or {ENACTS}",
        check=f"({DRAFTS} and state in ('draft', 'in_review'))"
        f" or ({APPROVES} and state = 'in_review')"
        f" or ({ENACTS} and state <> 'approved')"
        f" or (({APPROVES} or {ENACTS}) and state = 'approved' and {FULLY_APPROVED})",
    ),
    *_of_room("editionrow", made=f"{DRAFTED} and changed_by = {SELF}", changed=DRAFTED, removed=DRAFTED,
              check=f"{DRAFTED} and changed_by = {SELF}"),
    *_of_room("editionapprover", made=f"{DRAFTED} and added_by = {SELF}", removed=f"{DRAFTED} and {MAY_GO}"),
    *_of_room(
        "editionapproval",
        made=f"{APPROVES} and staff_id = {SELF} and role_id = any ((select acting_roles())::uuid[])"
        f" and {IN_REVIEW_OF_THIS} and {SAID_NOW}",
    ),
    *_of_room("editioncomment", made=f"({COMMENTS} or {DRAFTS} or {APPROVES}) and {MINE} and {LOOKED_AT}"),
    *_of_room(
        "commentsettled",
        made=f"{MINE} and ({DRAFTS} or comment_id = any (array("
        f"select c.id from protocols_editioncomment c where c.made_by = {SELF})))",
    ),
    *_of_room("editionproof", made=f"{DRAFTS} and {MINE}"),
    # What history would have been is told of a study's calls: to those who see that study.
    *_of_room(
        "editionreplay",
        seen=f"{READS} and {SEEN}",
        made=f"{READS} and {SEEN} and {MINE}",
        changed=f"{SEEN} and {MINE}",
    ),
)  # fmt: skip
TABLES = tuple(dict.fromkeys(policy.table for policy in ROOM))
EVENTS = {
    "protocols_protocoleditionevent": f"{READS} or {AUDITED}",
    "protocols_editionrowevent": f"{READS} or {AUDITED}",
    "protocols_editionapproverevent": f"{READS} or {AUDITED}",
    "protocols_editionreplayevent": f"({READS} and {SEEN}) or {AUDITED}",
}
# Whoever works in a study places its exports' words; what a replay found stays as it was found.
WORKS = f"{READS} and {SEEN} and ({DRAFTS} or {WORKED})"
REPLAYS = (
    *_of_room("replayregret", seen=f"{READS} and {SEEN}", made=f"{READS} and {SEEN} and replay_id = any (array("
              f"select r.id from protocols_editionreplay r where r.made_by = {SELF} and r.state = 'waiting'))"),
    *_of_room("exportword", seen=f"{READS} and {SEEN}", made=f"{WORKS} and changed_by = {SELF}", changed=WORKS,
              check=f"{WORKS} and changed_by = {SELF}", removed=WORKS),
)  # fmt: skip
REPLAY_TABLES = tuple(dict.fromkeys(policy.table for policy in REPLAYS))
REPLAY_EVENTS = {"protocols_exportwordevent": f"({READS} and {SEEN}) or {AUDITED}"}
