"""Asks one address as often as it can for some seconds.  load.py PORT PATH CONNECTIONS SECONDS [COOKIE]

Prints one JSON object: requests answered with 200, others, seconds.
"""

import asyncio
import json
import sys
import time


async def ask(port: int, head: bytes, until: float, counts: dict[str, int]) -> None:
    """One connection, kept open, one request after the other."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    while time.monotonic() < until:
        writer.write(head)
        answer = await reader.readuntil(b"\r\n\r\n")
        length = next(
            int(line.split(b":")[1]) for line in answer.split(b"\r\n") if line.lower().startswith(b"content-length:")
        )
        await reader.readexactly(length)
        counts["good" if answer.startswith(b"HTTP/1.1 200") else "bad"] += 1
    writer.close()


async def main(port: int, path: str, connections: int, seconds: float, cookie: str) -> None:
    """All connections at once."""
    cookies = f"Cookie: {cookie}\r\n" if cookie else ""
    head = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{cookies}\r\n".encode()
    counts = {"good": 0, "bad": 0}
    begun = time.monotonic()
    await asyncio.gather(*(ask(port, head, begun + seconds, counts) for _ in range(connections)))
    print(json.dumps({**counts, "seconds": time.monotonic() - begun}))


if __name__ == "__main__":
    given = sys.argv[1:]
    asyncio.run(main(int(given[0]), given[1], int(given[2]), float(given[3]), given[4] if len(given) > 4 else ""))
