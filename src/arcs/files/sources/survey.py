"""One pass over the bytes for what DuckDB's own reader would not tell us, and the hash in a thread beside it."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

CHUNK = 1 << 20
AT_ONCE = 8 << 20  # a file up to this size is surveyed before it is opened, a larger one while it is scanned

Answer = TypeVar("Answer")


@dataclass(frozen=True, kw_only=True)
class Found:
    """What one pass found: line ends, whether the last line has one, and the first doubt about the bytes."""

    line_feeds: int
    ends_with_line_feed: bool
    doubt: str


@dataclass(frozen=True, kw_only=True)
class Survey:
    """Answers that may still be under way; each call waits for them."""

    outer_sha256: Callable[[], str]
    own_sha256: Callable[[], str]
    rows: Callable[[], int]
    doubt: Callable[[], str]


def surveyed(*, outer: str, own: str, rows: int) -> Survey:
    """A survey whose answers are known."""
    return Survey(outer_sha256=lambda: outer, own_sha256=lambda: own, rows=lambda: rows, doubt=lambda: "")


def survey_bytes(path: Path, *, header_cell: bytes, start: int) -> Found:
    """Read the file once. `header_cell` is a telling piece of the header line, looked for again from byte `start` on.

    DuckDB's strict reader refuses ragged lines, open quotes, mixed line ends and bytes that are not UTF-8 by itself.
    What it would pass in silence is looked for here: NUL bytes, and a header that comes again in the middle of a file.
    Blank lines and line feeds inside cells show as a count of lines that is not DuckDB's count of rows.
    """
    feeds = position = 0
    tail = last = b""
    doubt = ""
    with path.open("rb") as stream:
        while chunk := stream.read(CHUNK):
            feeds += chunk.count(b"\n")
            if b"\0" in chunk:
                doubt = doubt or "it holds NUL bytes"
            if header_cell and _comes_again(chunk, tail, header_cell, start - position):
                doubt = doubt or "a header name comes again further down"
            position += len(chunk)
            tail = chunk[-len(header_cell) :]
            last = chunk[-1:]
    return Found(line_feeds=feeds, ends_with_line_feed=last == b"\n", doubt=doubt)


def _comes_again(chunk: bytes, tail: bytes, cell: bytes, start: int) -> bool:
    """Whether `cell` stands in the chunk from `start` on (counted from the chunk's first byte), or across its seam."""
    if chunk.find(cell, max(0, start)) >= 0:
        return True
    seam = tail + chunk[: len(cell)]
    return seam.find(cell, max(0, start + len(tail))) >= 0


def in_background(work: Callable[[], Answer]) -> Callable[[], Answer]:
    """Start `work` in a thread of its own; the returned call waits for its answer."""
    pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="survey")
    future = pool.submit(work)
    pool.shutdown(wait=False)
    return future.result


def at_once_or_in_background(path: Path, work: Callable[[], Answer]) -> Callable[[], Answer]:
    """Small files are looked at here and now; for large ones the work goes on while somebody else scans them."""
    if path.stat().st_size > AT_ONCE:
        return in_background(work)
    answer = work()
    return lambda: answer
