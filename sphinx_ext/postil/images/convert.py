"""Convert images that browsers do not show, or that are large for the web, into JPEG or PNG without metadata."""

from __future__ import annotations

import io
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any

from postil.image_formats import HEIC_SUFFIXES, UNSUPPORTED

if TYPE_CHECKING:
    from PIL.Image import Image

# The formats that are converted, by Pillow's names.
CONVERTED = frozenset({"TIFF", "BMP", "DIB", "HEIF", "PSD", "JPEG2000", "TGA", "PCX", "PPM"})
_READABLE = ("TIFF", "JPEG 2000", "Targa", "PCX", "Netpbm")
_SUFFIXES = frozenset({".bmp", ".psd"}).union(*(UNSUPPORTED[name] for name in _READABLE))
_PNG_MODES = frozenset({"1", "L", "LA", "P", "RGB", "RGBA"})


@cache
def heif_version() -> str:
    """Return the version of the package that reads HEIC; empty if it is not installed."""
    try:
        return version("pillow-heif")
    except PackageNotFoundError:
        return ""


@cache
def register_heif() -> None:
    """Register a reader for HEIC with Pillow, if the package for it is installed."""
    if heif_version():
        from pillow_heif import register_heif_opener  # noqa: PLC0415 - an extra

        register_heif_opener(thumbnails=False)


def is_converted(path: str) -> bool:
    """Return whether the image at `path` is converted, by its suffix."""
    suffix = path[path.rfind(".") :].lower()
    return suffix in _SUFFIXES or (suffix in HEIC_SUFFIXES and bool(heif_version()))


def convert(image: Image, image_format: str) -> tuple[bytes, str]:
    """Return the content and the suffix of the converted file; `image` is upright, `image_format` is Pillow's name.

    Photos become JPEG. Images with a palette or with transparency become PNG, which keeps edges sharp, and so do BMP
    and PCX, the formats of screenshots.
    """
    profile = image.info.get("icc_profile") if image.mode in ("RGB", "RGBA") else None
    options: dict[str, Any] = {"icc_profile": profile} if profile else {}
    mode = image.mode if image.mode in _PNG_MODES else "RGBA" if image.has_transparency_data else "RGB"
    converted = image.copy() if mode == image.mode else image.convert(mode)
    transparency = converted.info.get("transparency")
    # Pillow would write other values in `info` to the file.
    converted.info = {} if transparency is None else {"transparency": transparency}
    buffer = io.BytesIO()
    if image_format in ("BMP", "DIB", "PCX") or converted.mode not in ("L", "RGB"):
        converted.save(buffer, "PNG", **options)
        return buffer.getvalue(), ".png"
    converted.save(buffer, "JPEG", quality=90, **options)
    return buffer.getvalue(), ".jpg"
