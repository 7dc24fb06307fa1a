"""Write JSON Feed 1.1 (jsonfeed.org), which is the easiest to parse."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from postil.blog.post import Author
    from postil.feeds.model import Entry, Feed

VERSION = "https://jsonfeed.org/version/1.1"
# Lone surrogates, which UTF-8 cannot encode.
_SURROGATES = re.compile("[\ud800-\udfff]")


def write_json_feed(feed: Feed) -> bytes:
    """Return the feed as JSON Feed 1.1. Fields without a value are omitted, as the format requires."""
    values = {
        "version": VERSION,
        "title": feed.title,
        "home_page_url": feed.link,
        "feed_url": feed.self_link,
        "description": feed.subtitle,
        "language": feed.language,
        "authors": [_author(author) for author in feed.authors],
        "items": [_item(entry) for entry in feed.entries],
    }
    fields = {name: value for name, value in values.items() if value or name == "items"}
    text = json.dumps(fields, ensure_ascii=False, indent=1)
    return (_SURROGATES.sub("", text) + "\n").encode()


def _item(entry: Entry) -> dict[str, Any]:
    image = entry.image
    values = {
        "id": entry.id,
        "url": entry.url,
        "external_url": entry.link if entry.link != entry.url else "",
        "title": entry.title,
        "language": entry.language,
        "content_html": entry.content,
        # An item must have one of the two.
        "content_text": "" if entry.content else entry.summary or entry.title,
        "summary": entry.summary,
        "image": image.url if image else "",
        "date_published": entry.published.isoformat(),
        "date_modified": entry.updated.isoformat(),
        "authors": [_author(author) for author in entry.authors],
        "tags": list(entry.categories),
        "attachments": [{"url": image.url, "mime_type": image.type, "size_in_bytes": image.length}] if image else [],
    }
    return {name: value for name, value in values.items() if value}


def _author(author: Author) -> dict[str, str]:
    return {"name": author.name} | ({"url": author.link} if author.link else {})
