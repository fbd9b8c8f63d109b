"""Row security of surveys: who answers reads and writes his own until it is final; then nobody reads it alone."""

from arcs.web.studies.policies import AUDITED, SEEN, WORKED
from arcs.web.wall.acting import Standing
from arcs.web.wall.policies import SELF, Policy

DOOR = f"{SELF} = '{Standing.DOOR.value}'"
MY_WAVES = "wave_id = any ((select acting_waves())::uuid[])"
OPEN_TO_ME = "wave_id = any ((select acting_waves_open())::uuid[])"
BEGINNING = f"(wave_id = {SELF} and channel = 'open' and {OPEN_TO_ME})"  # whoever came by the open link
PAPER = f"(channel = 'paper' and {WORKED})"
OWN = f"(respondent_id = {SELF} and {OPEN_TO_ME})"
NOT_FINAL = f"not final and (respondent_id = {SELF} or {PAPER})"
UNBEGUN = "holder = any ((select survey_unbegun())::uuid[])"
WITHDRAWN_BY_STAFF = f"(kind in ('wave', 'partner') or (kind = 'invited' and {UNBEGUN}))"


def _of_study(name: str, *, seen: str = SEEN, deleted: bool = False) -> tuple[Policy, ...]:
    """Seen by the study's members (and whom else `seen` names), changed by whoever works in it."""
    table = f"surveys_{name}"
    policies: tuple[Policy, ...] = (
        Policy(table=table, name=f"{name}_seen", command="select", using=seen),
        Policy(table=table, name=f"{name}_made", command="insert", check=WORKED),
        Policy(table=table, name=f"{name}_changed", command="update", using=WORKED, check=WORKED),
    )
    if deleted:
        policies += (Policy(table=table, name=f"{name}_removed", command="delete", using=WORKED),)
    return policies


def _answered(name: str) -> tuple[Policy, ...]:
    """What a respondent says: his own while it is not final; a paper form's for whoever keys it in."""
    table = f"surveys_{name}"
    changes = f"not final and ({OWN} or {PAPER})"
    return (
        Policy(table=table, name=f"{name}_seen", command="select", using=NOT_FINAL),
        Policy(
            table=table, name=f"{name}_said", command="insert", check=f"not final and ({OWN} or {BEGINNING} or {PAPER})"
        ),
        Policy(table=table, name=f"{name}_changed", command="update", using=changes, check=changes),
        Policy(table=table, name=f"{name}_taken_back", command="delete", using=changes),
    )


LINK, RESPONDENT, PARTNER, OFFER = (
    "surveys_answerlink", "surveys_respondent", "surveys_partner", "surveys_partneranswer",
)  # fmt: skip
LINKS = (
    Policy(table=LINK, name="link_seen", command="select", using=f"{SEEN} or {DOOR}"),
    Policy(
        table=LINK, name="link_made", command="insert",
        check=f"(kind in ('wave', 'partner') and {WORKED}) or (kind = 'invited' and {WORKED} and {UNBEGUN})"
        " or (kind = 'own' and study_id = any ((select acting_survey_studies())::uuid[]))",
    ),
    Policy(
        table=LINK, name="link_withdrawn", command="update",
        using=f"{WORKED} and {WITHDRAWN_BY_STAFF}", check=f"{WORKED} and {WITHDRAWN_BY_STAFF}",
    ),
)  # fmt: skip
RESPONDENTS = (
    Policy(table=RESPONDENT, name="respondent_seen", command="select", using=f"id = {SELF} or {PAPER}"),
    Policy(
        table=RESPONDENT, name="respondent_made", command="insert",
        check=f"{BEGINNING} or (channel in ('token', 'paper') and {WORKED})",
    ),
    Policy(
        table=RESPONDENT, name="respondent_changed", command="update",
        using=f"(id = {SELF} and {OPEN_TO_ME}) or {PAPER}", check=f"(id = {SELF} and {OPEN_TO_ME}) or {PAPER}",
    ),
)  # fmt: skip
PARTNERS = (
    Policy(table=PARTNER, name="partner_seen", command="select", using=f"id = {SELF} or {SEEN}"),
    Policy(table=PARTNER, name="partner_asked", command="insert", check=WORKED),
    Policy(table=PARTNER, name="partner_changed", command="update", using=f"id = {SELF} or {WORKED}",
           check=f"id = {SELF} or {WORKED}"),
    Policy(table=OFFER, name="offer_seen", command="select", using=f"partner_id = {SELF} or {SEEN}"),
    Policy(table=OFFER, name="offer_asked", command="insert", check=WORKED),
    Policy(table=OFFER, name="offer_said", command="update", using=f"partner_id = {SELF}",
           check=f"partner_id = {SELF}"),
)  # fmt: skip
ROOM = (
    *_of_study("surveywave", seen=f"{SEEN} or id = any ((select acting_waves())::uuid[])"),
    *_of_study("wavetarget", deleted=True),
    *_of_study("wavecategory", seen=f"{SEEN} or {MY_WAVES}", deleted=True),
    *_of_study("wavechoice", seen=f"{SEEN} or {MY_WAVES}", deleted=True),
    *_of_study("invitation"),
    *LINKS,
    *RESPONDENTS,
    *_answered("respondenttrait"),
    *_answered("surveycard"),
    *_of_study("acceptanceresult")[:2],
    *_of_study("answertakenin", seen=WORKED, deleted=True),
    *_of_study("traittakenin", seen=WORKED, deleted=True),
    *PARTNERS,
)
TABLES = tuple(dict.fromkeys(policy.table for policy in ROOM))
TRACKED = ("surveywave", "wavetarget", "wavecategory", "wavechoice", "invitation", "partner", "partneranswer")
EVENTS = {f"surveys_{name}event": f"{SEEN} or {AUDITED}" for name in TRACKED}
