"""A post, as ABlog's templates expect it."""

from __future__ import annotations

from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

from postil.ablog_compat.escaped_text import EscapedText
from postil.ablog_compat.post_info import PostInfo
from postil.blog.post import Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from markupsafe import Markup

    from postil.ablog_compat.catalogs import Collection
    from postil.ablog_compat.template_objects import Blog
    from postil.blog.post import Post


class BlogPost:
    """ABlog's post. It has the attributes of postil's post too, except where ABlog's have the same name."""

    def __init__(self, blog: Blog, post: Post) -> None:
        """`post` is postil's."""
        self.blog, self.postil_post = blog, post
        self.options = PostInfo(post, blog.read_nodes)
        """What the author wrote: ABlog's record of a post."""
        self.published = not post.draft
        self.date: datetime | None = self.options["date"]
        """The date without a time zone, in that of the site."""
        self.update: datetime | None = self.options["update"]
        self.section = post.anchor
        self.nocomments = not post.comments
        self.redirect = list(post.aliases)
        self.title = EscapedText.of(post.title)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.__dict__.get("postil_post"), name)

    def __str__(self) -> str:
        return self.title

    def __html__(self) -> str:
        return self.title

    def __repr__(self) -> str:
        return f"{self.title} <{self.docname}>"

    def __lt__(self, other: BlogPost) -> bool:
        return self._order < other._order

    @property
    def _order(self) -> tuple[datetime, str]:
        return (self.date or datetime.max, self.title)  # noqa: DTZ901 - as all dates here

    @property
    def key(self) -> str:
        """The name of the post in `ablog`: its document, and its section if it is one of several there."""
        post = self.postil_post
        return f"{post.docname}#{post.anchor}" if post.anchor else post.docname

    @property
    def order(self) -> int:
        """The number of the post on its page."""
        posts = self.blog.index.by_docname[self.postil_post.docname]
        return 1 + [post.key for post in posts].index(self.postil_post.key)

    @cached_property
    def tags(self) -> Sequence[Collection]:
        """The tags."""
        return self.blog.collections_of(self.postil_post, Kind.TAG)

    @cached_property
    def author(self) -> Sequence[Collection]:
        """The authors."""
        return self.blog.collections_of(self.postil_post, Kind.AUTHOR)

    @cached_property
    def category(self) -> Sequence[Collection]:
        """The categories."""
        return self.blog.collections_of(self.postil_post, Kind.CATEGORY)

    @cached_property
    def location(self) -> Sequence[Collection]:
        """The locations."""
        return self.blog.collections_of(self.postil_post, Kind.LOCATION)

    @cached_property
    def language(self) -> Sequence[Collection]:
        """The languages."""
        return self.blog.collections_of(self.postil_post, Kind.LANGUAGE)

    @property
    def archive(self) -> Collection | Sequence[Collection]:
        """The year; an empty list for a draft."""
        years = self.blog.collections_of(self.postil_post, Kind.YEAR) if self.published else ()
        return years[0] if years else []

    @property
    def next(self) -> BlogPost | None:
        """The next newer post."""
        newer = self.blog.index.neighbours(self.postil_post).newer
        return self.blog.view(newer) if newer else None

    @property
    def prev(self) -> BlogPost | None:
        """The next older post."""
        older = self.blog.index.neighbours(self.postil_post).older
        return self.blog.view(older) if older else None

    @property
    def excerpt(self) -> Any:
        """The excerpt as nodes of docutils."""
        return self.options["excerpt"]

    @property
    def doctree(self) -> Any:
        """The text as nodes of docutils."""
        return self.options["doctree"]

    def to_html(self, pagename: str, fulltext: bool = False, drop_h1: bool = True, img_url: bool = False) -> Markup:  # noqa: FBT001, FBT002 - ABlog's signature
        """Return the excerpt or the full text as HTML, without its title, for the page `pagename`.

        With `img_url`, URLs are absolute.
        """
        return self.blog.render_post(self.postil_post, pagename, full=fulltext, absolute=img_url)
