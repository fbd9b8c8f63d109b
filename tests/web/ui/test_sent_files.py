"""A file leaves piece by piece: only one of them is in memory, whatever the size of the file."""

import asyncio
import os
import warnings
from pathlib import Path
from typing import IO, Any

import pytest
from django.core.handlers.asgi import ASGIHandler

from arcs.web.ui.sent_files import PIECE, SentFile

MIB = 1 << 20
SIZE = 5 * MIB + 3


@pytest.fixture
def bytes_of_file(tmp_path: Path) -> bytes:
    content = os.urandom(SIZE)
    (tmp_path / "a").write_bytes(content)
    return content


class Watched:
    """An open file that remembers how much was asked of it at once."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file, self.asked = file, list[int]()

    def read(self, size: int = -1) -> bytes:
        self.asked.append(size)
        return self.file.read(size)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.file, name)


def sent(answer: SentFile) -> list[dict[str, Any]]:
    """What a server of ASGI is given to send."""
    messages: list[dict[str, Any]] = []

    async def send(message: dict[str, Any]) -> None:
        messages.append(message)

    handler = object.__new__(ASGIHandler)
    asyncio.run(handler.send_response(answer, send))
    return messages


def test_a_server_of_asgi_sends_all_of_it_without_gathering_it(tmp_path: Path, bytes_of_file: bytes) -> None:
    file = Watched((tmp_path / "a").open("rb"))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        messages = sent(SentFile(file))
    file.close()
    bodies = [one["body"] for one in messages if one["type"] == "http.response.body" and one.get("body")]
    assert b"".join(bodies) == bytes_of_file
    assert max(map(len, bodies)) <= MIB
    assert max(file.asked) <= PIECE <= MIB
    assert min(file.asked) > 0  # never: all that is left


def test_no_more_is_read_than_was_sent(tmp_path: Path, bytes_of_file: bytes) -> None:
    async def first_piece(answer: SentFile) -> bytes:
        pieces = aiter(answer)
        one = await anext(pieces)
        await pieces.aclose()  # type: ignore[attr-defined] # it is a generator
        return one

    file = (tmp_path / "a").open("rb")
    answer = SentFile(file)
    assert asyncio.run(first_piece(answer)) == bytes_of_file[:PIECE]
    assert file.tell() == PIECE
    answer.close()
    assert file.closed


def test_a_part_of_nothing_is_nothing_and_other_servers_read_it_too(tmp_path: Path, bytes_of_file: bytes) -> None:
    assert sent(SentFile(()))[-1] == {"type": "http.response.body"}
    answer = SentFile((tmp_path / "a").open("rb"))
    assert b"".join(answer) == bytes_of_file
    answer.close()
