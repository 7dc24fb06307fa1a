"""Write Atom feeds from plain entries: the same bytes for the same entries, whatever the clock says."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime  # noqa: TC003 - dataclass fields are read at run time
from typing import TYPE_CHECKING, Any

from feedgen.ext.base import BaseEntryExtension
from feedgen.feed import FeedGenerator

if TYPE_CHECKING:
    from collections.abc import Sequence

    from postil.blog.post import Author

# What a feed without entries is called updated at. RFC 4287, 4.2.15 asks for an instant, and the clock's would make
# each build another.
EPOCH = "1970-01-01T00:00:00+00:00"


@dataclass(frozen=True)
class Enclosure:
    """A file that comes with an entry: its picture."""

    url: str
    type: str
    """Its media type, such as `image/png`."""
    length: int
    """In bytes."""


@dataclass(frozen=True)
class Entry:
    """One post in a feed. Addresses are absolute."""

    id: str
    """What it is called for good, wherever it moves."""
    url: str
    """Its page."""
    link: str
    """Where its title leads: its page, or the page elsewhere that it is about."""
    title: str
    published: datetime
    updated: datetime
    authors: Sequence[Author]
    categories: Sequence[str]
    summary: str
    content: str
    """HTML; empty if the feed holds titles or summaries alone."""
    image: Enclosure | None = None


@dataclass(frozen=True)
class Feed:
    """A feed: what it is called, where it stands, and what is in it, newest first."""

    id: str
    title: str
    subtitle: str
    link: str
    """The page that shows the same posts."""
    self_link: str
    language: str
    """As HTML and XML have it: `pt-BR`."""
    authors: Sequence[Author]
    """Who writes, for entries that do not say."""
    style: str
    """The address of the style sheet, as seen from the feed."""
    entries: Sequence[Entry]

    @property
    def updated(self) -> datetime | str:
        """When the entry changed that changed last."""
        return max((entry.updated for entry in self.entries), default=EPOCH)


def write_atom(feed: Feed) -> bytes:
    """Return the feed as Atom (RFC 4287)."""
    generator = FeedGenerator()
    generator.id(feed.id)
    generator.title(xml_text(feed.title))
    if feed.subtitle:
        generator.subtitle(xml_text(feed.subtitle))
    generator.link(href=feed.link, rel="alternate", type="text/html")
    generator.link(href=feed.self_link, rel="self", type="application/atom+xml")
    generator.language(feed.language)
    generator.generator("postil")
    generator.updated(feed.updated)
    if not all(entry.authors for entry in feed.entries):
        generator.author(persons(feed.authors))  # RFC 4287, 4.1.1: entries without an author need the feed's
    for entry in feed.entries:
        _add_entry(generator, entry)
    return with_style_sheet(generator.atom_str(pretty=True), feed.style)


def with_style_sheet(document: bytes, style: str) -> bytes:
    """Return an XML document that names its style sheet, for people who open it in a browser.

    A sheet in CSS, because browsers give up XSLT: Chrome has announced its end.
    """
    declaration, _newline, rest = document.partition(b"\n")
    instruction = f'<?xml-stylesheet href="{style}" type="text/css"?>'.encode()
    return b"\n".join([declaration, instruction, rest.rstrip(b"\n"), b""])


def persons(authors: Sequence[Author]) -> list[dict[str, str]]:
    """Return authors as feedgen takes them."""
    return [
        {"name": xml_text(author.name)} | ({"uri": xml_text(author.link)} if author.link else {}) for author in authors
    ]


# XML 1.0, section 2.2: what a document cannot hold, however it is written.
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def xml_text(text: str) -> str:
    """Return `text` without the characters that XML cannot hold."""
    return _NO_XML.sub("", text)


class ImageLink(BaseEntryExtension):  # type: ignore[misc] # feedgen ships no types
    """The link to an entry's picture. feedgen 1.0 loses what an entry's links are for, and their types."""

    enclosure: Enclosure | None = None

    def extend_atom(self, entry: Any) -> None:
        """Add the link to an entry."""
        if picture := self.enclosure:
            values = {"rel": "enclosure", "href": picture.url, "type": picture.type, "length": str(picture.length)}
            entry.append(entry.makeelement("link", values))


def _add_entry(generator: FeedGenerator, entry: Entry) -> None:
    item = generator.add_entry(order="append")
    item.id(entry.id)
    item.title(xml_text(entry.title))
    item.link(href=entry.link)
    if entry.image:
        item.register_extension("picture", ImageLink, rss=False)
        item.picture.enclosure = entry.image
    item.published(entry.published)
    item.updated(entry.updated)
    if entry.authors:
        item.author(persons(entry.authors))
    item.category([{"term": xml_text(term)} for term in entry.categories])  # one by one takes the square of the time
    if entry.summary:
        item.summary(xml_text(entry.summary))
    if entry.content:
        item.content(xml_text(entry.content), type="html")
