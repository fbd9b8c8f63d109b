"""One cell's text into its value, and back; a value that cannot be is a sentence, never a guess."""

from datetime import date
from decimal import Decimal, InvalidOperation

from arcs.core.cells import Cell

CellValue = str | int | float | Decimal | bool | date | None


class Unusable(ValueError):
    """A cell cannot be used; `what` and `remedy` go into a fault."""

    def __init__(self, what: str, remedy: str) -> None:
        self.what, self.remedy = what, remedy
        super().__init__(what)


def read_value(cell: Cell, text: str) -> CellValue:
    """The value of a cell; raises `Unusable` where the text cannot be one."""
    if text == "":
        if cell.required:
            raise Unusable(f"{cell.name} is empty", f"fill it in: {cell.meaning}")
        return "" if cell.kind in {"text", "code"} else (False if cell.kind == "yes_no" else None)
    if cell.choices and text not in cell.choices:
        raise Unusable(f'{cell.name} is "{text}"', f"write one of {', '.join(cell.choices)}")
    return _of_kind(cell, text)


def _of_kind(cell: Cell, text: str) -> CellValue:
    if cell.kind in {"whole", "number"}:
        return _number(cell, text)
    if cell.kind == "date":
        try:
            return date.fromisoformat(text)
        except ValueError:
            raise Unusable(f'{cell.name} is "{text}", which is no date', "write year-month-day: 2022-07-05") from None
    if cell.kind == "yes_no":
        if text not in {"true", "false"}:
            raise Unusable(f'{cell.name} is "{text}"', "write true or false")
        return text == "true"
    return text


def _number(cell: Cell, text: str) -> int | Decimal:
    try:
        value = Decimal(text)
    except InvalidOperation:
        raise Unusable(f'{cell.name} is "{text}", which is no number', "write digits only, with a point") from None
    if not value.is_finite() or abs(value.adjusted()) > 15:
        raise Unusable(f'{cell.name} is "{text}", which is out of reach', "write an ordinary number")
    if cell.minimum is not None and value < cell.minimum:
        raise Unusable(f"{cell.name} is {text}, below {cell.minimum}", f"give {cell.minimum} or more")
    if cell.maximum is not None and value > cell.maximum:
        raise Unusable(f"{cell.name} is {text}, above {cell.maximum}", f"give {cell.maximum} or less")
    if cell.kind == "whole":
        if value != value.to_integral_value():
            raise Unusable(f"{cell.name} is {text}, not a whole number", "give a whole number")
        return int(value)
    return value


def write_value(value: CellValue) -> str:
    """The text of a value; nothing for nothing recorded.

    >>> write_value(Decimal("0.70")), write_value(False), write_value(None)
    ('0.70', '', '')
    """
    if value is None or value is False:
        return ""
    if value is True:
        return "true"
    if isinstance(value, date):
        return value.isoformat()
    return f"{value:f}" if isinstance(value, Decimal) else str(value)
