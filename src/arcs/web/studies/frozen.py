"""Tables and figures as they were produced, to and from what the database holds: every value keeps its exact digits."""

from collections.abc import Mapping
from dataclasses import asdict
from decimal import Decimal
from typing import Any
from uuid import UUID

from arcs.core.figures import Column, Figure, Table, Value
from arcs.web.studies.models import StudyFigure, StudyTable


def kept(value: Value) -> Any:
    """A value as JSON; a decimal is a list of its one text, so that it is told apart from words.

    >>> kept(Decimal("0.70")), kept("0.70"), kept(None)
    (['0.70'], '0.70', None)
    """
    return [str(value)] if isinstance(value, Decimal) else value


def given_back(value: Any) -> Value:
    """The value that `kept` was given.

    >>> given_back(["0.70"])
    Decimal('0.70')
    """
    return Decimal(value[0]) if isinstance(value, list) else value


def frozen_table(table: Table, *, study: UUID, position: int, **origin: UUID) -> StudyTable:
    """The row that holds a table; `origin` is `call_import_id` or `evaluation_id`."""
    return StudyTable(
        study_id=study,
        position=position,
        name=table.name,
        title=table.title,
        population=table.population,
        period=table.period,
        source=table.source,
        notes=list(table.notes),
        columns=[asdict(one) for one in table.columns],
        rows=[[kept(value) for value in row] for row in table.rows],
        row_count=len(table.rows),
        **origin,
    )


def table_of(stored: StudyTable) -> Table:
    """The table as it was produced."""
    return Table(
        name=stored.name,
        title=stored.title,
        columns=tuple(Column(**one) for one in stored.columns),
        rows=tuple(tuple(given_back(value) for value in row) for row in stored.rows),
        population=stored.population,
        period=stored.period,
        source=stored.source,
        notes=tuple(stored.notes),
    )


def frozen_figures(figures: Mapping[str, Figure], *, study: UUID, evaluation: UUID) -> list[StudyFigure]:
    """The rows that hold figures, in their order."""
    return [
        StudyFigure(
            study_id=study,
            evaluation_id=evaluation,
            position=position,
            name=name,
            value=kept(one.value),
            kind=one.kind,
            places=one.places,
            unit=one.unit,
            population=one.population,
            period=one.period,
            definition=one.definition,
            table=one.table,
            rows=one.rows,
        )
        for position, (name, one) in enumerate(figures.items())
    ]


def figure_of(stored: StudyFigure) -> Figure:
    """The figure as it was produced."""
    return Figure(
        name=stored.name,
        value=given_back(stored.value),
        unit=stored.unit,
        population=stored.population,
        period=stored.period,
        definition=stored.definition,
        table=stored.table,
        rows=stored.rows,
        kind=stored.kind,  # type: ignore[arg-type]  # written from a Figure's own kind
        places=stored.places,
    )
