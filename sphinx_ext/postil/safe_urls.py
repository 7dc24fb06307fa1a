"""Which URLs that a person wrote may become links."""

from __future__ import annotations

import re
from html import unescape

# What a browser or another program opens without running any of it.
SCHEMES = frozenset(
    {"http", "https", "mailto", "tel", "sms", "geo", "ftp", "gemini", "irc", "ircs", "matrix", "xmpp", "sip", "acct"}
)
# Browsers drop tabs and line ends in a URL, and spaces and control characters before it (WHATWG URL, section 4.4).
_DROPPED = re.compile(r"[\s\x00-\x20\x7f-\x9f]+")
_SCHEME = re.compile(r"([^/?#:]*):")


def is_safe_url(url: str) -> bool:
    """Return whether `url` is one of the web, of mail or the like, or a relative one, and never a script."""
    scheme = _SCHEME.match(_DROPPED.sub("", unescape(url)))
    return scheme is None or scheme[1].lower() in SCHEMES
