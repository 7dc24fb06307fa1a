"""Write Atom feeds (RFC 4287). The output depends on the feed only, not on the time of the build."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from feedgen.ext.base import BaseEntryExtension
from feedgen.feed import FeedGenerator

from postil.feeds.xml_text import add_style_sheet, xml_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from postil.blog.post import Author
    from postil.feeds.model import Enclosure, Entry, Feed


def write_atom(feed: Feed) -> bytes:
    """Return the feed as Atom."""
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
        generator.author(_persons(feed.authors))  # RFC 4287, 4.1.1: entries without an author need the feed's
    for entry in feed.entries:
        _add_entry(generator, entry)
    return add_style_sheet(generator.atom_str(pretty=True), feed.style)


class EntryLanguage(BaseEntryExtension):  # type: ignore[misc] # feedgen has no types
    """The language of an entry, which feedgen 1.0 does not write."""

    tag = ""

    def extend_atom(self, entry: Any) -> None:
        """Set the attribute of the element of an entry."""
        entry.set("{http://www.w3.org/XML/1998/namespace}lang", self.tag)


class EnclosureLink(BaseEntryExtension):  # type: ignore[misc] # feedgen has no types
    """The link to the enclosure of an entry. feedgen 1.0 drops the attributes `rel` and `type` of an entry's links."""

    enclosure: Enclosure | None = None

    def extend_atom(self, entry: Any) -> None:
        """Add the link to the element of an entry."""
        if enclosure := self.enclosure:
            length = str(enclosure.length)
            attributes = {"rel": "enclosure", "href": enclosure.url, "type": enclosure.type, "length": length}
            entry.append(entry.makeelement("link", attributes))


def _add_entry(generator: FeedGenerator, entry: Entry) -> None:
    item = generator.add_entry(order="append")
    item.id(entry.id)
    item.title(xml_text(entry.title))
    item.link(href=entry.link)
    if entry.image:
        item.register_extension("enclosure_link", EnclosureLink, rss=False)
        item.enclosure_link.enclosure = entry.image
    if entry.language:
        item.register_extension("entry_language", EntryLanguage, rss=False)
        item.entry_language.tag = entry.language
    item.published(entry.published)
    item.updated(entry.updated)
    if entry.authors:
        item.author(_persons(entry.authors))
    item.category([{"term": xml_text(term)} for term in entry.categories])  # one call per term takes quadratic time
    if entry.summary:
        item.summary(xml_text(entry.summary))
    if entry.content:
        item.content(xml_text(entry.content), type="html")


def _persons(authors: Sequence[Author]) -> list[dict[str, str]]:
    """Return authors in feedgen's form."""
    return [
        {"name": xml_text(author.name)} | ({"uri": xml_text(author.link)} if author.link else {}) for author in authors
    ]
