"""Find the image that a post names: a file, a URL, or the number of an image in its text."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING

from docutils import nodes

from postil.diagnostics import Subtype, advise, warn
from postil.file_names import escape_unprintable
from postil.images.files import find_image
from postil.images.missing import why_not_published

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sphinx.environment import BuildEnvironment

    from postil.blog.post import Post


def with_image(
    post: Post, doctree: nodes.Element, env: BuildEnvironment, location: str, *, default_number: int, key: str = ""
) -> Post:
    """Return a post with its image as a path in the site; if there is no such file, warn and remove the image.

    `key` is that of the image in the front matter, as the author spelled it.
    A number is that of an image in the document or section `doctree`, as in ABlog; it may be too high. Without an
    image, it is `default_number`; 0 is none.
    """
    if not post.image and default_number:
        return replace(post, image=image_with_number(doctree, default_number, env))
    if re.fullmatch("[0-9]{1,3}", post.image):
        return replace(post, image=image_with_number(doctree, int(post.image), env))
    image = find_image(env, post.docname, post.image)
    if post.image and not image:
        why = why_not_published(env, post.docname, post.image) or "names a file that was not found"
        name = escape_unprintable(" ".join(post.image.split())[:80])
        key = key or "image"
        if key != "image" and not re.search(r"[./\\]", name):  # the name of a drawing of another engine's theme
            advise(Subtype.FRONT_MATTER, f"posts whose `{key}` is no file name (they have no image)", location=location)
        else:
            warn(Subtype.FRONT_MATTER, f"`{key}: {name}` {why}; the post has no image", location=location)
    return replace(post, image=image) if image != post.image else post


def image_with_number(doctree: nodes.Element, number: int, env: BuildEnvironment) -> str:
    """Return the path in the site, or the URL, of an image in the text, counted from 1; empty if there is none."""
    image = next(islice(doctree.findall(nodes.image), number - 1, None), None) if number else None
    paths: Mapping[str, str] = (image.get("candidates") or {}) if image else {}
    found = next((path for path in paths.values() if path in env.images), "")
    return found or next((path for path in paths.values() if re.match("https?://", path)), "")
