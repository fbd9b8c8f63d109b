"""Is this really a picture? It is known by its bytes from end to end, never by its name or what a browser claims.

A file that is a PNG or JPEG and something else besides (a page, an archive hung on its end) is refused.
"""

import struct
import zlib
from dataclasses import dataclass
from typing import Literal

from django.utils.translation import gettext as _

from arcs.core.refusal import Refusal

LARGEST_LOGO = 300_000
WIDEST = 2000
_PNG = b"\x89PNG\r\n\x1a\n"
_SIZES = frozenset({0xC0, 0xC1, 0xC2, 0xC3, 0xC5, 0xC6, 0xC7, 0xC9, 0xCA, 0xCB, 0xCD, 0xCE, 0xCF})


@dataclass(frozen=True, kw_only=True)
class Picture:
    """A checked picture; width and height in pixels."""

    kind: Literal["png", "jpeg"]
    width: int
    height: int


def picture_of(content: bytes, *, what: str = "", largest: int = LARGEST_LOGO, widest: int = WIDEST) -> Picture:
    """What picture these bytes are; raises `Refusal` where they are none, are damaged, or are too large.

    `what` names it in the sentence; a logo where nothing is said.
    """
    named = what or _("the logo")
    if len(content) > largest:
        raise Refusal(
            named,
            _("it has %(size)s bytes") % {"size": f"{len(content):,}"},
            _("save it smaller, up to %(most)s bytes") % {"most": f"{largest:,}"},
        )
    try:
        found = _png(content) if content.startswith(_PNG) else _jpeg(content)
    except (struct.error, IndexError, ValueError):
        found = None
    if found is None:
        raise Refusal(named, _("the file is not a whole PNG or JPEG picture"), _("save it as PNG or JPEG"))
    if not (0 < found.width <= widest and 0 < found.height <= widest):
        raise Refusal(
            named,
            _("it is %(width)s by %(height)s pixels") % {"width": found.width, "height": found.height},
            _("make it at most %(most)s pixels wide and high") % {"most": widest},
        )
    return found


def _png(content: bytes) -> Picture | None:
    at, first, pixels = len(_PNG), None, False
    while at < len(content):
        (length,) = struct.unpack_from(">I", content, at)
        name, body = content[at + 4 : at + 8], content[at + 8 : at + 8 + length]
        (checksum,) = struct.unpack_from(">I", content, at + 8 + length)
        if checksum != zlib.crc32(name + body):
            return None
        at += 12 + length
        if first is None:
            if name != b"IHDR":
                return None
            first = struct.unpack_from(">II", body)
        pixels = pixels or name == b"IDAT"
        if name == b"IEND":
            whole = pixels and at == len(content)
            return Picture(kind="png", width=first[0], height=first[1]) if whole else None
    return None


def _jpeg(content: bytes) -> Picture | None:
    if not content.startswith(b"\xff\xd8") or not content.endswith(b"\xff\xd9"):
        return None
    at, size = 2, None
    while content[at] == 0xFF and content[at + 1] != 0xDA:
        marker = content[at + 1]
        (length,) = struct.unpack_from(">H", content, at + 2)
        if length < 2:
            return None
        if marker in _SIZES:
            size = struct.unpack_from(">HH", content, at + 5)
        at += 2 + length
    if size is None or content[at] != 0xFF or not _scans_end_it(content, at):
        return None
    return Picture(kind="jpeg", width=size[1], height=size[0])


def _scans_end_it(content: bytes, at: int) -> bool:
    """Whether the picture's own end mark is the file's end."""
    while True:
        at = content.index(b"\xff", at) + 1
        marker = content[at]
        if marker == 0xD9:
            return at + 1 == len(content)
        if marker == 0xDA or (0xC0 <= marker <= 0xFE and not 0xD0 <= marker <= 0xD8):
            (length,) = struct.unpack_from(">H", content, at + 1)
            at += 1 + length
