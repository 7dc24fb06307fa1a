"""Bare URLs become links, by GitHub's rules for `http://`, `https://` and `www.`.

The plugin of mdit-py-plugins makes links of e-mail addresses too, stops the parser at each letter w, and takes
quadratic time for text with many colons. linkify-it makes links of file names, such as `README.md`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from markdown_it.token import Token

if TYPE_CHECKING:
    from collections.abc import Iterator

    from markdown_it import MarkdownIt
    from markdown_it.rules_core import StateCore
    from markdown_it.rules_inline import StateInline

# Spaces, brackets in which URLs are, and punctuation of Chinese and Japanese end a URL, and so does a footnote.
_URL = re.compile(r"(?:(?!\[\^|\^\[)[^\s<>\"“”„«»「」『』（）《》。，、；！？\x00-\x1f])+")  # noqa: RUF001
_HOST = re.compile(r"(?:[^\W_](?:[\w-]*[^\W_])?\.)*[^\W_](?:[\w-]*[^\W_])?|\[[0-9a-fA-F:.]+\]")
_WWW = re.compile(r"(?<![\w./@:-])www\.")
_ENTITY = re.compile(r"&[A-Za-z0-9]+;$")
_SCHEMES = ("https", "http")
_TRAILING = "?!.,:;*_~'\"’‘…|`="  # noqa: RUF001
# GitHub allows these before a URL; of other signs, brackets and quotation marks do no harm.
_BEFORE = re.compile(r"[^\w/.@:=&?#%+-]")
_BRACKETS = {")": "(", "]": "[", "}": "{"}


def add_rules(md: MarkdownIt) -> None:
    """Add the rules to a Markdown parser."""
    md.inline.ruler.push("postil_linkify", parse_url)
    md.core.ruler.after("text_join", "postil_linkify_www", link_www)


def parse_url(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - markdown-it's signature
    """Parse a URL at its colon; the text before it has the scheme."""
    if silent or not state.src.startswith("://", state.pos) or state.linkLevel > 0:
        return False
    scheme = next((each for each in _SCHEMES if state.pending.endswith(each)), "")
    start = state.pos - len(scheme)
    if not scheme or (start > 0 and not _BEFORE.match(state.src, start - 1)):
        return False
    url = find_url(state.src, start, state.pos + 3, state.posMax)
    shown = url.replace("&amp;", "&")
    href = state.md.normalizeLink(shown)
    if not url or not state.md.validateLink(href) or _in_link(state):
        return False
    state.pending = state.pending.removesuffix(scheme)
    state.push("link_open", "a", 1)
    _set_link(state.tokens[-1], href)
    state.push("text", "", 0).content = state.md.normalizeLinkText(shown)
    state.push("link_close", "a", -1).info = "auto"
    state.pos = start + len(url)
    return True


def _in_link(state: StateInline) -> bool:
    """Return whether the position is in a link; markdown-it's count is too low after an `</a>` that closes nothing."""
    ends = (token.nesting for token in reversed(state.tokens) if token.type in ("link_open", "link_close"))
    return next(ends, -1) > 0


def find_url(text: str, start: int, host: int, end: int) -> str:
    """Return the URL at a position of a text, without the punctuation after it; empty if there is no host.

    `host` is the position of the host in the text.
    """
    found, match = _HOST.match(text, host, end), _URL.match(text, start, end)
    if found is None or match is None:
        return ""
    url = _without_trailing(match[0])
    return url if len(url) >= found.end() - start else ""


def _without_trailing(url: str) -> str:
    """Return a URL without punctuation, entities and brackets that are not opened in it, at its end."""
    counts = {sign: url.count(sign) for sign in "()[]{}"}
    end = len(url)
    while end:
        last = url[end - 1]
        if last == ";" and (entity := _ENTITY.search(url, max(0, end - 40), end)):
            end = entity.start()
        elif last in _TRAILING:
            end -= 1
        elif last in _BRACKETS and counts[last] > counts[_BRACKETS[last]]:
            counts[last] -= 1
            end -= 1
        else:
            break
    return url[:end]


def link_www(state: StateCore) -> None:
    """Replace the URLs that begin with `www.` by links."""
    if "www." not in state.src:
        return
    for token in state.tokens:
        if token.type == "inline" and token.children and "www." in token.content:
            token.children = list(_with_links(token.children, state.md))


def _with_links(tokens: list[Token], md: MarkdownIt) -> Iterator[Token]:
    depth = 0
    for token in tokens:
        if token.type in ("link_open", "link_close"):
            depth += token.nesting
        elif token.type == "html_inline":
            depth += token.content.lower().startswith(("<a ", "<a>")) - token.content.lower().startswith("</a>")
        if token.type == "text" and depth <= 0:
            yield from _split(token, md)
        else:
            yield token


def _split(token: Token, md: MarkdownIt) -> Iterator[Token]:
    text, end = token.content, 0
    for match in _WWW.finditer(text):
        url = find_url(text, match.start(), match.end(), len(text))
        if match.start() < end or not url or "." not in url[4:]:
            continue
        yield Token("text", "", 0, content=text[end : match.start()])
        yield _set_link(Token("link_open", "a", 1), md.normalizeLink(f"http://{url}"))
        yield Token("text", "", 0, content=url)
        yield Token("link_close", "a", -1, info="auto")
        end = match.start() + len(url)
    if end < len(text):
        yield Token("text", "", 0, content=text[end:]) if end else token


def _set_link(token: Token, href: str) -> Token:
    token.attrs = {"href": href}
    token.markup, token.info = "linkify", "auto"
    return token
