"""Where one can go from every page: at most seven entries, each for those whose role has something to do there."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from arcs.web.people.models import Staff
from arcs.web.ui.pages import NavigationEntry

MOST_ENTRIES = 7


@dataclass(frozen=True, kw_only=True)
class Place:
    """One room's first page. `permissions`: any one of them shows it; none means everybody who is signed in."""

    label: Promise | str
    address: str
    key: str
    permissions: tuple[str, ...] = ()


PLACES = (
    Place(
        label=_("Live calls"),
        address="calls:list",
        key="c",
        permissions=("calls.read", "calls.take", "calls.close"),
    ),
    Place(label=_("Triage"), address="triage:strip", key="t", permissions=("triage.decide",)),
    Place(label=_("Board"), address="dispatch:board", key="b", permissions=("dispatch.board",)),
    Place(label=_("Field"), address="dispatch:field", key="f", permissions=("dispatch.field",)),
    Place(
        label=_("Desks"), address="desks:all", key="d", permissions=("desks.read", "desks.work", "desks.lead"),
    ),
    Place(label=_("Figures"), address="desks:figures", key="f", permissions=("desks.figures",)),
        label=_("Units"),
        address="units:list",
        key="u",
        permissions=tuple(f"units.{one}" for one in ("read", "set_up", "roster", "assign", "own_status")),
    ),
    Place(label=_("Studies"), address="studies:list", key="s", permissions=("studies.read", "studies.create")),
    Place(label=_("Programme"), address="programmes:mine", key="r"),  # everybody may have something to read there
    Place(
        label=_("Protocol"),
        address="protocols:list",
        key="o",
        permissions=tuple(f"protocols.{one}" for one in ("read", "draft", "comment", "approve", "enact")),
    ),
    # Whoever only reads studies finds his own long work from the start page.
    Place(label=_("Long work"), address="jobs:list", key="l", permissions=("studies.create", "jobs.see_all")),
    Place(label=_("People"), address="people:list", key="p", permissions=("people.read", "people.manage")),
    Place(label=_("Settings"), address="agency:overview", key="e", permissions=("agency.read", "agency.edit")),
    Place(label=_("Messages"), address="messages:list", key="m", permissions=("messages.see",)),
    Place(label=_("Audit"), address="audit:trail", key="a", permissions=("audit.read",)),
)


def entries(request: HttpRequest, who: Staff) -> list[NavigationEntry]:
    """The entries of this person's navigation, the current one marked."""
    return list(_entries(request.path, who))[:MOST_ENTRIES]


def _entries(path: str, who: Staff) -> Iterator[NavigationEntry]:
    for place in PLACES:
        if not place.permissions or who.permissions.intersection(place.permissions):
            url = reverse(place.address)
            yield NavigationEntry(label=str(place.label), url=url, key=place.key, current=path.startswith(url))
