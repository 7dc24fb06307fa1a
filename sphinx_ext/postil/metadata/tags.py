"""Render the metadata of a page as tags for its head."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from postil.metadata.json_ld import json_ld_script
from postil.metadata.open_graph import open_graph, twitter

if TYPE_CHECKING:
    from postil.metadata.model import PageMetadata


def head_tags(page: PageMetadata, *, preview: bool = True, existing: str = "") -> Markup:
    """Return the tags of a page; without OpenGraph and Twitter if `preview` is False.

    `existing` are the tags that the page has already, such as those that its author wrote; they are not repeated.
    """
    tags: list[Markup] = []
    if preview:
        tags += [_meta("property", name, value) for name, value in open_graph(page) if f'"{name}"' not in existing]
        tags += [_meta("name", name, value) for name, value in twitter(page) if f'"{name}"' not in existing]
    tags += [_meta("name", "fediverse:creator", person.fediverse) for person in page.authors if person.fediverse]
    tags += [Markup('<link rel="me" href="{}">').format(url) for url in page.me]
    tags += [version_tag(version.language, version.url) for version in page.versions]
    tags += [version_tag("x-default", version.url) for version in page.versions[:1]]
    tags.append(json_ld_script(page))
    # `Markup.join` would look again whether each tag is escaped.
    return Markup("".join([f"\n{tag}" for tag in tags]))  # noqa: S704 - each is


def description_tag(text: str) -> Markup:
    """Return the tag with the description of a page."""
    return Markup("\n") + _meta("name", "description", text)


def alternate_tag(url: str, media_type: str, title: str) -> Markup:
    """Return the tag that links to a feed, or to another format of a page."""
    attributes = f'type="{escape(media_type)}" title="{escape(title)}" href="{escape(url)}"'
    return Markup(f'\n<link rel="alternate" {attributes}>')  # noqa: S704 - escaped


def version_tag(language: str, url: str) -> Markup:
    """Return the tag that links to a page in a language."""
    return Markup('<link rel="alternate" hreflang="{}" href="{}">').format(language, url)


def _meta(attribute: str, name: str, value: str) -> Markup:
    # `Markup.format` is slow, and a page has twenty of these.
    return Markup(f'<meta {attribute}="{escape(name)}" content="{escape(value)}">')  # noqa: S704 - escaped
