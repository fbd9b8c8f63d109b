"""Claims of the source beside what the study's own values give: neither is struck out."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from arcs.core.figures import Table

VERDICTS: dict[str, tuple[str | Promise, str]] = {
    "agrees": (gettext_lazy("agrees"), "good"),
    "differs": (gettext_lazy("differs"), "warn"),
    "cannot be checked": (gettext_lazy("cannot be checked"), ""),
}


@dataclass(frozen=True, kw_only=True)
class ClaimLine:
    """One claim: printed, recomputed, and the formula between them."""

    claim: str
    where: str
    printed: str
    recomputed: str
    formula: str
    verdict: str
    tone: str


@dataclass(frozen=True, kw_only=True)
class Claims:
    """The claims as asked for, and how many there are of each verdict."""

    lines: tuple[ClaimLine, ...]
    of: int
    counts: tuple[tuple[str, str, int, bool], ...]


def claims_page(tables: Mapping[str, Table], wanted: str) -> Claims:
    """Every claim of the verdict that is wanted; all where none is named. Those that differ come first."""
    rows = list(tables["claims"].records()) if "claims" in tables else []
    order = ("differs", "cannot be checked", "agrees")
    rows.sort(key=lambda row: order.index(str(row["verdict"])))
    kept = [row for row in rows if wanted in ("", row["verdict"])]
    counts = tuple(
        (name, str(VERDICTS[name][0]), sum(row["verdict"] == name for row in rows), name == wanted) for name in order
    )
    return Claims(lines=tuple(_line(row) for row in kept), of=len(rows), counts=counts)


def _line(row: Mapping[str, object]) -> ClaimLine:
    words, tone = VERDICTS[str(row["verdict"])]
    return ClaimLine(
        claim=str(row["claim"]), where=str(row["where"]), printed=str(row["printed"]),
        recomputed=str(row["recomputed"] or "–"), formula=str(row["formula"] or ""), verdict=str(words), tone=tone,
    )  # fmt: skip
