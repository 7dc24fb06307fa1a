"""The pages of Tumblr's export, one HTML file for each post."""

from __future__ import annotations

import datetime as dt
import re

from bs4 import BeautifulSoup

from postil.importers.engines.tumblr_posts import Record
from postil.importers.model import Place

PATH = re.compile(r"(?:^|/)(?:html/|posts/)?(\d{6,})\.html$")
_FOOTER = re.compile(r"<div\b[^>]*\bid=[\"']footer[\"']")
_TIMESTAMP = re.compile(r"(\w+) (\d{1,2})(?:st|nd|rd|th)?, (\d{4})(?: (\d{1,2}):(\d{2}) ?([ap]m))?", re.IGNORECASE)
_MONTHS = "january february march april may june july august september october november december".split()  # noqa: SIM905 - short
_NOON = 12


def is_page(html: str) -> bool:
    """Return whether a page is from Tumblr; other programs that copy blogs use the same names."""
    return bool(_FOOTER.search(html)) and "timestamp" in html


def record_of_page(html: str, path: str, identifier: str) -> Record:
    """Return the post of a page; its line is that of the text."""
    page = BeautifulSoup(html, "html.parser")
    body = re.search(r"<body\b[^>]*>", html, re.IGNORECASE)
    footer = _FOOTER.search(html)
    start = body.end() if body else 0
    content = html[start : footer.start() if footer else len(html)]
    content = re.sub(r"</(?:body|html)\s*>\s*", "", content, flags=re.IGNORECASE)
    heading = re.match(r"\s*<h1\b[^>]*>(.*?)</h1>", content, re.DOTALL | re.IGNORECASE)
    title = " ".join(BeautifulSoup(heading[1], "html.parser").get_text().split()) if heading else ""
    if heading and title:
        content, start = content[heading.end() :], start + heading.end()
    timestamp = page.find(id="timestamp")
    tags = [" ".join(tag.get_text().split()).lstrip("#") for tag in page.select("#footer .tag, #footer a.tag")]
    date = date_of_page(timestamp.get_text()) if timestamp else None
    return Record(
        identifier,
        Place(path, html.count("\n", 0, start) + 1),
        title,
        content,
        date=date.isoformat() if date else "",
        tags=tuple(dict.fromkeys(tag for tag in tags if tag)),
        state="published" if date else "draft",
    )


def date_of_page(text: str) -> dt.datetime | None:
    """Return a date such as `July 5th, 2012 10:05pm`."""
    found = _TIMESTAMP.search(text)
    if found is None or found[1].lower() not in _MONTHS:
        return None
    hour = int(found[4] or 0) % _NOON + (_NOON if (found[6] or "").lower() == "pm" else 0)
    try:
        return dt.datetime(int(found[3]), _MONTHS.index(found[1].lower()) + 1, int(found[2]), hour, int(found[5] or 0))  # noqa: DTZ001 - the export names no zone
    except ValueError:
        return None
