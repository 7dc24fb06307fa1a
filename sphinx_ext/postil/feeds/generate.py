"""Generate the feeds of a blog, as far as they are outdated."""

from __future__ import annotations

import posixpath
import re
from dataclasses import replace
from functools import cache, partial
from typing import TYPE_CHECKING
from urllib.parse import quote, urljoin

from sphinx.locale import get_translation

from postil.blog.post import Author, digest
from postil.build.domain import post_domain
from postil.config.options import site_root_url
from postil.feeds.atom import write_atom
from postil.feeds.channels import channels, language_tag
from postil.feeds.entries import EntryBuilder, permanent_id
from postil.feeds.full_text import FullTextCache
from postil.feeds.json_feed import write_json_feed
from postil.feeds.model import Feed
from postil.feeds.rss import write_rss
from postil.i18n import CATALOG, interface_language

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sphinx.application import Sphinx

    from postil.build.exact_output import ExactOutput
    from postil.config.options import Options
    from postil.feeds.channels import Channel

_ = get_translation(CATALOG)
STYLE = "feed.css"
WRITERS: Mapping[str, Callable[[Feed], bytes]] = {
    "atom.xml": write_atom,
    "rss.xml": write_rss,
    "feed.json": write_json_feed,
}


def generate_feeds(app: Sphinx, output: ExactOutput) -> dict[str, bytes | None]:
    """Return all feeds and their style sheet, by their path in the output; nothing if `blog_baseurl` is not set.

    The content of a feed that is up to date is None.
    """
    index, options = post_domain(app.env).index, app.config.postil
    if not site_root_url(options):
        return {}
    texts = FullTextCache(app)
    entries = EntryBuilder(app, output.builder, texts)
    files: dict[str, bytes | None] = {}
    for channel in channels(index, options):
        feed = cache(partial(build_feed, channel, entries, options=options, language=app.config.language))
        digests: list[object] = [entries.source_digest(post) for post in channel.posts[: options.blog_feed_length]]
        source = digest(repr((output.record.inputs_digest, channel.title, digests if all(digests) else feed())))
        for name in WRITERS if channel.is_main else ["atom.xml"]:
            file = f"{channel.path}/{name}"
            if output.record.record_generated(file, source):
                files[file] = None
            else:
                files[file] = WRITERS[name](replace(feed(), self_link=urljoin(feed().self_link, name)))
    texts.save()
    for tag, blog in [("", index), *index.blogs.items()]:
        with interface_language(tag):
            style = output.builder.templates.render(f"postil/{STYLE}", {"_": _, "css": css_string})
        files[f"{blog.path}/{STYLE}"] = style.encode()
    return files


def build_feed(channel: Channel, entries: EntryBuilder, *, options: Options, language: str) -> Feed:
    """Return the feed of a channel, with its newest posts; `language` is that of the site."""
    base = site_root_url(options)
    path = quote(f"{channel.path}/atom.xml")
    url = urljoin(base, path)
    authors = [Author(author.name, author.link) for author in options.blog_authors.values()]
    return Feed(
        id=permanent_id(options.postil_feed_id or base, uri=path, path=f"{channel.path}/atom.xml"),
        title=channel.title,
        subtitle=options.blog_feed_subtitle,
        link=_link_of(channel, entries, base),
        self_link=url,
        language=channel.language or language_tag(language),
        authors=authors or [Author(options.blog_title)],
        style=posixpath.relpath(f"{channel.blog.path}/{STYLE}", channel.path),
        entries=[entries.entry(post) for post in channel.posts[: options.blog_feed_length]],
    )


def _link_of(channel: Channel, entries: EntryBuilder, base: str) -> str:
    """Return the URL of the page that a feed is about: the home page of the blog, or the page of a term."""
    if not channel.is_main:
        return entries.url(channel.path)
    return entries.url(channel.blog.posts_page) if channel.language else base


def css_string(text: str) -> str:
    """Return `text` as a CSS string, with its quotes."""
    return '"{}"'.format(re.sub(r'["\\\n<>]', lambda match: f"\\{ord(match[0]):x} ", text))
