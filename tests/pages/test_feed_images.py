"""Images in feeds."""

from __future__ import annotations

import pytest

from postil.images.image import ImageInfo, ImageVariant
from postil.pages.feed_images import feed_image, feed_source

FITS = "max-width:100%;height:auto"


@pytest.mark.parametrize(
    ("written", "width", "expected"),
    [
        ('<img alt="A" src="p.jpg" />', 2400, f'<img style="{FITS}" width="720" alt="A" src="c.webp" />'),
        ('<img alt="A" src="p.jpg" />', 300, f'<img style="{FITS}" width="300" alt="A" src="c.webp" />'),
        ('<img alt="A" src="p.jpg" />', 0, f'<img style="{FITS}" alt="A" src="c.webp" />'),
        (
            '<img alt="height=&quot;3&quot;" height="500" src="p.jpg" width="400" />',
            2400,
            f'<img style="{FITS}" alt="height=&quot;3&quot;" src="c.webp" width="400" />',
        ),
        ('<img src="p.jpg" style="width: 50%;" />', 2400, f'<img src="c.webp" style="{FITS};width: 50%;" />'),
        (
            '<img src="p.jpg" style="width: 300px; height: 100px;" />',
            2400,
            f'<img src="c.webp" style="{FITS};width: 300px;" />',
        ),
        (
            '<img height="20" src="p.jpg" />',
            2400,
            '<img style="max-width:100%;object-fit:contain" height="20" src="c.webp" />',
        ),
        (
            '<img src="p.jpg" style="height: 3em;" />',
            2400,
            '<img src="c.webp" style="max-width:100%;object-fit:contain;height: 3em;" />',
        ),
    ],
)
def test_image_in_a_feed(written: str, width: int, expected: str) -> None:
    """Whatever its author set, it fits any reader and keeps its ratio."""
    assert feed_image(written, "c.webp", width=width) == expected


def test_copy_for_feeds() -> None:
    copies = tuple(ImageVariant("webp", width, f"a b-{width}.webp") for width in (480, 720, 1080, 1440))
    avif = ImageVariant("avif", 1080, "a.avif")

    assert feed_source(ImageInfo(2400, 1600, (avif, *copies)), folder="_images") == "_images/a%20b-1080.webp"
    assert feed_source(ImageInfo(2400, 1600, copies[:2]), folder="_images") == "_images/a%20b-720.webp"
    assert feed_source(ImageInfo(2400, 1600, copies[:1]), folder="_images") == ""
    assert feed_source(ImageInfo(1000, 800, copies[:2]), folder="_images") == ""
