"""What the head of a page tells the web: previews (OpenGraph, Twitter), structured data (JSON-LD), whose it is."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from datetime import datetime  # noqa: TC003 - dataclass fields are read at run time
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

# The size of the pictures that previews show whole, in points.
WIDTH, HEIGHT = 1200, 630


class PageKind(StrEnum):
    """What a page is to the web."""

    POST = "post"
    BLOG = "blog"
    PERSON = "person"
    PAGE = "page"


@dataclass(frozen=True)
class Person:
    """Someone who writes."""

    name: str
    url: str = ""
    """Their page: their own, or that of their posts."""
    same_as: Sequence[str] = ()
    """Other pages that are theirs."""
    fediverse: str = ""
    """Their handle, such as `@ada@example.social`."""
    image: str = ""
    about: str = ""


@dataclass(frozen=True)
class PreviewImage:
    """A picture that stands for a page; its address is whole."""

    url: str
    alt: str = ""
    width: int | None = None
    height: int | None = None


@dataclass(frozen=True)
class SiteMetadata:
    """What all pages have in common."""

    name: str
    url: str
    """With a slash at its end."""
    blog_url: str
    language: str
    """As HTML has it: `pt-BR`."""
    description: str = ""


@dataclass(frozen=True)
class PageMetadata:
    """One page as the web is told of it. Addresses are whole."""

    kind: PageKind
    title: str
    url: str
    site: SiteMetadata
    description: str = ""
    picture: PreviewImage | None = None
    published: datetime | None = None
    updated: datetime | None = None
    authors: Sequence[Person] = ()
    section: str = ""
    tags: Sequence[str] = ()
    words: int = 0
    crumbs: Sequence[tuple[str, str]] = ()
    """Name and address of the pages above this one, the site's first."""
    me: Sequence[str] = field(default=())
    """Pages elsewhere that belong to whom this page belongs to."""


def head_tags(page: PageMetadata, *, preview: bool = True, taken: str = "") -> Markup:
    """Return the tags for a page's head; without OpenGraph and Twitter if `preview` is False.

    `taken` are the tags that are there already; what its author says of a page is not said a second time.
    """
    tags: list[Markup] = []
    if preview:
        tags += [_meta("property", name, value) for name, value in _open_graph(page) if f'"{name}"' not in taken]
        tags += [_meta("name", name, value) for name, value in _twitter(page) if f'"{name}"' not in taken]
    tags += [_meta("name", "fediverse:creator", person.fediverse) for person in page.authors if person.fediverse]
    tags += [Markup('<link rel="me" href="{}">').format(address) for address in page.me]
    tags.append(_script(_graph(page)))
    return Markup("").join(Markup("\n") + tag for tag in tags)


def description_tag(text: str) -> Markup:
    """Return the tag that tells search engines what a page says."""
    return Markup("\n") + _meta("name", "description", text)


def alternate_tag(address: str, kind: str, title: str) -> Markup:
    """Return the tag that names another form of a page, or a feed: `kind` is its media type."""
    return Markup('\n<link rel="alternate" type="{}" title="{}" href="{}">').format(kind, title, address)


def _meta(attribute: str, name: str, value: str) -> Markup:
    return Markup('<meta {}="{}" content="{}">').format(Markup(attribute), name, value)  # noqa: S704 - our own word


def _open_graph(page: PageMetadata) -> Iterable[tuple[str, str]]:
    kinds = {PageKind.POST: "article", PageKind.PERSON: "profile"}
    yield "og:title", page.title
    yield "og:type", kinds.get(page.kind, "website")
    yield "og:url", page.url
    yield "og:site_name", page.site.name
    if page.description:
        yield "og:description", page.description
    if re.fullmatch(r"[a-z]{2,3}-[A-Z]{2}", page.site.language):
        yield "og:locale", page.site.language.replace("-", "_")  # only with a country, as the protocol has it
    if page.picture:
        yield "og:image", page.picture.url
        if page.picture.width and page.picture.height:
            yield "og:image:width", str(page.picture.width)
            yield "og:image:height", str(page.picture.height)
        yield "og:image:alt", page.picture.alt or page.title
    if page.kind is PageKind.POST:
        yield from _article(page)


def _article(page: PageMetadata) -> Iterable[tuple[str, str]]:
    """Yield what OpenGraph has for posts."""
    if page.published:
        yield "article:published_time", page.published.isoformat()
    if page.updated:
        yield "article:modified_time", page.updated.isoformat()
    yield from (("article:author", person.url) for person in page.authors if person.url)
    if page.section:
        yield "article:section", page.section
    yield from (("article:tag", tag) for tag in page.tags)


def _twitter(page: PageMetadata) -> Iterable[tuple[str, str]]:
    """Yield what Twitter does not take from OpenGraph."""
    yield "twitter:card", "summary_large_image" if page.picture else "summary"


def _graph(page: PageMetadata) -> dict[str, Any]:
    """Return a page's structured data, in the words of schema.org."""
    items = []
    if page.kind is PageKind.POST:
        items.append(_posting(page))
    elif page.kind is PageKind.BLOG:
        items.append(_blog(page.site))
    elif page.kind is PageKind.PERSON:
        items += [_person(person) for person in page.authors]
    else:
        items.append(_plain("WebPage", name=page.title, url=page.url, description=page.description))
    if page.crumbs:
        names = [*page.crumbs, (page.title, page.url)]
        steps = [
            {"@type": "ListItem", "position": place, "name": name, "item": address}
            for place, (name, address) in enumerate(names, start=1)
        ]
        items.append({"@type": "BreadcrumbList", "itemListElement": steps})
    return {"@context": "https://schema.org", "@graph": items}


def _posting(page: PageMetadata) -> dict[str, Any]:
    changed = page.updated or page.published
    return _plain(
        "BlogPosting",
        headline=page.title,
        url=page.url,
        mainEntityOfPage=page.url,
        description=page.description,
        image=page.picture.url if page.picture else "",
        datePublished=page.published.isoformat() if page.published else "",
        dateModified=changed.isoformat() if changed else "",
        author=[_person(person) for person in page.authors],
        articleSection=page.section,
        keywords=list(page.tags),
        wordCount=page.words,
        inLanguage=page.site.language,
        isPartOf=_plain("Blog", name=page.site.name, url=page.site.blog_url),
    )


def _blog(site: SiteMetadata) -> dict[str, Any]:
    return _plain("Blog", name=site.name, url=site.blog_url, description=site.description, inLanguage=site.language)


def _person(person: Person) -> dict[str, Any]:
    return _plain(
        "Person",
        name=person.name,
        url=person.url,
        sameAs=list(person.same_as),
        image=person.image,
        description=person.about,
    )


def _plain(kind: str, **values: Any) -> dict[str, Any]:
    """Return a thing of schema.org without what is not known of it."""
    return {"@type": kind} | {name: value for name, value in values.items() if value}


def _script(data: Mapping[str, Any]) -> Markup:
    """Return data in a script element: no text in it can end the element, or start a comment."""
    text = json.dumps(data, ensure_ascii=False)
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    text = re.sub("[\ud800-\udfff]", "\ufffd", text)
    return Markup('<script type="application/ld+json">{}</script>').format(Markup(text))  # noqa: S704 - escaped above
