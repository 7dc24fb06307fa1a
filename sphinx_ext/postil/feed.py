"""Write feeds from plain entries: the same bytes for the same entries, whatever the clock says."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime  # noqa: TC003 - dataclass fields are read at run time
from typing import TYPE_CHECKING

from feedgen.feed import FeedGenerator

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True)
class Entry:
    """One post in a feed. Addresses are absolute."""

    id: str
    link: str
    title: str
    published: datetime
    updated: datetime
    authors: Sequence[str]
    categories: Sequence[str]
    summary: str
    content: str
    """HTML; empty if the feed holds summaries alone."""


@dataclass(frozen=True)
class Feed:
    """A feed: what it is called, where it stands, and what is in it, newest first."""

    id: str
    title: str
    subtitle: str
    link: str
    self_link: str
    language: str
    author: str
    """Who writes, for entries that do not say."""
    entries: Sequence[Entry]


def write_atom(feed: Feed) -> bytes:
    """Return the feed as Atom (RFC 4287).

    Its `updated` is that of the entry changed last; a feed without entries has the epoch (RFC 4287, 4.2.15 asks for
    an instant, and the clock's would make each build another).
    """
    generator = FeedGenerator()
    generator.id(feed.id)
    generator.title(_xml(feed.title))
    if feed.subtitle:
        generator.subtitle(_xml(feed.subtitle))
    generator.link(href=feed.link, rel="alternate")
    generator.link(href=feed.self_link, rel="self")
    generator.language(feed.language)
    generator.generator("postil")
    generator.updated(max((entry.updated for entry in feed.entries), default="1970-01-01T00:00:00Z"))
    if not all(entry.authors for entry in feed.entries):
        generator.author({"name": _xml(feed.author)})  # RFC 4287, 4.1.1: entries without an author need the feed's
    for entry in feed.entries:
        _add_entry(generator, entry)
    return bytes(generator.atom_str(pretty=True)) + b"\n"


# XML 1.0, section 2.2: what a document cannot hold, however it is written.
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def _xml(text: str) -> str:
    return _NO_XML.sub("", text)


def _add_entry(generator: FeedGenerator, entry: Entry) -> None:
    item = generator.add_entry(order="append")
    item.id(entry.id)
    item.title(_xml(entry.title))
    item.link(href=entry.link, rel="alternate")
    item.published(entry.published)
    item.updated(entry.updated)
    for name in entry.authors:
        item.author({"name": _xml(name)})
    for term in entry.categories:
        item.category({"term": _xml(term)})
    if entry.summary:
        item.summary(_xml(entry.summary))
    if entry.content:
        item.content(_xml(entry.content), type="html")
