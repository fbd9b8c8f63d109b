"""How much of a request's body reaches the disk."""

import asyncio
from typing import Any

import pytest

from arcs.web.site.body_limit import BodyLimit
from arcs.web.studies.upload_limit import ROUND_THE_FILE

MB = 1 << 20
SIGNED_IN = (b"cookie", b"sessionid=abc")


def kept_of(sent: int, *headers: tuple[bytes, bytes]) -> int:
    """How many of `sent` bytes the pages are given."""
    kept = 0
    pieces = [MB] * (sent // MB) + [sent % MB]

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": bytes(pieces.pop()), "more_body": bool(pieces)}

    async def send(_message: Any) -> None:
        """Nobody answers."""

    async def pages(_scope: Any, receive: Any, _send: Any) -> None:
        nonlocal kept
        more = True
        while more:
            message = await receive()
            kept, more = kept + len(message["body"]), message["more_body"]

    asyncio.run(BodyLimit(pages)({"type": "http", "headers": list(headers)}, receive, send))
    return kept


@pytest.fixture(autouse=True)
def four_megabytes(settings: Any) -> None:
    settings.ARCS_UPLOAD_LIMIT_MB = 4


def test_an_upload_within_the_limit_arrives_whole() -> None:
    assert kept_of(3 * MB, SIGNED_IN, (b"content-length", str(3 * MB).encode())) == 3 * MB


def test_of_an_upload_that_is_too_large_only_the_form_arrives() -> None:
    assert kept_of(9 * MB, SIGNED_IN, (b"content-length", str(9 * MB).encode())) == ROUND_THE_FILE


def test_a_body_that_does_not_state_its_length_or_lies_does_not_fill_the_disk() -> None:
    assert kept_of(9 * MB, SIGNED_IN) == ROUND_THE_FILE
    assert kept_of(9 * MB, SIGNED_IN, (b"content-length", str(4 * MB).encode())) == 4 * MB + ROUND_THE_FILE


def test_of_a_visitor_no_more_is_kept_than_a_form() -> None:
    assert kept_of(3 * MB, (b"content-length", str(3 * MB).encode())) == ROUND_THE_FILE
