"""What a picture is, and the smaller copies of it that pages load in its place: plain data."""

from __future__ import annotations

from dataclasses import dataclass

# The width of the text, in CSS pixels.
COLUMN = 720
RASTER = frozenset({".jpg", ".jpeg", ".png", ".webp", ".gif", ".avif", ".bmp", ".tif", ".tiff"})
DRAWN = ".svg"
# The folder of social cards, in the folder of images.
CARDS = "cards"


@dataclass(frozen=True)
class Copy:
    """A smaller copy of a picture."""

    kind: str
    """`avif` or `webp`."""
    width: int
    file: str
    """Its name, which changes with the picture's content."""


@dataclass(frozen=True)
class Picture:
    """A picture as it is shown: upright."""

    width: int = 0
    height: int = 0
    """Both in points, those of a drawing in CSS pixels; 0 if the file cannot be read, or does not say."""
    copies: tuple[Copy, ...] = ()
    scrubbed: str = ""
    """The name of the file without what tells where it was taken; empty if the file tells nothing."""
    problem: str = ""
    """What is wrong with the file."""
