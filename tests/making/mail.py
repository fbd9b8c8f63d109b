"""A tiny mail server on 127.0.0.1 that takes, refuses, puts off or hangs up, as it is told."""

import socket
from contextlib import suppress
from dataclasses import dataclass, field
from threading import Thread
from types import TracebackType
from typing import IO


@dataclass
class TinyMailServer:
    """Speaks just enough SMTP. `answers` gives the answer to a command ("RCPT", "DATA", "TEXT"), or "hang up"."""

    answers: dict[str, str] = field(default_factory=dict)
    taken: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        self._thread = Thread(target=self._serve, daemon=True)

    @property
    def url(self) -> str:
        """Its address as ARCS_SMTP_URL has it."""
        return f"smtp://127.0.0.1:{self.port}?tls=0"

    def __enter__(self) -> "TinyMailServer":
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        self._thread.join()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            with connection, suppress(OSError):  # whoever talks to us may be killed in the middle
                self._talk(connection)

    def _talk(self, connection: socket.socket) -> None:
        connection.sendall(b"220 tiny\r\n")
        with connection.makefile("rb") as lines:
            for line in lines:
                verb = line.split()[0].decode().upper().split(":")[0] if line.split() else ""
                if verb == "QUIT":
                    connection.sendall(b"221 bye\r\n")
                    return
                if not self._answer(connection, verb, "354 go on" if verb == "DATA" else "250 fine"):
                    return
                if verb == "DATA" and "DATA" not in self.answers:
                    text = _text_of(lines)
                    if text is None:
                        return
                    if self.answers.get("TEXT", "250").startswith("250"):
                        self.taken.append(text)
                    if not self._answer(connection, "TEXT", "250 taken"):
                        return

    def _answer(self, connection: socket.socket, verb: str, usual: str) -> bool:
        answer = self.answers.get(verb, usual)
        if answer == "hang up":
            return False
        connection.sendall(f"{answer}\r\n".encode())
        return True


def _text_of(lines: IO[bytes]) -> str | None:
    """What stands before the line of one dot; None when whoever sent it is gone before."""
    found = []
    for line in lines:
        if line == b".\r\n":
            return b"".join(found).decode()
        found.append(line)
    return None
