"""Read and change attributes in start tags, tokenized as in the HTML Standard (section 13.2.5).

Text that only looks like an attribute, in the value of another attribute, in a comment or in a script, is ignored.
"""

from __future__ import annotations

import re
from html import escape, unescape
from typing import TYPE_CHECKING, NamedTuple

from postil.lazy_regex import lazy_regex

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

_START = lazy_regex(r"<(?:!--|[a-zA-Z])")
_NAME = lazy_regex(r"[^\s/>]+")
# An attribute name can start with `=`. A quoted value without an end is not matched, and neither is its tag.
_ATTRIBUTE = lazy_regex(r"""[\s/]*(=?[^\s/>=]+|=)(?:(\s*=\s*)("[^"]*"|'[^']*'|(?!["'>])[^\s>]+|(?=>)))?""")
_TAG_END = lazy_regex(r"[\s/]*>")
_UNCLOSED = lazy_regex(r"""\s*=\s*["']""")
_COMMENT_END = lazy_regex(r"--!?>")
# Elements that contain text only, even if it looks like tags.
_TEXT_ONLY = frozenset({"script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes"})


class Attribute(NamedTuple):
    """An attribute in the HTML source."""

    name: str
    """In lower case."""
    value: str
    """Without quotes and character references."""
    span: tuple[int, int]
    """The position of its value in the HTML, with the quotes; empty if it has none."""


class StartTag(NamedTuple):
    """A start tag of HTML."""

    name: str
    """In lower case."""
    attributes: tuple[Attribute, ...]
    span: tuple[int, int]


def start_tags(html: str) -> Iterator[StartTag]:
    """Yield the start tags in `html`, in order, without tags that have no end."""
    position = 0
    while start := _START.search(html, position):
        if start[0] == "<!--":
            end = _COMMENT_END.search(html, start.end())
            if end is None:
                return
            position = end.end()
            continue
        tag = _tag_at(html, start.start())
        if tag is None:
            return
        yield tag
        position = tag.span[1]
        if tag.name in _TEXT_ONLY:
            closing = re.compile(rf"</{tag.name}(?=[\s/>])", re.IGNORECASE).search(html, position)
            if closing is None:
                return
            position = closing.end()


def change_attributes(
    html: str, change: Callable[[str, str, str], str | None], *, tags: Iterable[StartTag] | None = None
) -> str:
    """Return `html` with changed attribute values. `tags` are its start tags, if they are known.

    `change` takes the names of tag and attribute and the value, and returns the new value, or None for no change.
    """
    parts, position = [], 0
    for tag in start_tags(html) if tags is None else tags:
        for attribute in tag.attributes:
            start, end = attribute.span
            value = change(tag.name, attribute.name, attribute.value) if start < end else None
            if value is not None:
                parts += [html[position:start], f'"{escape(value)}"']
                position = end
    return "".join([*parts, html[position:]])


def _tag_at(html: str, start: int) -> StartTag | None:
    """Return the start tag at `start`; None if it has no end."""
    name = _NAME.match(html, start + 1)
    if name is None:
        return None
    position = name.end()
    if html[position : position + 1] == ">":  # most tags
        return StartTag(name[0].lower(), (), (start, position + 1))
    attributes: dict[str, Attribute] = {}
    while found := _ATTRIBUTE.match(html, position):
        key, source = found[1].lower(), found[3]
        position = found.end()
        if source is None:
            if _UNCLOSED.match(html, position):
                return None
            source = ""
        value = source[1:-1] if source[:1] in ('"', "'") else source
        if "&" in value:
            value = unescape(value)
        # Of two attributes with the same name, browsers ignore the second.
        attributes.setdefault(key, Attribute(key, value, found.span(3) if source else (position, position)))
    end = _TAG_END.match(html, position)
    if end is None:
        return None
    return StartTag(name[0].lower(), tuple(attributes.values()), (start, end.end()))
