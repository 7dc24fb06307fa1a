"""Turn posts into entries of feeds."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote, urljoin

from postil.blog.language import language_attributes
from postil.blog.post import Author, Kind, digest
from postil.build.domain import post_domain
from postil.config.options import site_root_url
from postil.diagnostics import Subtype, warn
from postil.feeds.model import Enclosure, Entry
from postil.pages.cover_image import cover_image

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sphinx.application import Sphinx
    from sphinx.builders.html import StandaloneHTMLBuilder

    from postil.blog.index import Index
    from postil.blog.post import Post
    from postil.config.options import Options
    from postil.feeds.full_text import FullTextCache


class EntryBuilder:
    """Builds the entries for all feeds of a build, each once."""

    def __init__(self, app: Sphinx, builder: StandaloneHTMLBuilder, texts: FullTextCache) -> None:
        """Use the posts of a site, whose `blog_baseurl` must be set."""
        self._env, self._builder, self._texts = app.env, builder, texts
        self._index: Index = post_domain(app.env).index
        self._options: Options = app.config.postil
        self._language = app.config.language
        self._base = site_root_url(self._options)
        self._ids = feed_ids(self._index.published_versions)
        self._entries: dict[tuple[str, str], Entry] = {}
        self._digests: dict[tuple[str, str], str] = {}

    def entry(self, post: Post) -> Entry:
        """Return a published post as an entry."""
        if post.key not in self._entries:
            self._entries[post.key] = self._build(post)
        return self._entries[post.key]

    def source_digest(self, post: Post) -> str:
        """Return a digest of all that a post's entry depends on; empty if that is unknown."""
        if post.key not in self._digests:
            self._digests[post.key] = self._source_digest(post)
        return self._digests[post.key]

    def id_of(self, post: Post) -> str:
        """Return the id of a post: that in its front matter, or one that starts as `postil_feed_id`, or its URL."""
        return self._ids.get(post.key) or permanent_id(
            self._options.postil_feed_id or self._base,
            uri=self._builder.get_target_uri(post.docname),
            path=post.path or post.docname,
            anchor=post.anchor,
        )

    def url(self, docname: str) -> str:
        """Return the absolute URL of a document."""
        return urljoin(self._base, self._builder.get_target_uri(docname))

    def _source_digest(self, post: Post) -> str:
        full = self._options.blog_feed_fulltext and not self._options.blog_feed_titles
        text = (
            self._texts.source_digest(post)
            if full
            else post_domain(self._env).excerpt_dependencies().get(post.docname, "")
        )
        if full and not text:
            return ""
        terms = [(term.label, term.link, term.docname) for term in self._index.all_terms_of(post)]
        summary = post_domain(self._env).summary(post)
        return digest(repr((post.fingerprint, summary, text, terms, self._enclosure(post), self.id_of(post))))

    def _build(self, post: Post) -> Entry:
        if post.date is None:
            raise ValueError(post.docname)
        url = self.url(post.docname) + (f"#{post.anchor}" if post.anchor else "")
        index = self._index
        return Entry(
            id=self.id_of(post),
            url=url,
            link=post.external_link or url,
            title=post.title,
            published=post.date,
            updated=post.updated or post.date,
            authors=[
                Author(term.label, term.link or self.url(term.docname)) for term in index.terms_of(post, Kind.AUTHOR)
            ],
            categories=[term.label for kind in (Kind.CATEGORY, Kind.TAG) for term in index.terms_of(post, kind)],
            summary=post_domain(self._env).summary(post),
            content=self._content(post),
            image=self._enclosure(post),
            language=language_attributes(post, self._language).get("lang", ""),
        )

    def _content(self, post: Post) -> str:
        if self._options.blog_feed_titles:
            return ""
        text = self._texts.full_text if self._options.blog_feed_fulltext else self._texts.excerpt
        html = text(post, base=self._base)
        attributes = "".join(f' {name}="{value}"' for name, value in language_attributes(post, self._language).items())
        return f"<div{attributes}>{html}</div>" if attributes else html

    def _enclosure(self, post: Post) -> Enclosure | None:
        """Return the post's cover image unless it is on another host: its size, which feeds require, is unknown."""
        image = cover_image(post, self._env, folder=self._builder.imagedir)
        if image is None or not image.type:
            return None
        return Enclosure(urljoin(self._base, image.url), image.type, image.length)


def permanent_id(start: str, *, uri: str, path: str, anchor: str = "") -> str:
    """Return an id that starts with `start`.

    If that is a URL, it is the URL `uri` below it; if it is a tag URI or a URN, `path` follows, which does not depend
    on builders and permalinks.
    """
    end = f"#{anchor}" if anchor else ""
    if start.lower().startswith(("http:", "https:")):
        return urljoin(start, uri) + end
    return start + quote(path) + end


def feed_ids(posts: Iterable[Post]) -> Mapping[tuple[str, str], str]:
    """Return the ids that posts have in feeds by their front matter, by the keys of the posts.

    Of two posts with the same id, the first by file path has it.
    """
    by_id: dict[str, Post] = {}
    for post in sorted(posts, key=lambda post: (post.path or post.docname, post.docname, post.anchor)):
        if not post.feed_id:
            continue
        if other := by_id.get(post.feed_id):
            message = f"feed id `{post.feed_id}` is already used by {other.path or other.docname}; the URL is used"
            warn(Subtype.FRONT_MATTER, message, location=post.feed_id_source or post.source)
        else:
            by_id[post.feed_id] = post
    return {post.key: feed_id for feed_id, post in by_id.items()}
