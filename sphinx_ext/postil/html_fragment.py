"""Parse a fragment of HTML into elements with their positions."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

# Elements without end tag.
_VOID = frozenset(
    {"img", "br", "hr", "source", "wbr", "input", "embed", "area", "col", "link", "meta", "track", "base"}
)
# How deep elements can be nested.
_MAX_DEPTH = 50


@dataclass
class Element:
    """An element, and the position of its start tag in the text."""

    name: str
    attributes: Mapping[str, str | None]
    span: tuple[int, int] = (0, 0)
    children: list[Element | str] = field(default_factory=list)


class FragmentParser(HTMLParser):
    """Parses a fragment; `malformed` is true if it is not well-formed, or contains more than tags and text."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self._starts = [0, *(match.end() for match in re.finditer("\n", text))]
        self.root = Element("", {})
        self.images: list[Element] = []
        self.malformed = False
        self._open = [self.root]
        self.feed(text)
        self.close()
        self.malformed |= len(self._open) > 1

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        """Open an element."""
        row, column = self.getpos()
        start = self._starts[row - 1] + column
        found = Element(tag, dict(attrs), (start, start + len(self.get_starttag_text() or "")))
        self._open[-1].children.append(found)
        if tag == "img":
            self.images.append(found)
        elif tag not in _VOID:
            self._open.append(found)
            self.malformed |= len(self._open) > _MAX_DEPTH  # the elements are read recursively

    def handle_startendtag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        """Add an element that ends where it starts."""
        self.handle_starttag(tag, attrs)
        if tag not in _VOID:
            self._open.pop()

    def handle_endtag(self, tag: str) -> None:
        """Close an element."""
        if tag in _VOID:
            return
        if self._open[-1].name == tag:
            self._open.pop()
        else:
            self.malformed = True

    def handle_data(self, data: str) -> None:
        """Add text."""
        self._open[-1].children.append(data)

    def handle_comment(self, data: str) -> None:
        """Reject a comment."""
        self.malformed = True

    def handle_decl(self, decl: str) -> None:
        """Reject a declaration."""
        self.malformed = True

    def handle_pi(self, data: str) -> None:
        """Reject a processing instruction."""
        self.malformed = True
