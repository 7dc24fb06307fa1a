"""Marks around words, such as `**`, where Markdown reads them as marks."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from bs4.element import NavigableString, Tag

from postil.importers.reference_marks import CLOSE, OPEN

if TYPE_CHECKING:
    from bs4.element import PageElement

# Words that are surely marked by `==` and `~~`, which follow rules of their own.
_SIMPLE = re.compile(r"\w(?:[\w ,;'-]*\w)?")
_PARTS = re.compile(r"(\n{2,}|(?:\\\n[ \t\xa0]*){2,})")
# Elements that leave nothing but their text.
_WITHOUT_MARKS = frozenset({"span", "small", "big", "font", "ins", "time", "label", "bdi", "bdo"})

# Elements that become tags of HTML, in which a line break is one, too.
_IN_TAGS = frozenset({"u", "sub", "sup", "del", "mark", "abbr", "kbd", "td", "th"})


def delimited(element: Tag, text: str, mark: str, tag: str, parent_tags: set[str]) -> str:
    """Return words between marks; as HTML where CommonMark would not read these as marks (section 6.2)."""
    if "_noformat" in parent_tags or not text.strip(" \n\t\xa0\\"):
        return text
    parts = _PARTS.split(text)  # marks can't go around several paragraphs
    is_single = len(parts) == 1
    is_in_tags = bool(parent_tags & _IN_TAGS)
    before = _text_beside(_beside(element, "previous_sibling"), is_in_tags=is_in_tags)[-1:] if is_single else ""
    after = _text_beside(_beside(element, "next_sibling"), is_in_tags=is_in_tags)[:1] if is_single else ""
    if mark in ("==", "~~") and element.parent is not None and mark[0] in element.parent.get_text():
        mark = f"<{tag}>"
    is_nested = bool(parent_tags & {"em", "strong", "del", "mark"})
    if mark in ("==", "~~") and (is_nested or is_in_tags):
        mark = f"<{tag}>"
    parts[::2] = [_mark(part, mark, tag, before or " ", after or " ", is_nested=is_nested) for part in parts[::2]]
    return "".join(parts)


def _mark(text: str, mark: str, tag: str, before: str, after: str, *, is_nested: bool) -> str:
    found = re.fullmatch(r"((?:\s|\\\n)*)(.*?)((?:\\\n|\s)*)", text, re.DOTALL)
    if found is None or not found[2]:
        return text
    left, inner, right = found.groups()
    opens = left or not _is_word(before) or not _is_punctuation(inner[0])
    closes = right or not _is_word(after) or not _is_punctuation(inner[-1])
    is_free = (left or before not in "*~=_") and (right or after not in "*~=_")
    if (is_nested and not (left or before.isspace())) or (is_nested and not (right or after.isspace())):
        is_free = False
    if mark in ("==", "~~") and not _SIMPLE.fullmatch(inner):
        is_free = False  # these have rules of their own
    if opens and closes and is_free and mark[0] != "<":
        return f"{left}{mark}{inner}{mark}{right}"
    return f"{left}{in_tags(inner, tag)}{right}"


def in_tags(text: str, tag: str) -> str:
    """Return words in tags of HTML, on one line, since a tag can't go around several paragraphs."""
    one_line = re.sub(r"\\\n\s*", "<br>", text)
    return f"<{tag}>{re.sub(chr(10) + '+', '<br><br>', one_line)}</{tag}>"


def _beside(element: Tag, name: str) -> PageElement | None:
    """Return the node before or after an element, as Markdown has it: `<span>` and the like leave no marks."""
    node: PageElement | None = getattr(element, name)
    while node is None and element.parent is not None and element.parent.name in _WITHOUT_MARKS:
        element = element.parent
        node = getattr(element, name)
    return node


def _text_beside(node: PageElement | None, *, is_in_tags: bool) -> str:
    """Return the text of a node beside an element; a mark if that is another element with marks."""
    if not isinstance(node, Tag):
        return str(node) if isinstance(node, NavigableString) else " "
    if node.name in _WITHOUT_MARKS:
        return node.get_text()
    return {"br": "*" if is_in_tags else " ", "a": "[)", "postil-note": "[]"}.get(node.name, "*")


def _is_word(character: str) -> bool:
    return not character.isspace() and not _is_punctuation(character)


def _is_punctuation(character: str) -> bool:
    return unicodedata.category(character)[0] in "PS" or character in (OPEN, CLOSE)
