"""The style that sizes an image by its ratio: portrait photos fit into the window, galleries have equal cells."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from postil.images.image import ImageInfo

# The height of a portrait photo, as a share of the window's height: its caption is visible too.
_MAX_HEIGHT = 85
# The ratio of the narrowest portrait, a screenshot of a phone. Narrower ones, such as infographics, would be illegible.
_MIN_RATIO = 0.4


def ratio_style(image: ImageInfo, *, cell: float | None) -> str:
    """Return the declaration of a CSS variable by which `postil.css` sizes an image; empty for most images.

    `cell` is the ratio of a cell of a gallery; 0 if the image keeps its own, None if it is in no gallery.
    """
    if cell is not None:
        return f"--postil-cell:{cell}" if cell else ""
    ratio = image.width / image.height
    if not _MIN_RATIO <= ratio < 1:
        return ""
    return f"--postil-portrait:min({image.width}px,{_MAX_HEIGHT * ratio:.1f}vh)"


def add_style(html: str, declaration: str) -> str:
    """Return the `<img>` in `html` with a declaration in its style."""
    if not declaration:
        return html
    if (start := re.match(r'<img\s[^>]*?\bstyle="', html)) is not None:
        return f"{start[0]}{declaration};{html[start.end() :]}"
    return html.replace("<img ", f'<img style="{declaration}" ', 1)
