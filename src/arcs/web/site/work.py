"""What the rooms below long work have done by the clock: they know no worker, so the site tells the worker of them."""

from arcs.web.audit.work import seal_audit, verify_audit
from arcs.web.jobs.clock import daily, each_minute
from arcs.web.people.actions import turn_off_idle_accounts
from arcs.web.wall.acting import Standing

each_minute("audit.seal", standing=Standing.SEALER)(seal_audit)
daily("audit.verify", hour=2, standing=Standing.SEALER)(verify_audit)
daily("people.idle", hour=3, standing=Standing.CLERK)(turn_off_idle_accounts)
