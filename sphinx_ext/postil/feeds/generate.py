"""Which feeds a blog has, and what is in each."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass, replace
from functools import cache, partial
from typing import TYPE_CHECKING
from urllib.parse import quote, urljoin

from sphinx.locale import get_translation

from postil.blog.post import Author, Kind, digest
from postil.build.domain import post_domain
from postil.config.options import site_root_url
from postil.diagnostics import Subtype, warn
from postil.feeds.atom import Enclosure, Entry, Feed, write_atom
from postil.feeds.full_text import FullTextCache
from postil.feeds.json_feed import write_json_feed
from postil.feeds.rss import write_rss
from postil.i18n import CATALOG
from postil.pages.cover_image import cover_image

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from sphinx.application import Sphinx
    from sphinx.builders.html import StandaloneHTMLBuilder

    from postil.blog.index import Index
    from postil.blog.post import Post, Term
    from postil.build.builders import ExactHTMLBuilder
    from postil.config.options import Options

_ = get_translation(CATALOG)
STYLE = "feed.css"
# What is written for the whole blog, with the media type of each; terms have Atom alone.
FORMATS: Mapping[str, str] = {
    "atom.xml": "application/atom+xml",
    "rss.xml": "application/rss+xml",
    "feed.json": "application/feed+json",
}

WRITERS: Mapping[str, Callable[[Feed], bytes]] = {
    "atom.xml": write_atom,
    "rss.xml": write_rss,
    "feed.json": write_json_feed,
}


@dataclass(frozen=True)
class Channel:
    """What a feed is about: the whole blog, or one term."""

    path: str
    """The document of the page that lists the same posts."""
    title: str
    posts: Sequence[Post]


def language_tag(language: str) -> str:
    """Return Sphinx's name of a language as HTML and XML have it: `pt_BR` is `pt-BR`."""
    return language.replace("_", "-")


def channels(index: Index, options: Options) -> Iterator[Channel]:
    """Yield the blog's feed, then those of its terms that have published posts."""
    yield Channel(index.path, options.blog_title, index.published)
    if not options.blog_feed_archives:
        return
    for kind in (kind for kind in Kind if kind is not Kind.MONTH):
        for term, posts in index.terms(kind).items():
            if published := [post for post in posts if not post.draft]:
                yield Channel(term.docname, f"{options.blog_title}: {term.label}", published)


def feed_links(index: Index, options: Options, term: Term | None) -> list[tuple[str, str, str]]:
    """Return address, media type and title of the feeds that a page tells of; `term` is what it lists, if anything."""
    base = site_root_url(options)
    if not base:
        return []
    titles = {"atom.xml": options.blog_title, "rss.xml": f"{options.blog_title} (RSS)"}
    titles["feed.json"] = f"{options.blog_title} (JSON)"
    links = [(urljoin(base, quote(f"{index.path}/{name}")), kind, titles[name]) for name, kind in FORMATS.items()]
    has_feed = term and term.kind is not Kind.MONTH and options.blog_feed_archives
    if term and has_feed and any(not post.draft for post in index.terms(term.kind)[term]):
        title = f"{options.blog_title}: {term.label}"
        links.append((urljoin(base, f"{quote(term.docname)}/atom.xml"), FORMATS["atom.xml"], title))
    return links


class EntryBuilder:
    """Makes the entries of all feeds of a build, each once."""

    def __init__(self, app: Sphinx, builder: StandaloneHTMLBuilder, texts: FullTextCache) -> None:
        """Take the site and its address, which must be known."""
        self._env, self._builder, self._texts = app.env, builder, texts
        self._index: Index = post_domain(app.env).index
        self._options: Options = app.config.postil
        self._base = site_root_url(self._options)
        self._ids = feed_ids(self._index.published)
        self._made: dict[tuple[str, str], Entry] = {}
        self._looks: dict[tuple[str, str], str] = {}

    def entry(self, post: Post) -> Entry:
        """Return a published post as an entry."""
        key = (post.docname, post.anchor)
        if key not in self._made:
            self._made[key] = self._make(post)
        return self._made[key]

    def look(self, post: Post) -> str:
        """Return what changes when the post's entry would be another; empty if that cannot be told."""
        if post.key not in self._looks:
            self._looks[post.key] = self._look(post)
        return self._looks[post.key]

    def _look(self, post: Post) -> str:
        full = self._options.blog_feed_fulltext and not self._options.blog_feed_titles
        text = self._texts.look(post) if full else post_domain(self._env).behind.get(post.docname, "")
        if full and not text:
            return ""
        terms = [(term.label, term.link, term.docname) for term in self._index.all_terms_of(post)]
        return digest(repr((post.fingerprint, text, terms, self._enclosure(post), self._ids.get(post.key))))

    def _make(self, post: Post) -> Entry:
        if post.date is None:
            raise ValueError(post.docname)
        address = self.address(post.docname) + (f"#{post.anchor}" if post.anchor else "")
        index = self._index
        return Entry(
            id=self._ids.get(post.key) or address,
            url=address,
            link=post.external_link or address,
            title=post.title,
            published=post.date,
            updated=post.updated or post.date,
            authors=[
                Author(term.label, term.link or self.address(term.docname))
                for term in index.terms_of(post, Kind.AUTHOR)
            ],
            categories=[term.label for kind in (Kind.CATEGORY, Kind.TAG) for term in index.terms_of(post, kind)],
            summary=post.summary,
            content=self._content(post),
            image=self._enclosure(post),
        )

    def address(self, docname: str) -> str:
        """Return the whole address of a document."""
        return urljoin(self._base, self._builder.get_target_uri(docname))

    def _content(self, post: Post) -> str:
        if self._options.blog_feed_titles:
            return ""
        if self._options.blog_feed_fulltext:
            return self._texts.whole(post, base=self._base)
        return self._texts.excerpt(post, base=self._base)

    def _enclosure(self, post: Post) -> Enclosure | None:
        """Return the post's picture if its size is known, which a feed must say."""
        picture = cover_image(post, self._env, folder=self._builder.imagedir)
        if picture is None or not picture.type:
            return None
        return Enclosure(urljoin(self._base, picture.url), picture.type, picture.length)


def feed_ids(posts: Iterable[Post]) -> Mapping[tuple[str, str], str]:
    """Return what feeds call posts that say so themselves. Of two with one id, the first has it by its file."""
    holders: dict[str, Post] = {}
    for post in sorted(posts, key=lambda post: (post.path or post.docname, post.docname, post.anchor)):
        if not post.feed_id:
            continue
        if other := holders.get(post.feed_id):
            message = (
                f"the feed id `{post.feed_id}` is that of {other.path or other.docname} as well; feeds have its URL"
            )
            warn(Subtype.FRONT_MATTER, message, location=post.feed_id_source or post.source)
        else:
            holders[post.feed_id] = post
    return {post.key: feed_id for feed_id, post in holders.items()}


def generate_feeds(app: Sphinx, builder: ExactHTMLBuilder) -> dict[str, bytes | None]:
    """Return all feeds and their style sheet, by their file in the output; none if the site's address is not known.

    None stands for a feed that is as it was.
    """
    index, options = post_domain(app.env).index, app.config.postil
    if not site_root_url(options):
        return {}
    texts = FullTextCache(app)
    maker = EntryBuilder(app, builder, texts)
    files: dict[str, bytes | None] = {}
    for channel in channels(index, options):
        whole_blog = channel.path == index.path
        feed = cache(
            partial(make_feed, channel, maker, whole_blog=whole_blog, options=options, language=app.config.language)
        )
        looks: list[object] = [maker.look(post) for post in channel.posts[: options.blog_feed_length]]
        look = digest(repr((builder.record.inputs, channel.title, looks if all(looks) else feed())))
        for name in WRITERS if whole_blog else ["atom.xml"]:
            file = f"{channel.path}/{name}"
            same = builder.record.note_made(file, look)
            files[file] = None if same else WRITERS[name](replace(feed(), self_link=urljoin(feed().self_link, name)))
    texts.save()
    style = builder.templates.render(f"postil/{STYLE}", {"_": _, "css": css_string})
    files[f"{index.path}/{STYLE}"] = style.encode()
    return files


def make_feed(channel: Channel, maker: EntryBuilder, *, whole_blog: bool, options: Options, language: str) -> Feed:
    """Return a feed: the newest posts of what it is about, drafts never, every address absolute."""
    base = site_root_url(options)
    here = urljoin(base, quote(f"{channel.path}/atom.xml"))
    authors = [Author(author.name, author.link) for author in options.blog_authors.values()]
    return Feed(
        id=here,
        title=channel.title,
        subtitle=options.blog_feed_subtitle,
        link=base if whole_blog else maker.address(channel.path),
        self_link=here,
        language=language_tag(language),
        authors=authors or [Author(options.blog_title)],
        style=posixpath.relpath(f"{options.blog_path}/{STYLE}", channel.path),
        entries=[maker.entry(post) for post in channel.posts[: options.blog_feed_length]],
    )


def css_string(text: str) -> str:
    """Return `text` as a string of CSS, with its quotes."""
    return '"{}"'.format(re.sub(r'["\\\n<>]', lambda match: f"\\{ord(match[0]):x} ", text))
