"""Choose the posts and pages that the end of a post links to, each once."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from postil.blog.index import Index
    from postil.blog.neighbours import Neighbours
    from postil.blog.post import Post
    from postil.build.domain import Backlink


class PostEnd(NamedTuple):
    """What the end of a post links to."""

    around: Neighbours
    """The newer and the older post."""
    parts: Sequence[Post]
    """All parts of its series."""
    backlinks: Sequence[Backlink]
    """The pages that link to it, other than those parts."""
    related: Sequence[Post]
    """Related posts, other than all of these."""


def end_of_post(index: Index, post: Post, backlinks: Sequence[Backlink], *, shows_neighbours: bool) -> PostEnd:
    """Return what the end of `post` links to; `backlinks` are all pages that link to it."""
    around, parts = index.neighbours(post), index.parts(post)
    # A series of one part has no list of its parts.
    listed = {part.docname for part in parts} if len(parts) > 1 else set()
    shown_backlinks = [link for link in backlinks if link.docname not in listed]
    shown = {(link.docname, "") for link in shown_backlinks}
    if shows_neighbours:
        shown |= {neighbour.key for neighbour in (around.newer, around.older) if neighbour}
    return PostEnd(around, parts, shown_backlinks, index.related(post, shown))
