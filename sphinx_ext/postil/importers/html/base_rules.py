"""What the rules for all elements share: references, anchors, and markdownify's way through the tree."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from markdownify import BACKSLASH, MarkdownConverter

from postil.importers.html.blocks import TIGHT
from postil.importers.html.context import text_attribute
from postil.importers.html.escape import escape_text
from postil.importers.html.notes import NOTE
from postil.importers.reference_marks import mark

if TYPE_CHECKING:
    from bs4.element import NavigableString, PageElement, Tag

    from postil.importers.html.context import Conversion


class BaseRules(MarkdownConverter):
    """markdownify, whose methods `convert_x` are called with each element `x` and the Markdown of its content."""

    def __init__(self, conversion: Conversion, linked_ids: set[str]) -> None:
        super().__init__(
            autolinks=False, bullets="-", heading_style="atx", newline_style=BACKSLASH, wrap=True, wrap_width=None
        )
        self._conversion = conversion
        self._linked_ids = linked_ids
        self._is_only_child = False

    def convert_part(self, part: Tag) -> str:
        """Return a tree as Markdown."""
        text = "".join(self._element(child, {"body"}) for child in part.children)
        text = re.sub(r"[ \t]+$", "", text, flags=re.MULTILINE)
        text = re.sub(r"\n{3,}", "\n\n", text).strip("\n")
        return re.sub(r"\A(?:---\n+)+|(?:\n+---)+\Z|\A---\Z", "", text)  # a rule between nothing and the text

    def _element(self, element: PageElement, parent_tags: set[str]) -> str:
        """Return an element as Markdown; markdownify's type stubs lack this method."""
        any_self: Any = self
        return str(any_self.process_element(element, parent_tags=parent_tags))

    def process_text(self, el: NavigableString, parent_tags: set[str] | None = None) -> str:
        """Return text as Markdown."""
        is_in_block = el.parent is not None and el.parent.name in ("p", TIGHT, "td", "th", "li")
        self._is_only_child = is_in_block and el.previous_sibling is None and el.next_sibling is None
        parent: Any = super()
        return str(parent.process_text(el, parent_tags=parent_tags))

    def escape(self, text: str, parent_tags: set[str]) -> str:
        """Return text with backslashes; markdownify calls this."""
        return escape_text(text, in_link="a" in parent_tags, is_whole=self._is_only_child)

    def _reference(self, url: str, *, is_image: bool = False) -> str:
        return mark(self._conversion.reference(url, is_image=is_image))

    def _inline(self, element: Tag, *, has_tags: bool = False) -> str:
        """Return the content of an element as Markdown on one line; some lines can't have tags of HTML."""
        for inner in () if has_tags else element.find_all(["del", "u", "kbd", "abbr", "mark", "sub", "sup"]):
            if not inner.find(NOTE):
                inner.unwrap()
        children = (self._element(child, {element.name, "_inline"}) for child in element.children)
        return " ".join("".join(children).split())

    def _anchor(self, el: Tag) -> str:
        """Return an anchor, if a link on the page leads to it."""
        name = text_attribute(el, "id", "name")
        is_used = name in self._linked_ids and re.fullmatch(r"[\w:.-]+", name)
        return f'<a id="{name}"></a>' if is_used else ""
