"""Bytes to lines of text, without losing any: UTF-8, UTF-16, Windows-1252, and files that mix them."""

from __future__ import annotations

import codecs
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from arcs.core.refusal import Refusal

CHUNK = 1 << 20
LONGEST_LINE = 64 << 20

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_NAMES = {"utf-16-le": "UTF-16 (little-endian)", "utf-16-be": "UTF-16 (big-endian)", "utf-8": "UTF-8"}


@dataclass(frozen=True, kw_only=True)
class Encoding:
    """`codec` as Python names it; `mark` is the length of the byte order mark in bytes."""

    codec: str
    mark: int

    @property
    def is_wide(self) -> bool:
        """UTF-16 and UTF-32 are decoded as a stream; everything else line by line."""
        return self.codec != "utf-8"


@dataclass(kw_only=True)
class DecodingAccount:
    """Counts of lines by what had to be done to read them; it grows while lines are read."""

    beyond_ascii: int = 0
    as_cp1252: int = 0
    unexplained: int = 0
    nul: int = 0
    first: dict[str, int] = field(default_factory=dict)

    def remarks(self, encoding: Encoding) -> list[str]:
        """One sentence for each thing that was done."""
        said = [f"decoded as {_NAMES.get(encoding.codec, encoding.codec.upper())}"] if encoding.is_wide else []
        if self.as_cp1252:
            mixed = self.beyond_ascii > 0
            said.append(
                f"lines that are not UTF-8, decoded as cp1252: {self.as_cp1252}, the others as UTF-8 "
                f"(first: line {self.first['cp1252']})"
                if mixed
                else f"decoded as cp1252 (first letter beyond ASCII: line {self.first['cp1252']})"
            )
        if self.unexplained:
            said.append(
                f"lines with bytes that no encoding explains, kept as control or replacement characters: "
                f"{self.unexplained} (first: line {self.first['unexplained']})"
            )
        if self.nul:
            said.append(f"lines from which NUL characters were taken out: {self.nul} (first: line {self.first['nul']})")
        return said

    def note(self, what: str, line: int) -> None:
        """Remember the first line on which something was seen."""
        self.first.setdefault(what, line)


def detect_encoding(head: bytes) -> Encoding:
    """The encoding from the first bytes: a byte order mark, else the pattern of NUL bytes, else UTF-8 by line.

    >>> detect_encoding("Größe;Ort".encode("utf-16")[2:]).codec
    'utf-16-le'
    """
    for mark, codec in _MARKS:
        if head.startswith(mark):
            return Encoding(codec=codec, mark=len(mark))
    part = head[: 4096 - 4096 % 2] if len(head) >= 4096 else head[: len(head) - len(head) % 2]
    even, odd = part[0::2].count(0), part[1::2].count(0)
    half = max(1, len(part) // 2)
    if len(part) >= 4 and odd > 0.4 * half and even < 0.05 * half:
        return Encoding(codec="utf-16-le", mark=0)
    if len(part) >= 4 and even > 0.4 * half and odd < 0.05 * half:
        return Encoding(codec="utf-16-be", mark=0)
    return Encoding(codec="utf-8", mark=0)


def text_lines(stream: BinaryIO, encoding: Encoding, account: DecodingAccount, file: str) -> Iterator[str]:
    """Lines with their ends (LF, CRLF or a lone CR), decoded in pieces, so that memory stays small."""
    stream.read(encoding.mark)
    texts = _wide_texts(stream, encoding) if encoding.is_wide else _byte_texts(stream, account, file)
    number = 0
    for text in _whole_lines(texts, file):
        for line in io.StringIO(text, newline=""):
            number += 1
            yield _without_nul(line, number, account)


def write_as_utf8(source: Path, target: Path, encoding: Encoding, file: str) -> list[str]:
    """The same lines as UTF-8, without a byte order mark; returns the remarks on what had to be done."""
    account = DecodingAccount()
    part = target.with_suffix(".part")
    with source.open("rb") as stream, part.open("w", encoding="utf-8", newline="") as copy:
        copy.writelines(text_lines(stream, encoding, account, file))
    part.replace(target)
    return account.remarks(encoding)


def _without_nul(line: str, number: int, account: DecodingAccount) -> str:
    if "\ufffd" in line:
        account.unexplained += 1
        account.note("unexplained", number)
    if "\0" not in line:
        return line
    account.nul += 1
    account.note("nul", number)
    return line.replace("\0", "")


def _wide_texts(stream: BinaryIO, encoding: Encoding) -> Iterator[str]:
    decoder = codecs.getincrementaldecoder(encoding.codec)(errors="replace")
    while chunk := stream.read(CHUNK):
        yield decoder.decode(chunk)
    yield decoder.decode(b"", final=True)


def _byte_texts(stream: BinaryIO, account: DecodingAccount, file: str) -> Iterator[str]:
    """Pieces that end at a line feed, decoded whole where they are UTF-8 and line by line where they are not."""
    line = 1
    carried: list[bytes] = []
    held = 0
    while chunk := stream.read(CHUNK):
        cut = chunk.rfind(b"\n") + 1
        if not cut:
            carried.append(chunk)
            held += len(chunk)
            _refuse_endless(held, file)
            continue
        piece = b"".join((*carried, chunk[:cut]))
        carried, held = [chunk[cut:]], len(chunk) - cut
        yield _decode_piece(piece, line, account)
        line += piece.count(b"\n")
    yield _decode_piece(b"".join(carried), line, account)


def _decode_piece(piece: bytes, line: int, account: DecodingAccount) -> str:
    try:
        text = piece.decode("utf-8")
    except UnicodeDecodeError:
        return "".join(_decode_line(one, line + at, account) for at, one in enumerate(piece.splitlines(keepends=True)))
    account.beyond_ascii += not text.isascii()
    return text


def _decode_line(line: bytes, number: int, account: DecodingAccount) -> str:
    try:
        text = line.decode("utf-8")
    except UnicodeDecodeError:
        account.as_cp1252 += 1
        account.note("cp1252", number)
    else:
        account.beyond_ascii += not text.isascii()
        return text
    try:
        return line.decode("cp1252")
    except UnicodeDecodeError:  # 81, 8D, 8F, 90 and 9D have no letter in cp1252; they stay what they are
        account.unexplained += 1
        account.note("unexplained", number)
        return "".join(bytes([one]).decode("cp1252") if one not in _HOLES else chr(one) for one in line)


_HOLES = frozenset({0x81, 0x8D, 0x8F, 0x90, 0x9D})


def _whole_lines(texts: Iterator[str], file: str) -> Iterator[str]:
    """Pieces cut behind a line feed, so that no line and no CRLF is torn; a CR-only file is cut behind a CR."""
    carried = ""
    for text in texts:
        whole = carried + text
        cut = whole.rfind("\n") + 1 or whole.rfind("\r", 0, len(whole) - 1) + 1
        _refuse_endless(len(whole) - cut, file)
        carried = whole[cut:]
        if cut:
            yield whole[:cut]
    if carried:
        yield carried


def _refuse_endless(length: int, file: str) -> None:
    if length > LONGEST_LINE:
        raise Refusal(
            file,
            f"a line is longer than {LONGEST_LINE >> 20} MB, so this is not a table of calls",
            "check that the file is a text export with one record per line",
        )
