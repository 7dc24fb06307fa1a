"""Write RSS 2.0 feeds, for feed readers that support no other format."""

from __future__ import annotations

from typing import TYPE_CHECKING

from feedgen.feed import FeedGenerator

from postil.feeds.xml_text import add_style_sheet, xml_text

if TYPE_CHECKING:
    from postil.feeds.model import Entry, Feed


def write_rss(feed: Feed) -> bytes:
    """Return the feed as RSS 2.0, as the RSS Advisory Board's Best Practices Profile recommends.

    Authors are `dc:creator`, because RSS's own `author` is an e-mail address; the full text is `content:encoded`.
    """
    generator = FeedGenerator()
    generator.load_extension("dc", atom=False)
    generator.title(xml_text(feed.title))
    generator.description(xml_text(feed.subtitle or feed.title))
    # feedgen uses the last link as that of the channel, and writes the other as `atom:link`.
    generator.link(href=feed.self_link, rel="self", type="application/rss+xml")
    generator.link(href=feed.link, rel="alternate")
    generator.language(feed.language.lower())
    generator.generator("postil")
    generator.updated(feed.updated)
    for entry in feed.entries:
        _add_item(generator, entry)
    return add_style_sheet(generator.rss_str(pretty=True), feed.style)


def _add_item(generator: FeedGenerator, entry: Entry) -> None:
    item = generator.add_entry(order="append")
    item.title(xml_text(entry.title))
    if entry.image:
        item.enclosure(entry.image.url, str(entry.image.length), entry.image.type)
    item.link(href=entry.link)  # after the enclosure, which feedgen adds to the links too
    item.guid(entry.id, permalink=entry.id == entry.link)
    item.published(entry.published)
    for author in entry.authors:
        item.dc.dc_creator(xml_text(author.name))
    item.category([{"term": xml_text(term)} for term in entry.categories])
    # Some feed readers show nothing of an item without a description.
    item.description(xml_text(entry.summary or entry.title))
    if entry.content:
        item.content(xml_text(entry.content), type="html")
