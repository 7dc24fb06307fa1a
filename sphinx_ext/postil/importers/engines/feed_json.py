"""JSON Feed."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from postil.importers.engines.common import parse_date, plain_text
from postil.importers.engines.feed_entry import Entry, root_url, string_of, unique
from postil.importers.model import Place, SiteFacts
from postil.importers.source import SourceError
from postil.importers.urls import absolute

if TYPE_CHECKING:
    from collections.abc import Mapping


def read_json(text: str, path: str) -> tuple[SiteFacts, list[Entry]]:
    """Return the site and the entries of a JSON Feed; raise SourceError if it is none."""
    try:
        feed = json.loads(text)
        items = feed["items"]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise SourceError(f"{path} is not a JSON Feed") from error
    facts = SiteFacts(
        plain_text(string_of(feed, "title")),
        root_url(string_of(feed, "home_page_url")),
        plain_text(string_of(feed, "description")),
        string_of(feed, "language").partition("-")[0],
    )
    lines = _lines_of_items(text, items)
    return facts, [
        _entry_of_json(item, feed, Place(path, line))
        for item, line in zip(items, lines, strict=True)
        if isinstance(item, dict)
    ]


def _lines_of_items(text: str, items: list[Any]) -> list[int]:
    """Return the line of each item, by its id."""
    lines, position = [], 0
    for item in items:
        identifier = json.dumps(item.get("id", "") if isinstance(item, dict) else "", ensure_ascii=False)
        found = text.find(identifier, position)
        position = max(position, found)
        lines.append(text.count("\n", 0, position) + 1)
    return lines


def _entry_of_json(item: Mapping[str, Any], feed: Mapping[str, Any], place: Place) -> Entry:
    people = next(
        (
            one
            for one in (item.get("authors"), [item.get("author")], feed.get("authors"), [feed.get("author")])
            if one and one[0]
        ),
        [],
    )
    html = string_of(item, "content_html")
    if not html:
        paragraphs = string_of(item, "content_text").replace("&", "&amp;").replace("<", "&lt;").split("\n\n")
        html = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs).replace("\n", "<br>")
    attachments = [one for one in item.get("attachments") or [] if isinstance(one, dict)]
    tags = item.get("tags")
    url = absolute(string_of(item, "url"), string_of(feed, "home_page_url"))
    return Entry(
        key=string_of(item, "id") or url,
        place=place,
        title=plain_text(string_of(item, "title")),
        html=html,
        html_place=place,
        url=url,
        date=parse_date(string_of(item, "date_published")),
        updated=parse_date(string_of(item, "date_modified")),
        summary=plain_text(string_of(item, "summary")),
        tags=unique(tag for tag in tags if isinstance(tag, str)) if isinstance(tags, list) else (),
        authors=unique(string_of(one, "name") for one in people if isinstance(one, dict)),
        language=string_of(item, "language"),
        image=string_of(item, "banner_image") or string_of(item, "image"),
        enclosures=unique(string_of(one, "url") for one in attachments),
    )
