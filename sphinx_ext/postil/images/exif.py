"""Take out of a picture's file what tells where and with what it was taken; its points stay bit for bit.

JPEG: ITU-T T.81, annex B. PNG: ISO/IEC 15948, chunks. WebP: RFC 9649. Exif's orientation (tag 0x0112) stays, as the
picture would lie on its side without it.
"""

from __future__ import annotations

import struct
import zlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

# Exif, XMP and Photoshop's records (APP1, APP13), and comments; what is needed to show the picture stays.
_JPEG_DROPPED = frozenset({0xE1, 0xED, 0xFE})
_PNG_DROPPED = frozenset({b"eXIf", b"tIME"})
_PNG_TEXT = frozenset({b"tEXt", b"zTXt", b"iTXt"})
_WEBP_DROPPED = frozenset({b"EXIF", b"XMP "})
_PNG_START = b"\x89PNG\r\n\x1a\n"
# Flags of WebP's VP8X chunk that say there is Exif, and XMP.
_WEBP_FLAGS = 0x08 | 0x04
_UPRIGHT = 1


def strip_metadata(data: bytes, kind: str, orientation: int = _UPRIGHT) -> bytes:
    """Return the file `data` of the format `kind` (Pillow's name) without metadata but `orientation`.

    A file of another kind, or one that is not built as the standards say, comes back as it is.
    """
    try:
        match kind:
            case "JPEG" | "MPO":
                return _scrub_jpeg(data, orientation)
            case "PNG":
                return _scrub_png(data, orientation)
            case "WEBP":
                return _scrub_webp(data, orientation)
    except (struct.error, IndexError, ValueError):
        pass
    return data


def blank(data: bytes, *, exif: bytes | None, xmp: bytes | None) -> bytes:
    """Return the file `data` with its metadata, which stands in it as it is, overwritten: nothing in it moves.

    For formats whose parts are found by their places, as AVIF, which says apart from Exif how it is turned.
    """
    if exif:
        start = exif[:6] if exif.startswith(b"Exif\0\0") else b""
        nothing = start + b"II*\0\x08" + bytes(len(exif) - len(start) - 5)
        data = data.replace(exif, nothing[: len(exif)])
    return data.replace(xmp, b" " * len(xmp)) if xmp else data


def _exif(orientation: int) -> bytes:
    """Return Exif data (TIFF 6.0, one directory) that holds the orientation and nothing else."""
    return b"II*\x00" + struct.pack("<IHHHIHHI", 8, 1, 0x0112, 3, 1, orientation, 0, 0)


def _scrub_jpeg(data: bytes, orientation: int) -> bytes:
    parts = [data[:2]]
    if orientation != _UPRIGHT:
        exif = b"Exif\x00\x00" + _exif(orientation)
        parts.append(b"\xff\xe1" + struct.pack(">H", len(exif) + 2) + exif)
    place = 2
    while True:
        if data[place] != 0xFF:  # noqa: PLR2004 - each marker starts so
            raise ValueError(place)
        marker = data[place + 1]
        if marker == 0xD9:  # noqa: PLR2004 - the end; what follows is another picture, or a film
            return b"".join([*parts, data[place : place + 2]])
        length = struct.unpack_from(">H", data, place + 2)[0] + 2
        segment = data[place : place + length]
        preview = marker == 0xE2 and segment[4:8] == b"MPF\x00"  # noqa: PLR2004 - leads to a picture after the end
        if marker not in _JPEG_DROPPED and not preview:
            parts.append(segment)
        place += length
        if marker == 0xDA:  # noqa: PLR2004 - a scan: its data goes on to the next marker
            end = _end_of_scan(data, place)
            parts.append(data[place:end])
            place = end


def _end_of_scan(data: bytes, place: int) -> int:
    """Return where the next marker is; 0xFF00 is a point's value, 0xFFD0 to 0xFFD7 are part of the scan."""
    while True:
        place = data.index(b"\xff", place)
        following = data[place + 1]
        if following not in (0x00, 0xFF) and not 0xD0 <= following <= 0xD7:  # noqa: PLR2004 - see above
            return place
        place += 1 if following == 0xFF else 2  # noqa: PLR2004 - 0xFF may be repeated before a marker


def _scrub_png(data: bytes, orientation: int) -> bytes:
    if not data.startswith(_PNG_START):
        raise ValueError(data[:8])
    parts = [_PNG_START]
    place = len(_PNG_START)
    while place < len(data):
        length, name = struct.unpack_from(">I4s", data, place)
        chunk = data[place : place + length + 12]
        if name == b"IDAT" and orientation != _UPRIGHT:
            exif = b"eXIf" + _exif(orientation)
            parts.append(struct.pack(">I", len(exif) - 4) + exif + struct.pack(">I", zlib.crc32(exif)))
            orientation = _UPRIGHT
        if name not in _PNG_DROPPED | _PNG_TEXT:
            parts.append(chunk)
        place += length + 12
        if name == b"IEND":
            break
    return b"".join(parts)


def _scrub_webp(data: bytes, orientation: int) -> bytes:
    chunks = [(name, body) for name, body in _riff(data) if name not in _WEBP_DROPPED]
    if len(chunks) == len(list(_riff(data))):
        return data
    if orientation != _UPRIGHT:
        chunks.append((b"EXIF", _exif(orientation)))
    flags = 0x08 if orientation != _UPRIGHT else 0
    body = b"WEBP"
    for name, content in chunks:
        kept = bytes([content[0] & ~_WEBP_FLAGS | flags]) + content[1:] if name == b"VP8X" else content
        body += name + struct.pack("<I", len(kept)) + kept + b"\x00" * (len(kept) % 2)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def _riff(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    if data[:4] != b"RIFF" or data[8:12] != b"WEBP":
        raise ValueError(data[:12])
    place = 12
    while place + 8 <= len(data):
        name, length = struct.unpack_from("<4sI", data, place)
        yield name, data[place + 8 : place + 8 + length]
        place += 8 + length + length % 2
