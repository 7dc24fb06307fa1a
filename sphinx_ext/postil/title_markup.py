"""Titles with markup: code, emphasis and strong text, in Markdown or in simple HTML."""

from __future__ import annotations

from typing import Any

from markdown_it import MarkdownIt
from markupsafe import Markup, escape

from postil.lazy_regex import lazy_regex

# Parts of a title: the text of each, and its kinds, the outermost first: `("args", ("strong", "code"))`.
Spans = tuple[tuple[str, tuple[str, ...]], ...]

# The HTML element of each kind, and the kind of each HTML element that a title can contain.
_ELEMENTS = {"em": "em", "strong": "strong", "code": "code"}
_KINDS = {
    "em": "em", "i": "em", "cite": "em", "strong": "strong", "b": "strong", "code": "code", "tt": "code", "kbd": "code",
    "samp": "code",
}  # fmt: skip
_TAG = lazy_regex(r"<(/?)([a-z]+)>")
_MARKUP = lazy_regex(r"[`*_<]")
# Anything else, such as a link or a formula, is text: titles are in links, and outside of pages.
_PARSER = MarkdownIt("zero", {"html": True}).enable(["backticks", "emphasis", "html_inline"])


def parse_title(title: str) -> Spans:
    """Return the parts of a title, without the signs of its markup."""
    if not _MARKUP.search(title):
        return ((title, ()),) if title else ()
    tokens = _PARSER.parseInline(title)[0].children or []
    spans: list[tuple[str, tuple[str, ...]]] = []
    kinds: list[str] = []
    for number, token in enumerate(tokens):
        kind, opens = _kind_of(token, tokens[number + 1 :], kinds)
        if not kind:
            text = (token.content, (*kinds, "code") if token.type == "code_inline" else tuple(kinds))
            spans += [text] if token.content else []
        elif opens:
            kinds.append(kind)
        else:
            kinds.remove(kind)
    return tuple(spans)


def _kind_of(token: Any, later: list[Any], kinds: list[str]) -> tuple[str, bool]:
    """Return the kind that a token opens or closes, and whether it opens it; an empty kind for text."""
    name, _underscore, end = token.type.partition("_")
    if end in ("open", "close"):
        return name, end == "open"
    tag = _TAG.fullmatch(token.content) if token.type == "html_inline" else None
    kind = _KINDS.get(tag[2], "") if tag else ""
    if tag is None or (not tag[1] and not any(other.content == f"</{tag[2]}>" for other in later)):
        return "", False
    return ("", False) if tag[1] and kind not in kinds else (kind, not tag[1])


def title_text(spans: Spans) -> str:
    """Return a title without markup."""
    return "".join(text for text, _kinds in spans)


def title_html(spans: Spans) -> Markup:
    """Return a title as HTML, which can be inside a link."""
    html = Markup("")
    for text, kinds in spans:
        part = escape(text)
        for kind in reversed(kinds):
            part = Markup("<{0}>{1}</{0}>").format(_ELEMENTS[kind], part)
        html += part
    return html
