"""Feeds: Atom, RSS and JSON Feed, of any engine that has no importer of its own."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from postil.importers.engines.common import AssetFinder, convert, first_paragraph_text, parse_date, plain_text
from postil.importers.engines.feed_entry import Entry, root_url, slug_in_url, unique
from postil.importers.engines.feed_json import read_json
from postil.importers.model import ImportedPost, ImportedSite, NotUnderstood, Place, Reference, SiteFacts
from postil.importers.source import SourceError
from postil.importers.urls import absolute
from postil.importers.xml_tree import parse_xml

if TYPE_CHECKING:
    from postil.importers.registry import ReadOptions
    from postil.importers.source import Source
    from postil.importers.xml_tree import Element

_XML = re.compile(r"<(?:\w+:)?(?:rss|feed|RDF)\b")
_JSON = re.compile(r"""["']version["']\s*:\s*["']https?:\\?/\\?/jsonfeed\.org""")
_FIRST_BYTES = 4000
# A longer text is no summary.
_SUMMARY = 500


def looks_like(source: Source) -> bool:
    """Return whether a file of the source is a feed."""
    return any(_is_feed(source, path) for path in source.files[:50])


def _is_feed(source: Source, path: str) -> bool:
    if not path.lower().endswith((".xml", ".rss", ".atom", ".rdf", ".json", ".feed", ".gz")):
        return False
    try:
        start = source.read(path)[:_FIRST_BYTES].decode("utf-8", "replace")
    except SourceError:
        return False
    return bool(_JSON.search(start)) if start.lstrip("\ufeff \t\r\n").startswith("{") else bool(_XML.search(start))


def read(source: Source, options: ReadOptions) -> ImportedSite:
    """Return the entries of all feeds in a source as posts."""
    facts, entries, problems = SiteFacts(), dict[str, Entry](), list[NotUnderstood]()
    for path in source.files:
        if not _is_feed(source, path):
            continue
        text = source.read_text(path)
        if text.lstrip("\ufeff \t\n").startswith("{"):
            found_facts, found = read_json(text, path)
        else:
            parsed = parse_xml(text, path)
            if parsed.problem:
                place = Place(path, parsed.line)
                problems.append(NotUnderstood(place, f"broken XML ({parsed.problem})", "what comes before this line"))
            found_facts, found = _read_xml(parsed.root, path)
        facts = facts if facts.title else found_facts
        for entry in found:
            entries.setdefault(entry.key, entry)
    if not entries:
        raise SourceError(f"{source.name} has no feed with entries")
    assets = AssetFinder([options.media] if options.media else [], export=source)
    posts = []
    for entry in entries.values():
        post, more = post_of_entry(entry, assets, facts.language)
        posts.append(post)
        problems += more
    return ImportedSite("feed", facts, tuple(posts), tuple(problems))


def post_of_entry(
    entry: Entry, assets: AssetFinder, site_language: str = ""
) -> tuple[ImportedPost, list[NotUnderstood]]:
    """Return an entry as a post, and what was not understood."""
    converted = convert(entry.html, place=entry.html_place, page_url=entry.base or entry.url, assets=assets)
    problems = list(converted.not_understood)
    if entry.is_summary:
        problems.append(NotUnderstood(entry.place, "entry without its text", "the summary of the feed"))
    body = converted.body
    for url in entry.enclosures:
        if not any(isinstance(part, Reference) and part.target == url for part in body):
            body = (*body, "\n\n![](", Reference(url, assets.find(url), is_image=True), ")\n")
    summary = entry.summary if len(entry.summary) <= _SUMMARY and not entry.is_summary else ""
    image = absolute(entry.image, entry.url) if entry.image else ""
    language = entry.language if entry.language.partition("-")[0] != site_language else ""
    post = ImportedPost(
        key=entry.key,
        place=entry.place,
        title=entry.title or first_paragraph_text(body) or "Untitled",
        body=body,
        date=entry.date,
        updated=entry.updated if entry.updated and entry.date and entry.updated.date() > entry.date.date() else None,
        url=entry.url,
        slug=slug_in_url(entry.url),
        tags=entry.tags,
        authors=entry.authors,
        description=summary,
        image=Reference(image, assets.find(image), is_image=True) if image else None,
        notes=converted.notes,
        language=language,
        extra={"language": language} if language else {},
    )
    return post, problems


def _read_xml(root: Element, path: str) -> tuple[SiteFacts, list[Entry]]:
    if root.name == "feed":
        return facts_of_atom(root), [entry_of_atom(entry, path, root) for entry in root.find_all("entry")]
    channel = root.find("channel") or root
    items = [*channel.find_all("item"), *(root.find_all("item") if channel is not root else ())]
    facts = SiteFacts(
        plain_text(channel.text_of("title")),
        root_url(
            channel.text_of("link") or next((link.attributes.get("href", "") for link in channel.find_all("link")), "")
        ),
        plain_text(channel.text_of("description")),
        channel.text_of("language").partition("-")[0],
    )
    return facts, [_entry_of_rss(item, path) for item in items]


def facts_of_atom(feed: Element) -> SiteFacts:
    """Return what an Atom feed says about its site."""
    return SiteFacts(
        plain_text(_text(feed.find("title"))),
        root_url(_feed_url(feed)),
        plain_text(_text(feed.find("subtitle"))),
        feed.attributes.get("lang", "").partition("-")[0],
    )


def entry_of_atom(entry: Element, path: str, feed: Element) -> Entry:
    """Return an entry of an Atom feed."""
    content, summary = entry.find("content"), entry.find("summary")
    body = content if content and content.nodes else summary
    base = absolute(entry.attributes.get("base", ""), _feed_url(feed))
    url = absolute(_link(entry), base) if _link(entry) else ""
    has_base = any("base" in element.attributes for element in (feed, entry, body) if element)
    published, updated = (
        parse_date(entry.text_of("published") or entry.text_of("issued")),
        parse_date(entry.text_of("updated")),
    )
    people = [*entry.find_all("author")] or [*feed.find_all("author")]
    terms = (one.attributes.get("label") or one.attributes.get("term", "") for one in entry.find_all("category")
             if "#kind" not in one.attributes.get("scheme", ""))  # fmt: skip
    return Entry(
        key=entry.text_of("id") or url,
        place=Place(path, entry.line),
        title=plain_text(_text(entry.find("title"))),
        html=_text(body),
        html_place=Place(path, body.line if body else entry.line),
        url=url,
        date=published or updated,
        updated=updated,
        base=absolute(body.attributes.get("base", ""), base) if body and has_base else "",
        summary=plain_text(_text(summary)) if body is content else "",
        tags=unique(terms),
        authors=unique(plain_text(one.text_of("name")) for one in people),
        language=entry.attributes.get("lang", "") or (body.attributes.get("lang", "") if body else ""),
        enclosures=tuple(one.attributes.get("href", "") for one in entry.find_all("link")
                         if one.attributes.get("rel") == "enclosure"),
        is_summary=body is not content or content is None,
    )  # fmt: skip


def _text(element: Element | None) -> str:
    """Return the HTML of a text construct of Atom."""
    if element is None:
        return ""
    kind = element.attributes.get("type", "text")
    if kind == "xhtml":
        return element.to_html()
    text = element.text.strip()
    return text if kind in ("html", "text/html") or "<" in text else text.replace("&", "&amp;").replace("<", "&lt;")


def _feed_url(feed: Element) -> str:
    """Return the URL of a feed's site, to which other URLs in the feed are relative."""
    links = [link.attributes.get("href", "") for link in feed.find_all("link") if link.attributes.get("rel") == "self"]
    base = absolute(feed.attributes.get("base", ""), links[0] if links else "")
    return absolute(_link(feed), base) if _link(feed) else base


def _link(element: Element) -> str:
    links = [link for link in element.find_all("link") if link.attributes.get("rel", "alternate") == "alternate"]
    return links[0].attributes.get("href", "") if links else ""


def _entry_of_rss(item: Element, path: str) -> Entry:
    content, description = item.find("encoded"), item.find("description")
    body = content or description
    guid = item.find("guid")
    is_permalink = (
        guid is not None and guid.attributes.get("isPermaLink", "true") != "false" and guid.text.startswith("http")
    )
    url = item.text_of("origLink") or item.text_of("link") or (guid.text.strip() if guid and is_permalink else "")
    html = body.text.strip() if body else ""
    return Entry(
        key=item.text_of("guid") or url or item.text_of("title"),
        place=Place(path, item.line),
        title=plain_text(item.text_of("title")),
        html=html,
        html_place=Place(path, body.line if body else item.line),
        url=url,
        date=parse_date(item.text_of("pubDate") or item.text_of("date") or item.text_of("published")),
        updated=parse_date(item.text_of("updated") or item.text_of("modified")),
        summary=plain_text(description.text) if content and description else "",
        tags=unique(plain_text(one.text) for one in item.find_all("category")),
        authors=unique([plain_text(item.text_of("creator") or _name(item.text_of("author")))]),
        language=item.text_of("language"),
        enclosures=tuple(
            one.attributes.get("url", "") for one in item.find_all("enclosure") if one.attributes.get("url")
        ),
        image=_media_image(item, html),
        is_summary=content is None
        and bool(re.search(r"(?:\[…\]|\[\.\.\.\]|\[&#8230;\]|…|\.\.\.)\s*(?:</p>)?\s*$", html)),
    )


def _media_image(item: Element, html: str) -> str:
    """Return the image that an item has apart from its text (Media RSS); empty if it has none."""
    groups = [item, *item.find_all("group", "mrss")]
    for media in (media for group in groups for media in group.children if "mrss" in media.namespace):
        kind = media.attributes.get("medium", "") or media.attributes.get("type", "").partition("/")[0]
        url = media.attributes.get("url", "")
        if url and url not in html and (media.name == "thumbnail" or (media.name == "content" and kind == "image")):
            return url
    return ""


def _name(author: str) -> str:
    """Return the name in `mail@example.org (Name)`."""
    found = re.fullmatch(r"\S+@\S+\s*\((.*)\)", author)
    return found[1] if found else "" if re.fullmatch(r"\S+@\S+", author) else author
