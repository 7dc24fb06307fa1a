"""Resolve the URLs in HTML, so that they work on other pages and in feeds."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from postil.html_tags import change_attributes, start_tags
from postil.lazy_regex import lazy_regex

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from postil.html_tags import StartTag

# Attributes that are URLs, with their elements; no elements: all.
_URLS: Mapping[str, frozenset[str]] = {
    "href": frozenset(),
    "xlink:href": frozenset(),
    "src": frozenset(),
    "poster": frozenset({"video"}),
    "data": frozenset({"object"}),
    "cite": frozenset({"blockquote", "q", "del", "ins"}),
    "action": frozenset({"form"}),
    "formaction": frozenset({"button", "input"}),
    "background": frozenset({"body", "table", "tr", "td", "th"}),
    "data-content_root": frozenset({"html"}),  # the root of the site, for Sphinx's scripts
}
# Attributes with several URLs, each with a size.
_URL_SETS = frozenset({"srcset", "imagesrcset"})
# A path that only needs to be appended: without `..`, query and so on.
_SIMPLE_PATH = lazy_regex(r"[\w%-](?:[\w%~-]|/(?!/)|\.(?=[\w%-]))*")
_SCHEME = lazy_regex(r"[a-zA-Z][a-zA-Z0-9+.-]*:")


def make_absolute(html: str, page: str) -> str:
    """Return `html` with its URLs resolved against `page`, an absolute URL.

    Links to ids in `html`, such as those of footnotes, are unchanged.
    """
    tags = list(start_tags(html))
    anchors = {f"#{each.value}" for tag in tags for each in tag.attributes if each.name == "id"}
    return change_urls(html, lambda _tag, url: url if url in anchors else _join(url, page), tags=tags)


def resolve_relative(html: str, page: str, *, own: str = "") -> str:
    """Return `html` with relative URLs resolved against `page`, an absolute URL in a site.

    URLs that start with `/` or lead out of the site are unchanged: they depend on where the site is published.
    Links to ids that start with `own`, if it is given, are unchanged as well: they are in `html`.
    """
    depth = page.split("://", 1)[-1].count("/") - 1

    def resolve(tag: str, url: str) -> str:
        """Resolve one URL."""
        path = url.strip()
        if path.startswith("#"):
            unchanged = tag not in ("a", "area") or (own and path.startswith(f"#{own}"))
            return url if unchanged else page + path
        if not path or path[0] in "/\\" or _SCHEME.match(path) or _climb(path) > depth:
            return url
        return _join(path, page)

    return change_urls(html, resolve)


def change_urls(html: str, resolve: Callable[[str, str], str], *, tags: Iterable[StartTag] | None = None) -> str:
    """Return `html` with its URLs changed by `resolve`, which takes the name of the tag and the URL.

    `tags` are its start tags, if they are known.
    """

    def change(tag: str, name: str, value: str) -> str | None:
        """Return the new value of an attribute; None for no change."""
        if name in _URL_SETS:
            new = ", ".join(" ".join([resolve(tag, url), *size]) for url, *size in srcset_candidates(value))
        elif name in _URLS and (not _URLS[name] or tag in _URLS[name]):
            new = resolve(tag, value)
        else:
            return None
        return new if new != value else None

    return change_attributes(html, change, tags=tags)


def _climb(path: str) -> int:
    """Return how many folders a relative path goes up at most."""
    level = lowest = 0
    for part in re.split(r"[?#]", path, maxsplit=1)[0].split("/"):
        level += {"..": -1, ".": 0, "": 0}.get(part, 1)
        lowest = min(lowest, level)
    return -lowest


def absolute_url(base: str, page: str) -> str:
    """Return the absolute URL of a page of the site at `base`, which ends with a slash; as `urljoin`, but faster.

    Each build lists all pages, and most need no rule of RFC 3986, section 5.2.
    """
    return base + page if _SIMPLE_PATH.fullmatch(page) else urljoin(base, page)


def _join(url: str, page: str) -> str:
    try:
        return urljoin(page, url.strip())
    except ValueError:  # `http://[`
        return url


def srcset_candidates(srcset: str) -> list[list[str]]:
    """Return the candidates of a `srcset`, each with its URL, and its size if it has one."""
    found: list[list[str]] = []
    rest = srcset.strip().lstrip(",").lstrip()
    while rest:
        # A URL ends at a space, and can contain commas (`data:image/png;base64,…`), but not at its end.
        url, *after = rest.split(None, 1)
        rest = after[0] if after else ""
        if url.endswith(","):
            found.append([url.rstrip(",")])
        else:
            size, _comma, rest = rest.partition(",")
            found.append([url, size.strip()] if size.strip() else [url])
        rest = rest.lstrip(" \t\r\n\f,")
    return [part for part in found if part[0]]
