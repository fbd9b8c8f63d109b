"""Style sheets and scripts leave piece by piece, with WhiteNoise's headers."""

import asyncio
import warnings
from pathlib import Path
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from arcs.web.site.settings import MIDDLEWARE
from arcs.web.site.static_files import StaticFilesMiddleware
from arcs.web.ui.sent_files import PIECE, SentFile

SHEET = b"a{}" * PIECE


@pytest.fixture
def static(tmp_path: Path, settings: Any) -> StaticFilesMiddleware:
    (tmp_path / "a.css").write_bytes(SHEET)
    settings.STATIC_ROOT = tmp_path
    return StaticFilesMiddleware(lambda _request: HttpResponse("a page"))


async def pieces_of(answer: SentFile) -> list[bytes]:
    return [piece async for piece in answer]


@pytest.mark.parametrize(
    ("method", "headers", "status", "content"),
    [
        ("get", {}, 200, SHEET),
        ("get", {"Range": "bytes=3-5"}, 206, b"a{}"),
        ("head", {}, 200, b""),
    ],
)
def test_a_sheet_is_sent_in_pieces(
    static: StaticFilesMiddleware, method: str, headers: dict[str, str], status: int, content: bytes
) -> None:
    answer = static(getattr(RequestFactory(), method)("/static/a.css", headers=headers))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        pieces = asyncio.run(pieces_of(answer))
    answer.close()
    assert (answer.status_code, b"".join(pieces)) == (status, content)
    assert max(map(len, pieces), default=0) <= PIECE
    assert answer["Content-Type"].startswith("text/css")
    assert "Content-Disposition" not in answer
    assert int(answer["Content-Length"]) == (len(content) or len(SHEET))


def test_what_is_no_file_is_asked_of_the_pages(static: StaticFilesMiddleware) -> None:
    assert static(RequestFactory().get("/static/b.css")).content == b"a page"


def test_the_programme_serves_its_files_so() -> None:
    assert "arcs.web.site.static_files.StaticFilesMiddleware" in MIDDLEWARE
    assert not any("whitenoise" in one for one in MIDDLEWARE)
