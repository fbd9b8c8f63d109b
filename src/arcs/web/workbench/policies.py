"""Row security of approved reports: members see them, a lead makes them in his or her own name, nobody changes them."""

from arcs.web.studies.policies import LED, SEEN
from arcs.web.wall.policies import SELF, Policy

TABLE = "workbench_reportfreeze"
ROOM = (
    Policy(table=TABLE, name="freeze_seen", command="select", using=SEEN),
    Policy(table=TABLE, name="freeze_made", command="insert", check=f"{LED} and approved_by = {SELF}"),
)
