"""Images in feeds: a copy that loads fast, at a width that fits any reader, and never distorted."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from markupsafe import escape

from postil.images.image import CONTENT_WIDTH
from postil.lazy_regex import lazy_regex
from postil.pages.image_style import add_style

if TYPE_CHECKING:
    from postil.images.image import ImageInfo

# The width of copies in pixels: sharp on screens with 1.5 device pixels per CSS pixel.
_WIDTH = 1080
_SOURCE = lazy_regex(r'(<img\s[^>]*?\bsrc=")[^"]*')
_HEIGHT = lazy_regex(r'\sheight="[^"]*"')
_STYLE = lazy_regex(r'\sstyle="([^"]*)"')
_STYLE_HEIGHT = lazy_regex(r"(?:^|(?<=;))\s*height\s*:[^;]*;?")
_WIDTH_SET = lazy_regex(r'\swidth="|\sstyle="(?:[^"]*;)?\s*width\s*:')


def feed_source(image: ImageInfo, *, folder: str) -> str:
    """Return the URL of the copy of an image for feeds; empty if the image itself is small enough."""
    copies = [copy for copy in image.variants if copy.format == "webp" and CONTENT_WIDTH <= copy.width <= _WIDTH]
    largest = max(copies, key=lambda copy: copy.width, default=None)
    return f"{folder}/{quote(largest.file)}" if largest and image.width > _WIDTH else ""


def feed_image(html: str, source: str, *, width: int) -> str:
    """Return the `<img>` in `html` for a feed: it shows `source`, if there is one.

    `width` is that of the file in pixels, for an image whose author set no width; 0 if its figure has a width. A height
    stays only without a width: where a reader limits the width, it would distort the image.
    """
    if source:
        html = _SOURCE.sub(lambda found: found[1] + str(escape(source)), html, count=1)
    has_width = _WIDTH_SET.search(html) is not None
    has_height = _HEIGHT.search(html) or ((style := _STYLE.search(html)) and _STYLE_HEIGHT.search(style[1]))
    if has_height and not has_width:
        return add_style(html, "max-width:100%;object-fit:contain")
    html = _HEIGHT.sub("", html, count=1)
    html = _STYLE.sub(lambda found: f' style="{_STYLE_HEIGHT.sub("", found[1]).strip()}"', html, count=1)
    if width and not has_width:
        html = html.replace("<img ", f'<img width="{min(width, CONTENT_WIDTH)}" ', 1)
    return add_style(html, "max-width:100%;height:auto")
