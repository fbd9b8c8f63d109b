"""One pass over the bytes of a file: its hash, its lines, and what DuckDB's own reader would not tell us."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

CHUNK = 4 << 20
AT_ONCE = 8 << 20  # a file up to this size is surveyed before it is opened, a larger one while it is scanned


@dataclass(frozen=True, kw_only=True)
class Found:
    """What one pass found: SHA-256, line ends, whether the last line has one, and the first doubt about the bytes."""

    sha256: str
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


def sha256_of(path: Path) -> str:
    """SHA-256 of a file in hexadecimal, read in pieces."""
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while chunk := stream.read(CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def survey_bytes(path: Path, *, header_cell: bytes, start: int, delimiter: bytes) -> Found:
    """Read the file once. `header_cell` is a telling piece of the header line, looked for again from `start` on.

    DuckDB's strict reader refuses ragged lines, open quotes, mixed line ends and bytes that are not UTF-8 by itself.
    What it would pass in silence is looked for here: NUL bytes, blanks around quoted cells (which it strips), and a
    header that comes again in the middle of a file.
    """
    digest = hashlib.sha256()
    feeds = position = 0
    tail = b""
    doubt = ""
    with path.open("rb") as stream:
        while chunk := stream.read(CHUNK):
            digest.update(chunk)
            feeds += chunk.count(b"\n")
            seam = tail + chunk
            doubt = doubt or _doubt(seam, header_cell, max(0, start - position + len(tail)), delimiter)
            position += len(chunk)
            tail = seam[-max(len(header_cell), 64) :]
    return Found(sha256=digest.hexdigest(), line_feeds=feeds, ends_with_line_feed=tail.endswith(b"\n"), doubt=doubt)


def _doubt(seam: bytes, header_cell: bytes, start: int, delimiter: bytes) -> str:
    if b"\0" in seam:
        return "it holds NUL bytes"
    if header_cell and seam.find(header_cell, start) >= 0:
        return "a header name comes again further down"
    if b'"' in seam and (delimiter + b' "' in seam or b'" ' + delimiter in seam or b'\n "' in seam):
        return "blanks stand around quoted cells"
    return ""


def survey_in_background(path: Path, examine: Callable[[], Found]) -> Callable[[], Found]:
    """Start `examine` at once for a large file (hashing needs no interpreter lock); a small one is done here and now."""
    if path.stat().st_size <= AT_ONCE:
        found = examine()
        return lambda: found
    pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="survey")
    future: Future[Found] = pool.submit(examine)
    pool.shutdown(wait=False)
    return future.result
