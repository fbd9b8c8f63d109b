"""What the page of the risk level matrix prints, and what an import would do to it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from arcs.core.protocol import MatrixRow, Route
from arcs.core.protocol.state_report import CodeList, CrisisCode
from arcs.files.protocol import crisis_codes
from arcs.files.protocol.texts import record_of
from arcs.web.protocols.actions import versions_of
from arcs.web.protocols.models import EditionRow
from arcs.web.protocols.permits import is_locked
from arcs.web.wall.at_once import sign_of

MATRIX, ROUTES = "matrix", "routes"
_NAMES = (("call_types", "row"), ("rules", "raises_to"))  # what may name a row of the matrix


@dataclass(frozen=True, kw_only=True)
class MatrixRowShown:
    """One row of the matrix with the names of its routes, and whether it is the State's."""

    row: EditionRow
    cells: Mapping[str, str]
    routes: str
    locked: bool
    named_by: int


@dataclass(frozen=True, kw_only=True)
class LevelShown:
    """How a route is reported to the State Police: its level codes in words, or that nobody is dispatched."""

    route: str
    levels: str


def matrix_shown(rows: Mapping[str, Sequence[EditionRow]]) -> list[MatrixRowShown]:
    """The rows, the lightest level first."""
    names = {one.key: one.cells.get("name", one.key) for one in rows.get(ROUTES, ())}
    named = _named(rows)
    return [
        MatrixRowShown(
            row=one, cells=one.cells, locked=is_locked(MATRIX, one.cells), named_by=named.get(one.key, 0),
            routes=", ".join(names.get(code, code) for code in one.cells.get("routes", "").split("\n") if code),
        )
        for one in rows.get(MATRIX, ())
    ]  # fmt: skip


def _named(rows: Mapping[str, Sequence[EditionRow]]) -> dict[str, int]:
    """How many call types and rules name each row."""
    found: dict[str, int] = {}
    for section, cell in _NAMES:
        for one in rows.get(section, ()):
            if code := one.cells.get(cell, ""):
                found[code] = found.get(code, 0) + 1
    return found


def lost_names(rows: Mapping[str, Sequence[EditionRow]], new: Sequence[MatrixRow]) -> list[str]:
    """Rows of the matrix that call types or rules name and that the new matrix does not hold."""
    return sorted(set(_named(rows)) - {one.code for one in new})


def records_of(rows: Mapping[str, Sequence[EditionRow]]) -> list[MatrixRow]:
    """The rows that can be read as such."""
    made = [record_of(MATRIX, one.cells)[0] for one in rows.get(MATRIX, ())]
    return [one for one in made if isinstance(one, MatrixRow)]


def sign_of_matrix(rows: Mapping[str, Sequence[EditionRow]]) -> str:
    """A sign of the matrix as a page showed it: the same while nobody changes it."""
    return sign_of(versions_of(rows.get(MATRIX, ())))


def levels_shown(rows: Mapping[str, Sequence[EditionRow]]) -> list[LevelShown]:
    """Each route with the level codes of the State Police's monthly report."""
    codes = crisis_codes()
    words = {one.code: one.name for one in codes.of(CodeList.LEVEL)}
    found = []
    for one in rows.get(ROUTES, ()):
        record = record_of(ROUTES, one.cells)[0]
        if isinstance(record, Route):
            levels = ", ".join(words[code] for code in codes.levels_of([record]))
            found.append(LevelShown(route=record.name, levels=levels))
    return found


def codes_shown() -> list[tuple[str, tuple[CrisisCode, ...]]]:
    """The codes under which a crisis call is closed and reported, by list."""
    return [(which.label, crisis_codes().of(which)) for which in CodeList]
