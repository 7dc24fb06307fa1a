"""Tumblr: the folder or zip file of Settings > Blog > Export."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING

from bs4 import BeautifulSoup

from postil.importers.engines.common import AssetFinder, convert, first_paragraph_text, parse_date
from postil.importers.html.context import name_in_url, text_attribute
from postil.importers.model import ImportedPost, ImportedSite, NotUnderstood, Place, SiteFacts, Status
from postil.importers.source import SourceError

if TYPE_CHECKING:
    from postil.importers.html.context import Conversion
    from postil.importers.registry import ReadOptions
    from postil.importers.source import Source

_PATH = re.compile(r"(?:^|/)(?:html/|posts/)?(\d{6,})\.html$")
_POST_URL = re.compile(r"(?:https?://[\w-]+\.tumblr\.com)?/post/(\d{6,})(?:/.*)?$")
_FOOTER = re.compile(r"<div\b[^>]*\bid=[\"']footer[\"']")
_TIMESTAMP = re.compile(r"(\w+) (\d{1,2})(?:st|nd|rd|th)?, (\d{4})(?: (\d{1,2}):(\d{2}) ?([ap]m))?", re.IGNORECASE)
_MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
_NOON = 12


def looks_like(source: Source) -> bool:
    """Return whether a source has posts of Tumblr."""
    return any("timestamp" in source.read_text(path) for path in _paths(source)[:5])


def _paths(source: Source) -> list[str]:
    return [path for path in source.files if _PATH.search(path)]


def read(source: Source, options: ReadOptions) -> ImportedSite:
    """Return the posts in an export."""
    paths = _paths(source)
    if not paths:
        inner = [path for path in source.files if path.endswith("posts.zip")]
        raise SourceError(
            f"{source.name} has no posts of Tumblr" + ("; unpack the posts.zip in it first" if inner else "")
        )
    assets = AssetFinder([source, *([options.media] if options.media else [])], names=lambda url: [name_in_url(url)])
    posts, problems = [], list[NotUnderstood]()
    for path in paths:
        post, found = _post(source.read_text(path), path, assets)
        posts.append(post)
        problems += found
    return ImportedSite("tumblr", SiteFacts(), tuple(posts), tuple(problems))


def _post(html: str, path: str, assets: AssetFinder) -> tuple[ImportedPost, list[NotUnderstood]]:
    found = _PATH.search(path)
    identifier = found[1] if found else path
    page = BeautifulSoup(html, "html.parser")
    body = re.search(r"<body\b[^>]*>", html, re.IGNORECASE)
    footer = _FOOTER.search(html)
    start = body.end() if body else 0
    end = footer.start() if footer else len(html)
    content = html[start:end]
    heading = re.match(r"\s*<h1\b[^>]*>(.*?)</h1>", content, re.DOTALL | re.IGNORECASE)
    title = " ".join(BeautifulSoup(heading[1], "html.parser").get_text().split()) if heading else ""
    if heading and title:
        content, start = content[heading.end() :], start + heading.end()
    place = Place(path, html.count("\n", 0, start) + 1)
    converted = convert(content, place=place, page_url=f"/post/{identifier}", assets=assets, rules=[_shorten_links])
    timestamp = page.find(id="timestamp")
    date = _date(timestamp.get_text()) if timestamp else None
    tags = [" ".join(tag.get_text().split()).lstrip("#") for tag in page.select("#footer .tag, #footer a.tag")]
    post = ImportedPost(
        key=identifier,
        place=place,
        title=title or first_paragraph_text(converted.body) or identifier,
        body=converted.body,
        status=Status.PUBLISHED if date else Status.DRAFT,
        date=date,
        url=f"/post/{identifier}" if date else "",
        slug=title or identifier,
        tags=tuple(dict.fromkeys(tag for tag in tags if tag)),
        notes=converted.notes,
    )
    return post, list(converted.not_understood)


def _shorten_links(soup: BeautifulSoup, conversion: Conversion) -> None:
    """Remove what follows the id in links to posts, which the export does not have."""
    for link in soup.find_all("a"):
        if found := _POST_URL.match(text_attribute(link, "href")):
            link["href"] = f"/post/{found[1]}"


def _date(text: str) -> dt.datetime | None:
    """Return a date such as `July 5th, 2012 10:05pm`."""
    found = _TIMESTAMP.search(text)
    if found is None or found[1].lower() not in _MONTHS:
        return parse_date(text)
    hour = int(found[4] or 0) % _NOON + (_NOON if (found[6] or "").lower() == "pm" else 0)
    try:
        return dt.datetime(int(found[3]), _MONTHS.index(found[1].lower()) + 1, int(found[2]), hour, int(found[5] or 0))  # noqa: DTZ001 - the export names no zone
    except ValueError:
        return None
