"""The pictures of authors: files that `blog_authors` names, and what they are called in the output."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from postil.config import line_of_option
from postil.diagnostics import Subtype, warn
from postil.slug import unique_slugs

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sphinx.application import Sphinx

    from postil.post import Author


def avatar_files(people: Mapping[str, Author], folder: Path) -> Mapping[str, tuple[str, Path]]:
    """Return, by the names of the authors who have a picture in `folder`, its name in the output and the file."""
    slugs = unique_slugs(author.name for author in people.values())
    found = {}
    for author in people.values():
        path = folder / author.avatar
        if author.avatar and not is_address(author.avatar) and path.is_file():
            found[author.name] = (f"_static/postil-author-{slugs[author.name]}{path.suffix}", path)
    return found


def avatar_address(author: Author, people: Mapping[str, Author], folder: Path, *, root: str) -> str:
    """Return the address of the picture of an author, who is one of `people`; empty if there is none.

    `root` leads to the site's first folder.
    """
    if is_address(author.avatar):
        return author.avatar
    found = avatar_files(people, folder)
    return root + quote(found[author.name][0]) if author.name in found else ""


def is_address(path: str) -> bool:
    """Return whether a picture is somewhere on the web."""
    return re.match(r"(?i)https?://", path) is not None


def look_for_avatars(app: Sphinx) -> None:
    """Say which pictures of authors are not there."""
    people = app.config.postil.blog_authors
    found = avatar_files(people, Path(app.confdir))
    for author in people.values():
        if author.avatar and author.name not in found and not is_address(author.avatar):
            message = f"`avatar: {author.avatar}`: there is no such file; {author.name} is shown without a picture"
            warn(Subtype.CONFIG, message, location=line_of_option(Path(app.confdir, "conf.py"), "blog_authors"))


def setup(app: Sphinx) -> None:
    """Look at the authors once the site's folder is known."""
    app.connect("builder-inited", look_for_avatars)
