"""Image formats by file suffix."""

from __future__ import annotations

RASTER_SUFFIXES = frozenset({".jpg", ".jpeg", ".png", ".webp", ".gif", ".avif", ".bmp", ".tif", ".tiff"})
SVG_SUFFIX = ".svg"
HEIC_SUFFIXES = (".heic", ".heif", ".hif")
UNSUPPORTED = {
    "HEIC": HEIC_SUFFIXES,
    "TIFF": (".tif", ".tiff"),
    "PDF": (".pdf",),
    "PostScript": (".eps", ".ps", ".ai"),
    "Photoshop": (".psd", ".psb"),
    "JPEG 2000": (".jp2", ".j2k", ".jpf", ".jpx", ".j2c"),
    "JPEG XL": (".jxl",),
    "Targa": (".tga",),
    "PCX": (".pcx",),
    "Netpbm": (".ppm", ".pgm", ".pbm", ".pnm"),
    "GIMP": (".xcf",),
    "Windows Metafile": (".wmf", ".emf"),
    "OpenEXR": (".exr",),
    "Radiance": (".hdr",),
    "raw camera": (".raw", ".dng", ".cr2", ".cr3", ".nef", ".arw", ".orf", ".rw2", ".raf"),
}
"""The formats that browsers do not display, by name, with their suffixes."""
