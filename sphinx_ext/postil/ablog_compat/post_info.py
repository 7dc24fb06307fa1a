"""ABlog's record of a post: what its author wrote; and the records of all posts, `env.ablog_posts`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, TypeAlias

from postil.build.domain import post_domain

if TYPE_CHECKING:
    from sphinx.environment import BuildEnvironment

    from postil.blog.post import Post

ReadNodes: TypeAlias = "Callable[[Post, bool], Any]"
"""Returns the excerpt of a post as nodes; or with True, all of it."""

_KEYS = (
    "docname", "section", "order", "date", "update", "title", "excerpt", "tags", "author", "category", "location",
    "language", "redirect", "nocomments", "image", "exclude", "canonical_link", "external_link", "doctree",
)  # fmt: skip


class PostInfo(Mapping[str, Any]):
    """A post under ABlog's names, read only. Dates have no time zone; texts are as written, not escaped."""

    def __init__(self, post: Post, read_nodes: ReadNodes, *, order: int = 1) -> None:
        """`order` is the number of the post on its page. Nodes are read when they are asked for."""
        self._post, self._read_nodes = post, read_nodes
        updated = post.updated or post.date
        self._values: dict[str, Any] = {
            "docname": post.docname,
            "section": post.anchor,
            "order": order,
            "date": post.date.replace(tzinfo=None) if post.date else None,
            "update": updated.replace(tzinfo=None) if updated else None,
            "title": post.title,
            "tags": list(post.tags),
            "author": list(post.authors),
            "category": list(post.categories),
            "location": list(post.locations),
            "language": list(post.languages),
            "redirect": list(post.aliases),
            "nocomments": not post.comments,
            "image": post.image,
            "exclude": False,
            "canonical_link": post.canonical_link,
            "external_link": post.external_link,
        }

    def __getitem__(self, key: str) -> Any:
        if key in ("excerpt", "doctree"):
            return self._read_nodes(self._post, key == "doctree")
        return self._values[key]

    def __iter__(self) -> Iterator[str]:
        return iter(_KEYS)

    def __len__(self) -> int:
        return len(_KEYS)


class AblogPosts(Mapping[str, list[PostInfo]]):
    """ABlog's `env.ablog_posts`: document -> its posts, for extensions of the site. Computed when asked, read only.

    It is not stored: in a pickled environment it is an empty dictionary.
    """

    def __init__(self, env: BuildEnvironment, read_nodes: ReadNodes) -> None:
        """Show the posts in the domain of `env`, also while documents are read."""
        self._env, self._read_nodes = env, read_nodes

    def __getitem__(self, docname: str) -> list[PostInfo]:
        posts = post_domain(self._env).posts[docname]
        return [PostInfo(post, self._read_nodes, order=order) for order, post in enumerate(posts, start=1)]

    def __iter__(self) -> Iterator[str]:
        return iter(post_domain(self._env).posts)

    def __len__(self) -> int:
        return len(post_domain(self._env).posts)

    def __reduce__(self) -> tuple[type[dict[str, Any]], tuple[()]]:
        return (dict, ())
