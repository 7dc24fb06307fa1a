"""Make every URL in a piece of HTML absolute, so that it works wherever the HTML is shown."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from postil.html_tags import change_attributes, start_tags

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

# Attributes that hold a URL, with the elements on which they do; no elements: on all of them.
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
    "data-content_root": frozenset({"html"}),  # where Sphinx's scripts find the site
}
# Attributes that hold several URLs, each with a size.
_URL_SETS = frozenset({"srcset", "imagesrcset"})
# A path without `..`, a query and the like.
_PLAIN = re.compile(r"[\w%-](?:[\w%~-]|/(?!/)|\.(?=[\w%-]))*")
_SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:")


def make_absolute(html: str, page: str) -> str:
    """Return `html` with the URLs in its tags resolved against `page`, an absolute URL.

    A link to a place in `html`, such as a footnote's, stays: it works wherever the HTML is shown.
    """
    places = {f"#{each.value}" for tag in start_tags(html) for each in tag.attributes if each.name == "id"}
    return _resolve_all(html, lambda _tag, url: url if url in places else _join(url, page))


def resolve_relative(html: str, page: str, *, own: str = "") -> str:
    """Return `html` with the URLs resolved that are relative to `page`, an absolute URL below a site's root.

    Those that start with `/` stay, and so do those that lead out of the site: what they mean depends on where the site
    is published. If `own` is given, links to ids that start with it stay as well; they are part of `html`.
    """
    depth = page.split("://", 1)[-1].count("/") - 1

    def resolve(tag: str, url: str) -> str:
        """Return a relative URL as an absolute one."""
        path = url.strip()
        if path.startswith("#"):
            stays = tag not in ("a", "area") or (own and path.startswith(f"#{own}"))
            return url if stays else page + path
        if not path or path[0] in "/\\" or _SCHEME.match(path) or _climb(path) > depth:
            return url
        return _join(path, page)

    return _resolve_all(html, resolve)


def _resolve_all(html: str, resolve: Callable[[str, str], str]) -> str:
    """Return `html` with each URL in its attributes as `resolve` returns it, which takes the tag's name and the URL."""

    def change(tag: str, name: str, value: str) -> str | None:
        """Return an attribute's new value; None if it has no URL, or the same one."""
        if name in _URL_SETS:
            new = ", ".join(" ".join([resolve(tag, url), *size]) for url, *size in srcset_candidates(value))
        elif name in _URLS and (not _URLS[name] or tag in _URLS[name]):
            new = resolve(tag, value)
        else:
            return None
        return new if new != value else None

    return change_attributes(html, change)


def _climb(path: str) -> int:
    """Return how many folders above that of the page a relative path leads at most."""
    level = lowest = 0
    for part in re.split(r"[?#]", path, maxsplit=1)[0].split("/"):
        level += {"..": -1, ".": 0, "": 0}.get(part, 1)
        lowest = min(lowest, level)
    return -lowest


def absolute_url(base: str, page: str) -> str:
    """Return the whole address of a page of the site at `base`, which ends with a slash: as `urljoin`.

    Lists of all pages are made in each build, and most pages need no rule of RFC 3986's section 5.2.
    """
    return base + page if _PLAIN.fullmatch(page) else urljoin(base, page)


def _join(address: str, page: str) -> str:
    try:
        return urljoin(page, address.strip())
    except ValueError:  # `http://[`
        return address


def srcset_candidates(srcset: str) -> list[list[str]]:
    """Return the parts of a `srcset` that a browser chooses among: each an address, and its size if it has one."""
    found: list[list[str]] = []
    rest = srcset.strip().lstrip(",").lstrip()
    while rest:
        # A URL ends at space, not at a comma within it (`data:image/png;base64,…`); a comma at its end is none of it.
        url, *after = rest.split(None, 1)
        rest = after[0] if after else ""
        if url.endswith(","):
            found.append([url.rstrip(",")])
        else:
            size, _comma, rest = rest.partition(",")
            found.append([url, size.strip()] if size.strip() else [url])
        rest = rest.lstrip(" \t\r\n\f,")
    return [part for part in found if part[0]]
