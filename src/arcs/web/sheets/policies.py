"""Row security of a study's rows: members see; who works in an open study changes; coders code, the board decides."""

from arcs.web.studies.policies import AUDITED, SEEN, WORKED
from arcs.web.wall.policies import Policy

TABLE = "sheets_studyrow"
CODING, DECISIONS = "coding.csv", "board_decisions.csv"
CODED = f"(part = '{CODING}' and study_id = any ((select acting_studies_coded())::uuid[]))"
DECIDED = f"(part = '{DECISIONS}' and study_id = any ((select acting_studies_decided())::uuid[]))"
CHANGES = f"({WORKED} and part <> '{DECISIONS}') or {CODED} or {DECIDED}"
ROOM = (
    Policy(table=TABLE, name="studyrow_seen", command="select", using=SEEN),
    Policy(table=TABLE, name="studyrow_made", command="insert", check=CHANGES),
    Policy(table=TABLE, name="studyrow_changed", command="update", using=CHANGES, check=CHANGES),
    Policy(table=TABLE, name="studyrow_removed", command="delete", using=CHANGES),
)
KEPT = "sheets_keptfile"
FILES = (
    Policy(table=KEPT, name="keptfile_seen", command="select", using=SEEN),
    Policy(table=KEPT, name="keptfile_made", command="insert", check=WORKED),
)
EVENTS = {"sheets_studyrowevent": f"{SEEN} or {AUDITED}"}
