"""Strip metadata from image files: location, camera, comments. Pixel data is unchanged.

JPEG: ITU-T T.81, annex B. PNG: ISO/IEC 15948, chunks. WebP: RFC 9649. The EXIF orientation (tag 0x0112) stays: without
it, browsers would show the image on its side.
"""

from __future__ import annotations

import struct
import zlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

# EXIF, XMP and Photoshop records (APP1, APP13), and comments; segments that affect how the image looks stay.
_JPEG_METADATA = frozenset({0xE1, 0xED, 0xFE})
_PNG_METADATA = frozenset({b"eXIf", b"tIME"})
_PNG_TEXT = frozenset({b"tEXt", b"zTXt", b"iTXt"})
_WEBP_METADATA = frozenset({b"EXIF", b"XMP "})
_PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
# The flags of WebP's VP8X chunk for EXIF and XMP.
_WEBP_METADATA_FLAGS = 0x08 | 0x04
_UPRIGHT = 1


def strip_metadata(data: bytes, image_format: str, orientation: int = _UPRIGHT) -> bytes:
    """Return the file content `data` without metadata except `orientation`; `image_format` is Pillow's name.

    A file in another format, or one that does not follow its standard, is returned unchanged.
    """
    try:
        match image_format:
            case "JPEG" | "MPO":
                return _strip_jpeg(data, orientation)
            case "PNG":
                return _strip_png(data, orientation)
            case "WEBP":
                return _strip_webp(data, orientation)
    except (struct.error, IndexError, ValueError):
        pass
    return data


def overwrite_metadata(data: bytes, *, exif: bytes | None, xmp: bytes | None) -> bytes:
    """Return the file content `data` with the given metadata overwritten, so that no offset in the file changes.

    For formats such as AVIF, whose parts refer to each other by offset. AVIF has its orientation outside of EXIF.
    """
    if exif:
        start = exif[:6] if exif.startswith(b"Exif\0\0") else b""
        empty = start + b"II*\0\x08" + bytes(len(exif) - len(start) - 5)
        data = data.replace(exif, empty[: len(exif)])
    return data.replace(xmp, b" " * len(xmp)) if xmp else data


def _exif(orientation: int) -> bytes:
    """Return EXIF data (TIFF 6.0, one directory) with the orientation only."""
    return b"II*\x00" + struct.pack("<IHHHIHHI", 8, 1, 0x0112, 3, 1, orientation, 0, 0)


def _strip_jpeg(data: bytes, orientation: int) -> bytes:
    parts = [data[:2]]
    if orientation != _UPRIGHT:
        exif = b"Exif\x00\x00" + _exif(orientation)
        parts.append(b"\xff\xe1" + struct.pack(">H", len(exif) + 2) + exif)
    position = 2
    while True:
        if data[position] != 0xFF:  # noqa: PLR2004 - the first byte of each marker
            raise ValueError(position)
        marker = data[position + 1]
        if marker == 0xD9:  # noqa: PLR2004 - end of image; phones append another image or a video
            return b"".join([*parts, data[position : position + 2]])
        length = struct.unpack_from(">H", data, position + 2)[0] + 2
        segment = data[position : position + length]
        is_multi_picture = marker == 0xE2 and segment[4:8] == b"MPF\x00"  # noqa: PLR2004 - points to an image after the end
        if marker not in _JPEG_METADATA and not is_multi_picture:
            parts.append(segment)
        position += length
        if marker == 0xDA:  # noqa: PLR2004 - start of scan: its data ends at the next marker
            end = _end_of_scan(data, position)
            parts.append(data[position:end])
            position = end


def _end_of_scan(data: bytes, position: int) -> int:
    """Return the position of the next marker; 0xFF00 is a data byte, 0xFFD0 to 0xFFD7 are part of the scan."""
    while True:
        position = data.index(b"\xff", position)
        following = data[position + 1]
        if following not in (0x00, 0xFF) and not 0xD0 <= following <= 0xD7:  # noqa: PLR2004 - see above
            return position
        position += 1 if following == 0xFF else 2  # noqa: PLR2004 - 0xFF may be repeated before a marker


def _strip_png(data: bytes, orientation: int) -> bytes:
    if not data.startswith(_PNG_SIGNATURE):
        raise ValueError(data[:8])
    parts = [_PNG_SIGNATURE]
    position = len(_PNG_SIGNATURE)
    while position < len(data):
        length, name = struct.unpack_from(">I4s", data, position)
        chunk = data[position : position + length + 12]
        if name == b"IDAT" and orientation != _UPRIGHT:
            exif = b"eXIf" + _exif(orientation)
            parts.append(struct.pack(">I", len(exif) - 4) + exif + struct.pack(">I", zlib.crc32(exif)))
            orientation = _UPRIGHT
        if name not in _PNG_METADATA | _PNG_TEXT:
            parts.append(chunk)
        position += length + 12
        if name == b"IEND":
            break
    return b"".join(parts)


def _strip_webp(data: bytes, orientation: int) -> bytes:
    chunks = [(name, body) for name, body in _riff_chunks(data) if name not in _WEBP_METADATA]
    if len(chunks) == len(list(_riff_chunks(data))):
        return data
    if orientation != _UPRIGHT:
        chunks.append((b"EXIF", _exif(orientation)))
    flags = 0x08 if orientation != _UPRIGHT else 0
    body = b"WEBP"
    for name, content in chunks:
        written = bytes([content[0] & ~_WEBP_METADATA_FLAGS | flags]) + content[1:] if name == b"VP8X" else content
        body += name + struct.pack("<I", len(written)) + written + b"\x00" * (len(written) % 2)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def _riff_chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    if data[:4] != b"RIFF" or data[8:12] != b"WEBP":
        raise ValueError(data[:12])
    position = 12
    while position + 8 <= len(data):
        name, length = struct.unpack_from("<4sI", data, position)
        yield name, data[position + 8 : position + 8 + length]
        position += 8 + length + length % 2
