"""Render the excerpts and full texts of posts while their pages are written.

Lists and feeds would load each document again. Where they need something else, they render that themselves.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from postil.build.domain import post_domain
from postil.build.exact_output import exact_output
from postil.config.options import site_root_url
from postil.feeds.channels import channels
from postil.feeds.full_text import FullTextCache
from postil.pages.render import PostRenderer

if TYPE_CHECKING:
    from docutils import nodes
    from sphinx.application import Sphinx

    from postil.blog.index import Index
    from postil.config.options import Options


class EarlyParts:
    """Caches the excerpt of each post, and the full text of those that a feed shows."""

    def __init__(self, app: Sphinx) -> None:
        """Find out which posts feeds show; each process opens the caches itself."""
        self._index, options = post_domain(app.env).index, app.config.postil
        self._renderer, self._texts = PostRenderer(app), FullTextCache(app)
        self._base = site_root_url(options)
        self._in_feeds = posts_of_feeds(self._index, options)

    def add(self, docname: str, doctree: nodes.document) -> None:
        """Render the parts of a document."""
        for post in self._index.by_docname.get(docname, ()):
            self._renderer.excerpt(post, root="", doctree=doctree)
            if post.key in self._in_feeds and self._texts.source_digest(post):
                self._texts.full_text(post, base=self._base, doctree=doctree)

    def save(self) -> None:
        """Save the parts."""
        self._renderer.save_excerpts()
        self._texts.save_new()


def posts_of_feeds(index: Index, options: Options) -> set[tuple[str, str]]:
    """Return the keys of the posts whose full text is in a feed."""
    if not site_root_url(options) or options.blog_feed_titles or not options.blog_feed_fulltext:
        return set()
    length = options.blog_feed_length
    return {post.key for channel in channels(index, options) for post in channel.posts[:length]}


def cache_early(app: Sphinx) -> None:
    """Let builders that write a blog render the parts."""
    if output := exact_output(app.builder):
        output.parts_caches = [partial(EarlyParts, app)]


def setup(app: Sphinx) -> None:
    """Begin once there is a builder."""
    app.connect("builder-inited", cache_early, priority=950)
