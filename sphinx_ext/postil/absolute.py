"""Make every address in a piece of HTML a whole one, so that it works wherever the HTML is shown."""

from __future__ import annotations

import re
from html import escape, unescape
from urllib.parse import urljoin

# A start tag with its attributes; `>` may stand within quotes.
_TAG = re.compile(r"""<[a-zA-Z][\w:-]*(?:"[^"]*"|'[^']*'|[^'">])*>""")
_ADDRESS = re.compile(
    r"""(?<=\s)(href|src|poster|data|cite|srcset|xlink:href)(\s*=\s*)("[^"]*"|'[^']*'|[^\s"'>]+)""", re.IGNORECASE
)
# A path without `..`, a query and the like.
_PLAIN = re.compile(r"[\w%-](?:[\w%~-]|/(?!/)|\.(?=[\w%-]))*")
_PLACE = re.compile(r"""\sid\s*=\s*("|')([^"']*)\1""", re.IGNORECASE)


def make_absolute(html: str, page: str) -> str:
    """Return `html` with the addresses in its tags as seen from `page`, a whole address itself.

    What leads to a place in `html`, as the marks of notes do, stays: it works wherever the HTML is shown.
    """
    places = {f"#{match[2]}" for match in _PLACE.finditer(html)}

    def joined(match: re.Match[str]) -> str:
        """Return an attribute with its address made whole."""
        name, equals, value = match.groups()
        plain = unescape(value[1:-1] if value[0] in "\"'" else value)
        if plain in places:
            return match[0]
        whole = _join_set(plain, page) if name.lower() == "srcset" else _join(plain, page)
        return match[0] if whole == plain else f'{name}{equals}"{escape(whole)}"'

    return _TAG.sub(lambda tag: _ADDRESS.sub(joined, tag[0]), html)


def site_address(base: str, page: str) -> str:
    """Return the whole address of a page of the site at `base`, which ends with a slash: as `urljoin`.

    Lists of all pages are made in each build, and most pages need no rule of RFC 3986's section 5.2.
    """
    return base + page if _PLAIN.fullmatch(page) else urljoin(base, page)


def _join(address: str, page: str) -> str:
    try:
        return urljoin(page, address.strip())
    except ValueError:  # `http://[`
        return address


def _join_set(text: str, page: str) -> str:
    """Return a `srcset`: addresses between commas, each with its size."""
    return ", ".join(" ".join([_join(address, page), *size]) for address, *size in candidates_of(text))


def candidates_of(srcset: str) -> list[list[str]]:
    """Return the parts of a `srcset` that a browser chooses among: each an address, and its size if it has one."""
    return [part.split(None, 1) for part in re.split(r",\s+|,$", srcset) if part.strip()]
