"""Image formats by their suffixes."""

from __future__ import annotations

RASTER = frozenset({".jpg", ".jpeg", ".png", ".webp", ".gif", ".avif", ".bmp", ".tif", ".tiff"})


VECTOR = ".svg"
HEIC = (".heic", ".heif", ".hif")
# Formats that browsers do not show as images, by what they are called.
NOT_SHOWN = {
    "HEIC": HEIC,
    "TIFF": (".tif", ".tiff"),
    "PDF": (".pdf",),
    "PostScript": (".eps", ".ps", ".ai"),
    "Photoshop": (".psd", ".psb"),
    "raw camera": (".raw", ".dng", ".cr2", ".cr3", ".nef", ".arw", ".orf", ".rw2", ".raf"),
}
