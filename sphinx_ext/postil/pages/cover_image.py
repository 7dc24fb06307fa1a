"""The picture that stands for a post: where its file is, and where it is in the site."""

from __future__ import annotations

import mimetypes
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from sphinx.util.images import get_image_size

from postil.build.domain import image_cache_folder, post_domain

if TYPE_CHECKING:
    from sphinx.environment import BuildEnvironment

    from postil.blog.post import Post

_WHOLE = re.compile(r"(?i)[a-z][a-z0-9+.-]*:|//")


@dataclass(frozen=True)
class CoverImage:
    """A picture as the web is told of it."""

    address: str
    """Relative to the site's first folder, or whole if it is on another host."""
    type: str = ""
    """Its media type; empty if it is on another host."""
    length: int = 0
    """In bytes."""
    width: int | None = None
    height: int | None = None


# What networks show in previews, and how small a picture they show at all, in pixels.
_SHOWN = frozenset({"image/jpeg", "image/png", "image/webp", "image/gif"})
_SMALLEST = 200


def preview_image(post: Post, env: BuildEnvironment, *, folder: str) -> CoverImage | None:
    """Return the picture that previews of a post show, or None if it has none that networks show.

    They show neither drawings (SVG) nor newer formats, nor what is tiny or broken.
    """
    picture = cover_image(post, env, folder=folder)
    if picture is None:
        return None
    if _WHOLE.match(picture.address):
        kind = mimetypes.guess_type(urlsplit(picture.address).path)[0]
        return picture if kind is None or kind in _SHOWN else None
    known = post_domain(env).pictures.get(post.image)
    broken = known is not None and bool(known.problem) and not known.width
    large = min(picture.width or 0, picture.height or 0) >= _SMALLEST
    return picture if picture.type in _SHOWN and large and not broken else None


def cover_image(post: Post, env: BuildEnvironment, *, folder: str) -> CoverImage | None:
    """Return the picture that a post's front matter names, or None; `folder` is that of pictures in the output."""
    if not post.image:
        return None
    if _WHOLE.match(post.image):
        return CoverImage(post.image) if post.image.lower().startswith(("http:", "https:")) else None
    path = Path(env.srcdir, post.image)
    if post.image not in env.images or not path.is_file():
        return None
    width, height = get_image_size(path) or (None, None)
    kind = mimetypes.guess_type(path)[0] or "application/octet-stream"
    address = f"{folder}/{quote(env.images[post.image][1])}"
    known = post_domain(env).pictures.get(post.image)
    if known and known.width:
        width, height = known.width, known.height  # upright, as it is shown
    if known and known.scrubbed:
        path = Path(image_cache_folder(env.doctreedir), known.scrubbed)  # the file that is published
    return CoverImage(address, kind, path.stat().st_size, width, height)
