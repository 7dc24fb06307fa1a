"""The posts before and after each post."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from postil.blog.post import Post


class Neighbours(NamedTuple):
    """The next newer and the next older post."""

    newer: Post | None = None
    older: Post | None = None


def neighbours_in(posts: Sequence[Post]) -> Mapping[tuple[str, str], Neighbours]:
    """Return the neighbours of each of `posts`, which are newest first, by its key."""
    row = [None, *posts, None]
    return {post.key: Neighbours(newer, older) for newer, post, older in zip(row, posts, row[2:], strict=False)}
