"""Structured data for search engines: JSON-LD with the vocabulary of schema.org."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from postil.metadata.model import PageKind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from postil.metadata.model import PageMetadata, Person, SiteMetadata


def json_ld_script(page: PageMetadata) -> Markup:
    """Return a page's structured data as a script element."""
    return _script(_graph(page))


def _graph(page: PageMetadata) -> dict[str, Any]:
    """Return a page's structured data: the page itself and its breadcrumbs."""
    items = []
    if page.kind is PageKind.POST:
        items.append(_posting(page))
    elif page.kind is PageKind.BLOG:
        items.append(_blog(page.site, page.language))
    elif page.kind is PageKind.PERSON:
        items += [_person(person) for person in page.authors]
    else:
        other = page.language if page.language != page.site.language else ""
        items.append(_item("WebPage", name=page.title, url=page.url, description=page.description, inLanguage=other))
    if page.breadcrumbs:
        pages = [*page.breadcrumbs, (page.title, page.url)]
        elements = [
            {"@type": "ListItem", "position": position, "name": name, "item": url}
            for position, (name, url) in enumerate(pages, start=1)
        ]
        items.append({"@type": "BreadcrumbList", "itemListElement": elements})
    return {"@context": "https://schema.org", "@graph": items}


def _posting(page: PageMetadata) -> dict[str, Any]:
    modified = page.updated or page.published
    return _item(
        "BlogPosting",
        headline=page.title,
        url=page.url,
        mainEntityOfPage=page.url,
        description=page.description,
        image=page.image.url if page.image else "",
        datePublished=page.published.isoformat() if page.published else "",
        dateModified=modified.isoformat() if modified else "",
        author=[_person(person) for person in page.authors],
        articleSection=page.section,
        keywords=list(page.tags),
        wordCount=page.words,
        inLanguage=page.language or page.site.language,
        **_translations(page),
        isPartOf=_item("Blog", name=page.site.name, url=page.site.blog_url),
    )


def _translations(page: PageMetadata) -> dict[str, Any]:
    """Return the translations of an original, or the original of a translation."""
    if not page.versions:
        return {}
    language = page.language or page.site.language
    original, *others = (
        _item("BlogPosting", url=version.url, inLanguage=version.language) for version in page.versions
    )
    if page.versions[0].language == language:
        return {"workTranslation": others}
    return {"translationOfWork": original}


def _blog(site: SiteMetadata, language: str) -> dict[str, Any]:
    return _item(
        "Blog", name=site.name, url=site.blog_url, description=site.description, inLanguage=language or site.language
    )


def _person(person: Person) -> dict[str, Any]:
    return _item(
        "Person",
        name=person.name,
        url=person.url,
        sameAs=list(person.same_as),
        image=person.image,
        description=person.about,
    )


def _item(type_: str, **properties: Any) -> dict[str, Any]:
    """Return an item of a type of schema.org, without empty properties."""
    return {"@type": type_} | {name: value for name, value in properties.items() if value}


def _script(data: Mapping[str, Any]) -> Markup:
    """Return data in a script element. Text in it can neither close the element nor open a comment."""
    text = json.dumps(data, ensure_ascii=False)
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    text = re.sub("[\ud800-\udfff]", "\ufffd", text)
    return Markup(f'<script type="application/ld+json">{text}</script>')  # noqa: S704 - escaped above
