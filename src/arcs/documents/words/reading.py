"""Reading an evaluation's tables by column name, where a table or a column may be absent."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from arcs.core.evaluation import Evaluation
from arcs.core.figures import Table, Value, rounded
from arcs.core.vocabulary import Alternative, Disposition, NatureFlag, Risk

Record = Mapping[str, Value]
WORDS = {
    Disposition.OFFICER.value: "Officer",
    Disposition.HYBRID.value: "Hybrid",
    Disposition.NON_SWORN.value: "CSO",
    Alternative.CSO.value: "CSO",
    Alternative.TRU_ONLINE.value: "Phone or online",
    Alternative.OUTSIDE.value: "Outside",
    **{one.value: one.label for one in NatureFlag},
}


def records(evaluation: Evaluation, name: str) -> tuple[Record, ...]:
    """The rows of a table by column name; none where the table is absent."""
    table = evaluation.tables.get(name)
    return tuple(table.records()) if table else ()


def number(value: Value) -> Decimal | None:
    """The value as an exact number; None for text, marks and "not recorded".

    >>> number(0.7), number("X"), number(None)
    (Decimal('0.7'), None, None)
    """
    if value is None or isinstance(value, str | bool):
        return None
    exact = Decimal(str(value))
    return exact if exact.is_finite() else None


def amount(value: Value) -> Decimal:
    """The value as an exact number, nothing recorded as zero."""
    return number(value) or Decimal(0)


def text(value: Value) -> str:
    """The value as text; empty for "not recorded"."""
    return "" if value is None else str(value)


def is_marked(value: Value) -> bool:
    """Whether a mark stands: text other than a plain no, or true."""
    return value is True or (isinstance(value, str) and value.strip().lower() not in {"", "no", "n", "none", "false"})


def coded_words(codes: str) -> str:
    """Words for one code or several with semicolons between; an unknown code is shown as it is.

    >>> coded_words("non_sworn; tru_online")
    'CSO; Phone or online'
    """
    return "; ".join(WORDS.get(one.strip(), one.strip()) for one in codes.split(";"))


def disposition_label(code: str) -> str:
    """The words for a disposition's code; an unknown code is shown as it is.

    >>> disposition_label("tru_online")
    'Telephone or online report'
    """
    return Disposition(code).label if code in set(Disposition) else code


def risk_label(code: str) -> str:
    """The word for a risk code.

    >>> risk_label("P"), risk_label("")
    ('Possible', 'Not rated')
    """
    return Risk(code).label if code in set(Risk) else (code or "Not rated")


def item_words(name: str) -> str:
    """An item of the instrument as a reader sees it.

    >>> item_words("police_mandate"), item_words("type")
    ('Police mandate', 'Class')
    """
    return "Class" if name == "type" else name.replace("_", " ").capitalize()


@dataclass(frozen=True, kw_only=True)
class Category:
    """A surveyed category as the matrix holds it. Acceptance runs from 1 to 5; FTE as the study prints it."""

    name: str
    fte: Decimal
    hours: Decimal | None
    risk: str
    cso: Decimal | None
    tru_online: Decimal | None
    disposition: str
    is_outside: bool
    not_yet: bool

    @property
    def best(self) -> Decimal | None:
        """The higher of the two acceptance means; None where nobody was asked."""
        asked = [one for one in (self.cso, self.tru_online) if one is not None]
        return max(asked) if asked else None

    @property
    def band(self) -> int | None:
        """The best mean as a whole number, halves up."""
        return None if self.best is None else int(rounded(self.best, 0))


def categories(evaluation: Evaluation) -> tuple[Category, ...]:
    """The matrix's categories, most officer time first."""
    found = [_category(row) for row in records(evaluation, "matrix")]
    return tuple(sorted(found, key=lambda one: (-one.fte, one.name)))


def _category(row: Record) -> Category:
    cso, tru = number(row.get("cso_average")), number(row.get("tru_online_average"))
    return Category(
        name=text(row.get("category")) or "(no name)",
        fte=amount(row.get("fte")),
        hours=number(row.get("hours")),
        risk=text(row.get("risk")),
        cso=cso,
        tru_online=tru,
        disposition=text(row.get("disposition")),
        is_outside=text(row.get("alternative")).strip().upper() == "X" or row.get("alternative") is True,
        not_yet=is_marked(row.get("not_yet")),
    )


@dataclass(frozen=True, kw_only=True)
class Step:
    """One step of the lineage's main line, in call types."""

    name: str
    into: int
    out: int
    left_out: int | None


def main_line(evaluation: Evaluation) -> tuple[Step, ...]:
    """The steps that follow one from another, such as 233 to 181 to 62 to 46; branches beside them are left aside."""
    found: list[Step] = []
    for row in records(evaluation, "lineage_steps"):
        into, out, left = (number(row.get(one)) for one in ("into", "out", "left_out"))
        if into is None or out is None or (found and found[-1].out != into):
            continue
        gone = None if left is None else int(left)
        found.append(Step(name=text(row.get("step")), into=int(into), out=int(out), left_out=gone))
    return tuple(found)


def source_line(table: Table) -> str:
    """Where a table's numbers come from, as a caption says it."""
    return f"Source: {table.source.rstrip('.')}." if table.source else f"Source: table {table.name}."
