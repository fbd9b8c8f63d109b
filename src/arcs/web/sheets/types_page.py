"""The page of call types: each with its volume, codes, needs and whether it is left out."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from arcs.core.vocabulary import NatureFlag
from arcs.web.people.models import Staff
from arcs.web.sheets.models import StudyRow
from arcs.web.sheets.queries import records_of, rows_of
from arcs.web.sheets.reckoning import TypeReckoned, hours_of, reckoned
from arcs.web.studies.models import CallImport, Study
from arcs.web.studies.queries import import_table
from arcs.web.studies.stands import newest_loaded

MOST_SHOWN = 60  # on one page, unless all are asked for
SORTS = ("name", "calls", "fte", "hours")
CODES = ("police_mandate", "risk", "immediate_response", "type", "other_resources", "alternative_response")


@dataclass(frozen=True, kw_only=True)
class TypeShown:
    """One call type as the page shows it; `printed` is the FTE that a source gives, `measured` what the calls show."""

    row: StudyRow
    name: str
    calls: int | None = None
    measured: TypeReckoned | None = None
    printed: Decimal | None = None
    codes: str = ""
    needs: tuple[tuple[str, bool], ...] = ()
    other_codes: tuple[str, ...] = ()

    @property
    def excluded(self) -> str:
        """Why it is left out, or nothing."""
        return str(self.row.cells.get("excluded", ""))

    @property
    def fte(self) -> Decimal | None:
        """What is printed, else what is measured."""
        if self.printed is not None:
            return self.printed
        return self.measured.fte if self.measured else None

    @property
    def hours(self) -> Decimal | None:
        """Committed hours of the newest export."""
        return self.measured.hours if self.measured else None

    @property
    def is_unseen(self) -> bool:
        """Whether the newest export has no call of this type."""
        return self.calls == 0


@dataclass(frozen=True, kw_only=True)
class TypesPage:
    """The rows after the filter, and how many there are of each kind."""

    rows: tuple[TypeShown, ...]
    all: int
    excluded: int
    unseen: int
    flagged: int
    source: CallImport | None
    sort: str
    show: str
    words: str
    new_in_export: int = 0
    left: int = 0
    kinds: tuple[str, ...] = field(default=("", "in", "excluded", "flagged", "unseen"))

    @property
    def fitting(self) -> int:
        """How many fit the filter, shown or not."""
        return len(self.rows) + self.left


def types_page(who: Staff, study: Study, words: Mapping[str, str]) -> TypesPage:
    """The page in a constant number of queries."""
    source = newest_loaded(who, study)
    shown = _shown(who, study, source)
    calls = _calls(who, source)
    show, text = words.get("show", ""), words.get("q", "").strip()
    sort = words.get("sort", "") if words.get("sort", "") in SORTS else ("fte" if source else "name")
    kept = [one for one in shown if _fits(one, show) and text.casefold() in one.name.casefold()]
    most = len(kept) if "all" in words else MOST_SHOWN
    return TypesPage(
        rows=tuple(_sorted(kept, sort)[:most]),
        left=max(0, len(kept) - most),
        all=len(shown),
        excluded=sum(bool(one.excluded) for one in shown),
        unseen=sum(one.is_unseen for one in shown),
        flagged=sum(bool(one.needs) for one in shown),
        source=source,
        sort=sort,
        show=show,
        words=text,
        new_in_export=len(set(calls) - {one.name for one in shown} - {""}),
    )


def _fits(one: TypeShown, show: str) -> bool:
    kinds = {
        "in": not one.excluded,
        "excluded": bool(one.excluded),
        "flagged": bool(one.needs),
        "unseen": one.is_unseen,
    }
    return kinds.get(show, True)


def _sorted(rows: Sequence[TypeShown], sort: str) -> list[TypeShown]:
    if sort == "name":
        return sorted(rows, key=lambda one: one.name.casefold())
    return sorted(rows, key=lambda one: (-Decimal(getattr(one, sort) or 0), one.name.casefold()))


def _calls(who: Staff, source: CallImport | None) -> dict[str, int]:
    table = import_table(who, source, "by_call_type") if source else None
    if table is None:
        return {}
    pairs = zip(table.values("call_type"), table.values("calls"), strict=True)
    return {str(name or ""): int(many) for name, many in pairs if isinstance(many, int)}


def _shown(who: Staff, study: Study, source: CallImport | None) -> list[TypeShown]:
    needs, codes = defaultdict(list), defaultdict(list)
    for one in records_of(who, study, "nature.csv"):
        needs[one.call_type].append((NatureFlag(one.flag).label, one.basis == "may"))
    for one in records_of(who, study, "crosswalk.csv"):
        codes[one.call_type].append(f"{one.system} {one.code}")
    calls, measured = _calls(who, source), _measured(who, study, source)
    rows = rows_of(who, study, "call_types.csv")
    return [
        TypeShown(
            row=row, name=row.key, calls=calls.get(row.key, 0) if source else None, measured=measured.get(row.key),
            printed=Decimal(row.cells["fte"]) if "fte" in row.cells else None,
            codes=" ".join(row.cells.get(name, "–") for name in CODES) if set(CODES) & set(row.cells) else "",
            needs=tuple(needs[row.key]), other_codes=tuple(codes[row.key]),
        )
        for row in rows
    ]  # fmt: skip


def _measured(who: Staff, study: Study, source: CallImport | None) -> dict[str, TypeReckoned]:
    from arcs.web.sheets.workload import assumptions_of  # noqa: PLC0415 - that page shows these too

    table = import_table(who, source, "by_call_type") if source else None
    if table is None:
        return {}
    found = reckoned(hours_of(table, "hours"), assumptions_of(who, study)[0])
    return {one.call_type: one for one in found.types}
