"""Convert all documents of a site, once each has its URL."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from postil.blog.permalink import docname_of_url
from postil.frozen import frozen
from postil.importers.markdown.html_documents import HTML_SUFFIXES, convert_html
from postil.importers.markdown.page import Page
from postil.importers.markdown.posts import make_post
from postil.importers.model import NotUnderstood, Place, Reference

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from postil.importers.markdown.conversion import Conversion
    from postil.importers.markdown.documents import Document
    from postil.importers.markdown.links import SiteIndex
    from postil.importers.markdown.tags import Call
    from postil.importers.model import ImportedPost

_LISTS = {"tags": "blog-tags", "tag": "blog-tags", "archive": "blog-archives", "archives": "blog-archives",
          "posts": "blog-posts", "post": "blog-posts", "blog": "blog-posts", "articles": "blog-posts",
          "categories": "blog-categories", "authors": "blog-authors", "series": "blog-series"}  # fmt: skip
_FEED = re.compile(r"(?:feed|rss|atom|index)\.(?:xml|json|rss|atom)|feed|rss")


@frozen
class Entry:
    """A document with its place on the old site."""

    document: Document
    url: str
    """Its path on the old site; empty if it had none."""
    slug: str
    is_page: bool = False
    language: str = ""
    """Its language, if that is not the language of the site."""
    translation: str = ""
    """What it shares with its translations."""
    more_tags: tuple[str, ...] = ()
    image: str = ""
    """The path of its image, relative to the document, if the front matter has none."""
    section: str = ""
    """The first folder of its path, if the engine has sections."""
    left_out: tuple[str, ...] = ()
    """The keys of its front matter that only the old engine uses."""


@dataclass
class Findings:
    """What is not imported, or not understood."""

    problems: list[NotUnderstood] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)


def convert_entries(
    entries: Iterable[Entry],
    index: SiteIndex,
    handle: Callable[[Call, Page], str | None],
    findings: Findings,
    *,
    finish: Callable[[str], str] = lambda text: text,
) -> tuple[ImportedPost, ...]:
    """Return all entries as posts; `handle` replaces tags, and `finish` changes the text of a document at last."""
    # of a post and its translation, the post gets the plain name
    entries = sorted(entries, key=lambda entry: bool(entry.language))
    add_entries(entries, index)
    return tuple(convert_entry(entry, index, handle, findings, finish=finish) for entry in entries)


def add_entries(entries: Iterable[Entry], index: SiteIndex) -> None:
    """Add the URLs of entries to the index; nothing can link to a draft."""
    for entry in entries:
        index.add(entry.document.path, "" if entry.document.front.draft else entry.url, *entry.document.front.aliases)


def convert_entry(
    entry: Entry,
    index: SiteIndex,
    handle: Callable[[Call, Page], str | None],
    findings: Findings,
    *,
    finish: Callable[[str], str] = lambda text: text,
) -> ImportedPost:
    """Return an entry as a post; all entries to which it links are in the index."""
    document = entry.document
    page = Page(document, entry.url, index, handle)
    if document.suffix in HTML_SUFFIXES:
        text = convert_html(page, document.text)
    else:
        text = finish(page.convert(document.text))
    return post_of(entry, index, page.conversion, text, findings)


def post_of(entry: Entry, index: SiteIndex, conversion: Conversion, text: str, findings: Findings) -> ImportedPost:
    """Return an entry with its converted text as a post."""
    document = entry.document
    image = _image(entry, index, conversion)
    findings.problems += [*document.problems, *conversion.problems]
    return make_post(
        document,
        conversion,
        text,
        url="" if document.front.draft else entry.url,
        slug=entry.slug,
        is_page=entry.is_page,
        image=image,
        more_tags=entry.more_tags,
        left_out=entry.left_out,
        language=entry.language,
        translation=entry.translation,
    )


def _image(entry: Entry, index: SiteIndex, conversion: Conversion) -> Reference | None:
    """Return the image in the front matter, else that of the entry."""
    document = entry.document
    path = document.front.image or entry.image
    if not path:
        return None
    found = index.resolve(path, path=document.path, url=entry.url)
    if found and found.asset:
        return found
    if re.match(r"(?i)https?://", path):
        return Reference(path, is_image=True)
    key = document.front.image_key
    line = document.raw.lines.get(key, 1)
    problem = NotUnderstood(Place(document.path, line), f"{key}: {path}", "nothing")
    conversion.problems.append(problem)
    return None


def menu_setting(links: Iterable[tuple[str, str]], index: SiteIndex, pages: Iterable[str]) -> dict[str, str]:
    """Return the menu for `conf.py` from names and URLs, without links to the home page and to lost pages.

    `pages` are the URLs of the pages that are imported.
    """
    known = {docname_of_url(url).removesuffix("/index"): url for url in pages if url.strip("/")}
    menu: dict[str, str] = {}
    for label, url in links:
        found = index.resolve(url, path="", url="/")
        name = docname_of_url(found.target if found else url).removesuffix("/index").strip("/")
        last = name.rpartition("/")[2]
        if name in known:
            menu[label] = docname_of_url(known[name])
        elif re.match(r"(?i)https?://|mailto:", url):
            menu[label] = url
        elif last in _LISTS:
            menu[label] = _LISTS[last]
        elif _FEED.fullmatch(last):
            menu[label] = "blog-feed"
    return {label: target for label, target in menu.items() if label}


def count_unused(index: SiteIndex, findings: Findings, folders: Iterable[str]) -> None:
    """Count the files in some folders that no document refers to."""
    chosen = tuple(folders)
    known = (path for path in index.source.files if path.startswith(chosen))
    number = sum(index.is_unused(path) for path in known)
    if number:
        findings.left_out["files that no post refers to"] += number


def terms_of(document: Document, taxonomies: Iterable[str]) -> tuple[str, ...]:
    """Return the terms of the site's own taxonomies; postil lists them as tags."""
    terms: list[str] = []
    for key in taxonomies:
        value = document.raw.extra.get(key)
        terms += [str(item) for item in value] if isinstance(value, list) else [value] if isinstance(value, str) else []
    return tuple(terms)
