"""Check the options whose values are HTML or links: the footer, the licence, a newsletter."""

from __future__ import annotations

from typing import Any

from postil.lazy_regex import lazy_regex
from postil.safe_urls import is_safe_url

_LINKS = "expected a dictionary of URLs: {'Mastodon': 'https://example.social/@ada'}"
_LICENSE = "expected a name such as 'CC BY 4.0', or a name and a URL: ('MIT', 'https://example.org/license')"
# The licences of Creative Commons by their short names; those of version 4.0 are international.
_CREATIVE_COMMONS = lazy_regex(r"(?i)CC[ -](BY(?:-NC)?(?:-SA|-ND)?)(?:[ -](\d\.\d))?")
_PUBLIC_DOMAIN = lazy_regex(r"(?i)CC0(?:[ -]1\.0)?")
_CC = "https://creativecommons.org"


def html(value: Any) -> str:
    """Return HTML of the owner; empty for None and False."""
    if value is None or value is False:
        return ""
    if not isinstance(value, str):
        raise ValueError("expected HTML: '<form action=\"https://example.org/subscribe\">…</form>'")  # noqa: TRY004 - a validator raises ValueError, whatever is wrong
    return value.strip()


def labelled_links(value: Any) -> tuple[tuple[str, str], ...]:
    """Return pairs of a label and a URL, from a dictionary or a list of pairs."""
    pairs = value.items() if isinstance(value, dict) else value or ()
    if isinstance(pairs, str):
        raise ValueError(_LINKS)  # noqa: TRY004 - as above
    try:
        links = tuple((label, url) for label, url in pairs)
    except (TypeError, ValueError):
        raise ValueError(_LINKS) from None
    return tuple(_link(label, url, _LINKS) for label, url in links)


def license_link(value: Any) -> tuple[str, str]:
    """Return the name of a licence and its URL; both empty for no licence, the URL empty if it is unknown."""
    if value is None or value is False:
        return ("", "")
    if isinstance(value, str):
        name = " ".join(value.split())
        return (name, creative_commons_url(name))
    if isinstance(value, list | tuple) and len(value) == 2:  # noqa: PLR2004
        return _link(value[0], value[1], _LICENSE)
    raise ValueError(_LICENSE)


def creative_commons_url(name: str) -> str:
    """Return the URL of a licence of Creative Commons by its short name: `CC BY-SA 4.0`; empty for other licences."""
    if found := _CREATIVE_COMMONS.fullmatch(name):
        return f"{_CC}/licenses/{found[1].lower()}/{found[2] or '4.0'}/"
    return f"{_CC}/publicdomain/zero/1.0/" if _PUBLIC_DOMAIN.fullmatch(name) else ""


def _link(label: Any, url: Any, expected: str) -> tuple[str, str]:
    if not isinstance(label, str) or not isinstance(url, str) or not label.strip() or not url.strip():
        raise ValueError(expected)
    if not is_safe_url(url):
        raise ValueError(f"{url!r} is not a web or mail URL")
    return (label.strip(), url.strip())
