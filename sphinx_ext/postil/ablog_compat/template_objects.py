"""The objects that ABlog's templates expect: `ablog`, with its catalogs and collections of posts.

The names of attributes are ABlog's, so that templates written for ABlog work unchanged.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from postil.blog.post import Kind, Post, Term

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from postil.blog.index import Index


@dataclass(frozen=True)
class Collection:
    """ABlog's collection: the posts of one term."""

    term: Term
    posts: Sequence[Post]
    post_counts: tuple[int, int]
    """The lowest and the highest number of posts that a term of this kind has."""

    def __str__(self) -> str:
        return self.term.label

    def __len__(self) -> int:
        return len(self.posts)

    def __iter__(self) -> Iterator[Post]:
        return iter(self.posts)

    @property
    def name(self) -> str:
        """The term's name."""
        return self.term.label

    @property
    def docname(self) -> str:
        """The page that lists the posts."""
        return self.term.docname

    path = docname

    @property
    def href(self) -> str:
        """The URL that the site's owner set for the term; empty if there is none."""
        return self.term.link

    def relsize(self, maxsize: int = 5, minsize: int = 1) -> int:
        """Return the size of the term in a tag cloud, from `minsize` to `maxsize`."""
        lowest, highest = self.post_counts
        if lowest == highest:
            return round((maxsize - minsize) / 2 + minsize)
        return int((len(self) - lowest) / (highest - lowest) * (maxsize - minsize) + minsize)


@dataclass(frozen=True)
class Catalog:
    """ABlog's catalog: all terms of one kind."""

    collections: Sequence[Collection]
    docname: str

    def __len__(self) -> int:
        return len(self.collections)

    def __iter__(self) -> Iterator[Collection]:
        return iter(self.collections)

    @property
    def path(self) -> str:
        """The page that lists the terms."""
        return self.docname


class Blog:
    """ABlog's blog: the variable `ablog` of its templates, and of templates derived from them."""

    def __init__(self, index: Index, options: Mapping[str, Any]) -> None:
        """Make `index` available under ABlog's names, and `options` as attributes."""
        self._index, self._options = index, options
        self.start = index.posts_page
        self.posts = index.published
        self.drafts = index.drafts
        self.fontawesome = False
        self.tags = self._catalog(Kind.TAG)
        self.category = self._catalog(Kind.CATEGORY)
        self.author = self._catalog(Kind.AUTHOR)
        self.location = self._catalog(Kind.LOCATION)
        self.language = self._catalog(Kind.LANGUAGE)
        self.series = self._catalog(Kind.SERIES)
        self.archive = self._catalog(Kind.YEAR)

    def __getattr__(self, name: str) -> Any:
        try:
            return self._options[name]
        except KeyError as error:
            raise AttributeError(name) from error

    def __len__(self) -> int:
        return len(self._index.posts)

    def __contains__(self, docname: str) -> bool:
        return docname in self._index.by_docname

    def __getitem__(self, docname: str) -> Post:
        return self._index.by_docname[docname][0]

    @property
    def feed_path(self) -> str:
        """The URL of the feed, relative to the root of the site."""
        return f"{self._index.path}/atom.xml"

    def recent(self, num: int | None, docname: str = "", **_labels: Any) -> list[Post]:
        """Return the newest `num` posts, or all if it is None, without the one at `docname`."""
        return [post for post in self.posts if post.docname != docname][:num]

    def _catalog(self, kind: Kind) -> Catalog:
        terms = self._index.terms(kind)
        counts = [len(posts) for posts in terms.values()]
        post_counts = (min(counts), max(counts)) if counts else (0, 0)
        collections = [Collection(term, posts, post_counts) for term, posts in terms.items()]
        return Catalog(collections, self._index.terms_page(kind))
