"""Whom a route's on-call rota calls for one call, in words: who is due by now, by which number, and who comes next."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from arcs.core.dispatching.standing import OnCall, called_next, called_now, due_at


def called_for(rota: Iterable[OnCall], routes: Mapping[str, str], *, since: datetime, now: datetime) -> str:
    """The same for several routes by code, each with its name in words before it."""
    steps = tuple(rota)
    told = ((name, called_words(steps, code, since=since, now=now)) for code, name in routes.items())
    return " ".join(f"{name}: {words}" for name, words in told if words)


def called_words(rota: Iterable[OnCall], route: str, *, since: datetime, now: datetime) -> str:
    """Who is called now for what waits since a moment, and who is next; "" where nobody of the route is on call."""
    steps = tuple(rota)
    due, then = called_now(steps, route, since=since, now=now), called_next(steps, route, since=since, now=now)
    said = [_("Call %(who)s.") % {"who": "; ".join(_due(one, since, now) for one in due)}] if due else []
    if then is not None:
        comes = {"who": _named(then), "when": _at(due_at(then, since), now)}
        words = _("If nobody answers: %(who)s at %(when)s.") if due else _("On call from %(when)s: %(who)s.")
        said.append(words % comes)
    return " ".join(said)


def _due(step: OnCall, since: datetime, now: datetime) -> str:
    at = due_at(step, since)
    if _at(at, now) == _at(now, now):
        return _named(step)
    return _("%(who)s, since %(when)s") % {"who": _named(step), "when": _at(at, now)}


def _named(step: OnCall) -> str:
    told = {"who": step.person, "telephone": step.telephone}
    return (_("%(who)s, %(telephone)s") if step.telephone else _("%(who)s (no number on the rota)")) % told


def _at(at: datetime, now: datetime) -> str:
    is_today = timezone.localdate(at) == timezone.localdate(now)
    return date_format(timezone.localtime(at), "H:i" if is_today else "DATETIME_FORMAT")
