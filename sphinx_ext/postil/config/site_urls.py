"""The URL of the site: add the scheme that `blog_baseurl` and `html_baseurl` may lack."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from postil.config.sphinx_compat import is_set_by_owner
from postil.config.validators import site_url
from postil.diagnostics import Subtype, warn
from postil.lazy_regex import lazy_regex

if TYPE_CHECKING:
    from collections.abc import Callable

    from sphinx.config import Config

SITE_URLS = ("blog_baseurl", "html_baseurl")
# The slashes or the colon after a scheme may be missing, or too many: `http:/example.org`, `https//example.org`.
_START = lazy_regex(r"(?i)(?:(https?)(?::/*|/{2,})|/{2,})?")
# Without a scheme, a host has a dot or a port; anything else is more likely a path: `notes/`.
_HOST = lazy_regex(r"(?:[^\W_][\w-]*(?:\.[\w-]+)+\.?(?::\d+)?|[^\W_][\w-]*:\d+|localhost)(?:/|$)")


def complete_url(url: str) -> str:
    """Return a URL with its scheme: `https` if it has none. Return what is not the URL of a site unchanged."""
    url = url.strip()
    if is_site_url(url):
        return url
    start = _START.match(url)
    scheme, rest = (start[1] or "https", url[start.end() :]) if start else ("https", url)
    completed = f"{scheme.lower()}://{rest}"
    return completed if (rest != url or _HOST.match(rest)) and is_site_url(completed) else url


def complete_site_urls(config: Config, line_of: Callable[[str], str]) -> None:
    """Add the scheme to the URLs in conf.py that lack it, with a warning; `line_of` is the location of an option.

    Sphinx and other extensions read these options too: the canonical link, the sitemap, OpenGraph.
    """
    for name in SITE_URLS:
        value = config[name]
        if not is_set_by_owner(config, name) or not isinstance(value, str):
            continue
        url = complete_url(value)
        if url != value.strip():
            warn(Subtype.CONFIG, f"`{name} = {value!r}` has no valid scheme; using {url!r}", location=line_of(name))
        config[name] = url


def usable_base_url(config: Config, line_of: Callable[[str], str]) -> str:
    """Return `html_baseurl` if it is the URL of a site, else an empty string; warn unless it is empty or a path.

    `html_baseurl = "/"` is common where only a host such as Read the Docs knows the URL.
    """
    value = config.html_baseurl
    if isinstance(value, str) and is_site_url(value):
        return value.strip()
    if value and not (isinstance(value, str) and re.match(r"[./]", value.strip())):
        message = f"`html_baseurl = {value!r}` is not the URL of a site; no feeds and no sitemap are generated"
        warn(Subtype.CONFIG, message, location=line_of("html_baseurl"))
    return ""


def is_site_url(url: str) -> bool:
    """Return whether `url` is the complete URL of a site."""
    try:
        return bool(site_url(url))
    except ValueError:
        return False
