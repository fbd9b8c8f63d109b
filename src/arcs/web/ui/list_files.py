"""The rows of a list as a file: what the filters left, in the same order, safe to open in a spreadsheet."""

import csv
from datetime import date, datetime
from decimal import Decimal
from io import StringIO
from typing import Any

from django.http import HttpResponse
from django.utils import timezone

from arcs.documents.table_files import exact
from arcs.web.ui.lists import ListColumn, ListPage

# a spreadsheet runs a cell that begins with one of these as a formula
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def safe_text(text: str) -> str:
    """The text with an apostrophe before it where a spreadsheet would run it; numbers are never passed here.

    >>> safe_text("=1+1"), safe_text("Oak Park")
    ("'=1+1", 'Oak Park')
    """
    return f"'{text}" if text.lstrip(" ").startswith(FORMULA_STARTS) else text


def exported(column: ListColumn, record: Any) -> str:
    """One cell: days and moments in ISO, numbers in full and without thousands marks, text made safe."""
    value = column.value(record)
    if isinstance(value, datetime):
        return (timezone.localtime(value) if timezone.is_aware(value) else value).isoformat(sep=" ", timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bool | int | float | Decimal) or value is None:
        return exact(column.figure, value)
    return safe_text(str(value))


def csv_response(page: ListPage) -> HttpResponse:
    """The whole filtered list (at most 5,000 rows) as CSV with a byte-order mark, made inside the transaction."""
    text = StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    columns = page.definition.columns
    writer.writerow(safe_text(f"{one.heading} ({one.unit})" if one.unit else str(one.heading)) for one in columns)
    writer.writerows([exported(one, record) for one in columns] for record in page.records)
    answer = HttpResponse("\ufeff" + text.getvalue(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{page.definition.name}.csv"'
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "no-store"
    return answer
