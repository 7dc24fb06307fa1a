"""Feeds and the sitemap that a build would write: whether programs can read them."""

from __future__ import annotations

import json
from collections import Counter
from datetime import datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

from postil.checks.finding import Finding, Kind, Level
from postil.checks.schedule import find_host_files

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from postil.checks.facts import SiteFacts

_ATOM = "{http://www.w3.org/2005/Atom}"
_SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
# sitemaps.org
_MAX_URLS = 50_000
_MAX_BYTES = 50 * 1024 * 1024


def check_feeds(site: SiteFacts) -> Iterator[Finding]:
    """Yield what is wrong with the feeds."""
    conf = site.source / "conf.py"
    if not site.base_url and not find_host_files(site.source).sets_url:
        message = "the site has no feed and no sitemap: `blog_baseurl` is not set"
        advice = 'set the URL of the site in conf.py: `blog_baseurl = "https://example.org/"`'
        yield Finding(Kind.FEED, message, conf, 1, advice, Level.SUGGESTION)
    for name, content in site.output.items():
        problems: Iterable[str] = ()
        if name.endswith("atom.xml"):
            problems = atom_problems(content)
        elif name.endswith("rss.xml"):
            problems = rss_problems(content)
        elif name.endswith("feed.json"):
            problems = json_problems(content)
        for problem in problems:
            yield Finding(Kind.FEED, f"the feed {name} {problem}", conf, 1)


def check_sitemap(site: SiteFacts) -> Iterator[Finding]:
    """Yield what is wrong with the sitemap."""
    content = site.output.get("sitemap.xml")
    for problem in sitemap_problems(content, site.base_url) if content else ():
        yield Finding(Kind.SITEMAP, f"the sitemap {problem}", site.source / "conf.py", 1)


def atom_problems(content: bytes) -> Iterator[str]:
    """Yield what is wrong with an Atom feed (RFC 4287)."""
    root = _parse(content)
    if root is None:
        yield "is not valid XML"
        return
    ids = []
    for element in (root, *root.iter(f"{_ATOM}entry")):
        title = element.findtext(f"{_ATOM}title") or ""
        for name in ("id", "title", "updated"):
            if not (element.findtext(f"{_ATOM}{name}") or "").strip():
                yield f"has an entry without {name}: {title or element.findtext(f'{_ATOM}id')}"
        ids.append(element.findtext(f"{_ATOM}id") or "")
        updated = element.findtext(f"{_ATOM}updated") or ""
        if updated and not _is_date(updated):
            yield f"has an invalid date: {updated}"
        yield from _link_problems(link.get("href", "") for link in element.findall(f"{_ATOM}link"))
    yield from _repeated(ids)


def rss_problems(content: bytes) -> Iterator[str]:
    """Yield what is wrong with an RSS 2.0 feed."""
    root = _parse(content)
    channel = root.find("channel") if root is not None else None
    if channel is None:
        yield "is not valid RSS"
        return
    for name in ("title", "link", "description"):
        if channel.find(name) is None:
            yield f"has no {name}"
    items = channel.findall("item")
    yield from _link_problems(item.findtext("link") or "" for item in items)
    yield from _repeated(item.findtext("guid") or "" for item in items)


def json_problems(content: bytes) -> Iterator[str]:
    """Yield what is wrong with a JSON feed (version 1.1)."""
    try:
        feed = json.loads(content)
    except ValueError:
        yield "is not valid JSON"
        return
    if not feed.get("title") or "jsonfeed.org" not in str(feed.get("version")):
        yield "has no title or no version"
    items = feed.get("items", [])
    yield from _repeated(str(item.get("id", "")) for item in items)
    yield from _link_problems(str(item.get("url", "")) for item in items)


def sitemap_problems(content: bytes, base: str) -> Iterator[str]:
    """Yield what is wrong with a sitemap of the site at `base`."""
    root = _parse(content)
    if root is None:
        yield "is not valid XML"
        return
    urls = [element.text or "" for element in root.iter(f"{_SITEMAP}loc")]
    if len(urls) > _MAX_URLS or len(content) > _MAX_BYTES:
        yield f"has {len(urls)} URLs; search engines read 50,000"
    outside = [url for url in urls if not url.startswith(base)]
    if outside:
        yield f"has URLs that do not start with {base}: {outside[0]}"
    yield from _repeated(urls, "URL")


def _parse(content: bytes) -> ET.Element | None:
    try:
        return ET.fromstring(content)  # noqa: S314 - postil wrote it
    except ET.ParseError:
        return None


def _is_date(text: str) -> bool:
    try:
        return datetime.fromisoformat(text).tzinfo is not None
    except ValueError:
        return False


def _repeated(ids: Iterable[str], what: str = "id") -> Iterator[str]:
    for each, count in Counter(ids).items():
        if count > 1:
            yield f"has the same {what} {count} times: {each}"


def _link_problems(urls: Iterable[str]) -> Iterator[str]:
    for url in urls:
        if not urlsplit(url).scheme:
            yield f"has a link that is not absolute: {url or '(empty)'}"
