"""The last digest kept outside the database: one line a seal in a file, so that a rewritten chain shows itself.

A line reads `number below_xact digest`; copy the file elsewhere, or print it, and the copy proves as much.
"""

import os
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings


@dataclass(frozen=True, kw_only=True)
class KeptSeal:
    """A seal as the file remembers it."""

    number: int
    below_xact: int
    digest: bytes


def seal_file() -> Path:
    """Where digests are kept."""
    return Path(settings.ARCS_SEAL_FILE)


def kept_seals() -> tuple[KeptSeal, ...]:
    """Every whole line of the file; ValueError names a line that is none."""
    path = seal_file()
    if not path.exists():
        return ()
    text = path.read_text(encoding="ascii")
    # A last line without its end was being written as the machine stopped: the next sealing writes it again.
    return tuple(_kept(line, at) for at, line in enumerate(text.splitlines(keepends=True), 1) if line.endswith("\n"))


def keep(seals: list[KeptSeal]) -> None:
    """Append seals, on disk before this returns."""
    if not seals:
        return
    path = seal_file()
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    lines = "".join(f"{one.number} {one.below_xact} {one.digest.hex()}\n" for one in seals)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        os.lseek(descriptor, _end_of_whole_lines(descriptor), os.SEEK_SET)
        os.truncate(descriptor, os.lseek(descriptor, 0, os.SEEK_CUR))
        os.write(descriptor, lines.encode("ascii"))
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _end_of_whole_lines(descriptor: int) -> int:
    size = os.fstat(descriptor).st_size
    tail_from = max(0, size - 256)
    tail = os.pread(descriptor, size - tail_from, tail_from)
    return tail_from + tail.rfind(b"\n") + 1 if b"\n" in tail else 0


def _kept(line: str, at: int) -> KeptSeal:
    try:
        number, below, digest = line.split()
        return KeptSeal(number=int(number), below_xact=int(below), digest=bytes.fromhex(digest))
    except ValueError:
        raise ValueError(f"Line {at} of {seal_file().name} is no seal.") from None
