"""Read the dimensions of SVG files."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

# The greatest width or height of an image, in CSS pixels; browsers support some ten million.
MAX_SIZE = 10_000_000
# The absolute units of CSS Values 4, section 6.2, in CSS pixels.
_UNITS = {"": 1.0, "px": 1.0, "pt": 4 / 3, "pc": 16.0, "in": 96.0, "cm": 96 / 2.54, "mm": 96 / 25.4, "q": 96 / 101.6}
_LENGTH = re.compile(r"\+?([0-9]+(?:\.[0-9]*)?|\.[0-9]+)([a-z]*)")


def svg_size(path: Path) -> tuple[int, int]:
    """Return the width and height of an SVG file in CSS pixels, rounded; zeros if it has none.

    They are those of its root element (SVG 2, section 8.3). A file with only a `viewBox` has none: it takes the width
    it is given. Nor has a broken file, which browsers show as far as it is valid.
    Raises ValueError if they are larger than browsers support.
    """
    try:
        with path.open("rb") as file:
            _event, root = next(iter(ET.iterparse(file, ["start"])))  # noqa: S314 - reads the first tag only
    except (OSError, ET.ParseError, StopIteration, ValueError, LookupError):
        return 0, 0
    found = [_LENGTH.fullmatch(root.get(name, "").strip().lower()) for name in ("width", "height")]
    lengths = [float(size[1]) * _UNITS.get(size[2], 0) for size in found if size]
    if any(length > MAX_SIZE for length in lengths):
        raise ValueError("its width or height is too large")
    sizes = [round(length) for length in lengths]
    return (sizes[0], sizes[1]) if len(sizes) == len(found) and all(sizes) else (0, 0)
