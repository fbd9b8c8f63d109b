"""The figures that sentences print, each taken from a table and open to inspection in `figures.csv`."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from arcs.core.evaluation import Evaluation
from arcs.core.figures import Column, ColumnKind, Figure, Table, Value
from arcs.documents.words.reading import Category, categories, number, records

QUARTER = Decimal("0.25")
ACCEPTED_FROM = Decimal("2.5")


@dataclass
class Measured:
    """Every figure that this report's sentences may print, by name; `figure` adds one and returns it."""

    evaluation: Evaluation
    figures: dict[str, Figure] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.figures.update(self.evaluation.figures)
        self.categories: tuple[Category, ...] = categories(self.evaluation)

    def figure(
        self,
        name: str,
        value: Value,
        definition: str,
        *,
        table: str,
        unit: str = "",
        kind: ColumnKind = "number",
        places: int = 0,
        rows: str = "",
    ) -> Figure:
        """A number with its definition; the same name always means the same number."""
        given = self.evaluation.figures.get(name)
        if given is not None and given.value == value:
            return given
        name = f"report_{name}" if given is not None else name
        source = self.evaluation.tables.get(table)
        made = Figure(
            name=name,
            value=value,
            unit=unit,
            population=source.population if source else "",
            period=source.period if source else "",
            definition=definition,
            table=table,
            rows=rows,
            kind=kind,
            places=places,
        )
        known = self.figures.setdefault(name, made)
        if known.value != value:
            raise ValueError(f"Figure {name} is {known.value} in one sentence and {value} in another; name one anew.")
        return made

    def count(self, name: str, things: Iterable[object], definition: str, *, table: str, rows: str = "") -> Figure:
        """How many things there are."""
        value = sum(1 for _ in things)
        return self.figure(name, value, definition, table=table, kind="whole", rows=rows)

    def fte(self, name: str, things: Iterable[Category], definition: str, rows: str = "") -> Figure:
        """The officer time of some categories, in FTE."""
        total = sum((one.fte for one in things), Decimal(0))
        return self.figure(name, total, definition, table="matrix", unit="FTE", places=2, rows=rows)

    def share(self, name: str, part: Value, whole: Value, definition: str, *, table: str) -> Figure | None:
        """A share of a whole in percent; None where the whole is zero."""
        top, bottom = number(part), number(whole)
        if top is None or not bottom:
            return None
        return self.figure(name, top / bottom, definition, table=table, unit="share", kind="share")

    def given(self, *names: str) -> Figure | None:
        """The first of these figures that the evaluation itself holds."""
        return next((self.evaluation.figures[one] for one in names if one in self.evaluation.figures), None)

    # ------------------------------------------------------------ the figures that several sections print

    def category_count(self) -> Figure:
        """Categories in the matrix."""
        return self.count("categories", self.categories, "Categories in the suitability matrix.", table="matrix")

    def category_fte(self) -> Figure:
        """Officer time in all categories."""
        return self.fte("categories_fte", self.categories, "Sum of FTE over the matrix.")

    def category_hours(self) -> Figure | None:
        """Hours in all categories, where the matrix has hours."""
        hours = [one.hours for one in self.categories if one.hours is not None]
        if not hours or len(hours) < len(self.categories):
            return None
        total = sum(hours, Decimal(0))
        return self.figure("categories_hours", total, "Sum of hours over the matrix.", table="matrix", unit="hours")

    def all_types(self) -> Figure | None:
        """Call types that were rated."""
        rows = records(self.evaluation, "table_a1")
        if not rows:
            return None
        return self.count("call_types", rows, "Rows of Table A.1.", table="table_a1")

    def all_fte(self) -> Figure | None:
        """Officer time over every call type with a recorded FTE."""
        values = [number(row.get("fte")) for row in records(self.evaluation, "table_a1")]
        known = [one for one in values if one is not None]
        if not known:
            return None
        total = sum(known, Decimal(0))
        return self.figure(
            "call_types_fte", total, "Sum of FTE over Table A.1.", table="table_a1", unit="FTE", places=2
        )

    def share_of_all(self) -> Figure | None:
        """The categories' part of all officer time on calls."""
        whole = self.all_fte()
        if whole is None:
            return None
        definition = "FTE of the matrix divided by FTE of Table A.1."
        share = self.share("categories_share", self.category_fte().value, whole.value, definition, table="matrix")
        return share if share is not None and Decimal(str(share.value)) <= 1 else None

    def head(self) -> tuple[Category, ...]:
        """The categories of at least one FTE; where there are none, the fewest that hold half of the time."""
        whole = [one for one in self.categories if one.fte >= 1]
        if whole:
            return tuple(whole)
        total, running, kept = sum((one.fte for one in self.categories), Decimal(0)), Decimal(0), []
        for one in self.categories:
            if total == 0 or running * 2 >= total:
                break
            kept.append(one)
            running += one.fte
        return tuple(kept)

    def asked(self) -> tuple[Category, ...]:
        """Categories for which anybody was asked about an alternative."""
        return tuple(one for one in self.categories if one.best is not None)

    def accepted(self) -> tuple[Category, ...]:
        """Categories whose best alternative scored at least 3 as a whole number."""
        return tuple(one for one in self.asked() if one.best is not None and one.best >= ACCEPTED_FROM)

    def not_yet(self) -> tuple[Category, ...]:
        """Categories marked "not yet" for the alternative that respondents accept best."""
        return tuple(one for one in self.asked() if one.band is not None and one.band <= 2)

    def table(self) -> Table:
        """Every figure with its unit, population, period and definition, for `figures.csv`."""
        names = ("figure", "value", "unit", "population", "period", "definition", "table", "rows")
        columns = tuple(Column(name=one, heading=one.capitalize()) for one in names)
        rows = tuple(
            (one.name, str(one), one.unit, one.population, one.period, one.definition, one.table, one.rows)
            for _, one in sorted(self.figures.items())
        )
        return Table(
            name="figures",
            title="Every figure that a sentence of this report prints",
            columns=columns,
            rows=rows,
            population=f"{len(rows)} figures",
            period="",
            source="the tables named in each row",
        )
