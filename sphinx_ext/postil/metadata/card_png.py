"""Write a social card as PNG, faster than Pillow: most rows of a card are empty, and compressed once for all cards."""

from __future__ import annotations

import zlib
from functools import cache
from struct import pack
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from PIL import Image

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_BITS = 4
_PALETTE_TYPE = 3
_LEVEL = 3
# The start of a zlib stream (RFC 1950), and an empty last block (RFC 1951).
_ZLIB_HEADER = b"\x78\x01"
_LAST_BLOCK = b"\x03\x00"
# Before each row of a PNG: it is stored as it is.
_NO_FILTER = b"\x00"


def write_png(image: Image.Image, palette: bytes, drawn: Iterable[tuple[int, int]]) -> bytes:
    """Return an image of the mode `P` with at most 16 colours as PNG; `palette` are their red, green and blue values.

    `drawn` are the ranges of rows that may differ from the others, which are all the same.
    """
    width, height = image.size
    pixels = image.tobytes("raw", "P;4")
    stride = len(pixels) // height
    parts, checksum = [_ZLIB_HEADER], 1
    for start, end, is_blank in _split_rows(drawn, height):
        offsets = range(start * stride, end * stride, stride)
        if is_blank:
            rows, compressed = _blank_rows(_NO_FILTER + pixels[offsets[0] : offsets[0] + stride], end - start)
        else:
            rows = b"".join([_NO_FILTER + pixels[offset : offset + stride] for offset in offsets])
            compressed = _compress(rows)
        parts.append(compressed)
        checksum = zlib.adler32(rows, checksum)
    parts += [_LAST_BLOCK, pack(">I", checksum)]
    header = pack(">IIBBBBB", width, height, _BITS, _PALETTE_TYPE, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"PLTE", palette), (b"IDAT", b"".join(parts)), (b"IEND", b""))
    return _SIGNATURE + b"".join(_chunk(kind, data) for kind, data in chunks)


def _split_rows(drawn: Iterable[tuple[int, int]], height: int) -> Iterable[tuple[int, int, bool]]:
    """Yield all ranges of rows from top to bottom, each with whether it is blank."""
    position = 0
    for start, end in sorted(drawn):
        first, last = max(start, position), min(end, height)
        if position < first < last:
            yield position, first, True
        if first < last:
            yield first, last, False
            position = last
    if position < height:
        yield position, height, True


@cache  # a few dozen: the lines of text begin at the same rows on most cards
def _blank_rows(row: bytes, count: int) -> tuple[bytes, bytes]:
    """Return `count` blank rows, and these compressed."""
    rows = row * count
    return rows, _compress(rows)


def _compress(rows: bytes) -> bytes:
    """Return a part of a deflate stream, which ends at a byte and does not refer to what is before it."""
    compressor = zlib.compressobj(_LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
    return compressor.compress(rows) + compressor.flush(zlib.Z_FULL_FLUSH)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return pack(">I", len(data)) + kind + data + pack(">I", zlib.crc32(data, zlib.crc32(kind)))
