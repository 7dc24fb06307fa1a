"""OpenGraph (ogp.me) and Twitter properties, from which networks render previews of links."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from babel.core import get_global

from postil.metadata.model import PageKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from postil.metadata.model import PageMetadata

_TYPES = {PageKind.POST: "article", PageKind.PERSON: "profile"}


def open_graph(page: PageMetadata) -> Iterator[tuple[str, str]]:
    """Yield the OpenGraph properties of a page with their values."""
    yield "og:title", page.title
    yield "og:type", _TYPES.get(page.kind, "website")
    yield "og:url", page.url
    yield "og:site_name", page.site.name
    if page.description:
        yield "og:description", page.description
    language = page.language or page.site.language
    if locale := _locale(language):
        yield "og:locale", locale
    others = (_locale(version.language) for version in page.versions if version.language != language)
    yield from (("og:locale:alternate", other) for other in dict.fromkeys(others) if other not in ("", locale))
    if page.image:
        yield "og:image", page.image.url
        if page.image.width and page.image.height:
            yield "og:image:width", str(page.image.width)
            yield "og:image:height", str(page.image.height)
        yield "og:image:alt", page.image.alt or page.title
    if page.kind is PageKind.POST:
        yield from _article(page)


def _locale(language: str) -> str:
    """Return a language with its territory, which the protocol requires: `de_DE` for `de`; empty if it has none."""
    code, *rest = language.split("-")
    territory = next((part for part in rest if re.fullmatch("[A-Z]{2}", part)), "")
    if not territory and not rest:
        territory = get_global("likely_subtags").get(code, "").rpartition("_")[2]
    return f"{code}_{territory}" if re.fullmatch("[A-Z]{2}", territory) else ""


def twitter(page: PageMetadata) -> Iterator[tuple[str, str]]:
    """Yield the properties that Twitter does not take from OpenGraph."""
    yield "twitter:card", "summary_large_image" if page.image else "summary"


def _article(page: PageMetadata) -> Iterator[tuple[str, str]]:
    """Yield the OpenGraph properties of articles."""
    if page.published:
        yield "article:published_time", page.published.isoformat()
    if page.updated:
        yield "article:modified_time", page.updated.isoformat()
    yield from (("article:author", person.url) for person in page.authors if person.url)
    if page.section:
        yield "article:section", page.section
    yield from (("article:tag", tag) for tag in page.tags)
