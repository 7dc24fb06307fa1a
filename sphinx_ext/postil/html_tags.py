"""Read and change the attributes in the start tags of HTML, as the HTML Standard tokenizes them (section 13.2.5).

Text that merely looks like an attribute, in another attribute's value, in a comment or in a script, is not one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape, unescape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_START = re.compile(r"<(?:!--|[a-zA-Z])")
_NAME = re.compile(r"[^\s/>]+")
# An attribute name may start with `=`. A quoted value that never ends is not matched, and neither is its tag.
_ATTRIBUTE = re.compile(r"""[\s/]*(=?[^\s/>=]+|=)(?:(\s*=\s*)("[^"]*"|'[^']*'|(?!["'>])[^\s>]+|(?=>)))?""")
_TAG_END = re.compile(r"[\s/]*>")
_UNCLOSED = re.compile(r"""\s*=\s*["']""")
_COMMENT_END = re.compile(r"--!?>")
# Elements whose content is text, whatever it looks like.
_TEXT_ONLY = frozenset({"script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes"})


@dataclass(frozen=True)
class Attribute:
    """An attribute as it is written."""

    name: str
    """In lower case."""
    value: str
    """Without quotes and character references."""
    span: tuple[int, int]
    """Where its value is in the HTML, quotes included; empty if it has none."""


@dataclass(frozen=True)
class StartTag:
    """A start tag of HTML."""

    name: str
    """In lower case."""
    attributes: tuple[Attribute, ...]
    span: tuple[int, int]


def start_tags(html: str) -> Iterator[StartTag]:
    """Yield the start tags in `html`, in order; a tag that does not end is none."""
    place = 0
    while start := _START.search(html, place):
        if start[0] == "<!--":
            end = _COMMENT_END.search(html, start.end())
            if end is None:
                return
            place = end.end()
            continue
        tag = _tag_at(html, start.start())
        if tag is None:
            return
        yield tag
        place = tag.span[1]
        if tag.name in _TEXT_ONLY:
            closing = re.compile(rf"</{tag.name}(?=[\s/>])", re.IGNORECASE).search(html, place)
            if closing is None:
                return
            place = closing.end()


def change_attributes(html: str, change: Callable[[str, str, str], str | None]) -> str:
    """Return `html` with other values in its attributes.

    `change` takes the name of the tag, that of the attribute and its value, and returns the new value, or None to leave
    the attribute as it is written.
    """
    parts, place = [], 0
    for tag in start_tags(html):
        for attribute in tag.attributes:
            start, end = attribute.span
            value = change(tag.name, attribute.name, attribute.value) if start < end else None
            if value is not None:
                parts += [html[place:start], f'"{escape(value)}"']
                place = end
    return "".join([*parts, html[place:]])


def _tag_at(html: str, start: int) -> StartTag | None:
    """Return the start tag at `start`; None if it does not end."""
    name = _NAME.match(html, start + 1)
    if name is None:
        return None
    attributes: dict[str, Attribute] = {}
    place = name.end()
    while not (end := _TAG_END.match(html, place)):
        found = _ATTRIBUTE.match(html, place)
        if found is None or (found[3] is None and _UNCLOSED.match(html, found.end())):
            return None
        place = found.end()
        key, written = found[1].lower(), found[3] or ""
        value = unescape(written[1:-1] if written[:1] in ('"', "'") else written)
        # Of two attributes with one name, browsers drop the second.
        attributes.setdefault(key, Attribute(key, value, found.span(3) if found[3] else (place, place)))
    return StartTag(name[0].lower(), tuple(attributes.values()), (start, end.end()))
