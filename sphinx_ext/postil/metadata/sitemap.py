"""Write what search engines read: the list of pages, and where it stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime  # noqa: TC003 - dataclass fields are read at run time
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

if TYPE_CHECKING:
    from collections.abc import Iterable

# What the format allows in one file (sitemaps.org).
LARGEST = 50_000


@dataclass(frozen=True)
class SitemapEntry:
    """A page of the site: its whole address, and when it was last changed, if that is known."""

    address: str
    changed: datetime | None = None


def write_sitemap(places: Iterable[SitemapEntry]) -> bytes:
    """Return a sitemap (sitemaps.org) in the order of addresses; of more than it can hold, the first."""
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">']
    for place in sorted(places, key=lambda place: place.address)[:LARGEST]:
        changed = f"<lastmod>{place.changed.isoformat()}</lastmod>" if place.changed else ""
        lines.append(f"<url><loc>{escape(place.address)}</loc>{changed}</url>")
    return "\n".join([*lines, "</urlset>", ""]).encode()


def write_robots(sitemap: str) -> bytes:
    """Return a robots.txt (RFC 9309) that allows everything and says where the sitemap is."""
    return f"User-agent: *\nAllow: /\n\nSitemap: {sitemap}\n".encode()
