"""Tumblr: the zip file of Settings > Blog > Export, or posts as its interfaces give them, in XML or JSON."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from postil.importers.engines.common import (
    AssetFinder,
    convert,
    first_paragraph_text,
    is_zone,
    parse_date,
    plain_text,
    problems_in_post,
)
from postil.importers.engines.tumblr_pages import PATH, is_page, record_of_page
from postil.importers.engines.tumblr_posts import Record, record_of_json, record_of_xml
from postil.importers.html.context import text_attribute
from postil.importers.json_values import LineFinder, mapping, mappings, parse_json, text
from postil.importers.model import ImportedPost, ImportedSite, NotUnderstood, Place, SiteFacts, Status
from postil.importers.source import SourceError, with_inner_zips
from postil.importers.urls import name_in_url
from postil.importers.xml_tree import parse_xml

if TYPE_CHECKING:
    from collections.abc import Callable

    from bs4 import BeautifulSoup

    from postil.importers.html.context import Conversion
    from postil.importers.registry import ReadOptions
    from postil.importers.source import Source

_FIRST_BYTES = 100_000
_XML = re.compile(r"<tumblr\b")
_JSON = re.compile(r'tumblr_api_read|"reblog_key"|"url-with-slug"\s*:|"post_url"\s*:\s*"https?:[^"]*tumblr')
# `var tumblr_api_read = {…};`, as the first version of the interface answers.
_SCRIPT = re.compile(r"^\s*var\s+\w+\s*=\s*|;\s*$")
_POST_PATH = re.compile(r"/(?:post|[\w-]+)/(\d{6,})(?:/([\w-]*))?/?$")
_PUBLIC = frozenset({"published", ""})


def looks_like(source: Source) -> bool:
    """Return whether a source has posts of Tumblr."""
    if any(is_page(_start(source, path)) for path in [path for path in source.files if PATH.search(path)][:5]):
        return True
    if any(path.rpartition("/")[2] == "posts.zip" for path in source.files):
        return any(path.rpartition("/")[2].startswith("payload-") for path in source.files)
    return bool(_data_files(source))


def _start(source: Source, path: str) -> str:
    try:
        return source.read(path)[:_FIRST_BYTES].decode("utf-8", "replace")
    except SourceError:
        return ""


def _data_files(source: Source) -> list[str]:
    """Return the files of the interfaces."""
    found = [path for path in source.below(".xml") if _XML.search(_start(source, path)[:2000])]
    return found + [path for path in source.below(".json", ".js") if _JSON.search(_start(source, path))]


@dataclass
class _Export:
    """What all files say about the blog and its posts, by their ids."""

    records: dict[str, Record] = field(default_factory=dict)
    title: str = ""
    url: str = ""
    description: str = ""
    zone: str = ""

    def add(self, record: Record) -> None:
        """Add a post; of a post that was there, the page has the text, and the interface its URL, date and tags."""
        page = self.records.get(record.identifier)
        if page is None:
            self.records[record.identifier] = record
        elif page.url == "" and record.url:
            title = page.title or record.title
            self.records[record.identifier] = replace(
                record, html=page.html, place=page.place, title=title, problems=()
            )


def read(source: Source, options: ReadOptions) -> ImportedSite:
    """Return the posts in an export."""
    known = source.problems
    source = with_inner_zips(source, "posts.zip")
    export = _Export()
    unread = [problem for problem in source.problems if problem not in known]
    problems = [NotUnderstood(Place("posts.zip"), problem, "nothing") for problem in unread]
    for path in source.files:
        if (found := PATH.search(path)) and is_page(content := source.read_text(path)):
            export.add(record_of_page(content, path, found[1]))
    for path in _data_files(source):
        if path.lower().endswith(".xml"):
            problems += _read_xml(source.read_text(path), path, export)
        else:
            _read_json(source.read_text(path), path, export)
    if not export.records:
        raise SourceError(f"{source.name} has no posts of Tumblr")
    export.url = (options.url or export.url or _site_of(export)).rstrip("/")
    assets = AssetFinder(
        [source, *([options.media] if options.media else [])], names=lambda url: [name_in_url(url)], export=source
    )
    posts = []
    media = _media_of_posts([source, *([options.media] if options.media else [])])
    for record in export.records.values():
        post, found_problems = _post(record, export, assets, media.get(record.identifier, []))
        posts.append(post)
        problems += found_problems
    settings = {"postil_timezone": export.zone} if is_zone(export.zone) else {}
    facts = SiteFacts(plain_text(export.title), export.url, plain_text(export.description), settings=settings)
    return ImportedSite("tumblr", facts, tuple(posts), tuple(problems))


def _read_xml(content: str, path: str, export: _Export) -> list[NotUnderstood]:
    parsed = parse_xml(content, path)
    if blog := parsed.root.find("tumblelog"):
        export.title = export.title or blog.attributes.get("title", "")
        export.description = export.description or blog.text.strip()
        export.zone = export.zone or blog.attributes.get("timezone", "")
        name, domain = blog.attributes.get("name", ""), blog.attributes.get("cname", "")
        host = domain or (f"{name}.tumblr.com" if re.fullmatch(r"[\w-]+", name) else "")
        export.url = export.url or (f"https://{host}" if re.fullmatch(r"[\w.-]+", host) else "")
    for posts in [*parsed.root.find_all("posts"), parsed.root]:
        for element in posts.find_all("post"):
            export.add(record_of_xml(element, Place(path, element.line)))
    if not parsed.problem:
        return []
    broken = f"broken XML ({parsed.problem})"
    return [NotUnderstood(Place(path, parsed.line), broken, "what comes before this line")]


def _read_json(content: str, path: str, export: _Export) -> None:
    value = parse_json(_SCRIPT.sub("", content) if not content.lstrip().startswith(("{", "[")) else content, path)
    answers = [answer for answer in (value if isinstance(value, list) else [value]) if isinstance(answer, dict)]
    lines = LineFinder(content)
    for answer in answers:
        inner = mapping(answer, "response") or answer
        blog = mapping(inner, "blog") or mapping(inner, "tumblelog")
        export.title = export.title or text(blog, "title")
        export.description = export.description or text(blog, "description")
        export.zone = export.zone or text(blog, "timezone")
        export.url = export.url or text(blog, "url")
        posts = mappings(inner.get("posts"))
        for post in posts or ([answer] if text(answer, "id", "id_string") else []):
            record = record_of_json(post, Place(path))
            export.add(replace(record, place=Place(path, lines.line_of(record.url or record.identifier))))


def _site_of(export: _Export) -> str:
    """Return the URL of the blog that most posts are on."""
    urls = [urlsplit(record.url) for record in export.records.values() if record.url.startswith("http")]
    hosts = [f"{url.scheme}://{url.netloc}" for url in urls if url.netloc not in ("www.tumblr.com", "tumblr.com")]
    return max(hosts, key=hosts.count) if hosts else ""


def _media_of_posts(sources: list[Source]) -> dict[str, list[str]]:
    """Return the names of media files by the id of their post, which begins their names, in order."""
    found: dict[str, list[tuple[int, str]]] = {}
    for path in (path for source in sources for path in source.files):
        if match := re.search(r"(?:^|/)((\d{6,})(?:_(\d{1,4}))?\.(?!html$)\w{2,5})$", path):
            found.setdefault(match[2], []).append((int(match[3] or 0), match[1]))
    return {identifier: [name for _number, name in sorted(set(names))] for identifier, names in found.items()}


def _post(
    record: Record, export: _Export, assets: AssetFinder, media: list[str]
) -> tuple[ImportedPost, list[NotUnderstood]]:
    place, identifier = record.place, record.identifier
    found = _POST_PATH.search(urlsplit(record.url).path) if record.url else None
    slug = record.slug or (found[2] or "" if found else "")
    short = f"{export.url}/post/{identifier}"
    url = f"{short}/{slug}" if slug and record.url else short
    rules = [_shorten_links(export), _use_media(assets, media)]
    converted = convert(record.html, place=place, page_url=url, assets=assets, rules=rules)
    state = record.state.lower()
    date = _date(record.date, export.zone)
    title = plain_text(record.title) or first_paragraph_text(converted.body) or slug.replace("-", " ") or identifier
    has_lines = PATH.search(place.file) is not None
    problems = [NotUnderstood(place, *problem) for problem in record.problems]
    problems += converted.not_understood
    is_public = state in _PUBLIC and date is not None
    post = ImportedPost(
        key=identifier or record.url or title,
        place=place,
        title=title,
        body=converted.body,
        status=Status.PUBLISHED if is_public else Status.DRAFT,
        date=date,
        url=url if is_public and identifier else "",
        other_urls=(short,) if is_public and identifier and url != short else (),
        slug=slug or plain_text(record.title) or identifier,
        tags=tuple(plain_text(tag).lstrip("#") for tag in record.tags),
        notes=converted.notes,
    )
    return post, problems if has_lines else problems_in_post(problems, place, title)


def _date(value: str, zone: str) -> dt.datetime | None:
    """Return a date in the zone of the blog; that of a page is in it, and names none."""
    value = value.removesuffix(" GMT")
    try:
        date = dt.datetime.fromtimestamp(int(value), dt.UTC) if value.isdecimal() else parse_date(value)
    except (ValueError, OverflowError, OSError):
        return None
    if date is None or "T" in value:  # of a page
        return date
    try:
        return date.replace(tzinfo=date.tzinfo or dt.UTC).astimezone(ZoneInfo(zone) if is_zone(zone) else dt.UTC)
    except (ValueError, OverflowError):  # the first and the last day that there is have no other zone
        return date


def _shorten_links(export: _Export) -> Callable[[BeautifulSoup, Conversion], None]:
    """Return a rule that removes what follows the id in links to posts of the blog, which pages do not name."""

    def shorten(soup: BeautifulSoup, conversion: Conversion) -> None:
        for link in soup.find_all("a"):
            found = _POST_PATH.search(text_attribute(link, "href").partition("?")[0].partition("#")[0])
            if found and found[1] in export.records:
                link["href"] = f"{export.url}/post/{found[1]}"

    return shorten


def _use_media(assets: AssetFinder, media: list[str]) -> Callable[[BeautifulSoup, Conversion], None]:
    """Return a rule that names the files of the export instead of those on Tumblr's servers."""

    def use(soup: BeautifulSoup, conversion: Conversion) -> None:
        remote = [
            image for image in soup.find_all(["img", "video", "audio"]) if _is_remote(text_attribute(image, "src"))
        ]
        if any(assets.find(text_attribute(image, "src")) for image in remote) or len(remote) != len(media):
            return
        for image, name in zip(remote, media, strict=True):
            image["src"] = f"/media/{name}"

    return use


def _is_remote(url: str) -> bool:
    return bool(re.match(r"https?://(?:[\w-]+\.)*(?:media|vtt|vt|va|ve|a)\.tumblr\.com/", url))
