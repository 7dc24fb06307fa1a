"""Decide which URLs that a person wrote are safe as links."""

from __future__ import annotations

from html import unescape

from postil.lazy_regex import lazy_regex

# URLs that programs open without executing anything.
SCHEMES = frozenset(
    {"http", "https", "mailto", "tel", "sms", "geo", "ftp", "gemini", "irc", "ircs", "matrix", "xmpp", "sip", "acct"}
)
# Browsers ignore tabs and line ends in a URL, and spaces and control characters before it (WHATWG URL, section 4.4).
_IGNORED = lazy_regex(r"[\s\x00-\x20\x7f-\x9f]+")
_SCHEME = lazy_regex(r"([^/?#:]*):")


def is_safe_url(url: str) -> bool:
    """Return whether `url` is relative or has a safe scheme, such as web and mail; a script is not safe."""
    scheme = _SCHEME.match(_IGNORED.sub("", unescape(url)))
    return scheme is None or scheme[1].lower() in SCHEMES
