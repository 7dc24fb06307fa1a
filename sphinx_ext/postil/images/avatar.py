"""The avatars of authors: the files that `blog_authors` names, and their URLs."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote

from postil.config.read import line_of_option
from postil.diagnostics import Subtype, warn
from postil.project.image_folders import is_image
from postil.slug import unique_slugs

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sphinx.application import Sphinx

    from postil.blog.post import Author


# SVG files up to this size in bytes are embedded in pages: a request takes longer than the data.
MAX_EMBEDDED_SIZE = 1024
# The characters allowed in a data URL (RFC 2397, RFC 3986), besides letters and digits.
_SAFE = "!$&'()*+,-./:;=?@_~"


class Avatar(NamedTuple):
    """The avatar of an author."""

    url: str
    """Relative to the root of the output, or absolute if it is on another host."""
    path: Path | None = None
    """The source file; None if it is on another host."""
    data_url: str = ""
    """The content of a small SVG file as a data URL; empty for others."""


def find_avatars(authors: Mapping[str, Author], folder: Path) -> Mapping[str, Avatar]:
    """Return avatars by the names of authors, without those whose file is missing; paths are relative to `folder`."""
    slugs = unique_slugs(author.name for author in authors.values())
    found = {}
    for author in authors.values():
        path = folder / author.avatar
        if is_web_url(author.avatar):
            found[author.name] = Avatar(author.avatar)
        elif author.avatar and is_image(str(path)):
            name = f"_static/postil-author-{slugs[author.name]}{path.suffix}"
            found[author.name] = Avatar(quote(name), path, _data_url(path))
    return found


def _data_url(path: Path) -> str:
    if path.suffix.lower() != ".svg" or path.stat().st_size > MAX_EMBEDDED_SIZE:
        return ""
    return f"data:image/svg+xml,{quote(path.read_bytes(), safe=_SAFE)}"


def avatar_url(avatar: Avatar | None, *, root: str) -> str:
    """Return the URL of an avatar; empty if there is none. `root` is the URL of the site's root, with a slash."""
    if avatar is None or is_web_url(avatar.url):
        return avatar.url if avatar else ""
    return root + avatar.url


def is_web_url(path: str) -> bool:
    """Return whether an image is on the web, rather than a file of the site."""
    return re.match(r"(?i)https?://", path) is not None


def warn_about_missing_avatars(app: Sphinx) -> None:
    """Warn about avatars whose file is missing or not an image."""
    authors = app.config.postil.blog_authors
    found = find_avatars(authors, Path(app.confdir))
    for author in authors.values():
        if author.avatar and author.name not in found:
            message = f"`avatar: {author.avatar}`: image file not found; {author.name} has no avatar"
            warn(Subtype.CONFIG, message, location=line_of_option(Path(app.confdir, "conf.py"), "blog_authors"))


def setup(app: Sphinx) -> None:
    """Check avatars at the start of each build."""
    app.connect("builder-inited", warn_about_missing_avatars)
