"""Find footnotes in HTML, however it was made: references and texts that link to each other."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import unquote

from bs4.element import NavigableString, Tag

from postil.importers.html.blocks import is_blank
from postil.importers.html.context import text_attribute

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bs4 import BeautifulSoup
    from bs4.element import PageElement

    from postil.importers.html.context import Conversion

# The element that becomes a reference, with the label in `data-label`.
NOTE = "postil-note"
# The text of a reference: a number, a letter or a sign, with or without brackets.
_REFERENCE = re.compile(
    r"[\[({\s]*(?:(?:note|fn|n)\.? ?)?(\d{1,4}|[a-z]{1,2}|[ivxlc]{1,7}|[*†‡§¶‖#]{1,4})[\])}.:\s]*", re.IGNORECASE
)
_BACK = re.compile(
    r"[\[(\s]*(?:[\u2190-\u21ff\u2934\u2b06\u23ce^\ufe0e\ufe0f«\u2039]+"
    r"|back(?: to (?:text|post|top|content|article))?|return(?: to text)?|jump (?:back )?up|up)?[\])\s]*",
    re.IGNORECASE,
)
# The ids that programs give to footnotes.
_NOTE_ID = re.compile(
    r"(?:^|[-_:])(?:foot|end|side)?(?:notes?|fn|ftn|edn|sdfootnote\d+sym|easy-footnote-bottom)(?:$|[-_:\d])",
    re.IGNORECASE,
)
_CONTAINERS = frozenset({"li", "p", "dd", "div", "td", "aside", "section"})


def extract_notes(soup: BeautifulSoup, conversion: Conversion) -> None:
    """Replace references by `postil-note` elements, and move the texts of the notes into the conversion."""
    targets = _targets(soup)
    order = {id(element): number for number, element in enumerate(soup.find_all(True))}
    labels: dict[int, str] = {}
    texts: list[tuple[str, Tag]] = []
    own_ids: dict[str, set[str]] = {}
    words: dict[str, str] = {}
    found = [note for link in soup.find_all("a") if (note := _note_of(link, targets, order))]
    for link, text in found:
        if id(text) not in labels:
            labels[id(text)] = _unused_label(link.get_text(), set(labels.values()))
            texts.append((labels[id(text)], text))
            words[labels[id(text)]] = link.get_text(strip=True).strip("[]().: ")
        own_ids.setdefault(labels[id(text)], set()).update(_ids_around(link))
        _replace_reference(soup, link, labels[id(text)])
    for label, text in texts:
        _clean(text, words[label], own_ids[label])
        parent = text.parent
        text.extract()
        conversion.notes.append((label, text))
        _remove_empty(parent)


def add_note(soup: BeautifulSoup, conversion: Conversion, text: Tag, label: str = "") -> Tag:
    """Return a reference to a new note with the content of `text`."""
    used = {used_label for used_label, _text in conversion.notes}
    name = _unused_label(label, used)
    conversion.notes.append((name, text))
    return soup.new_tag(NOTE, attrs={"data-label": name})


def _targets(soup: BeautifulSoup) -> dict[str, Tag]:
    """Return the elements by their ids and names."""
    targets: dict[str, Tag] = {}
    for element in soup.find_all(True):
        for name in (text_attribute(element, "id"), text_attribute(element, "name") if element.name == "a" else ""):
            if name:
                targets.setdefault(name, element)
    return targets


def _fragment(link: Tag) -> str:
    """Return the id on the same page that a link leads to; empty if it leads elsewhere."""
    href = text_attribute(link, "href")
    return unquote(href[1:]) if href.startswith("#") else ""


def _note_of(link: Tag, targets: dict[str, Tag], order: dict[int, int]) -> tuple[Tag, Tag] | None:
    """Return a link and the text of the note that it refers to; None if it is no reference."""
    fragment = _fragment(link)
    target = targets.get(fragment) if fragment else None
    if target is None or not _REFERENCE.fullmatch(link.get_text()) or target is link or _contains(link, target):
        return None
    text = _container(target)
    if text is None or _contains(text, link) or order[id(text)] < order[id(link)]:
        return None
    around = _ids_around(link)
    has_way_back = any(_fragment(other) in around for other in text.find_all("a")) and bool(around)
    if not has_way_back and not (_NOTE_ID.search(fragment) or _NOTE_ID.search(text_attribute(text, "class", "id"))):
        return None
    return link, text


def _container(target: Tag) -> Tag | None:
    """Return the element with the text of a note, whose id or anchor is `target`."""
    element: Tag | None = target
    while element is not None and element.name not in _CONTAINERS:
        element = element.parent
    if element is None or element.name == "[document]":
        return None
    parent = element.parent
    while (
        parent is not None
        and parent.name in ("div", "li", "aside")
        and (
            _NOTE_ID.search(text_attribute(parent, "id")) or {"footnote"} & set(text_attribute(parent, "class").split())
        )
        and len(parent.find_all(True)) < 200  # noqa: PLR2004 - more is the list of all notes
        and not [
            child for child in parent.find_all(["p", "li", "div"], recursive=False) if _starts_another(child, element)
        ]
    ):
        element, parent = parent, parent.parent
    return element


def _starts_another(child: Tag, element: Tag) -> bool:
    """Return whether a sibling begins another note."""
    return child is not element and any(_REFERENCE.fullmatch(link.get_text()) for link in child.find_all("a")[:1])


def _contains(element: Tag, inner: PageElement) -> bool:
    return any(parent is element for parent in inner.parents)


def _ids_around(link: Tag) -> set[str]:
    """Return the ids of a reference: its own, and those of what contains nothing else."""
    ids = set()
    for element in (link, *link.find_all(True), *link.parents):
        if element.name not in ("a", "sup", "span", "small", "b", "strong", "em", "i"):
            break
        ids |= {text_attribute(element, "id"), text_attribute(element, "name")}
    for sibling in (link.previous_sibling, link.parent.previous_sibling if link.parent else None):
        if isinstance(sibling, Tag) and sibling.name in ("a", "span") and not sibling.get_text(strip=True):
            ids |= {text_attribute(sibling, "id"), text_attribute(sibling, "name")}
    return ids - {""}


def _replace_reference(soup: BeautifulSoup, link: Tag, label: str) -> None:
    """Put a reference to a note where a link was, and the brackets and the superscript around it."""
    element = link
    while element.parent is not None and element.parent.name in ("sup", "span", "small", "b", "strong", "em"):
        if element.parent.get_text(strip=True).strip("[]()") != link.get_text(strip=True).strip("[]()"):
            break
        element = element.parent
    _remove_brackets(element)
    element.replace_with(soup.new_tag(NOTE, attrs={"data-label": label}))


def _remove_brackets(element: Tag) -> None:
    """Remove square brackets around an element."""
    before, after = element.previous_sibling, element.next_sibling
    if isinstance(before, NavigableString) and isinstance(after, NavigableString) and before[-1:] + after[:1] == "[]":
        before.replace_with(NavigableString(str(before)[:-1]))
        after.replace_with(NavigableString(str(after)[1:]))


def _clean(text: Tag, label: str, references: set[str]) -> None:
    """Remove the way back and the number from the text of a note."""
    began_with_link = False
    for link in text.find_all("a"):
        target = unquote(text_attribute(link, "href").rpartition("#")[2])
        words = link.get_text()
        if target in references and (_BACK.fullmatch(words) or _REFERENCE.fullmatch(words)):
            first = next(_texts(text), None)
            began_with_link |= first is not None and (first.strip() in "[(" or _contains(link, first))
            link_and_marks = _outermost(link, inside=text)
            _remove_brackets(link_and_marks)
            link_and_marks.extract()
        elif not words.strip() and not link.find(True):
            link.unwrap()
    for empty in text.find_all(["p", "span", "sup"]):
        if not empty.get_text(strip=True) and not empty.find(["img", "iframe", "video", "audio", NOTE]):
            empty.extract()
    _remove_label(text, label, began_with_link=began_with_link)


def _remove_label(text: Tag, label: str, *, began_with_link: bool) -> None:
    """Remove the label at the start of a note: its parts can be in several elements."""
    for node in list(_texts(text))[:4]:
        words = node.strip()
        if words in ("[", "(", "]", ")", ".", ":") or words.strip("[]().:") == label:
            node.extract()
            began_with_link = True
        else:
            start = (
                r"[\s\]).:]*" if began_with_link else rf"\s*(?:[\[(]?{re.escape(label)}(?:[\])]?[.:)]?\s+|[\])]))?\s*"
            )
            node.replace_with(NavigableString(re.sub(start, "", str(node), count=1)))
            return


def _outermost(link: Tag, *, inside: Tag) -> Tag:
    """Return a link, or the element around it that contains nothing else but brackets."""
    element = link
    while element.parent is not None and element.parent is not inside and element.parent.name in ("sup", "span", "b"):
        if element.parent.get_text(strip=True).strip("[]().") != link.get_text(strip=True).strip("[]()."):
            break
        element = element.parent
    return element


def _texts(text: Tag) -> Iterator[NavigableString]:
    return (node for node in text.find_all(string=True) if not is_blank(node))


def _remove_empty(element: Tag | None) -> None:
    """Remove lists of notes that are empty now, with the rule before them."""
    while element is not None and element.parent is not None and element.name != "[document]":
        if element.get_text(strip=True) or element.find(["img", "iframe", NOTE]):
            return
        parent = element.parent
        previous = element.find_previous_sibling()
        if isinstance(previous, Tag) and previous.name == "hr":
            previous.extract()
        element.extract()
        element = parent


def _unused_label(words: str, used: set[str]) -> str:
    """Return a label for a note: the number that it had, or the next free one."""
    found = re.search(r"\d{1,4}", words)
    if found and found[0] not in used:
        return found[0]
    return next(str(number) for number in range(1, len(used) + 2) if str(number) not in used)
