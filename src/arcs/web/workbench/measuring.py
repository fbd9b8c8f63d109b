"""The study as it stands, with the officer time that its own calls take."""

from arcs.core.evaluation import Study
from arcs.core.evaluation.evaluating import with_volumes
from arcs.web.workbench.current import Current


def measured(now: Current) -> Study | None:
    """A study's content; a call type whose FTE no source prints has that of the study's own calls."""
    return now.content and with_volumes(now.content, now.tables.get("workload"))
