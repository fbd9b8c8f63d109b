"""The rows of a list as a file: what the filters left, in the same order, safe to open in a spreadsheet."""

import csv
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from decimal import Decimal
from io import StringIO
from itertools import islice
from typing import Any, TypeVar

from django.db.models import QuerySet
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone

from arcs.documents.table_files import exact
from arcs.web.ui.lists import ListColumn, ListPage

Answer = TypeVar("Answer", bound=HttpResponseBase)
CSV_TYPE = "text/csv; charset=utf-8"
PIECE = 2_000  # rows in memory at once
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


def csv_pieces(page: ListPage) -> Iterator[bytes]:
    """The filtered list as CSV with a byte-order mark, piece by piece; read it inside the transaction."""
    columns = page.definition.columns
    heads = [safe_text(f"{one.heading} ({one.unit})" if one.unit else str(one.heading)) for one in columns]
    yield ("\ufeff" + _lines([heads])).encode()
    records = page.records or page.every
    rows = records.iterator(chunk_size=PIECE) if isinstance(records, QuerySet) else iter(records[:])
    while piece := list(islice(rows, PIECE)):
        yield _lines([exported(one, record) for one in columns] for record in piece).encode()


def _lines(rows: Iterable[list[str]]) -> str:
    text = StringIO()
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    return text.getvalue()


def csv_response(page: ListPage) -> HttpResponse:
    """The filtered list, at most 5,000 rows, as one answer that is made inside the transaction."""
    return csv_headers(page, HttpResponse(b"".join(csv_pieces(page)), content_type=CSV_TYPE))


def csv_headers(page: ListPage, answer: Answer) -> Answer:
    """An answer that is saved under the list's name and kept by no cache."""
    answer["Content-Disposition"] = f'attachment; filename="{page.definition.name}.csv"'
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "no-store"
    return answer
