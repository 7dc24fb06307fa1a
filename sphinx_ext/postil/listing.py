"""What a list of posts is: its place in a document, its options, and the posts it shows."""

from __future__ import annotations

from typing import Any

from docutils import nodes

from postil.index import Index  # noqa: TC001
from postil.post import Kind, Post

# The options of `postlist` that name terms.
KINDS = {
    "tags": Kind.TAG,
    "category": Kind.CATEGORY,
    "author": Kind.AUTHOR,
    "location": Kind.LOCATION,
    "language": Kind.LANGUAGE,
}


# ABlog's sidebar templates, by the names under which sites ask for them; `postil/…` and `ablog/…` are others.
SIDEBARS = frozenset(
    f"{name}.html"
    for name in ("archives", "authors", "categories", "languages", "locations", "postcard", "recentposts", "tagcloud")
)


class postlist(nodes.General, nodes.Element):  # noqa: N801 - docutils names nodes in lower case
    """The place of a list of posts."""

    FORMAT = "{date} - {title}"
    FIELDS = frozenset({"date", "title", *KINDS})


class post_marker(nodes.General, nodes.Element):  # noqa: N801 - docutils names nodes in lower case
    """Where a `post` directive stood, with its content. Gone once the document has been read."""


def select_posts(index: Index, options: dict[str, Any], *, docname: str) -> list[Post]:
    """Return the posts that a `postlist` with these options shows on the page `docname`, which is not one of them."""
    posts = [post for post in index.listed if post.docname != docname or post.anchor]
    for name, kind in KINDS.items():
        for label in options.get(name, ()):
            term = index.find(kind, label)
            members = set(index.terms(kind)[term]) if term else set()
            posts = [post for post in posts if post in members]
    posts = posts[: options["length"]]
    return posts[::-1] if options["sort"] else posts
