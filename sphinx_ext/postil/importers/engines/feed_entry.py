"""An entry of a feed, and what the readers of all formats need."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from postil.frozen import frozen
from postil.importers.urls import name_in_url

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping

    from postil.importers.model import Place


@frozen
class Entry:
    """An entry of a feed."""

    key: str
    place: Place
    title: str
    html: str
    html_place: Place
    url: str
    date: dt.datetime | None
    updated: dt.datetime | None = None
    summary: str = ""
    tags: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    base: str = ""
    """The URL that those in the text are relative to, if it is not that of the entry."""
    image: str = ""
    enclosures: tuple[str, ...] = ()
    language: str = ""
    """Its language, if it says one."""
    is_summary: bool = False
    """Whether the feed has only the beginning of the text."""


def root_url(url: str) -> str:
    """Return scheme and host of a URL."""
    found = re.match(r"https?://[^/]+", url)
    return found[0] if found else ""


def string_of(mapping: Mapping[str, Any], key: str) -> str:
    """Return a text of a mapping; empty if it has none."""
    value = mapping.get(key)
    return value if isinstance(value, str) else str(value) if isinstance(value, int) else ""


def unique(texts: Iterable[str]) -> tuple[str, ...]:
    """Return texts without empty and equal ones."""
    return tuple(text for text in dict.fromkeys(texts) if text)


def slug_in_url(url: str) -> str:
    """Return the last part of a URL that can name a post, without its suffix."""
    name = name_in_url(url)
    if re.fullmatch(r"index\.\w+", name):
        name = name_in_url(url.rpartition("/")[0])
    return re.sub(r"\.(?:html?|php|aspx?)$", "", name)
