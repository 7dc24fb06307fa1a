"""Write the sitemap (sitemaps.org) and `robots.txt` (RFC 9309)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime  # noqa: TC003 - dataclass fields are read at run time
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

if TYPE_CHECKING:
    from collections.abc import Iterable

# The format allows so many URLs in one file (sitemaps.org).
MAX_ENTRIES = 50_000


@dataclass(frozen=True)
class SitemapEntry:
    """A page: its absolute URL, and the date of its last change if that is known."""

    url: str
    modified: datetime | None = None


def write_sitemap(entries: Iterable[SitemapEntry]) -> bytes:
    """Return a sitemap, sorted by URL. Entries beyond the limit of the format are left out."""
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">']
    for entry in sorted(entries, key=lambda entry: entry.url)[:MAX_ENTRIES]:
        modified = f"<lastmod>{entry.modified.isoformat()}</lastmod>" if entry.modified else ""
        lines.append(f"<url><loc>{escape(entry.url)}</loc>{modified}</url>")
    return "\n".join([*lines, "</urlset>", ""]).encode()


def write_robots(sitemap_url: str) -> bytes:
    """Return a robots.txt that allows everything and links to the sitemap."""
    return f"User-agent: *\nAllow: /\n\nSitemap: {sitemap_url}\n".encode()
