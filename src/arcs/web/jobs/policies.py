"""Row security of jobs: the requester's own, the team's to look at, the clerk's to hand out and clear away."""

from arcs.web.wall.policies import CLERK, SELF, Policy, event_policies

OWN = f"requester_id = {SELF}"
TEAM = "team_id = any ((select acting_teams())::uuid[])"
SEES_ALL = "(select acting_may('jobs.see_all'))"


def _of_job(table: str, seen: str) -> tuple[Policy, ...]:
    """Written in the requester's name or by the clerk, never changed, cleared away by the clerk."""
    return (
        Policy(table=table, name=f"{table}_seen", command="select", using=f"{seen} or {CLERK}"),
        Policy(table=table, name=f"{table}_written", command="insert", check=f"{OWN} or {CLERK}"),
        Policy(table=table, name=f"{table}_cleared", command="delete", using=CLERK),
    )


JOB = (
    Policy(table="jobs_job", name="job_seen", command="select", using=f"{OWN} or {TEAM} or {SEES_ALL} or {CLERK}"),
    Policy(table="jobs_job", name="job_requested", command="insert", check=OWN),
    Policy(
        table="jobs_job",
        name="job_moved",
        command="update",
        using=f"{OWN} or {CLERK}",
        check=f"{OWN} or {CLERK}",
    ),
    Policy(table="jobs_job", name="job_cleared", command="delete", using=CLERK),
)
CLOCK = (
    Policy(table="jobs_clocktick", name="tick_seen", command="select", using=f"{CLERK} or {SEES_ALL}"),
    Policy(table="jobs_clocktick", name="tick_made", command="insert", check=CLERK),
    Policy(table="jobs_clocktick", name="tick_moved", command="update", using=CLERK, check=CLERK),
)
ROOM = (
    *JOB,
    # A traceback may quote what the work read: only those who repair ARCS see it.
    *_of_job("jobs_jobline", f"(not technical and ({OWN} or {TEAM})) or (technical and {SEES_ALL})"),
    *_of_job("jobs_jobstep", OWN),
    *_of_job("jobs_jobresult", f"{OWN} or {TEAM}"),
    *_of_job("jobs_jobresultpart", f"{OWN} or {TEAM}"),
    *CLOCK,
    *event_policies("jobs_jobevent", seen=f"{OWN} or (select acting_may('audit.read'))"),
)
TABLES = tuple(dict.fromkeys(policy.table for policy in ROOM))
