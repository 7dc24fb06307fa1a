"""Write feeds from plain entries: the same bytes for the same entries, whatever the clock says."""

from __future__ import annotations

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
    generator.title(feed.title)
    if feed.subtitle:
        generator.subtitle(feed.subtitle)
    generator.link(href=feed.link, rel="alternate")
    generator.link(href=feed.self_link, rel="self")
    generator.language(feed.language)
    generator.generator("postil")
    generator.updated(max((entry.updated for entry in feed.entries), default="1970-01-01T00:00:00Z"))
    if not all(entry.authors for entry in feed.entries):
        generator.author({"name": feed.author})  # RFC 4287, 4.1.1: entries without an author need the feed's
    for entry in feed.entries:
        _add_entry(generator, entry)
    return bytes(generator.atom_str(pretty=True)) + b"\n"


def _add_entry(generator: FeedGenerator, entry: Entry) -> None:
    item = generator.add_entry(order="append")
    item.id(entry.id)
    item.title(entry.title)
    item.link(href=entry.link, rel="alternate")
    item.published(entry.published)
    item.updated(entry.updated)
    for name in entry.authors:
        item.author({"name": name})
    for term in entry.categories:
        item.category({"term": term})
    if entry.summary:
        item.summary(entry.summary)
    if entry.content:
        item.content(entry.content, type="html")
