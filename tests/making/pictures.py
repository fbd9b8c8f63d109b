"""Builders of small pictures, byte by byte."""

import struct
import zlib


def a_png(width: int = 2, height: int = 2) -> bytes:
    """A whole grey PNG."""
    rows = b"".join(b"\x00" + b"\x80" * width for _ in range(height))
    parts = (
        (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)),
        (b"IDAT", zlib.compress(rows)),
        (b"IEND", b""),
    )
    chunks = (struct.pack(">I", len(b)) + n + b + struct.pack(">I", zlib.crc32(n + b)) for n, b in parts)
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def a_jpeg(width: int = 2, height: int = 3) -> bytes:
    """The bones of a JPEG: start, size, one scan, end."""
    size = b"\xff\xc0" + struct.pack(">HBHHB", 11, 8, height, width, 1) + b"\x01\x11\x00"
    scan = b"\xff\xda" + struct.pack(">HB", 8, 1) + b"\x01\x00\x00\x3f\x00" + b"\x12\xff\x00\x34"
    return b"\xff\xd8" + size + scan + b"\xff\xd9"
