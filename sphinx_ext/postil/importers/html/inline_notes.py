"""Notes whose text is in the sentence: sidenotes, and those that a script shows at a click."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bs4.element import Tag

from postil.importers.html.context import classes
from postil.importers.html.notes import add_note

if TYPE_CHECKING:
    from bs4 import BeautifulSoup

    from postil.importers.html.context import Conversion

# The classes of Tufte CSS and its relatives, and of the plugin Modern Footnotes.
_TEXTS = ("sidenote", "marginnote", "side-note", "margin-note", "modern-footnotes-footnote__note", "sidenote-content")
_MARKS = frozenset({"margin-toggle", "sidenote-number", "modern-footnotes-footnote", "sidenote-toggle"})


def extract_inline_notes(soup: BeautifulSoup, conversion: Conversion) -> None:
    """Replace notes in a sentence by references, with the numbers and buttons before them."""
    for text in soup.find_all(["span", "small", "aside"], class_=list(_TEXTS)):
        if text.find_parent(class_=list(_TEXTS)):
            continue
        while isinstance(mark := text.previous_sibling, Tag) and classes(mark) & _MARKS:
            mark.decompose()
        text.attrs.clear()
        text.replace_with(add_note(soup, conversion, text))
