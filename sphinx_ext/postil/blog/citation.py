"""How to cite a post: what a citation names, and an entry for BibTeX."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from postil.frozen import frozen
from postil.slug import slugify

if TYPE_CHECKING:
    from collections.abc import Sequence

    from postil.blog.post import Post

DOI_RESOLVER = "https://doi.org/"
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
# Characters with a meaning in TeX; a backslash, a tilde and a caret have no escape of one character.
_SPECIAL = {character: f"\\{character}" for character in "{}$&#%_"} | {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
}


@frozen
class Citation:
    """What a citation of a post names."""

    authors: Sequence[str]
    site: str
    url: str
    """The URL of the post; that of its DOI, if it has one; empty if the URL of the site is unknown."""
    bibtex: str


def cite_post(post: Post, *, authors: Sequence[str], site: str, url: str) -> Citation:
    """Return how to cite a post on the site called `site`; `url` is its own URL, empty if unknown."""
    fields = {
        "author": " and ".join(f"{{{escape_tex(name)}}}" if " and " in name else escape_tex(name) for name in authors),
        "title": f"{{{escape_tex(post.title)}}}",
        "year": f"{post.date.year}" if post.date else "",
        "month": _MONTHS[post.date.month - 1] if post.date else "",
        "howpublished": escape_tex(site),
        "doi": post.doi,
        "url": url.replace("{", "%7B").replace("}", "%7D"),
    }
    values = {name: value if name == "month" else f"{{{value}}}" for name, value in fields.items() if value}
    lines = [f"  {name} = {value}" for name, value in values.items()]
    entry = "@misc{" + ",\n".join([_key(post, authors), *lines]) + "\n}"
    return Citation(authors, site, DOI_RESOLVER + post.doi if post.doi else url, entry)


def escape_tex(text: str) -> str:
    """Return plain text as TeX."""
    return "".join(_SPECIAL.get(character, character) for character in text)


def _key(post: Post, authors: Sequence[str]) -> str:
    """Return a key such as `lovelace2024walk`, of ASCII letters and digits."""
    name = slugify(authors[0]).rpartition("-")[2] if authors else ""
    words = [word for word in slugify(post.title).split("-") if len(word) > 3]  # noqa: PLR2004 - without articles
    year = f"{post.date.year}" if post.date else ""
    return re.sub(r"[^a-z0-9]", "", f"{name}{year}{words[0] if words else ''}") or "post"
