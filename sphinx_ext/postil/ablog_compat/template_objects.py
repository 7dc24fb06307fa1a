"""The variable `ablog` of ABlog's templates: the blog, with its catalogs and collections of posts.

The names of attributes are ABlog's, so that templates written for ABlog work unchanged.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import urljoin

from postil.ablog_compat.blog_post import BlogPost
from postil.ablog_compat.catalogs import Catalog, Collection
from postil.ablog_compat.escaped_text import EscapedText
from postil.blog.post import Kind, Post

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from markupsafe import Markup

    from postil.ablog_compat.post_info import ReadNodes
    from postil.blog.index import Index

# The names of the catalogs, and of the attributes of `ablog`.
CATALOGS: Mapping[str, Kind] = {
    "tags": Kind.TAG,
    "author": Kind.AUTHOR,
    "location": Kind.LOCATION,
    "language": Kind.LANGUAGE,
    "category": Kind.CATEGORY,
    "series": Kind.SERIES,
    "archive": Kind.YEAR,
}
_NAMES = {kind: name for name, kind in CATALOGS.items()}


class RenderPost(Protocol):
    """Returns the excerpt or the `full` text of a post as HTML, for the page `pagename`."""

    def __call__(self, post: Post, pagename: str, *, full: bool, absolute: bool) -> Markup: ...


class Blog:
    """ABlog's blog: the variable `ablog` of its templates, and of templates derived from them."""

    def __init__(
        self, index: Index, options: Mapping[str, Any], *, render_post: RenderPost, read_nodes: ReadNodes
    ) -> None:
        """Make `index` available under ABlog's names, and `options` as attributes."""
        self.index, self.config = index, options
        self.render_post, self.read_nodes = render_post, read_nodes
        self.start = index.posts_page
        self._views: dict[tuple[str, str], BlogPost] = {}
        self._catalogs: dict[Kind, Catalog] = {}

    def __getattr__(self, name: str) -> Any:
        if name in CATALOGS:
            return self.catalog(CATALOGS[name])
        try:
            return self.__dict__["config"][name]
        except KeyError as error:
            raise AttributeError(name) from error

    def __len__(self) -> int:
        return len(self.posts)

    def __contains__(self, key: object) -> bool:
        return isinstance(key, str) and self[key] is not None

    def __getitem__(self, key: str) -> BlogPost | None:
        """Return the post of a document, or of a section, `docname#section`, if the document has several."""
        docname, _separator, anchor = key.partition("#")
        posts = self.index.by_docname.get(docname, ())
        if len(posts) == 1 and not anchor:
            return self.view(posts[0])
        return next((self.view(post) for post in posts if post.anchor == anchor), None)

    @cached_property
    def posts(self) -> Collection:
        """All published posts."""
        return self._collection("Posts", self.index.published, self.start, xref="blog-posts")

    @cached_property
    def drafts(self) -> Collection:
        """Drafts, if they are built."""
        return self._collection("Drafts", self.index.drafts, f"{self.index.path}/drafts", xref="blog-drafts")

    @cached_property
    def catalogs(self) -> Mapping[str, Catalog]:
        """The catalogs by their names."""
        return {name: self.catalog(kind) for name, kind in CATALOGS.items() if kind is not Kind.YEAR}

    @property
    def blog(self) -> Mapping[str, Collection]:
        """The collections of all posts and of all drafts."""
        return {"post": self.posts, "draft": self.drafts}

    @cached_property
    def references(self) -> Mapping[str, tuple[str, str]]:
        """The labels of terms, with the page and the name of each."""
        collections = [self.posts, self.drafts, *(term for kind in CATALOGS.values() for term in self.catalog(kind))]
        return {collection.xref: (collection.docname, collection.name) for collection in collections}

    @property
    def feed_path(self) -> str:
        """The URL of the feed, relative to the root of the site."""
        return f"{self.index.path}/atom.xml"

    def recent(self, num: int | None, docname: str | None = None, **_labels: Any) -> list[BlogPost]:
        """Return the newest `num` posts, or all if it is None, without those at `docname`."""
        posts = [post for post in self.index.published if post.docname != docname]
        return self.views(posts[:num])

    def page_id(self, pagename: str) -> str:
        """Return the identifier of a page for Disqus; empty without `blog_baseurl`."""
        if not self.config["blog_baseurl"]:
            return ""
        name = pagename.removesuffix("index").strip("/")
        return f"/{name}/" if name else "/"

    def page_url(self, pagename: str) -> str:
        """Return the URL of a page for Disqus; empty without `blog_baseurl`."""
        base = self.config["blog_baseurl"]
        return urljoin(base, pagename).removesuffix("index") if base else ""

    def view(self, post: Post) -> BlogPost:
        """Return ABlog's object for a post, always the same."""
        if post.key not in self._views:
            self._views[post.key] = BlogPost(self, post)
        return self._views[post.key]

    def views(self, posts: Iterable[Post]) -> list[BlogPost]:
        """Return ABlog's objects for posts."""
        return [self.view(post) for post in posts]

    def collections_of(self, post: Post, kind: Kind) -> Sequence[Collection]:
        """Return the terms of a post."""
        collections = self.catalog(kind).collections
        return [collections[term.label] for term in self.index.terms_of(post, kind)]

    def catalog(self, kind: Kind) -> Catalog:
        """Return all terms of a kind."""
        if kind not in self._catalogs:
            catalog = Catalog(_NAMES.get(kind, kind), kind, self.index.terms_page(kind))
            catalog.collections = {
                term.label: self._collection(
                    term.label, posts, term.docname, xref=f"{kind}-{term.slug}", href=term.link, catalog=catalog
                )
                for term, posts in self.index.terms(kind).items()
            }
            self._catalogs[kind] = catalog
        return self._catalogs[kind]

    def _collection(self, name: str, posts: Iterable[Post], docname: str, **more: Any) -> Collection:
        return Collection(EscapedText.of(name), self.views(posts), docname, **more)
