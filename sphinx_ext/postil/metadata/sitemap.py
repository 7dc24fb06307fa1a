"""Write the sitemap (sitemaps.org) and `robots.txt` (RFC 9309)."""

from __future__ import annotations

from datetime import datetime  # noqa: TC003 - dataclass fields are read at run time
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

from postil.frozen import frozen

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

# The format allows so many URLs in one file (sitemaps.org).
MAX_ENTRIES = 50_000
_XHTML = "http://www.w3.org/1999/xhtml"


@frozen
class SitemapEntry:
    """A page: its absolute URL, and the date of its last change if that is known."""

    url: str
    modified: datetime | None = None
    versions: Sequence[tuple[str, str]] = ()
    """The same page in each of its languages, the original first: language tags and URLs."""


def write_sitemap(entries: Iterable[SitemapEntry]) -> bytes:
    """Return a sitemap, sorted by URL. Entries beyond the limit of the format are left out."""
    shown = sorted(entries, key=lambda entry: entry.url)[:MAX_ENTRIES]
    links = f' xmlns:xhtml="{_XHTML}"' if any(entry.versions for entry in shown) else ""
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"{links}>',
    ]
    for entry in shown:
        modified = f"<lastmod>{entry.modified.isoformat()}</lastmod>" if entry.modified else ""
        versions = [*entry.versions, *(("x-default", url) for _tag, url in entry.versions[:1])]
        alternates = "".join(
            f'<xhtml:link rel="alternate" hreflang="{tag}" href={quoteattr(url)}/>' for tag, url in versions
        )
        lines.append(f"<url><loc>{escape(entry.url)}</loc>{modified}{alternates}</url>")
    return "\n".join([*lines, "</urlset>", ""]).encode()


def write_robots(sitemap_url: str) -> bytes:
    """Return a robots.txt that allows everything and links to the sitemap."""
    return f"User-agent: *\nAllow: /\n\nSitemap: {sitemap_url}\n".encode()
