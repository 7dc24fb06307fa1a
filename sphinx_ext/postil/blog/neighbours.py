"""The posts before and after each post."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from postil.blog.post import Post


class Neighbours(NamedTuple):
    """The next newer and the next older post."""

    newer: Post | None = None
    older: Post | None = None


def neighbours_at(posts: Sequence[Post], position: int) -> Neighbours:
    """Return the neighbours of the post at a position in `posts`, which are newest first."""
    newer = posts[position - 1] if position else None
    return Neighbours(newer, posts[position + 1] if position + 1 < len(posts) else None)
