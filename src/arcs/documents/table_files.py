"""Tables as comma-separated files: exact values, the same bytes on every run."""

from decimal import Decimal

from arcs.core.figures import Column, Table, Value, rounded

MOST_DECIMALS = 6


def exact(column: Column, value: Value) -> str:
    """The value as a machine reads it: no thousands mark, empty for "not recorded".

    A number with fewer decimals than its column states is padded. A quotient stops at six decimals, half up; what
    a source prints has fewer and stays exact.

    >>> exact(Column(name="fte", heading="FTE", kind="number", places=2), Decimal("0.7"))
    '0.70'
    >>> exact(Column(name="fte", heading="FTE", kind="number", places=2), Decimal("0.123"))
    '0.123'
    >>> share = Column(name="share", heading="Share", kind="share")
    >>> exact(share, Decimal(2) / Decimal(3))
    '0.666667'
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str):
        return value
    number = value if isinstance(value, Decimal) else Decimal(str(value))
    if not number.is_finite():
        return ""
    exponent = number.as_tuple().exponent
    decimals = -exponent if isinstance(exponent, int) else 0
    if decimals > MOST_DECIMALS:
        number = rounded(number, MOST_DECIMALS)
    elif column.kind == "number" and decimals < column.places:
        number = number.quantize(Decimal(1).scaleb(-column.places))
    return format(number, "f")


def _quoted(cell: str) -> str:
    """A cell in quotes where a comma, a quote or any line end stands in it; the usual writer forgets a lone return."""
    return f'"{cell.replace(chr(34), chr(34) * 2)}"' if any(one in cell for one in ',"\r\n') else cell


def csv_text(table: Table) -> str:
    """One table as CSV text: a header of column names, line feeds at line ends, quotes only where needed."""
    lines = [[column.name for column in table.columns]]
    for row in table.rows:
        lines.append([exact(column, value) for column, value in zip(table.columns, row, strict=True)])
    return "".join(",".join(_quoted(cell) for cell in line) + "\n" for line in lines)
