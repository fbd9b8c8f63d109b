"""`{% load audit %}`: what other rooms' pages show of the audit."""

from datetime import UTC, datetime, timedelta
from typing import Any

from django import template

from arcs.web.audit.permits import may_see_alarms
from arcs.web.people.models import Staff
from arcs.web.wall.alarm import open_alarms

register = template.Library()
SHOWN_FOR = timedelta(days=30)


@register.inclusion_tag("audit/alarm_banner.html", takes_context=True)
def alarm_banner(context: template.Context) -> dict[str, Any]:
    """To those who answer alarms: the newest one that nobody has acknowledged; nothing to anybody else."""
    user = getattr(context.get("request"), "user", None)
    if not isinstance(user, Staff) or not may_see_alarms(user):
        return {"alarm": None}
    newest = next((one for one in reversed(open_alarms()) if datetime.now(UTC) - one.at < SHOWN_FOR), None)
    return {"alarm": newest}
