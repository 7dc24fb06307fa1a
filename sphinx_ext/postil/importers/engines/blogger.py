"""Blogger: the Atom file of "Back up content" or of Google Takeout, or an answer of its API."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from postil.importers.engines.common import AssetFinder, convert, first_paragraph_text, parse_date, plain_text
from postil.importers.engines.feed import entry_of_atom, facts_of_atom
from postil.importers.engines.feed_entry import Entry
from postil.importers.html.blocks import raw_block
from postil.importers.html.context import text_attribute
from postil.importers.model import ImportedPost, ImportedSite, Kind, NotUnderstood, Place, SiteFacts, Status
from postil.importers.source import SourceError
from postil.importers.urls import absolute, name_in_url
from postil.importers.xml_tree import parse_xml

if TYPE_CHECKING:
    from bs4 import BeautifulSoup

    from postil.importers.html.context import Conversion
    from postil.importers.registry import ReadOptions
    from postil.importers.source import Source
    from postil.importers.xml_tree import Element

_MARK = re.compile(r"schemas\.google\.com/(?:g/2005#kind|blogger/2018)|blogger#(?:post|page)|<generator[^>]*>Blogger<")
_FIRST_BYTES = 100_000


def looks_like(source: Source) -> bool:
    """Return whether a file of the source is from Blogger."""
    return bool(_files_of(source))


def _files_of(source: Source) -> list[str]:
    files = []
    for path in source.below(".xml", ".atom", ".json"):
        try:
            if _MARK.search(source.read(path)[:_FIRST_BYTES].decode("utf-8", "replace")):
                files.append(path)
        except SourceError:
            continue
    return files


def read(source: Source, options: ReadOptions) -> ImportedSite:
    """Return the site in an export."""
    files = _files_of(source)
    if not files:
        raise SourceError(f"{source.name} has no export of Blogger")
    assets = AssetFinder(
        [source, *([options.media] if options.media else [])], names=lambda url: [name_in_url(url)], export=source
    )
    facts, posts = SiteFacts(), dict[str, ImportedPost]()
    problems: list[NotUnderstood] = []
    left_out: dict[str, int] = {}
    for path in files:
        text = source.read_text(path)
        if path.lower().endswith(".json"):
            found, site_facts = _read_json(text, path), SiteFacts()
        else:
            parsed = parse_xml(text, path)
            if parsed.problem:
                place = Place(path, parsed.line)
                problems.append(NotUnderstood(place, f"broken XML ({parsed.problem})", "what comes before this"))
            found, site_facts = _read_atom(parsed.root, path, left_out), facts_of_atom(parsed.root)
        facts = facts if facts.title else site_facts
        for entry, kind, status in found:
            post, more = _post(entry, kind, status, assets)
            posts.setdefault(post.key, post)
            problems += more
    if not facts.url:
        hosts = (re.match(r"https?://[^/]+", post.url) for post in posts.values())
        facts = replace(facts, url=next((host[0] for host in hosts if host), ""))
    return ImportedSite("blogger", facts, tuple(posts.values()), tuple(problems), left_out)


def _read_atom(feed: Element, path: str, left_out: dict[str, int]) -> list[tuple[Entry, Kind, Status]]:
    found = []
    for element in feed.find_all("entry"):
        kind = _kind(element)
        if kind == "comment":
            left_out["comments"] = left_out.get("comments", 0) + 1
        if kind not in ("post", "page"):
            continue
        entry = entry_of_atom(element, path, feed)
        file_name = element.text_of("filename", "blogger")
        if not entry.url and file_name:
            entry = replace(entry, url=absolute(file_name, facts_of_atom(feed).url))
        control = element.find("control")
        status = element.text_of("status", "blogger")
        is_draft = (control is not None and control.text_of("draft") == "yes") or status in ("DRAFT", "SCHEDULED")
        if status == "SOFT_TRASHED":
            left_out["posts in the trash"] = left_out.get("posts in the trash", 0) + 1
            continue
        found.append((entry, Kind(kind), Status.DRAFT if is_draft else Status.PUBLISHED))
    return found


def _kind(entry: Element) -> str:
    """Return the kind of an entry, such as `post`, `page`, `comment`, `settings` or `template`."""
    if kind := entry.text_of("type", "blogger"):
        return kind.lower()
    terms = (
        one.attributes.get("term", "")
        for one in entry.find_all("category")
        if "#kind" in one.attributes.get("scheme", "")
    )
    return next(terms, "").rpartition("#")[2]


def _read_json(text: str, path: str) -> list[tuple[Entry, Kind, Status]]:
    try:
        content = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise SourceError(f"{path} is not JSON") from error
    items = content.get("items", [content]) if isinstance(content, dict) else content
    found = []
    for item in items:
        if not isinstance(item, dict) or item.get("kind") not in ("blogger#post", "blogger#page"):
            continue
        line = text.count("\n", 0, max(0, text.find(json.dumps(str(item.get("id", "")))))) + 1
        is_draft = item.get("status", "LIVE") not in ("LIVE", "SCHEDULED")
        kind = Kind.PAGE if item["kind"] == "blogger#page" else Kind.POST
        found.append((_entry_of_json(item, Place(path, line)), kind, Status.DRAFT if is_draft else Status.PUBLISHED))
    return found


def _entry_of_json(item: dict[str, Any], place: Place) -> Entry:
    author = item.get("author")
    return Entry(
        key=f"blogger-{item.get('id', '')}",
        place=place,
        title=plain_text(str(item.get("title") or "")),
        html=str(item.get("content") or ""),
        html_place=place,
        url=str(item.get("url") or ""),
        date=parse_date(str(item.get("published") or "")),
        updated=parse_date(str(item.get("updated") or "")),
        tags=tuple(plain_text(str(label)) for label in item.get("labels") or ()),
        authors=(plain_text(str(author.get("displayName") or "")),) if isinstance(author, dict) else (),
    )


def _post(entry: Entry, kind: Kind, status: Status, assets: AssetFinder) -> tuple[ImportedPost, list[NotUnderstood]]:
    rules = [_replace_jump_break]
    converted = convert(entry.html, place=entry.html_place, page_url=entry.url, assets=assets, rules=rules)
    post = ImportedPost(
        key=entry.key,
        place=entry.place,
        title=entry.title or first_paragraph_text(converted.body) or "Untitled",
        body=converted.body,
        kind=kind,
        status=status,
        date=entry.date,
        updated=entry.updated if entry.updated and entry.date and entry.updated.date() > entry.date.date() else None,
        url=entry.url,
        slug=name_in_url(entry.url).removesuffix(".html"),
        tags=entry.tags,
        authors=tuple(
            name for name in entry.authors if name.lower() not in ("unknown", "anonymous", "noreply@blogger.com")
        ),
        notes=converted.notes,
    )
    return post, list(converted.not_understood)


def _replace_jump_break(soup: BeautifulSoup, conversion: Conversion) -> None:
    """Replace the anchor at which lists cut a post."""
    for link in soup.find_all("a"):
        if text_attribute(link, "name") == "more" and not link.get_text(strip=True):
            link.replace_with(raw_block(soup, "<!-- more -->"))
