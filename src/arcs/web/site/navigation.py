"""Where one can go from every page: at most seven entries, each for those whose role has something to do there."""

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
    """One room's first page. `permissions`: any one of them shows it; none means everybody who is signed in.

    Places of one `group` stand together in one entry.
    """

    label: Promise | str
    address: str
    key: str
    permissions: tuple[str, ...] = ()
    group: Promise | str = ""


DISPATCH = _("Dispatch")
PLACES = (
    Place(label=_("Board"), address="dispatch:board", key="b", permissions=("dispatch.board",), group=DISPATCH),
    Place(label=_("Triage"), address="triage:strip", key="t", permissions=("triage.decide",), group=DISPATCH),
    Place(label=_("Field"), address="dispatch:field", key="f", permissions=("dispatch.field",), group=DISPATCH),
    Place(
        label=_("Live calls"), address="calls:list", key="c", permissions=("calls.read", "calls.take", "calls.close"),
        group=DISPATCH,
    ),
    Place(
        label=_("Desks"), address="desks:all", key="d", permissions=("desks.read", "desks.work", "desks.lead"),
        group=DISPATCH,
    ),
    Place(
        label=_("Units"), address="units:list", key="u", group=DISPATCH,
        permissions=tuple(f"units.{one}" for one in ("read", "set_up", "roster", "assign", "own_status")),
    ),
    Place(label=_("Studies"), address="studies:list", key="s", permissions=("studies.read", "studies.create")),
    # Everybody may have something to read there.
    Place(label=_("Plan and policies"), address="programmes:mine", key="r", group=_("Programme")),
    Place(
        label=_("Figures"), address="desks:figures", key="i", permissions=("desks.figures",), group=_("Programme")
    ),
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
)  # fmt: skip


def entries(request: HttpRequest, who: Staff) -> list[NavigationEntry]:
    """The entries of this person's navigation, the current one marked; places of one group stand inside one entry."""
    groups: dict[str, list[NavigationEntry]] = {}
    for place in PLACES:
        if not place.permissions or who.permissions.intersection(place.permissions):
            url = reverse(place.address)
            here = request.path.startswith(url)
            entry = NavigationEntry(label=str(place.label), url=url, key=place.key, current=here)
            groups.setdefault(str(place.group or place.label), []).append(entry)
    return [_entry(label, inner) for label, inner in groups.items()][:MOST_ENTRIES]


def _entry(label: str, inner: list[NavigationEntry]) -> NavigationEntry:
    """One entry for a group: it leads to the first of its places that this person may open."""
    first, *more = inner
    if not more:
        return first
    current = any(one.current for one in inner)
    return NavigationEntry(label=label, url=first.url, key=first.key, current=current, inner=tuple(inner))
