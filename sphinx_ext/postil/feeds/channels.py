"""Which feeds a blog has: in which formats, and with which posts."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from postil.blog.post import Kind
from postil.config.options import site_root_url
from postil.frozen import frozen
from postil.urls import absolute_url

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from postil.blog.index import Index
    from postil.blog.post import Post, Term
    from postil.config.options import Options

# The files of the feed of all posts, with their media types. Feeds of terms are in Atom only.
MEDIA_TYPES: Mapping[str, str] = {
    "atom.xml": "application/atom+xml",
    "rss.xml": "application/rss+xml",
    "feed.json": "application/feed+json",
}


@frozen
class Channel:
    """The subject of a feed: the whole blog, or one term."""

    path: str
    """The document name of the page that lists the same posts."""
    title: str
    posts: Sequence[Post]
    blog: Index
    language: str = ""
    """The tag of its language; empty for that of the site."""

    @property
    def is_main(self) -> bool:
        """Whether its subject is the whole blog in a language."""
        return self.path == self.blog.path


def language_tag(language: str) -> str:
    """Return Sphinx's name of a language as a tag for HTML and XML: `pt_BR` is `pt-BR`."""
    return language.replace("_", "-")


def channels(index: Index, options: Options) -> Iterator[Channel]:
    """Yield the whole blog, then the terms that have published posts, except months; so for each language."""
    for tag, blog in [("", index), *index.blogs.items()]:
        yield from _channels_of_blog(blog, options, tag)


def _channels_of_blog(index: Index, options: Options, language: str) -> Iterator[Channel]:
    title = title_of_blog(options, language)
    yield Channel(index.path, title, index.published, index, language)
    if not options.blog_feed_archives:
        return
    for kind in (kind for kind in Kind if kind is not Kind.MONTH):
        for term, posts in index.terms(kind).items():
            if published := [post for post in posts if not post.draft]:
                yield Channel(term.docname, f"{title}: {term.label}", published, index, language)


def title_of_blog(options: Options, language: str) -> str:
    """Return the title of the blog in a language, which is empty for that of the site."""
    return f"{options.blog_title} ({options.languages[language].name})" if language else options.blog_title


def feed_links(site: Index, options: Options, pagename: str, term: Term | None) -> list[tuple[str, str, str]]:
    """Return URL, media type and title of the feeds that a page links to; `term` is the one that it lists, if any."""
    language = site.language_of_page(pagename)
    index, language = (site.blogs[language], language) if language in site.blogs else (site, "")
    blog_title = title_of_blog(options, language)
    base = site_root_url(options)
    if not base:
        return []
    titles = {"atom.xml": blog_title, "rss.xml": f"{blog_title} (RSS)", "feed.json": f"{blog_title} (JSON)"}
    links = [
        (absolute_url(base, quote(f"{index.path}/{name}")), type_, titles[name]) for name, type_ in MEDIA_TYPES.items()
    ]
    has_feed = term and term.kind is not Kind.MONTH and options.blog_feed_archives
    if term and has_feed and any(not post.draft for post in index.terms(term.kind)[term]):
        title = f"{blog_title}: {term.label}"
        links.append((absolute_url(base, f"{quote(term.docname)}/atom.xml"), MEDIA_TYPES["atom.xml"], title))
    return links
