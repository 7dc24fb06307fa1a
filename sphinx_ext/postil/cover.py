"""The picture that stands for a post: where its file is, and where it is in the site."""

from __future__ import annotations

import mimetypes
import os
import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.util.images import get_image_size

from postil.diagnostics import Subtype, warn
from postil.domain import post_domain

if TYPE_CHECKING:
    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

    from postil.post import Post

_WHOLE = re.compile(r"(?i)[a-z][a-z0-9+.-]*:|//")


@dataclass(frozen=True)
class Picture:
    """A picture as the web is told of it."""

    address: str
    """Relative to the site's first folder, or whole if it is on another host."""
    type: str = ""
    """Its media type; empty if it is on another host."""
    length: int = 0
    """In bytes."""
    width: int | None = None
    height: int | None = None


def cover_of(post: Post, env: BuildEnvironment, *, folder: str) -> Picture | None:
    """Return the picture that a post's front matter names, or None; `folder` is that of pictures in the output."""
    if not post.image:
        return None
    if _WHOLE.match(post.image):
        return Picture(post.image) if post.image.lower().startswith(("http:", "https:")) else None
    path = Path(env.srcdir, post.image)
    if post.image not in env.images or not path.is_file():
        return None
    width, height = get_image_size(path) or (None, None)
    kind = mimetypes.guess_type(path)[0] or "application/octet-stream"
    address = f"{folder}/{quote(env.images[post.image][1])}"
    return Picture(address, kind, path.stat().st_size, width, height)


def find_picture(env: BuildEnvironment, image: str, docname: str) -> tuple[str, str]:
    """Return the path of a picture below the source folder, and that of its file; empty if there is no such file."""
    try:
        name, path = env.relfn2path(image, docname)
        there = os.access(path, os.R_OK) and Path(path).is_file()
    except (ValueError, OSError):  # no file can have such a name
        return "", ""
    return name, path if there else ""


def collect_covers(app: Sphinx, doctree: nodes.document) -> None:
    """Make the picture of each post part of the site, or say that it is not there."""
    env, domain = app.env, post_domain(app.env)
    posts = domain.posts.get(env.docname, ())
    checked: list[Post] = []
    for post in posts:
        if not post.image or _WHOLE.match(post.image):
            checked.append(post)
            continue
        name, path = find_picture(env, post.image, env.docname)
        if name:
            env.note_dependency(name)
        if path:
            env.images.add_file(env.docname, name)
            checked.append(replace(post, image=name))
        else:
            message = f"`image: {' '.join(post.image.split())}` is not a picture that is there; left out"
            warn(Subtype.FRONT_MATTER, message, location=post.source)
            checked.append(replace(post, image=""))
    if posts:
        domain.posts[env.docname] = tuple(checked)


def copy_covers(app: Sphinx) -> list[tuple[str, dict[str, object], str]]:
    """Let Sphinx copy the pictures of all posts, which it does for those in texts. There are no pages to add."""
    builder = app.builder
    if isinstance(builder, StandaloneHTMLBuilder):
        for post in post_domain(app.env).index.posts:
            if post.image in app.env.images:
                builder.images[post.image] = app.env.images[post.image][1]
    return []


def setup(app: Sphinx) -> None:
    """Look for pictures once the posts are collected, and copy them before Sphinx copies its own."""
    app.connect("doctree-read", collect_covers, priority=720)
    app.connect("html-collect-pages", copy_covers)
