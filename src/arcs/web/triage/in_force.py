"""The edition that answers calls now, made ready to be asked, and those in its shadow.

What was read once is kept in the process under the edition's digest: its content cannot change any more, and whoever
may see the edition's own row, which is asked for each time, sees every row of it (docs/decisions/0022).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from arcs.core.protocol import BoundEdition
from arcs.core.protocol.words import CRISIS_LINE_ROUTE, EMS, FIRE, OFFICER
from arcs.web.people.models import Staff
from arcs.web.protocols import queries
from arcs.web.protocols.models import ProtocolEdition, State
from arcs.web.protocols.reading import bound
from arcs.web.wall.clock import today

MOST_KEPT = 8
_KEPT: dict[UUID, tuple[str, BoundEdition]] = {}
# What can be chosen where no edition holds, in words that need none.
ALWAYS = {
    OFFICER: _("Police officer"), EMS: _("Emergency medical services"), FIRE: _("Fire department"),
    CRISIS_LINE_ROUTE: _("988 Suicide and Crisis Lifeline"),
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Asked:
    """One edition as the database keeps it, and as it can be asked."""

    row: ProtocolEdition
    bound: BoundEdition

    @property
    def names(self) -> Mapping[str, str]:
        """Its routes' names by code."""
        return {one.code: one.name for one in self.bound.edition.routes}


def in_force(who: Staff) -> Asked | None:
    """The edition in force today, or None where none is; mostly one query."""
    row = queries.edition_in_force(who)
    return None if row is None else _ready(who, row)


def in_shadow(who: Staff) -> list[Asked]:
    """Editions that are approved and hold on no day yet."""
    later = Q(effective_from=None) | Q(effective_from__gt=today())
    rows = queries.editions_seen_by(who).filter(later, state=State.APPROVED)
    return [one for row in rows if (one := _ready(who, row)) is not None]


def names_of(asked: Asked | None) -> Mapping[str, str]:
    """The names of the routes that there are: the edition's, or those that need none."""
    return asked.names if asked else {code: str(name) for code, name in ALWAYS.items()}


def _ready(who: Staff, row: ProtocolEdition) -> Asked | None:
    kept = _KEPT.get(row.pk)
    if kept is None or kept[0] != row.digest:
        edition = queries.content_seen_by(who, row).edition
        if edition is None:
            return None
        if len(_KEPT) >= MOST_KEPT:
            _KEPT.clear()
        kept = _KEPT[row.pk] = (row.digest, bound(edition))
    return Asked(row=row, bound=kept[1])
