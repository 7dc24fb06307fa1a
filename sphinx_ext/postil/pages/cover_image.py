"""The cover image of a post: its URL, type and size."""

from __future__ import annotations

import mimetypes
import re
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from sphinx.util.images import get_image_size

from postil.build.domain import post_domain
from postil.build.site_images import image_cache_folder
from postil.frozen import frozen

if TYPE_CHECKING:
    from sphinx.environment import BuildEnvironment

    from postil.blog.post import Post

_ABSOLUTE_URL = re.compile(r"(?i)[a-z][a-z0-9+.-]*:|//")


@frozen
class CoverImage:
    """The cover image of a post, for metadata and feeds."""

    url: str
    """Relative to the site's root, or absolute if it is on another host."""
    type: str = ""
    """The media type; empty if the image is on another host."""
    length: int = 0
    """The size in bytes; 0 if the image is on another host."""
    width: int | None = None
    height: int | None = None


# The media types that social networks show in previews, and the least width and height of an image, in pixels.
_PREVIEW_TYPES = frozenset({"image/jpeg", "image/png", "image/webp", "image/gif"})
_MIN_SIZE = 200


def preview_image(post: Post, env: BuildEnvironment, *, folder: str) -> CoverImage | None:
    """Return the cover image of a post if social networks show it in previews, else None.

    They show neither SVG nor newer formats, nor images that are tiny or broken. `folder` is that of images in the
    output.
    """
    image = cover_image(post, env, folder=folder)
    if image is None:
        return None
    if _ABSOLUTE_URL.match(image.url):
        kind = mimetypes.guess_type(urlsplit(image.url).path)[0]
        return image if kind is None or kind in _PREVIEW_TYPES else None
    info = post_domain(env).images.get(post.image)
    broken = info is not None and bool(info.problem) and not info.width
    is_large = min(image.width or 0, image.height or 0) >= _MIN_SIZE
    return image if image.type in _PREVIEW_TYPES and is_large and not broken else None


def cover_image(post: Post, env: BuildEnvironment, *, folder: str) -> CoverImage | None:
    """Return the image in a post's front matter, or None; `folder` is that of images in the output."""
    if not post.image:
        return None
    if _ABSOLUTE_URL.match(post.image):
        return CoverImage(post.image) if post.image.lower().startswith(("http:", "https:")) else None
    path = Path(env.srcdir, post.image)
    if post.image not in env.images or not path.is_file():
        return None
    width, height = get_image_size(path) or (None, None)
    name = env.images[post.image][1]
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    url = f"{folder}/{quote(name)}"
    info = post_domain(env).images.get(post.image)
    if info and info.width:
        width, height = info.width, info.height  # after rotation by EXIF, as browsers show it
    if info and info.published_file:
        path = Path(image_cache_folder(env.doctreedir), info.published_file)  # the file that is published
    return CoverImage(url, kind, path.stat().st_size, width, height)
