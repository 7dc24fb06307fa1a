"""ABlog's catalogs and collections: the terms of posts, as ABlog's templates expect them."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property, total_ordering
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from postil.ablog_compat.blog_post import BlogPost
    from postil.ablog_compat.escaped_text import EscapedText


@total_ordering
@dataclass(frozen=True, eq=False)
class Collection:
    """ABlog's collection: the posts of one term, or all posts."""

    name: EscapedText
    posts: Sequence[BlogPost]
    docname: str
    """The page that lists the posts."""
    xref: str = ""
    """Its label, for references."""
    href: str = ""
    """The URL that the site's owner set for the term; empty if there is none."""
    catalog: Catalog | None = field(default=None, repr=False)

    def __str__(self) -> str:
        return self.name

    def __html__(self) -> str:
        return self.name

    def __len__(self) -> int:
        return len(self.posts)

    def __iter__(self) -> Iterator[BlogPost]:
        return iter(self.posts)

    def __contains__(self, key: object) -> bool:
        return any(post.key == key for post in self.posts)

    def __getitem__(self, key: object) -> BlogPost | None:
        if isinstance(key, str) and hasattr(self, key):
            raise KeyError(key)  # the filter `map(attribute="name")` asks for an item first
        return next((post for post in self.posts if post.key == key), None)

    def __eq__(self, other: object) -> bool:
        return str(self.name) == str(getattr(other, "name", other))

    def __lt__(self, other: Any) -> bool:
        return str(self.name) < str(getattr(other, "name", other))

    def __hash__(self) -> int:
        return hash(self.name)

    @property
    def label(self) -> EscapedText:
        """The term's name."""
        return self.name

    title = label

    @property
    def path(self) -> str:
        """The page that lists the posts."""
        return self.docname

    def relsize(self, maxsize: int = 5, minsize: int = 1) -> int:
        """Return the size of the term in a tag cloud, from `minsize` to `maxsize`."""
        lowest, highest = self.catalog.post_counts if self.catalog else (0, 0)
        if lowest == highest:
            return round((maxsize - minsize) / 2 + minsize)
        return int((len(self) - lowest) / (highest - lowest) * (maxsize - minsize) + minsize)


@dataclass(eq=False)
class Catalog:
    """ABlog's catalog: all terms of one kind. It is empty, and false, if there are no posts."""

    name: str
    xref: str
    docname: str
    """The page that lists the terms."""
    collections: Mapping[str, Collection] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.name

    def __len__(self) -> int:
        return sum(map(len, self.collections.values()))

    def __iter__(self) -> Iterator[Collection]:
        return iter(self.collections.values())

    def __contains__(self, name: object) -> bool:
        return name in self.collections

    def __getitem__(self, name: object) -> Collection | None:
        found = self.collections.get(str(name))
        if found is None and hasattr(self, str(name)):
            raise KeyError(name)  # as for a collection
        return found

    @property
    def path(self) -> str:
        """The page that lists the terms."""
        return self.docname

    @cached_property
    def post_counts(self) -> tuple[int, int]:
        """The lowest and the highest number of posts that a term of this kind has."""
        counts = [len(collection) for collection in self.collections.values()]
        return (min(counts), max(counts)) if counts else (0, 0)
