"""Row security of studies: a member sees, a lead or an analyst of an open study changes, a lead decides who belongs.

`studies.see_all` shows every study to whoever steers the programme, and lets them change none.
"""

from arcs.web.wall.policies import SELF, Policy

SEEN = "study_id = any ((select acting_studies())::uuid[])"
WORKED = "study_id = any ((select acting_studies_worked())::uuid[])"
LED = "study_id = any ((select acting_studies_led())::uuid[])"

STUDY = (
    Policy(
        table="studies_study",
        name="study_seen",
        command="select",
        # The second half shows a row to the statement that makes it, before any function can see it.
        using="id = any ((select acting_studies())::uuid[])"
        f" or (made_by = {SELF} and made_at >= transaction_timestamp())",
    ),
    Policy(
        table="studies_study",
        name="study_made",
        command="insert",
        check=f"made_by = {SELF} and (select acting_may('studies.create'))",
    ),
    Policy(
        table="studies_study",
        name="study_changed",
        command="update",
        using="id = any ((select acting_studies_led())::uuid[])",
        check="id = any ((select acting_studies_led())::uuid[])",
    ),
)
MEMBERS = (
    Policy(table="studies_studymember", name="member_seen", command="select", using=SEEN),
    Policy(table="studies_studymember", name="member_added", command="insert", check=f"{LED} and added_by = {SELF}"),
    Policy(table="studies_studymember", name="member_ended", command="update", using=LED, check=LED),
)


def _of_study(name: str, *, changed: bool = False, deleted: bool = False) -> tuple[Policy, ...]:
    table = f"studies_{name}"
    policies: tuple[Policy, ...] = (
        Policy(table=table, name=f"{name}_seen", command="select", using=SEEN),
        Policy(table=table, name=f"{name}_made", command="insert", check=WORKED),
    )
    if changed:
        policies += (Policy(table=table, name=f"{name}_changed", command="update", using=WORKED, check=WORKED),)
    if deleted:
        policies += (Policy(table=table, name=f"{name}_deleted", command="delete", using=WORKED),)
    return policies


# Results may be deleted by whoever works in the study, since a repeated job first takes away what it left; uploads not.
RESULTS = (
    "importfile", "columnfound", "importquestion", "ledgerline", "ledgerremark", "calltally", "setaside",
    "importedcall", "studytable", "studyfigure", "studystatement", "studydocument", "documentchunk",
)  # fmt: skip
ROOM = (
    *STUDY,
    *MEMBERS,
    *_of_study("upload"),
    *_of_study("uploadchunk"),
    *_of_study("callimport", changed=True),
    *_of_study("studyevaluation", changed=True),
    *(policy for name in RESULTS for policy in _of_study(name, deleted=True)),
)
TABLES = tuple(dict.fromkeys(policy.table for policy in ROOM))

AUDITED = "(select acting_may('audit.read'))"
EVENTS = {
    "studies_studyevent": f"id = any ((select acting_studies())::uuid[]) or {AUDITED}",
    **{
        f"studies_{name}event": f"{SEEN} or {AUDITED}"
        for name in ("studymember", "upload", "callimport", "studyevaluation")
    },
}
