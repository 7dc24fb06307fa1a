"""Image formats by their suffixes."""

from __future__ import annotations

RASTER = frozenset({".jpg", ".jpeg", ".png", ".webp", ".gif", ".avif", ".bmp", ".tif", ".tiff"})


VECTOR = ".svg"
