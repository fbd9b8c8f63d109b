"""Files that leave piece by piece: a server of ASGI would gather an ordinary file answer whole before it sends it."""

import asyncio
from collections.abc import AsyncIterator

from django.http import FileResponse

PIECE = 1 << 18  # bytes in memory at once


class SentFile(FileResponse):
    """An answer that reads its open file as it is sent, in pieces of `PIECE`, and waits for the disk beside the loop.

    The file must need no database: the transaction, and with it the acting person, is gone when it is read. Without a
    loop (tests, other servers) it is read as any file answer is.
    """

    block_size = PIECE

    async def __aiter__(self) -> AsyncIterator[bytes]:
        file = self.file_to_stream
        if file is None:  # nothing to send: asked for its headers alone, or unchanged since
            return
        while piece := await asyncio.to_thread(file.read, PIECE):
            yield piece
