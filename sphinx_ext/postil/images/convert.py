"""Convert images that browsers do not show, or that are large for the web, into JPEG or PNG without metadata."""

from __future__ import annotations

import io
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any

from postil.image_formats import HEIC

if TYPE_CHECKING:
    from PIL.Image import Image

# The formats to convert, by Pillow's names.
CONVERTED = frozenset({"TIFF", "BMP", "DIB", "HEIF"})
_SUFFIXES = frozenset({".tif", ".tiff", ".bmp"})
_PNG_MODES = frozenset({"1", "L", "LA", "P", "RGB", "RGBA"})


@cache
def heif_version() -> str:
    """Return the version of the package that reads HEIC; empty if it is not installed."""
    try:
        return version("pillow-heif")
    except PackageNotFoundError:
        return ""


@cache
def open_heif() -> None:
    """Let Pillow open HEIC files, if the package for that is installed."""
    if heif_version():
        from pillow_heif import register_heif_opener  # noqa: PLC0415 - an extra

        register_heif_opener(thumbnails=False)


def is_converted(path: str) -> bool:
    """Return whether the image at `path` is converted, by its suffix."""
    suffix = path[path.rfind(".") :].lower()
    return suffix in _SUFFIXES or (suffix in HEIC and bool(heif_version()))


def convert(image: Image, kind: str) -> tuple[bytes, str]:
    """Return `image`, upright and of Pillow's format `kind`, as the content of a file, and the suffix of that.

    Photographs become JPEG. What has few colors or is transparent keeps its edges in PNG, and so does BMP, the format
    of screenshots.
    """
    profile = image.info.get("icc_profile") if image.mode in ("RGB", "RGBA") else None
    options: dict[str, Any] = {"icc_profile": profile} if profile else {}
    mode = image.mode if image.mode in _PNG_MODES else "RGBA" if image.has_transparency_data else "RGB"
    shown = image.copy() if mode == image.mode else image.convert(mode)
    transparency = shown.info.get("transparency")
    shown.info = {} if transparency is None else {"transparency": transparency}  # Pillow writes some of it unasked
    found = io.BytesIO()
    if kind in ("BMP", "DIB") or shown.mode not in ("L", "RGB"):
        shown.save(found, "PNG", **options)
        return found.getvalue(), ".png"
    shown.save(found, "JPEG", quality=90, **options)
    return found.getvalue(), ".jpg"
