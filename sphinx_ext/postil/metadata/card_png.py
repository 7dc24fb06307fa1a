"""Write a social card as PNG, faster than Pillow: most rows of a card are empty, and compressed once for all cards."""

from __future__ import annotations

import zlib
from struct import pack
from typing import TYPE_CHECKING

from PIL import Image

from postil.frozen import frozen

if TYPE_CHECKING:
    from collections.abc import Iterable

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_BITS = 4
_PALETTE_TYPE = 3
_LEVEL = 2
# The start of a zlib stream (RFC 1950), and an empty last block (RFC 1951).
_ZLIB_HEADER = b"\x78\x01"
_LAST_BLOCK = b"\x03\x00"
_ADLER = 65521  # the modulus of its checksums
FIRST_COLUMN = 2
"""The column of `new_rows` where the image begins.

In a PNG, a byte that names a filter is before each row. Two pixels of the index 0 are that byte for rows without one.
"""


@frozen
class Rows:
    """Rows of an image in a PNG, complete in themselves."""

    height: int
    size: int
    """The size of the pixels, in bytes."""
    checksum: int
    compressed: bytes


def new_rows(width: int, height: int) -> Image.Image:
    """Return empty rows to draw on, as indexes of a palette, from the column `FIRST_COLUMN` on."""
    return Image.new("P", (FIRST_COLUMN + width, height))


def compress_rows(image: Image.Image) -> Rows:
    """Compress rows; they have at most 16 colours."""
    pixels = image.tobytes("raw", "P;4")
    # A part of a deflate stream, which ends at a byte and does not refer to what is before it.
    compressor = zlib.compressobj(_LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
    compressed = compressor.compress(pixels) + compressor.flush(zlib.Z_FULL_FLUSH)
    return Rows(image.height, len(pixels), zlib.adler32(pixels), compressed)


def write_png(width: int, palette: bytes, parts: Iterable[Rows]) -> bytes:
    """Return an image of `parts`, from top to bottom, as PNG; `palette` are red, green and blue values."""
    height, checksum, pixels = 0, 1, [_ZLIB_HEADER]
    for rows in parts:
        height += rows.height
        checksum = _join_checksums(checksum, rows)
        pixels.append(rows.compressed)
    pixels += [_LAST_BLOCK, pack(">I", checksum)]
    header = pack(">IIBBBBB", width, height, _BITS, _PALETTE_TYPE, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"PLTE", palette), (b"IDAT", b"".join(pixels)), (b"IEND", b""))
    return _SIGNATURE + b"".join(_chunk(kind, data) for kind, data in chunks)


def _join_checksums(before: int, rows: Rows) -> int:
    """Return the Adler-32 checksum of what is before `rows` and of these."""
    low = before % 65536 - 1 + rows.checksum % 65536
    high = before // 65536 + rows.checksum // 65536 + rows.size * (before % 65536 - 1)
    return high % _ADLER * 65536 + low % _ADLER


def _chunk(kind: bytes, data: bytes) -> bytes:
    return pack(">I", len(data)) + kind + data + pack(">I", zlib.crc32(data, zlib.crc32(kind)))
