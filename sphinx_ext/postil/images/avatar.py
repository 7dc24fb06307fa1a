"""The pictures of authors: files that `blog_authors` names, and what they are called in the output."""

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


# Up to how many bytes a drawing is put into pages: to ask for it takes a browser longer than to have it.
SMALL = 1024
# What may stand in an address of data (RFC 2397, RFC 3986), besides letters and digits.
_STAYS = "!$&'()*+,-./:;=?@_~"


class Avatar(NamedTuple):
    """The picture of an author."""

    address: str
    """Where it is: in the output, from its first folder, or on the web."""
    path: Path | None = None
    """The file it is made from, if it is one of the site's."""
    data: str = ""
    """All of a small drawing, as an address of data."""


def find_avatars(people: Mapping[str, Author], folder: Path) -> Mapping[str, Avatar]:
    """Return the pictures of authors by their names: of those who have one on the web, or in `folder`."""
    slugs = unique_slugs(author.name for author in people.values())
    found = {}
    for author in people.values():
        path = folder / author.avatar
        if is_web_url(author.avatar):
            found[author.name] = Avatar(author.avatar)
        elif author.avatar and is_image(str(path)):
            name = f"_static/postil-author-{slugs[author.name]}{path.suffix}"
            found[author.name] = Avatar(quote(name), path, _data_of(path))
    return found


def _data_of(path: Path) -> str:
    if path.suffix.lower() != ".svg" or path.stat().st_size > SMALL:
        return ""
    return f"data:image/svg+xml,{quote(path.read_bytes(), safe=_STAYS)}"


def avatar_url(avatar: Avatar | None, *, root: str) -> str:
    """Return the address of a picture of an author; empty if there is none. `root` leads to the site's first folder."""
    if avatar is None or is_web_url(avatar.address):
        return avatar.address if avatar else ""
    return root + avatar.address


def is_web_url(path: str) -> bool:
    """Return whether a picture is somewhere on the web."""
    return re.match(r"(?i)https?://", path) is not None


def warn_about_missing_avatars(app: Sphinx) -> None:
    """Say which pictures of authors are not there."""
    people = app.config.postil.blog_authors
    found = find_avatars(people, Path(app.confdir))
    for author in people.values():
        if author.avatar and author.name not in found:
            message = f"`avatar: {author.avatar}`: there is no such image; {author.name} is shown without a picture"
            warn(Subtype.CONFIG, message, location=line_of_option(Path(app.confdir, "conf.py"), "blog_authors"))


def setup(app: Sphinx) -> None:
    """Look at the authors once the site's folder is known."""
    app.connect("builder-inited", warn_about_missing_avatars)
