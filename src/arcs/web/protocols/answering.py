"""The page of who answers: call types by category against routes, narrowed, changed many at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.utils.translation import gettext as _

from arcs.files.protocol.texts import Texts
from arcs.web.protocols.models import EditionRow

TYPES, ROUTES = "call_types", "routes"
PAGE = 40
MOST_WORDS = 200


@dataclass(frozen=True, kw_only=True)
class Asked:
    """How the page is narrowed: words, a category, a route, an edition that it is compared with, and the page."""

    words: str = ""
    category: str = ""
    route: str = ""
    against: str = ""
    page: int = 1

    @classmethod
    def of(cls, given: Mapping[str, Any]) -> "Asked":
        """What an address asks; what cannot be used is left out."""
        page = str(given.get("page", ""))
        return cls(
            words=str(given.get("q", "")).strip()[:MOST_WORDS], category=str(given.get("category", "")),
            route=str(given.get("route", "")), against=str(given.get("against", "")),
            page=int(page) if page.isascii() and page.isdecimal() and 0 < len(page) < 6 else 1,
        )  # fmt: skip

    def address(self, page: int) -> str:
        """The query of another page of the same."""
        told = {"q": self.words, "category": self.category, "route": self.route, "against": self.against}
        return urlencode({name: text for name, text in told.items() if text} | {"page": page})


@dataclass(frozen=True, kw_only=True)
class TypeShown:
    """One call type: where it goes, where it may also go, and what it was in the edition that is compared."""

    row: EditionRow
    base: str
    permitted: tuple[str, ...]
    before: Texts | None

    @property
    def category(self) -> str:
        """The category of the study."""
        return str(self.row.cells.get("category", ""))

    @property
    def why(self) -> str:
        """Why it goes there."""
        return str(self.row.cells.get("why", ""))

    @property
    def was(self) -> str:
        """Where it went in the other edition, where that differs."""
        if self.before is None:
            return ""
        return ", ".join(filter(None, (self.before.get("base", ""), *permitted_of(self.before))))


@dataclass(frozen=True, kw_only=True)
class Group:
    """The call types of one category that stand on this page."""

    name: str
    types: tuple[TypeShown, ...]


@dataclass(frozen=True, kw_only=True)
class AnswersPage:
    """One page of the matrix: groups of call types, and what there is to choose from."""

    groups: tuple[Group, ...]
    routes: tuple[tuple[str, str], ...]
    categories: tuple[str, ...]
    asked: Asked
    count: int
    every: int
    number: int
    last: int

    @property
    def names(self) -> Mapping[str, str]:
        """The routes' names by code, without what is explained after a colon."""
        return {code: name.partition(":")[0] for code, name in self.routes}

    @property
    def earlier(self) -> str:
        """The address of the page before."""
        return self.asked.address(self.number - 1) if self.number > 1 else ""

    @property
    def later(self) -> str:
        """The address of the page after."""
        return self.asked.address(self.number + 1) if self.number < self.last else ""


def permitted_of(cells: Mapping[str, str]) -> tuple[str, ...]:
    """The other routes of a call type, in order.

    >>> permitted_of({"permitted": "tru\\nonline"})
    ('tru', 'online')
    """
    return tuple(one for one in cells.get("permitted", "").split("\n") if one)


def answers_page(
    rows: Mapping[str, Sequence[EditionRow]], asked: Asked, before: Mapping[str, Texts] | None = None
) -> AnswersPage:
    """The page that is asked for; `before` are the call types of another edition by name."""
    types = rows.get(TYPES, ())
    shown = [_shown(one, before) for one in types]
    fitting = [one for one in shown if _fits(one, asked) and (before is None or _differs(one, before))]
    fitting.sort(key=lambda one: (one.category == "", one.category.casefold(), one.row.key.casefold()))
    last = max(1, -(-len(fitting) // PAGE))
    number = min(asked.page, last)
    part = fitting[(number - 1) * PAGE : number * PAGE]
    names = dict.fromkeys(one.category for one in part)
    return AnswersPage(
        groups=tuple(
            Group(name=name or _("No category"), types=tuple(one for one in part if one.category == name))
            for name in names
        ),
        routes=tuple((one.key, str(one.cells.get("name", one.key))) for one in rows.get(ROUTES, ())),
        categories=tuple(sorted({one.category for one in shown if one.category}, key=str.casefold)),
        asked=asked, count=len(fitting), every=len(types), number=number, last=last,
    )  # fmt: skip


def _shown(row: EditionRow, before: Mapping[str, Texts] | None) -> TypeShown:
    return TypeShown(
        row=row, base=str(row.cells.get("base", "")), permitted=permitted_of(row.cells),
        before=before.get(row.key) if before is not None else None,
    )  # fmt: skip


def _differs(one: TypeShown, before: Mapping[str, Texts]) -> bool:
    was = before.get(one.row.key)
    return was is None or (was.get("base", ""), permitted_of(was)) != (one.base, one.permitted)


def _fits(one: TypeShown, asked: Asked) -> bool:
    words = f"{one.row.key} {one.row.cells.get('also', '')} {one.category} {one.why}".casefold()
    return (
        asked.words.casefold() in words
        and asked.category in {"", one.category}
        and (not asked.route or asked.route in {one.base, *one.permitted})
    )


@dataclass(frozen=True, kw_only=True)
class Typed:
    """What was sent for one call type: the version on the page, its route and the ticked others."""

    row: UUID
    version: int
    base: str
    permitted: tuple[str, ...]

    def others(self, before: Sequence[str]) -> tuple[str, ...]:
        """The ticked routes besides the one that answers; those that stood there before keep their order."""
        held = [one for one in before if one in self.permitted]
        listed = (*held, *(one for one in self.permitted if one not in held))
        return tuple(one for one in listed if one != self.base)

    def cells(self, row: EditionRow, why: str) -> Texts:
        """The row as it should stand; where another route answers, the reason is the new one."""
        cells = dict(row.cells) | {"base": self.base, "permitted": "\n".join(self.others(permitted_of(row.cells)))}
        if self.base != row.cells.get("base", ""):
            cells["why"] = why
        return {name: text for name, text in cells.items() if text}


def typed(given: Any) -> list[Typed]:
    """Everything that a page sent, row by row; what is no row of a page is left out."""
    found = []
    for one in given.getlist("row"):
        key, _colon, version = one.partition(":")
        try:
            row, number = UUID(key), int(version)
        except ValueError:
            continue
        found.append(
            Typed(row=row, version=number, base=given.get(f"base-{key}", ""),
                  permitted=tuple(given.getlist(f"permitted-{key}")))
        )  # fmt: skip
    return found


def changed(sent: Sequence[Typed], rows: Mapping[UUID, EditionRow], why: str) -> dict[UUID, tuple[int, Texts]]:
    """Of what was sent, the rows that would say something else than they do, with their cells."""
    found = {}
    for one in sent:
        row = rows.get(one.row)
        if row is not None and (cells := one.cells(row, why)) != row.cells:
            found[one.row] = (one.version, cells)
    return found


def lacks_reason(found: Mapping[UUID, tuple[int, Texts]], rows: Mapping[UUID, EditionRow], why: str) -> bool:
    """Whether another route answers some call type and nobody has said why."""
    return not why and any(cells.get("base") != rows[pk].cells.get("base") for pk, (_version, cells) in found.items())
