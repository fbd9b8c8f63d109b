"""Row security of the settings: everybody reads them, visitors too; who may edit adds to an edition of this moment.

Name, logo and hours stand on public pages, and nothing in the settings is about a person. No policy allows a change or
a deletion, and rows can be added to an edition only in the transaction that makes it.
"""

from arcs.web.wall.acting import Standing
from arcs.web.wall.policies import Policy

EDITOR = f"((select acting_may('agency.edit')) or (select acting_person()) = '{Standing.KEEPER.value}')"
OWN_NAME = "made_by = (select acting_person())"
BEING_MADE = (
    "edition_id = any (array(select id from agency_settingsedition where transaction = (select own_transaction())))"
)
ROWS = (
    "agency_language",
    "agency_service",
    "agency_openinghours",
    "agency_holiday",
    "agency_holidayclosing",
    "agency_area",
    "agency_areaneighbor",
    "agency_threshold",
    "agency_target",
    "agency_retention",
)
TABLES = ("agency_logo", "agency_settingsedition", *ROWS)


def _of(table: str) -> tuple[Policy, ...]:
    check = f"{EDITOR} and {BEING_MADE if table in ROWS else OWN_NAME}"
    return (
        Policy(table=table, name=f"{table}_seen", command="select", using="true"),
        Policy(table=table, name=f"{table}_made", command="insert", check=check),
    )


ROOM = tuple(policy for table in TABLES for policy in _of(table))
EVENTS = ("agency_settingseditionevent",)
