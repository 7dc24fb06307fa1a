"""The languages of a blog, and the language of a post that differs from that of the page, as in HTML."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postil.frozen import frozen
from postil.i18n import text_direction

if TYPE_CHECKING:
    from collections.abc import Mapping

    from postil.blog.post import Post


@frozen
class Language:
    """A language with a blog of its own: one in `postil_languages`."""

    name: str
    folder: str = ""
    """The folder of the site with its source files; empty: the folders that are named after its tag."""


def language_attributes(post: Post, page_language: str) -> Mapping[str, str]:
    """Return the attributes `lang` and `dir` of a post; none if it is in the language of the page, or in several."""
    if not post.language or post.language.lower() == page_language.replace("_", "-").lower():
        return {}
    return {"lang": post.language, "dir": text_direction(post.language)}
